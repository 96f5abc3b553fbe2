<?cs # One account.  Account.Id Account.Name Account.Enabled Account.Version Form.name Form.client_id
	Projects(Id Name On) CanChoose Errors.client_id Errors.client_secret Errors.confirm Page.CanAdmin
	Lang.Accounts.* and account_state.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs call:page_begin(Account.Name, "accounts") ?>
<div class="wide account" data-news="/ui/accounts/<?cs var:Account.Id ?>/news" data-version="<?cs var:Account.Version ?>">
<div class="head"><h1><?cs var:Account.Name ?></h1> <a class="refresh" href="/ui/accounts/<?cs var:Account.Id ?>"><?cs var:Lang.Chats.Refresh ?></a></div>
<?cs if:Page.CanAdmin ?><div class="buttons spaced">
<form method="post" action="/ui/accounts/<?cs var:Account.Id ?>/check"><?cs call:csrf() ?><button<?cs if:Account.Enabled ?> class="primary"<?cs /if ?>><?cs var:Lang.Accounts.Check ?></button></form>
<form method="post" action="/ui/accounts/<?cs var:Account.Id ?>/enable"><?cs call:csrf() ?><?cs if:Account.Enabled ?><input type="hidden" name="enabled" value="0"><button><?cs var:Lang.Accounts.Disable ?></button><?cs else ?><input type="hidden" name="enabled" value="1"><button class="primary"><?cs var:Lang.Accounts.Enable ?></button><?cs /if ?></form>
</div>
<?cs /if ?><?cs include!"account_state.cs" ?>
<?cs if:Page.CanAdmin ?><form class="card" method="post" action="/ui/accounts/<?cs var:Account.Id ?>/keys"><?cs call:csrf() ?>
<h2><?cs var:Lang.Accounts.Keys ?></h2>
<?cs call:line("client_id", "client_id", Form.client_id, Errors.client_id, "", "200") ?>
<label for="client_secret"><?cs var:Lang.Accounts.Secret ?></label>
<input id="client_secret" name="client_secret" type="password" autocomplete="off" maxlength="200" placeholder="<?cs var:Lang.Answerer.KeyKept ?>"<?cs call:described("client_secret", Lang.Accounts.KeysHint, Errors.client_secret) ?>>
<?cs call:below("client_secret", Lang.Accounts.KeysHint, Errors.client_secret) ?>
<button><?cs var:Lang.Accounts.KeysButton ?></button>
</form>
<form class="card" method="post" action="/ui/accounts/<?cs var:Account.Id ?>/name"><?cs call:csrf() ?>
<?cs call:line("name", Lang.Accounts.Rename, Form.name, "", Lang.Accounts.NameHint, "200") ?>
<button><?cs var:Lang.Accounts.RenameButton ?></button>
</form>
<?cs if:CanChoose ?><form class="card" method="post" action="/ui/accounts/<?cs var:Account.Id ?>/shop"><?cs call:csrf() ?>
<label for="project"><?cs var:Lang.Accounts.Project ?></label>
<select id="project" name="project" aria-describedby="project-hint"><?cs each:project = Projects ?><option value="<?cs var:project.Id ?>"<?cs if:project.On ?> selected<?cs /if ?>><?cs var:project.Name ?></option><?cs /each ?></select>
<p class="hint" id="project-hint"><?cs var:Lang.Accounts.ProjectHint ?></p>
<button><?cs var:Lang.Accounts.ProjectButton ?></button>
</form>
<?cs /if ?><details class="card"<?cs if:Errors.confirm ?> open<?cs /if ?>><summary><?cs var:Lang.Accounts.Remove ?></summary>
<form method="post" action="/ui/accounts/<?cs var:Account.Id ?>/remove"><?cs call:csrf() ?>
<p><?cs var:Lang.Accounts.RemoveWhat ?></p>
<?cs call:line("confirm", Lang.Accounts.RemoveConfirm, "", Errors.confirm, "", "100") ?>
<button class="danger"><?cs var:Lang.Accounts.RemoveButton ?></button>
</form></details>
<?cs /if ?><p><a href="/ui/accounts"><?cs var:Lang.Accounts.Back ?></a></p>
</div>
<?cs call:page_end() ?>
