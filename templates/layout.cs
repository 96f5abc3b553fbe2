<?cs # The frame of every page:  call:page_begin(title, section) ... call:page_end()
	Asset.* Page.Lang Page.Login Page.Csrf Page.Notice Lang.App Lang.Nav.*
	section names the entry of the navigation that is lit; "" for none.
?><?cs def:csrf() ?><input type="hidden" name="csrf" value="<?cs var:Page.Csrf ?>"><?cs /def
?><?cs def:field_error(id, text) ?><?cs if:text
?><p class="field-error" id="<?cs var:id ?>-error"><?cs var:text ?></p><?cs /if ?><?cs /def
?><?cs def:icon(name) ?><svg class="icon" aria-hidden="true"><use href="<?cs var:Asset.Icons ?>#<?cs var:name ?>"></use></svg><?cs /def
?><?cs def:nav_entry(path, name, section, here)
?><a href="<?cs var:path ?>"<?cs if:section == here ?> aria-current="page"<?cs /if ?>><?cs call:icon(here) ?><span><?cs var:name ?></span></a><?cs /def
?><?cs def:page_begin(title, section) ?><!doctype html>
<html lang="<?cs var:Page.Lang ?>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><?cs var:title ?> · <?cs var:Lang.App ?></title>
<link rel="icon" href="<?cs var:Asset.Icon ?>" type="image/svg+xml">
<link rel="stylesheet" href="<?cs var:Asset.Css ?>">
<?cs if:Page.Login ?><script src="<?cs var:Asset.Ui ?>" defer></script>
<?cs /if ?></head>
<body<?cs if:!Page.Login ?> class="alone"<?cs /if ?>>
<a class="skip" href="#main"><?cs var:Lang.Nav.Skip ?></a>
<?cs if:Page.Login ?><nav aria-label="<?cs var:Lang.Nav.Title ?>">
<b class="brand"><?cs var:Lang.App ?></b>
<?cs call:nav_entry("/ui/overview", Lang.Nav.Overview, section, "overview") ?>
<?cs call:nav_entry("/ui/chats", Lang.Nav.Chats, section, "chats") ?>
<?cs call:nav_entry("/ui/assistant", Lang.Nav.Assistant, section, "assistant") ?>
<?cs call:nav_entry("/ui/accounts", Lang.Nav.Accounts, section, "accounts") ?>
<?cs call:nav_entry("/ui/system", Lang.Nav.System, section, "system") ?>
<?cs call:nav_entry("/ui/me", Lang.Nav.Me, section, "me") ?>
<form method="post" action="/ui/logout"><?cs call:csrf() ?><button class="link"><?cs var:Lang.Nav.Logout ?></button></form>
</nav>
<?cs /if ?><main id="main">
<p class="offline-note" role="status"><?cs var:Lang.Nav.Offline ?></p>
<?cs if:Page.Notice ?><p class="notice" role="status"><?cs var:Page.Notice ?></p>
<?cs /if ?><?cs /def
?><?cs def:page_end() ?></main>
</body>
</html>
<?cs /def ?>
