<?cs # What of the first page may have changed, for ui.js.  Overview.Version and what overview_parts.cs
	reads ?><?cs include!"layout.cs" ?>
<div data-version="<?cs var:Overview.Version ?>">
<?cs call:needs() ?>
<?cs include!"overview_parts.cs" ?>
</div>
