<?cs # The first run: the list of steps, the current one open.  Start.Step Start.Done Start.Version
	Start.Steps(Name Title Path State Current) Start.Form(name business mode) Start.Answerers(Name Text
	Level) Start.Account Start.Simulator Errors.* Lang.Start.* and start_avito.cs start_test.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs def:start_business(value, text) ?><?cs call:option(value, Start.Form.business, text) ?><?cs /def
?><?cs def:start_skip() ?><form method="post" action="/ui/start/skip"><?cs call:csrf() ?><input type="hidden" name="step" value="<?cs var:Start.Step ?>"><button class="quiet"><?cs var:Lang.Start.Skip ?></button></form><?cs /def
?><?cs def:start_on(path) ?><a class="button primary" href="<?cs var:path ?>"><?cs var:Lang.Start.Next ?></a><?cs /def
?><?cs call:page_begin(Lang.Start.Title, "overview") ?>
<div class="wide start">
<h1><?cs var:Lang.Start.Title ?></h1>
<p class="soft"><?cs var:Lang.Start.About ?></p>
<ol class="steps"><?cs each:step = Start.Steps ?>
<li class="<?cs var:step.State ?>"<?cs if:step.Current ?> aria-current="step"<?cs /if ?>><?cs if:step.Current ?><h2><?cs var:step.Title ?></h2><?cs elif:step.Name == "owner" ?><?cs var:step.Title ?><?cs else ?><a href="<?cs var:step.Path ?>"><?cs var:step.Title ?></a><?cs if:step.State == "skipped" ?> <small><?cs var:Lang.Start.Skipped ?></small><?cs /if ?><?cs /if ?><?cs if:step.Current ?>
<section class="card"<?cs if:Start.Step == "avito" ?> data-news="/ui/start/avito/news" data-version="<?cs var:Start.Version ?>"<?cs elif:Start.Step == "test" ?> data-news="/ui/start/test/news" data-version="<?cs var:Start.Version ?>"<?cs /if ?>><?cs if:Start.Step == "shop" ?>
<p><?cs var:Lang.Start.Shop.Why ?></p>
<form method="post" action="/ui/start/shop"><?cs call:csrf() ?>
<?cs call:line("name", Lang.Start.Shop.Name, Start.Form.name, Errors.name, "", "200") ?>
<label for="business"><?cs var:Lang.Settings.Business.Title ?></label>
<select id="business" name="business"><?cs call:start_business("goods", Lang.Settings.Business.goods) ?><?cs call:start_business("services", Lang.Settings.Business.services) ?><?cs call:start_business("realty", Lang.Settings.Business.realty) ?><?cs call:start_business("cars", Lang.Settings.Business.cars) ?><?cs call:start_business("jobs", Lang.Settings.Business.jobs) ?><?cs call:start_business("general", Lang.Settings.Business.general) ?></select>
<button class="primary"><?cs var:Lang.Start.Next ?></button>
</form>
<?cs call:start_skip() ?><?cs elif:Start.Step == "avito" ?>
<p><?cs var:Lang.Start.Avito.Why ?></p>
<?cs include!"start_avito.cs" ?>
<?cs if:?Start.Account.Id ?><div class="buttons"><?cs call:start_on("/ui/start/assistant") ?></div>
<?cs if:!Start.Done ?><?cs call:start_skip() ?><?cs /if ?><?cs else ?><?cs if:Start.Simulator ?><form method="post" action="/ui/start/avito"><?cs call:csrf() ?><input type="hidden" name="simulator" value="1">
<p class="hint"><?cs var:Lang.Start.Avito.SimulatorHint ?></p>
<button class="primary"><?cs var:Lang.Start.Avito.Simulator ?></button></form>
<?cs /if ?><form method="post" action="/ui/start/avito"><?cs call:csrf() ?>
<?cs call:line("client_id", "client_id", "", Errors.client_id, "", "200") ?>
<label for="client_secret"><?cs var:Lang.Accounts.Secret ?></label>
<input id="client_secret" name="client_secret" type="password" autocomplete="off" maxlength="200"<?cs call:described("client_secret", Lang.Accounts.KeysHint, Errors.client_secret) ?>>
<?cs call:below("client_secret", Lang.Accounts.KeysHint, Errors.client_secret) ?>
<button<?cs if:!Start.Simulator ?> class="primary"<?cs /if ?>><?cs var:Lang.Accounts.AddButton ?></button>
</form>
<?cs call:start_skip() ?><?cs /if ?><?cs elif:Start.Step == "assistant" ?>
<p><?cs var:Lang.Start.Assistant.Why ?></p>
<ul class="plain-list"><?cs each:row = Start.Answerers ?><li><b><?cs var:row.Name ?></b><br><span class="state-<?cs var:row.Level ?>"><?cs var:row.Text ?></span></li>
<?cs /each ?></ul>
<p><a href="/ui/assistant/answerers"><?cs var:Lang.Start.Assistant.Models ?></a> · <a href="/ui/assistant/facts"><?cs var:Lang.Start.Assistant.Facts ?></a></p>
<form method="post" action="/ui/start/assistant"><?cs call:csrf() ?><button class="primary"><?cs var:Lang.Start.Assistant.Keep ?></button></form>
<?cs elif:Start.Step == "test" ?>
<p><?cs var:Lang.Start.Test.Why ?></p>
<?cs if:Start.Simulator ?><p><a class="button" href="/sim/" target="_blank" rel="noopener"><?cs var:Lang.Start.Test.Open ?></a></p>
<p class="hint"><?cs var:Lang.Start.Test.OpenHint ?></p>
<?cs else ?><p><?cs var:Lang.Start.Test.Real ?></p>
<?cs /if ?><?cs include!"start_test.cs" ?>
<p><a class="refresh" href="/ui/start/test"><?cs var:Lang.Chats.Refresh ?></a></p>
<div class="buttons"><?cs call:start_on("/ui/start/on") ?></div>
<?cs call:start_skip() ?><?cs else ?>
<p><?cs var:Lang.Start.On.Why ?></p>
<form method="post" action="/ui/start/on"><?cs call:csrf() ?>
<div role="radiogroup" aria-label="<?cs var:Lang.Settings.Mode.Title ?>"><?cs call:choice("mode", "draft", Start.Form.mode, Lang.Start.On.draft, Lang.Start.On.draftHint) ?><?cs call:choice("mode", "auto", Start.Form.mode, Lang.Start.On.auto, Lang.Start.On.autoHint) ?></div>
<p class="hint"><?cs var:Lang.Start.On.Take ?></p>
<button class="primary"><?cs var:Lang.Start.On.Button ?></button>
</form>
<?cs call:start_skip() ?><?cs /if ?></section><?cs /if ?></li><?cs /each ?>
</ol>
<form method="post" action="/ui/start/dismiss"><?cs call:csrf() ?><p><a href="/ui/overview"><?cs var:Lang.Start.Leave ?></a></p><button class="quiet"><?cs var:Lang.Start.Dismiss ?></button></form>
</div>
<?cs call:page_end() ?>
