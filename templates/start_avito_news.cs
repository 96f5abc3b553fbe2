<?cs # What of the step may have changed, for ui.js.  Start.Version and what start_avito.cs reads ?>
<div data-version="<?cs var:Start.Version ?>">
<?cs include!"start_avito.cs" ?>
</div>
