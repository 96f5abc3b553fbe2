<?cs # One's own password and language.  Me.IsRu Me.IsEn Me.Theme Me.Keys Page.Login Page.CanOwn Page.Csrf Errors.current Errors.password
	Errors.again Lang.Me.*
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs call:page_begin(Lang.Me.Title, "me") ?>
<h1><?cs var:Page.Login ?></h1>
<form class="card narrow" method="post" action="/ui/me/password">
<?cs call:csrf() ?>
<h2><?cs var:Lang.Me.Password ?></h2>
<input name="username" type="text" value="<?cs var:Page.Login ?>" autocomplete="username" hidden disabled>
<label for="current"><?cs var:Lang.Me.Current ?></label>
<input id="current" name="current" type="password" autocomplete="current-password" maxlength="200" required aria-describedby="current-error">
<?cs call:field_error("current", Errors.current) ?>
<label for="password"><?cs var:Lang.Me.New ?></label>
<input id="password" name="password" type="password" autocomplete="new-password" maxlength="200" required aria-describedby="password-error">
<?cs call:field_error("password", Errors.password) ?>
<label for="again"><?cs var:Lang.Me.Again ?></label>
<input id="again" name="again" type="password" autocomplete="new-password" maxlength="200" required aria-describedby="again-error">
<?cs call:field_error("again", Errors.again) ?>
<p class="soft"><?cs var:Lang.Me.Others ?></p>
<button class="primary"><?cs var:Lang.Me.Save ?></button>
</form>
<form class="card narrow" method="post" action="/ui/me/lang">
<?cs call:csrf() ?>
<h2><?cs var:Lang.Me.Language ?></h2>
<label class="choice"><input type="radio" name="lang" value="ru"<?cs if:Me.IsRu ?> checked<?cs /if ?>> Русский</label>
<label class="choice"><input type="radio" name="lang" value="en"<?cs if:Me.IsEn ?> checked<?cs /if ?>> English</label>
<button><?cs var:Lang.Me.Save ?></button>
</form>
<form class="card narrow" method="post" action="/ui/me/theme">
<?cs call:csrf() ?>
<fieldset class="plain"><legend><?cs var:Lang.Me.Theme ?></legend>
<?cs call:choice("theme", "system", Me.Theme, Lang.Me.ThemeSystem, "") ?><?cs call:choice("theme", "light", Me.Theme, Lang.Me.ThemeLight, "") ?><?cs call:choice("theme", "dark", Me.Theme, Lang.Me.ThemeDark, "") ?></fieldset>
<button><?cs var:Lang.Me.Save ?></button>
</form>
<form class="card narrow" method="post" action="/ui/me/keys" id="keys">
<?cs call:csrf() ?>
<fieldset class="plain" aria-describedby="keys-hint"><legend><?cs var:Lang.Me.Keys ?></legend>
<?cs call:choice("keys", "1", Me.Keys, Lang.Me.KeysOn, "") ?><?cs call:choice("keys", "0", Me.Keys, Lang.Me.KeysOff, "") ?></fieldset>
<p class="hint" id="keys-hint"><?cs var:Lang.Me.KeysHint ?></p>
<button><?cs var:Lang.Me.Save ?></button>
</form>
<?cs if:Page.CanOwn ?><p><a href="/ui/styleguide"><?cs var:Lang.Me.Style ?></a></p>
<?cs /if ?><form class="narrow" method="post" action="/ui/logout"><?cs call:csrf() ?><button><?cs var:Lang.Nav.Logout ?></button></form>
<?cs call:page_end() ?>
