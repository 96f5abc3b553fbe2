<?cs # What of a chat may have changed, for ui.js.  Thread.Version and what chat_parts.cs reads ?>
<?cs include!"layout.cs" ?>
<?cs include!"chat_side.cs" ?>
<div data-version="<?cs var:Thread.Version ?>">
<?cs include!"chat_parts.cs" ?>
</div>
