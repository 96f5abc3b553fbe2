<?cs # What of an account may have changed, for ui.js.  Account.Version and what account_state.cs reads ?>
<div data-version="<?cs var:Account.Version ?>">
<?cs include!"account_state.cs" ?>
</div>
