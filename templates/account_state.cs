<?cs # The state of an account, swapped by ui.js.  Account.Status Account.Webhook (Text Do When Level)
	Account.Checks(Title Text Do When Level) Account.Sync(Running First Chats Pages Began Ended Error Gap)
	Account.Advised Account.Enabled Account.AvitoId Account.Seen Account.Connected Account.OurUrl
	Account.ForeignHost Account.ForeignUrl Account.CanTake Account.Taking Account.Id Lang.Accounts.*
?><?cs def:finding(title, f) ?><li><p class="what"><b><?cs var:title ?></b></p>
<p><span class="state-<?cs var:f.Level ?>"><?cs var:f.Text ?></span><?cs if:f.When ?> <small><?cs var:Lang.Accounts.Checked ?> <?cs var:f.When ?></small><?cs /if ?></p><?cs if:f.Do ?>
<p class="soft"><?cs var:f.Do ?></p><?cs /if ?></li>
<?cs /def
?><section class="card" data-part="state"><h2><?cs var:Lang.Accounts.Connection ?></h2>
<p class="verdict"><span class="state-<?cs var:Account.Status.Level ?>"><?cs var:Account.Status.Text ?></span><?cs if:Account.Status.When ?> <small><?cs var:Lang.Accounts.Checked ?> <?cs var:Account.Status.When ?></small><?cs /if ?></p>
<?cs if:Account.Status.Do && !Account.Advised ?><p class="soft"><?cs var:Account.Status.Do ?></p>
<?cs /if ?><?cs if:Account.Enabled ?><ol class="doctor"><?cs each:check = Account.Checks ?><?cs call:finding(check.Title, check) ?><?cs /each ?><?cs call:finding(Lang.Accounts.Webhook, Account.Webhook) ?></ol>
<?cs /if ?></section>
<section data-part="webhook"><?cs if:Account.ForeignHost ?><div class="card"><h2><?cs var:Lang.Accounts.Foreign ?></h2>
<p><?cs var:Lang.Accounts.ForeignWho ?> <b><?cs var:Account.ForeignHost ?></b>. <?cs var:Lang.Accounts.ForeignWhat ?></p>
<?cs if:Account.ForeignUrl ?><p class="soft address"><?cs var:Lang.Accounts.ForeignUrl ?>: <code><?cs var:Account.ForeignUrl ?></code></p>
<?cs /if ?><?cs if:Account.Taking ?><p class="state-wait"><?cs var:Lang.Accounts.Taking ?></p>
<?cs elif:Account.CanTake ?><details><summary><?cs var:Lang.Accounts.Take ?></summary>
<form method="post" action="/ui/accounts/<?cs var:Account.Id ?>/webhook"><?cs call:csrf() ?><input type="hidden" name="url" value="<?cs var:Account.ForeignUrl ?>">
<p><?cs var:Lang.Accounts.TakeWarning ?></p>
<button class="danger"><?cs var:Lang.Accounts.TakeYes ?></button></form></details>
<?cs /if ?></div><?cs /if ?></section>
<section class="card" data-part="sync"><h2><?cs var:Lang.Accounts.Synced ?></h2>
<?cs if:!?Account.Sync.Began ?><p><?cs var:Lang.Accounts.SyncNever ?></p>
<?cs elif:Account.Sync.Running ?><p role="status"><span class="state-wait"><?cs if:Account.Sync.First ?><?cs var:Lang.Accounts.SyncFirst ?><?cs else ?><?cs var:Lang.Accounts.SyncRuns ?><?cs /if ?></span></p>
<progress aria-label="<?cs var:Lang.Accounts.Synced ?>"<?cs if:Account.Sync.Pages ?> max="<?cs if:Account.Sync.First ?>11<?cs else ?>22<?cs /if ?>" value="<?cs var:Account.Sync.Pages ?>"<?cs /if ?>></progress>
<?cs elif:Account.Sync.Error ?><p><span class="state-bad"><?cs var:Account.Sync.Error ?></span></p>
<?cs elif:Account.Sync.Gap ?><p><span class="state-wait"><?cs var:Lang.Accounts.SyncGap ?></span></p>
<?cs else ?><p><span class="state-ok"><?cs var:Lang.Accounts.SyncDone ?></span></p>
<?cs /if ?><?cs if:?Account.Sync.Began ?><dl><dt><?cs if:Account.Sync.First ?><?cs var:Lang.Accounts.SyncChats ?><?cs else ?><?cs var:Lang.Accounts.SyncNews ?><?cs /if ?></dt><dd><?cs var:Account.Sync.Chats ?></dd>
<dt><?cs var:Lang.Accounts.SyncPages ?></dt><dd><?cs var:Account.Sync.Pages ?></dd>
<dt><?cs var:Lang.Accounts.SyncBegan ?></dt><dd><?cs var:Account.Sync.Began ?></dd><?cs if:?Account.Sync.Ended ?>
<dt><?cs var:Lang.Accounts.SyncEnded ?></dt><dd><?cs var:Account.Sync.Ended ?></dd><?cs /if ?></dl>
<?cs /if ?><p class="hint"><?cs var:Lang.Accounts.SyncHint ?></p>
</section>
<section class="card" data-part="facts"><h2><?cs var:Lang.Accounts.About ?></h2>
<dl><?cs if:Account.AvitoId ?><dt><?cs var:Lang.Accounts.AvitoId ?></dt><dd><code><?cs var:Account.AvitoId ?></code></dd>
<?cs /if ?><dt><?cs var:Lang.Accounts.Seen ?></dt><dd><?cs if:Account.Seen ?><?cs var:Account.Seen ?><?cs else ?><?cs var:Lang.Accounts.Never ?><?cs /if ?></dd><?cs if:Account.Connected ?>
<dt><?cs var:Lang.Accounts.Connected ?></dt><dd><?cs var:Account.Connected ?></dd><?cs /if ?></dl>
<?cs if:Account.OurUrl ?><p class="soft address"><?cs var:Lang.Accounts.OurUrl ?>: <code><?cs var:Account.OurUrl ?></code></p>
<?cs /if ?></section>
