<?cs # What of the inbox may have changed.  Inbox.Version and what chats_parts.cs reads ?>
<?cs include!"badges.cs" ?>
<div data-version="<?cs var:Inbox.Version ?>">
<?cs include!"chats_parts.cs" ?>
</div>
