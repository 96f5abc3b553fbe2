<?cs # What a chat is about, as a page of its own: there is no room beside the thread on a phone.
	Thread.Id Thread.Link Thread.Name Lang.Chat.* and what chat_side.cs reads
?><?cs include!"layout.cs"
?><?cs include!"badges.cs"
?><?cs include!"chat_side.cs"
?><?cs call:page_begin(Lang.Chat.About, "chats") ?>
<div class="about-page">
<header><a class="back" href="/ui/chats/<?cs var:Thread.Id ?><?cs var:Thread.Link ?>" aria-label="<?cs var:Lang.Chat.BackToChat ?>">‹</a><h1><?cs var:Lang.Chat.About ?></h1></header>
<?cs call:chat_side() ?>
</div>
<?cs call:page_end() ?>
