<?cs # Signing in.  Form.Login Form.Next Errors.login Lang.Login.*
?><?cs include!"layout.cs"
?><?cs call:page_begin(Lang.Login.Title, "") ?>
<img class="awning" src="<?cs var:Asset.Icon ?>" alt="" width="72" height="72">
<p class="brandline"><?cs var:Lang.App ?></p>
<p class="motto"><?cs var:Lang.Motto ?></p>
<form class="card" method="post" action="/ui/login">
<h1 class="hidden"><?cs var:Lang.Login.Title ?></h1>
<?cs if:Errors.login ?><p class="error" role="alert"><?cs var:Errors.login ?></p>
<?cs /if ?><?cs if:Form.Next ?><input type="hidden" name="next" value="<?cs var:Form.Next ?>">
<?cs /if ?><label for="login"><?cs var:Lang.Login.Login ?></label>
<input id="login" name="login" value="<?cs var:Form.Login ?>" autocomplete="username" spellcheck="false" required<?cs if:!Form.Login ?> autofocus<?cs /if ?>>
<label for="password"><?cs var:Lang.Login.Password ?></label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="200" required<?cs if:Form.Login ?> autofocus<?cs /if ?>>
<button class="primary"><?cs var:Lang.Login.Submit ?></button>
</form>
<?cs call:page_end() ?>
