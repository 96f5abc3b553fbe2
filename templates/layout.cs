<?cs # The frame of every page:  call:page_begin(title, section) ... call:page_end()
	Page.Lang Page.Theme Page.Login Page.Csrf Page.Notice Asset.* Lang.App Lang.Nav.*
	Frame.Needs Frame.Health(Level Text Path)
	section names the entry of the navigation that is lit; "" for none.
?><?cs def:csrf() ?><input type="hidden" name="csrf" value="<?cs var:Page.Csrf ?>"><?cs /def
?><?cs def:field_error(id, text) ?><?cs if:text
?><p class="field-error" id="<?cs var:id ?>-error"><?cs var:text ?></p><?cs /if ?><?cs /def
?><?cs # Of a form: ui.js and htmx send it, and parts of the page change instead of the page.
?><?cs def:live() ?> data-hx-boost="true" data-hx-target="this" data-hx-swap="none" data-hx-sync="drop" data-hx-disable="findAll button"<?cs /def
?><?cs def:icon(name) ?><svg class="icon" aria-hidden="true"><use href="<?cs var:Asset.Icons ?>#<?cs var:name ?>"></use></svg><?cs /def
?><?cs # How many chats wait for a person: swapped by ui.js wherever news come.
?><?cs def:needs() ?><span class="count" data-part="needs"<?cs if:Frame.Needs ?> title="<?cs var:Lang.Nav.Needs ?>"<?cs /if ?>><?cs var:Frame.Needs ?></span><?cs /def
?><?cs def:nav_entry(path, name, section, here, class)
?><a href="<?cs var:path ?>"<?cs if:class ?> class="<?cs var:class ?>"<?cs /if ?><?cs if:section == here ?> aria-current="page"<?cs /if ?>><?cs call:icon(here) ?><span><?cs var:name ?></span><?cs if:here == "chats" ?><?cs call:needs() ?><?cs /if ?></a><?cs /def
?><?cs def:nav_extra(class, section) ?><?cs call:nav_entry("/ui/system", Lang.Nav.System, section, "system", class) ?>
<?cs call:nav_entry("/ui/me", Lang.Nav.Me, section, "me", class) ?>
<?cs /def
?><?cs def:keys() ?><dialog id="keys" aria-labelledby="keys-title"><h2 id="keys-title"><?cs var:Lang.Keys.Title ?></h2>
<dl class="keys">
<dt><kbd>J</kbd> <kbd>↓</kbd></dt><dd><?cs var:Lang.Keys.Next ?></dd>
<dt><kbd>K</kbd> <kbd>↑</kbd></dt><dd><?cs var:Lang.Keys.Previous ?></dd>
<dt><kbd>Enter</kbd></dt><dd><?cs var:Lang.Keys.Open ?></dd>
<dt><kbd>/</kbd></dt><dd><?cs var:Lang.Keys.Search ?></dd>
<?cs if:Page.CanOperate ?><dt><kbd>R</kbd></dt><dd><?cs var:Lang.Keys.Reply ?></dd>
<dt><kbd>Ctrl</kbd> <kbd>Enter</kbd></dt><dd><?cs var:Lang.Keys.Send ?></dd>
<dt><kbd>A</kbd></dt><dd><?cs var:Lang.Keys.Approve ?></dd>
<dt><kbd>T</kbd></dt><dd><?cs var:Lang.Keys.Take ?></dd>
<?cs /if ?><dt><kbd>?</kbd></dt><dd><?cs var:Lang.Keys.Help ?></dd>
</dl>
<p class="hint"><?cs var:Lang.Keys.Layout ?> <a href="/ui/me#keys"><?cs var:Lang.Keys.Off ?></a></p>
<p class="buttons"><button type="button" autofocus><?cs var:Lang.Keys.Close ?></button></p>
</dialog>
<?cs /def
?><?cs def:page_begin(title, section) ?><!doctype html>
<html lang="<?cs var:Page.Lang ?>"<?cs if:Page.Theme ?> data-theme="<?cs var:Page.Theme ?>"<?cs /if ?>>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="<?cs if:Page.Theme ?><?cs var:Page.Theme ?><?cs else ?>light dark<?cs /if ?>">
<?cs if:Page.Theme ?><meta name="theme-color" content="<?cs if:Page.Theme == "dark" ?>#171512<?cs else ?>#f7f4ee<?cs /if ?>">
<?cs /if ?><title><?cs var:title ?> · <?cs var:Lang.App ?></title>
<link rel="icon" href="<?cs var:Asset.Icon ?>" type="image/svg+xml">
<link rel="stylesheet" href="<?cs var:Asset.Css ?>">
<?cs if:?Page.Login ?><meta name="htmx-config" content='{"history":false,"includeIndicatorCSS":false,"defaultTimeout":20000,"morphIgnore":["data-htmx-powered","open"]}'>
<script src="<?cs var:Asset.Ui ?>" defer></script>
<script src="<?cs var:Asset.Htmx ?>" defer></script>
<?cs if:Page.Keys && section == "chats" ?><script src="<?cs var:Asset.Keys ?>" defer></script>
<?cs /if ?><?cs /if ?></head>
<body<?cs if:!?Page.Login ?> class="alone"<?cs /if ?>>
<a class="skip" href="#main"><?cs var:Lang.Nav.Skip ?></a>
<?cs if:?Page.Login ?><nav class="bar" aria-label="<?cs var:Lang.Nav.Title ?>">
<a class="brand" href="/ui"><img src="<?cs var:Asset.Icon ?>" alt="" width="26" height="26"><?cs var:Lang.App ?></a>
<?cs call:nav_entry("/ui/overview", Lang.Nav.Overview, section, "overview", "") ?>
<?cs call:nav_entry("/ui/chats", Lang.Nav.Chats, section, "chats", "") ?>
<?cs call:nav_entry("/ui/assistant", Lang.Nav.Assistant, section, "assistant", "") ?>
<?cs call:nav_entry("/ui/accounts", Lang.Nav.Accounts, section, "accounts", "") ?>
<?cs call:nav_extra("wide-only", section) ?>
<details class="more-entries"><summary><?cs call:icon("more") ?><span><?cs var:Lang.Nav.More ?></span></summary><div>
<?cs call:nav_extra("", section) ?>
<form method="post" action="/ui/logout"><?cs call:csrf() ?><button><?cs call:icon("logout") ?><span><?cs var:Lang.Nav.Logout ?></span></button></form>
</div></details>
<?cs if:?Frame.Health.0.Text ?><ul class="health" aria-label="<?cs var:Lang.Nav.Health ?>"><?cs each:line = Frame.Health ?>
<li class="state-<?cs var:line.Level ?>"><a href="<?cs var:line.Path ?>"><?cs var:line.Text ?></a></li><?cs /each ?>
</ul>
<?cs /if ?><form class="wide-only" method="post" action="/ui/logout"><?cs call:csrf() ?><button><?cs call:icon("logout") ?><span><?cs var:Lang.Nav.Logout ?></span></button></form>
</nav>
<?cs /if ?><main id="main">
<p class="offline-note" role="status"><?cs var:Lang.Nav.Offline ?></p>
<?cs if:?Page.Login ?><p class="signed-out-note" role="status"><?cs var:Lang.Nav.SignedOut ?> <a href="/ui/login" target="_blank"><?cs var:Lang.Nav.SignInAgain ?></a></p>
<?cs /if ?><?cs if:Page.Keys && section == "chats" ?><?cs call:keys() ?>
<?cs /if ?><?cs if:Page.Notice ?><p class="banner ok" role="status"><?cs var:Page.Notice ?></p>
<?cs /if ?><?cs /def
?><?cs def:page_end() ?></main>
<?cs if:?Page.Login ?><div class="toasts" role="alert" data-failed="<?cs var:Lang.Nav.Failed ?>"></div>
<?cs /if ?></body>
</html>
<?cs /def ?>
