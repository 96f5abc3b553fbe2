<?cs # The parts of the first page that ui.js swaps.  Overview.NoAccounts Overview.Fresh Overview.Start.Steps
	Overview.Need(Chats(Id Name Title Reason Waits When) Count More Drafts Unsent Parked Nothing)
	Overview.Today(Chats(Figure Words) Messages(Figure Words) Replies(Figure Words) Handoffs Reasons(Text Count) Median MedianHint Zone Now)
	Overview.Accounts (as view_account fills them) Overview.Health(Level Name Text Path When Do)
	Page.CanAdmin Lang.Overview.* Lang.Chats.Checked
?><?cs def:health(level, name, text, path, when, do) ?><li class="health"><p><a href="<?cs var:path ?>"><?cs var:name ?></a><br>
<span class="state-<?cs var:level ?>"><?cs var:text ?></span><?cs if:when ?> <small><?cs var:Lang.Chats.Checked ?> <?cs var:when ?></small><?cs /if ?></p><?cs if:do ?>
<p class="soft"><?cs var:do ?></p><?cs /if ?></li>
<?cs /def ?>
<section data-part="start"><?cs if:?Overview.Start.Steps.0.Name ?><div class="card start"><h2><?cs var:Lang.Start.Title ?></h2>
<ol class="steps"><?cs each:step = Overview.Start.Steps ?><li class="<?cs var:step.State ?>"><?cs if:step.Name == "owner" ?><?cs var:step.Title ?><?cs else ?><a href="<?cs var:step.Path ?>"><?cs var:step.Title ?></a><?cs /if ?><?cs if:step.State == "skipped" ?> <small><?cs var:Lang.Start.Skipped ?></small><?cs /if ?></li>
<?cs /each ?></ol>
<div class="buttons"><a class="button primary" href="/ui/start"><?cs var:Lang.Start.More ?></a>
<form method="post" action="/ui/start/dismiss"><?cs call:csrf() ?><button class="quiet"><?cs var:Lang.Start.Dismiss ?></button></form></div></div><?cs /if ?></section>
<section class="card" data-part="need"><h2><?cs var:Lang.Overview.Need ?><?cs if:Overview.Need.Count ?> <span class="tag call"><?cs var:Overview.Need.Count ?></span><?cs /if ?></h2>
<?cs if:Overview.NoAccounts ?><div class="empty"><p><?cs var:Lang.Overview.NoAccounts ?></p><?cs if:Page.CanAdmin ?>
<p><a class="button primary" href="/ui/accounts"><?cs var:Lang.Overview.Connect ?></a></p><?cs /if ?></div>
<?cs elif:Overview.Fresh && Overview.Need.Nothing ?><div class="empty"><p><?cs var:Lang.Overview.Fresh ?></p></div>
<?cs elif:Overview.Need.Nothing ?><div class="empty"><p><?cs var:Lang.Overview.Nothing ?></p></div>
<?cs /if ?><?cs if:?Overview.Need.Chats.0.Id ?><ul class="plain-list waiting"><?cs each:chat = Overview.Need.Chats ?>
<li><a href="/ui/chats/<?cs var:chat.Id ?>"><span class="who"><b><?cs var:chat.Name ?></b> <span class="when"><?cs if:chat.Waits ?><?cs var:chat.Waits ?><?cs else ?><?cs var:chat.When ?><?cs /if ?></span></span><?cs if:string.length(chat.Title) ?>
<span class="title"><?cs var:chat.Title ?></span><?cs /if ?>
<span class="tag call"><?cs var:chat.Reason ?></span></a></li><?cs /each ?>
</ul>
<?cs /if ?><?cs if:Overview.Need.More || Overview.Need.Drafts || Overview.Need.Unsent || Overview.Need.Parked ?><p class="more-links"><?cs if:Overview.Need.More ?><a href="/ui/chats?tab=needs"><?cs var:Lang.Overview.All ?></a> <?cs /if ?><?cs if:Overview.Need.Drafts ?><a href="/ui/chats?tab=drafts"><?cs var:Lang.Overview.Drafts ?>: <?cs var:Overview.Need.Drafts ?></a> <?cs /if ?><?cs if:Overview.Need.Unsent ?><a href="/ui/chats?tab=needs"><?cs var:Lang.Overview.Unsent ?>: <?cs var:Overview.Need.Unsent ?></a> <?cs /if ?><?cs if:Overview.Need.Parked ?><a href="/ui/system"><?cs var:Lang.Overview.Parked ?>: <?cs var:Overview.Need.Parked ?></a><?cs /if ?></p>
<?cs /if ?></section>
<section class="card" data-part="today"><h2><?cs var:Lang.Overview.Today ?></h2>
<div class="tiles">
<div class="tile"><b class="figure"><?cs var:Overview.Today.Chats.Figure ?></b> <span><?cs var:Overview.Today.Chats.Words ?></span> <small><?cs var:Lang.Overview.ChatsHint ?></small></div>
<div class="tile"><b class="figure"><?cs var:Overview.Today.Messages.Figure ?></b> <span><?cs var:Overview.Today.Messages.Words ?></span> <small><?cs var:Lang.Overview.MessagesHint ?></small></div>
<div class="tile"><b class="figure"><?cs var:Overview.Today.Replies.Figure ?></b> <span><?cs var:Overview.Today.Replies.Words ?></span> <small><?cs var:Lang.Overview.RepliesHint ?></small></div>
<div class="tile"><b class="figure"><?cs var:Overview.Today.Handoffs ?></b> <span><?cs var:Lang.Overview.Handoffs ?></span> <small><?cs var:Lang.Overview.HandoffsHint ?></small></div>
<div class="tile"><b class="figure"><?cs if:Overview.Today.Median ?><?cs var:Overview.Today.Median ?><?cs else ?>—<?cs /if ?></b> <span><?cs var:Lang.Overview.Median ?></span> <small><?cs var:Overview.Today.MedianHint ?></small></div>
</div>
<?cs if:?Overview.Today.Reasons.0.Text ?><h3><?cs var:Lang.Overview.Reasons ?></h3>
<ul class="reasons"><?cs each:reason = Overview.Today.Reasons ?><li><?cs var:reason.Text ?>: <b><?cs var:reason.Count ?></b></li><?cs /each ?></ul>
<?cs /if ?><p class="hint"><?cs var:Lang.Overview.Clock ?> <?cs var:Overview.Today.Zone ?>, <?cs var:Lang.Overview.Now ?> <?cs var:Overview.Today.Now ?>.</p>
</section>
<section class="card" data-part="health"><h2><?cs var:Lang.Overview.Health ?></h2>
<ul class="plain-list"><?cs each:account = Overview.Accounts ?><?cs call:health(account.Status.Level, account.Name, account.Status.Text, "/ui/accounts/" + account.Id, account.Status.When, account.Status.Do) ?><?cs if:account.Enabled ?><?cs call:health(account.Webhook.Level, Lang.Overview.Webhook + " · " + account.Name, account.Webhook.Text, "/ui/accounts/" + account.Id, account.Webhook.When, account.Webhook.Do) ?><?cs /if ?><?cs /each ?><?cs each:row = Overview.Health ?><?cs call:health(row.Level, row.Name, row.Text, row.Path, row.When, row.Do) ?><?cs /each ?></ul>
</section>
