<?cs # One chat.  Thread.Id Thread.Name Thread.Live Thread.Version Thread.Nonce Thread.IsDead
	Page.CanOperate Lang.Chat.* and what chat_parts.cs and chat_side.cs read
?><?cs include!"layout.cs"
?><?cs include!"chat_side.cs"
?><?cs call:page_begin(Thread.Name, "chats") ?>
<div class="chat"<?cs if:Thread.Live ?> data-news="/ui/chats/<?cs var:Thread.Id ?>/news" data-version="<?cs var:Thread.Version ?>"<?cs /if ?>>
<div class="talk">
<?cs include!"chat_parts.cs" ?>
<?cs if:Page.CanOperate && Thread.Live && !Thread.IsDead ?><form class="composer" method="post" action="/ui/chats/<?cs var:Thread.Id ?>/reply">
<?cs call:csrf() ?><input type="hidden" name="nonce" value="<?cs var:Thread.Nonce ?>">
<label for="reply" class="hidden"><?cs var:Lang.Chat.Reply ?></label>
<textarea id="reply" name="text" rows="2" maxlength="4000" required placeholder="<?cs var:Lang.Chat.ReplyHint ?>"></textarea>
<button class="primary"><?cs var:Lang.Chat.Send ?></button>
</form>
<?cs /if ?></div>
<aside aria-label="<?cs var:Lang.Chat.About ?>">
<?cs call:chat_side() ?>
</aside>
</div>
<?cs call:page_end() ?>
