<?cs # The inbox: the list, and on a wide screen the place of the chat.  Inbox.Link Inbox.Live
	Inbox.Version Lang.Chats.* and what chats_parts.cs reads
?><?cs include!"layout.cs"
?><?cs include!"badges.cs"
?><?cs call:page_begin(Lang.Chats.Title, "chats") ?>
<div class="desk at-list"<?cs if:Inbox.Live ?> data-news="/ui/chats/news<?cs var:Inbox.Link ?>" data-version="<?cs var:Inbox.Version ?>"<?cs /if ?>>
<section class="list" aria-label="<?cs var:Lang.Chats.Title ?>">
<div class="head"><h1><?cs var:Lang.Chats.Title ?></h1> <a class="refresh" href="/ui/chats<?cs var:Inbox.Link ?>"><?cs var:Lang.Chats.Refresh ?></a></div>
<?cs include!"chats_search.cs" ?>
<?cs include!"chats_parts.cs" ?>
</section>
<div class="talk none"><p class="empty"><?cs var:Lang.Chats.Choose ?></p></div>
</div>
<?cs call:page_end() ?>
