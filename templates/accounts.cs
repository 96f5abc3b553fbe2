<?cs # All accounts, and the form for one more.  Accounts(Id Name Status Webhook Seen) Projects(Id Name
	On) CanChoose Form.name Form.client_id Errors.client_id Errors.client_secret Errors.shop Page.CanAdmin
	Lang.Accounts.*
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs call:page_begin(Lang.Accounts.Title, "accounts") ?>
<div class="wide">
<h1><?cs var:Lang.Accounts.Title ?></h1>
<?cs if:?Accounts.0.Id ?><div class="rows"><?cs each:account = Accounts ?>
<a class="fact" href="/ui/accounts/<?cs var:account.Id ?>"><b><?cs var:account.Name ?></b><span class="state-<?cs var:account.Status.Level ?>"><?cs var:account.Status.Text ?><?cs if:account.Status.When ?> <small><?cs var:Lang.Accounts.Checked ?> <?cs var:account.Status.When ?></small><?cs /if ?></span><?cs if:account.Enabled ?><span class="state-<?cs var:account.Webhook.Level ?>"><?cs var:account.Webhook.Text ?></span><?cs /if ?></a><?cs /each ?>
</div>
<?cs else ?><p class="empty"><?cs var:Lang.Accounts.None ?></p>
<?cs /if ?><?cs if:Page.CanAdmin && ?Projects.0.Id ?><details class="card spaced"<?cs if:!?Accounts.0.Id || Errors.client_id || Errors.client_secret ?> open<?cs /if ?>><summary><?cs var:Lang.Accounts.Add ?></summary>
<form method="post" action="/ui/accounts"><?cs call:csrf() ?>
<?cs call:line("client_id", "client_id", Form.client_id, Errors.client_id, "", "200") ?>
<label for="client_secret"><?cs var:Lang.Accounts.Secret ?></label>
<input id="client_secret" name="client_secret" type="password" autocomplete="off" maxlength="200"<?cs call:described("client_secret", Lang.Accounts.KeysHint, Errors.client_secret) ?>>
<?cs call:below("client_secret", Lang.Accounts.KeysHint, Errors.client_secret) ?>
<?cs call:line("name", Lang.Accounts.Name, Form.name, "", Lang.Accounts.NameHint, "200") ?>
<?cs if:CanChoose ?><label for="project"><?cs var:Lang.Accounts.Project ?></label>
<select id="project" name="project"><?cs each:project = Projects ?><option value="<?cs var:project.Id ?>"<?cs if:project.On ?> selected<?cs /if ?>><?cs var:project.Name ?></option><?cs /each ?></select>
<?cs else ?><input type="hidden" name="project" value="<?cs var:Projects.0.Id ?>">
<?cs /if ?><button class="primary"><?cs var:Lang.Accounts.AddButton ?></button>
</form></details>
<details class="card"<?cs if:Errors.shop ?> open<?cs /if ?>><summary><?cs var:Lang.Accounts.Shop ?></summary>
<form method="post" action="/ui/accounts/shops"><?cs call:csrf() ?>
<p><?cs var:Lang.Accounts.ShopWhat ?></p>
<?cs call:line("shop", Lang.Accounts.ShopName, "", Errors.shop, "", "200") ?>
<button><?cs var:Lang.Accounts.ShopButton ?></button>
</form></details>
<?cs /if ?></div>
<?cs call:page_end() ?>
