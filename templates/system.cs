<?cs # Whether everything is alive.  Health(Level Text DatabaseMs Worker Ready Running Parked Oldest)
	Alive(Text) Several Wake(Text Command) Workers(Id Mode Started Seen Worked Silent) Parked(Id Kind Name Error When ChatId Stays) Page.CanAdmin Counters(Text Value)
	Page.Version Lang.System.*
?><?cs include!"layout.cs"
?><?cs call:page_begin(Lang.System.Title, "system") ?>
<div class="wide">
<div class="head"><h1><?cs var:Lang.System.Title ?></h1> <a class="refresh" href="/ui/system"><?cs var:Lang.Chats.Refresh ?></a></div>
<p class="<?cs if:Health.Level == "ok" ?>notice<?cs else ?>error<?cs /if ?>" role="status"><?cs var:Health.Text ?></p>
<section class="card"><h2><?cs var:Lang.System.Workers ?></h2>
<?cs if:!Health.Worker ?><p class="state-bad"><?cs var:Lang.System.NoWorker ?></p>
<p><?cs var:Wake.Text ?></p>
<?cs if:Wake.Command ?><pre tabindex="0"><code><?cs var:Wake.Command ?></code></pre>
<?cs /if ?><?cs /if ?><?cs each:row = Alive ?><p class="state-ok"><?cs var:row.Text ?></p>
<?cs /each ?><?cs if:Several ?><p class="soft"><?cs var:Lang.System.Several ?></p>
<?cs /if ?><?cs if:?Workers.0.Id ?><div class="table stack" tabindex="0" role="region" aria-label="<?cs var:Lang.System.Workers ?>"><table>
<thead><tr><th><?cs var:Lang.System.ModeTitle ?></th><th><?cs var:Lang.System.Seen ?></th><th><?cs var:Lang.System.Worked ?></th><th><?cs var:Lang.System.Started ?></th><th><?cs var:Lang.System.WorkerId ?></th></tr></thead>
<tbody><?cs each:row = Workers ?><tr><td data-label="<?cs var:Lang.System.ModeTitle ?>"><div><?cs var:row.Mode ?><?cs if:row.Silent ?><br><span class="soft"><?cs var:Lang.System.Silent ?></span><?cs /if ?></div></td><td data-label="<?cs var:Lang.System.Seen ?>"><div><?cs var:row.Seen ?></div></td><td data-label="<?cs var:Lang.System.Worked ?>"><div><?cs if:row.Worked ?><?cs var:row.Worked ?><?cs else ?>—<?cs /if ?></div></td><td data-label="<?cs var:Lang.System.Started ?>"><div><?cs var:row.Started ?></div></td><td data-label="<?cs var:Lang.System.WorkerId ?>"><div><code><?cs var:row.Id ?></code></div></td></tr>
<?cs /each ?></tbody></table></div>
<?cs /if ?></section>
<section class="card"><h2><?cs var:Lang.System.Jobs ?></h2>
<dl><dt><?cs var:Lang.System.Ready ?></dt><dd><?cs var:Health.Ready ?></dd>
<dt><?cs var:Lang.System.Running ?></dt><dd><?cs var:Health.Running ?></dd>
<dt><?cs var:Lang.System.ParkedCount ?></dt><dd><?cs var:Health.Parked ?></dd>
<dt><?cs var:Lang.System.Oldest ?></dt><dd><?cs var:Health.Oldest ?></dd>
<dt><?cs var:Lang.System.Database ?></dt><dd><?cs var:Health.DatabaseMs ?> <?cs var:Lang.System.Ms ?></dd></dl>
</section>
<?cs if:?Parked.0.Id ?><section class="card"><h2><?cs var:Lang.System.Parked ?></h2>
<p class="soft"><?cs var:Lang.System.ParkedHint ?></p>
<div class="table stack" tabindex="0" role="region" aria-label="<?cs var:Lang.System.Parked ?>"><table>
<thead><tr><th><?cs var:Lang.System.JobTitle ?></th><th><?cs var:Lang.System.Error ?></th><th><?cs var:Lang.System.Created ?></th><?cs if:Page.CanAdmin ?><th><?cs var:Lang.System.Acts ?></th><?cs /if ?></tr></thead>
<tbody><?cs each:row = Parked ?><tr><td data-label="<?cs var:Lang.System.JobTitle ?>"><div><?cs if:row.ChatId ?><a href="/ui/chats/<?cs var:row.ChatId ?>"><?cs var:row.Kind ?></a><?cs else ?><?cs var:row.Kind ?><?cs /if ?><br><code><?cs var:row.Name ?></code></div></td><td data-label="<?cs var:Lang.System.Error ?>"><div><?cs var:row.Error ?></div></td><td data-label="<?cs var:Lang.System.Created ?>"><div><?cs var:row.When ?></div></td><?cs if:Page.CanAdmin ?><td><form method="post" action="/ui/system/jobs/<?cs var:row.Id ?>/retry"><?cs call:csrf() ?><div class="buttons"><button class="small"><?cs var:Lang.System.Retry ?></button><?cs if:!row.Stays ?><button class="small quiet" formaction="/ui/system/jobs/<?cs var:row.Id ?>/remove"><?cs var:Lang.System.Remove ?></button><?cs /if ?></div></form></td><?cs /if ?></tr>
<?cs /each ?></tbody></table></div>
</section>
<?cs /if ?><?cs if:?Counters.0.Text ?><section class="card"><h2><?cs var:Lang.System.Counters ?></h2>
<dl><?cs each:row = Counters ?><dt><?cs var:row.Text ?></dt><dd><?cs var:row.Value ?></dd>
<?cs /each ?></dl>
</section>
<?cs /if ?><p class="soft"><?cs var:Lang.App ?> · <?cs var:Lang.System.Version ?> <?cs var:Page.Version ?></p>
</div>
<?cs call:page_end() ?>
