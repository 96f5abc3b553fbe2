<?cs # What of an account may have changed, for ui.js.  Account.Version and what account_state.cs reads ?><?cs include!"layout.cs" ?>
<div data-version="<?cs var:Account.Version ?>">
<?cs include!"account_state.cs" ?>
</div>
