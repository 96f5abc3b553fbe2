<?cs # The state of an account, swapped by ui.js.  Account.Status Account.Webhook (Text Do When Level)
	Account.AvitoId Account.Seen Account.Synced Account.Connected Account.OurUrl Account.ForeignUrl
	Lang.Accounts.*
?><?cs def:finding(title, f) ?><h2><?cs var:title ?></h2>
<p><span class="state-<?cs var:f.Level ?>"><?cs var:f.Text ?></span><?cs if:f.When ?> <small><?cs var:Lang.Accounts.Checked ?> <?cs var:f.When ?></small><?cs /if ?></p>
<?cs if:f.Do ?><p class="soft"><?cs var:f.Do ?></p>
<?cs /if ?><?cs /def
?><section class="card" data-part="state">
<?cs call:finding(Lang.Accounts.Connection, Account.Status) ?>
<?cs call:finding(Lang.Accounts.Webhook, Account.Webhook) ?>
<dl><?cs if:Account.AvitoId ?><dt><?cs var:Lang.Accounts.AvitoId ?></dt><dd><code><?cs var:Account.AvitoId ?></code></dd>
<?cs /if ?><dt><?cs var:Lang.Accounts.Seen ?></dt><dd><?cs if:Account.Seen ?><?cs var:Account.Seen ?><?cs else ?><?cs var:Lang.Accounts.Never ?><?cs /if ?></dd>
<dt><?cs var:Lang.Accounts.Synced ?></dt><dd><?cs if:Account.Synced ?><?cs var:Account.Synced ?><?cs else ?><?cs var:Lang.Accounts.Never ?><?cs /if ?></dd><?cs if:Account.Connected ?>
<dt><?cs var:Lang.Accounts.Connected ?></dt><dd><?cs var:Account.Connected ?></dd><?cs /if ?></dl>
<?cs if:Account.ForeignUrl ?><p class="soft address"><?cs var:Lang.Accounts.ForeignUrl ?>: <code><?cs var:Account.ForeignUrl ?></code></p>
<?cs /if ?><?cs if:Account.OurUrl ?><p class="soft address"><?cs var:Lang.Accounts.OurUrl ?>: <code><?cs var:Account.OurUrl ?></code></p>
<?cs /if ?></section>
