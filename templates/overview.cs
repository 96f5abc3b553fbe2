<?cs # The first page.  Overview.Version and what overview_parts.cs reads
?><?cs include!"layout.cs"
?><?cs call:page_begin(Lang.Overview.Title, "overview") ?>
<div class="wide overview" data-news="/ui/overview/news" data-version="<?cs var:Overview.Version ?>">
<div class="head"><h1><?cs var:Lang.Overview.Title ?></h1> <a class="refresh" href="/ui/overview"><?cs var:Lang.Chats.Refresh ?></a></div>
<?cs include!"overview_parts.cs" ?>
</div>
<?cs call:page_end() ?>
