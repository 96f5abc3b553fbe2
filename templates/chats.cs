<?cs # The inbox.  Inbox.Tab Inbox.Live Inbox.Version Lang.Chats.* and what chats_parts.cs reads
?><?cs include!"layout.cs"
?><?cs call:page_begin(Lang.Chats.Title, "chats") ?>
<div class="inbox"<?cs if:Inbox.Live ?> data-news="/ui/chats/news?tab=<?cs var:Inbox.Tab ?>" data-version="<?cs var:Inbox.Version ?>"<?cs /if ?>>
<div class="head"><h1><?cs var:Lang.Chats.Title ?></h1> <a class="refresh" href="/ui/chats?tab=<?cs var:Inbox.Tab ?>"><?cs var:Lang.Chats.Refresh ?></a></div>
<?cs include!"chats_parts.cs" ?>
</div>
<?cs call:page_end() ?>
