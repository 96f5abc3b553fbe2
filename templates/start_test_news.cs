<?cs # What of the step may have changed, for ui.js.  Start.Version and what start_test.cs reads ?>
<div data-version="<?cs var:Start.Version ?>">
<?cs include!"start_test.cs" ?>
</div>
