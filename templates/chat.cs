<?cs # One chat between the list it was opened from and what it is about.  Thread.Id Thread.Name
	Thread.Live Thread.Version Thread.Link Thread.Nonce Thread.Kept Thread.IsDead Page.CanOperate Lang.Chat.*
	Lang.Chats.* and what chats_parts.cs, chat_parts.cs and chat_side.cs read
?><?cs include!"layout.cs"
?><?cs include!"badges.cs"
?><?cs include!"chat_side.cs"
?><?cs call:page_begin(Thread.Name, "chats") ?>
<div class="desk at-chat"<?cs if:Thread.Live ?> data-news="/ui/chats/<?cs var:Thread.Id ?>/news<?cs var:Thread.Link ?>" data-version="<?cs var:Thread.Version ?>"<?cs /if ?>>
<section class="list" aria-label="<?cs var:Lang.Chats.Title ?>">
<?cs include!"chats_search.cs" ?>
<?cs include!"chats_parts.cs" ?>
</section>
<div class="talk">
<?cs include!"chat_parts.cs" ?>
<?cs if:Page.CanOperate && Thread.Live && !Thread.IsDead ?><form class="composer" data-keep="/ui/chats/<?cs var:Thread.Id ?>/keep" method="post" action="/ui/chats/<?cs var:Thread.Id ?>/reply<?cs var:Thread.Link ?>"<?cs call:live() ?>>
<?cs call:csrf() ?><input type="hidden" name="nonce" value="<?cs var:Thread.Nonce ?>">
<label for="reply" class="hidden"><?cs var:Lang.Chat.Reply ?></label>
<textarea id="reply" name="text" rows="2" maxlength="4000" required placeholder="<?cs var:Lang.Chat.ReplyHint ?>">
<?cs var:Thread.Kept ?></textarea>
<button class="primary"><?cs var:Lang.Chat.Send ?></button>
</form>
<?cs /if ?></div>
<aside aria-label="<?cs var:Lang.Chat.About ?>" data-part="side">
<?cs call:chat_side() ?>
</aside>
</div>
<?cs call:page_end() ?>
