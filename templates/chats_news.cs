<?cs # What of the inbox may have changed, for ui.js.  Inbox.Version and what chats_parts.cs reads ?>
<div data-version="<?cs var:Inbox.Version ?>">
<?cs include!"chats_parts.cs" ?>
</div>
