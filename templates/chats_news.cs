<?cs # What of the inbox may have changed.  Inbox.Version and what chats_parts.cs reads ?>
<?cs include!"layout.cs" ?>
<?cs include!"badges.cs" ?>
<div data-version="<?cs var:Inbox.Version ?>">
<?cs call:needs() ?>
<?cs include!"chats_parts.cs" ?>
</div>
