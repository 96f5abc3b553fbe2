<?cs # The simulator's page: two phones and a panel.  Reads Page.{Lang,Place,Path,Inbox} Chat.Id Lang.*; the
rest is in list.cs, items.cs, chat.cs and tools.cs
?><?cs include!"sim/parts.cs" ?><!DOCTYPE html>
<html lang="<?cs var:Page.Lang ?>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><?cs if:?Chat.Id ?><?cs var:Chat.Buyer ?> · <?cs /if ?><?cs var:Lang.App ?></title>
<link rel="icon" href="/sim/static/sim-mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/sim/static/sim.css">
<script src="/sim/static/sim.js" defer></script>
</head>
<body class="at-<?cs var:Page.Place ?>">
<header class="top">
<h1><a href="/sim/"><img src="/sim/static/sim-mark.svg" alt="" width="28" height="28"><span><?cs var:Lang.App ?></span></a></h1>
<p class="claim"><?cs var:Lang.Claim ?></p>
<nav aria-label="<?cs var:Lang.Nav.Title ?>">
<?cs if:?Page.Inbox ?><a href="<?cs var:url_validate(Page.Inbox) ?>"><?cs call:sim_icon("counter") ?><?cs if:?Chat.Id ?><?cs var:Lang.Nav.InboxChat ?><?cs else ?><?cs var:Lang.Nav.Inbox ?><?cs /if ?></a><?cs /if ?>
<a href="<?cs var:Page.Path ?>" class="refresh"><?cs call:sim_icon("repeat") ?><?cs var:Lang.Nav.Refresh ?></a>
<form method="post" action="/sim/lang"><input type="hidden" name="back" value="<?cs var:Page.Path ?>"><button class="quiet" name="lang" value="<?cs if:Page.Lang == "en" ?>ru<?cs else ?>en<?cs /if ?>" lang="<?cs if:Page.Lang == "en" ?>ru<?cs else ?>en<?cs /if ?>"><?cs if:Page.Lang == "en" ?>Русский<?cs else ?>English<?cs /if ?></button></form>
</nav>
</header>
<p class="offline" id="offline" role="status" hidden><?cs var:Lang.Offline ?></p>
<main class="stage">
<?cs include!"sim/list.cs" ?>
<?cs if:?Chat.Id ?><?cs include!"sim/chat.cs" ?><?cs else ?><?cs include!"sim/items.cs" ?><?cs /if ?>
<?cs include!"sim/tools.cs" ?>
</main>
</body>
</html>
