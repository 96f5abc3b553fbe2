<?cs # What of a chat's page may have changed: the list, the thread, the side.  Thread.Version and what
	chats_parts.cs, chat_parts.cs and chat_side.cs read ?>
<?cs include!"layout.cs" ?>
<?cs include!"badges.cs" ?>
<?cs include!"chat_side.cs" ?>
<div data-version="<?cs var:Thread.Version ?>">
<?cs call:needs() ?>
<?cs include!"chats_parts.cs" ?>
<?cs include!"chat_parts.cs" ?>
<aside aria-label="<?cs var:Lang.Chat.About ?>" data-part="side">
<?cs call:chat_side() ?>
</aside>
</div>
