<?cs # The owner's login, made with the code of the installation.  Form.login Errors.code Errors.login
	Errors.password Errors.again Lang.Start.Owner.* Lang.Login.*
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs call:page_begin(Lang.Start.Owner.Title, "") ?>
<form class="card narrow" method="post" action="/ui/start/owner">
<h1><?cs var:Lang.Start.Owner.Title ?></h1>
<p><?cs var:Lang.Start.Owner.Why ?></p>
<label for="code"><?cs var:Lang.Start.Owner.Code ?></label>
<input id="code" name="code" autocomplete="one-time-code" spellcheck="false" maxlength="100" required<?cs call:described("code", Lang.Start.Owner.CodeHint, Errors.code) ?>>
<?cs call:below("code", Lang.Start.Owner.CodeHint, Errors.code) ?>
<label for="login"><?cs var:Lang.Login.Login ?></label>
<input id="login" name="login" value="<?cs var:Form.login ?>" autocomplete="username" spellcheck="false" maxlength="200" required<?cs call:described("login", "", Errors.login) ?>>
<?cs call:below("login", "", Errors.login) ?>
<label for="password"><?cs var:Lang.Login.Password ?></label>
<input id="password" name="password" type="password" autocomplete="new-password" maxlength="200" required<?cs call:described("password", Lang.Start.Owner.PasswordHint, Errors.password) ?>>
<?cs call:below("password", Lang.Start.Owner.PasswordHint, Errors.password) ?>
<label for="again"><?cs var:Lang.Me.Again ?></label>
<input id="again" name="again" type="password" autocomplete="new-password" maxlength="200" required<?cs call:described("again", "", Errors.again) ?>>
<?cs call:below("again", "", Errors.again) ?>
<button class="primary"><?cs var:Lang.Start.Next ?></button>
</form>
<?cs call:page_end() ?>
