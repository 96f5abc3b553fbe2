<?cs # Signing in.  Form.Login Form.Next Errors.login Page.Lang Lang.Login.* Lang.Me.Language
?><?cs include!"layout.cs"
?><?cs def:lang_link(lang, name) ?><a href="/ui/login?lang=<?cs var:lang ?><?cs if:Form.Next ?>&amp;next=<?cs var:url_escape(Form.Next) ?><?cs /if ?>" lang="<?cs var:lang ?>" hreflang="<?cs var:lang ?>"<?cs if:Page.Lang == lang ?> aria-current="true"<?cs /if ?>><?cs var:name ?></a><?cs /def
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
<p class="langs" role="group" aria-label="<?cs var:Lang.Me.Language ?>"><?cs call:lang_link("ru", "Русский") ?> <?cs call:lang_link("en", "English") ?></p>
<?cs call:page_end() ?>
