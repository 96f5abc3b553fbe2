<?cs # The account of the first run, swapped by ui.js.  Start.Account (as view_account fills it)
	Lang.Accounts.* Lang.Start.Avito.* ?>
<div data-part="avito"><?cs if:?Start.Account.Id ?><p><b><?cs var:Start.Account.Name ?></b><br>
<span class="state-<?cs var:Start.Account.Status.Level ?>"><?cs var:Start.Account.Status.Text ?></span><?cs if:Start.Account.Status.When ?> <small><?cs var:Lang.Accounts.Checked ?> <?cs var:Start.Account.Status.When ?></small><?cs /if ?></p>
<?cs if:Start.Account.Status.Do ?><p class="soft"><?cs var:Start.Account.Status.Do ?></p>
<?cs /if ?><p><a href="/ui/accounts/<?cs var:Start.Account.Id ?>"><?cs var:Lang.Start.Avito.Details ?></a></p><?cs /if ?></div>
