<?cs # The character of an assistant.  Form.(name business tone instructions handoff_text) Errors.name
	Errors.form Preset.(Text Business Ask Inserted) Page.CanAdmin Lang.Settings.* Lang.Preset.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs def:preset_button(act, text) ?><button class="small" name="do" value="<?cs var:act ?>" formaction="/ui/assistant#speech"><?cs var:text ?></button><?cs /def
?><?cs call:page_begin(Lang.Assistant.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<?cs if:Errors.form ?><p class="error" role="alert"><?cs var:Errors.form ?></p>
<?cs /if ?><form method="post" action="/ui/assistant">
<?cs call:csrf() ?><?cs call:project_field() ?>
<button class="hidden" tabindex="-1" aria-hidden="true"><?cs var:Lang.Settings.Save ?></button>
<fieldset class="plain"<?cs if:!Page.CanAdmin ?> disabled<?cs /if ?>>
<section class="card">
<h2><?cs var:Lang.Settings.Shop ?></h2>
<?cs call:line("name", Lang.Settings.Name, Form.name, Errors.name, "", "200") ?>
<label for="business"><?cs var:Lang.Settings.Business.Title ?></label>
<select id="business" name="business"><?cs call:option("goods", Form.business, Lang.Settings.Business.goods) ?><?cs call:option("services", Form.business, Lang.Settings.Business.services) ?><?cs call:option("realty", Form.business, Lang.Settings.Business.realty) ?><?cs call:option("cars", Form.business, Lang.Settings.Business.cars) ?><?cs call:option("jobs", Form.business, Lang.Settings.Business.jobs) ?><?cs call:option("general", Form.business, Lang.Settings.Business.general) ?></select>
</section>
<section class="card" id="speech">
<h2><?cs var:Lang.Settings.Speech ?></h2>
<label for="tone"><?cs var:Lang.Settings.Tone.Title ?></label>
<select id="tone" name="tone"><?cs call:option("friendly", Form.tone, Lang.Settings.Tone.friendly) ?><?cs call:option("formal", Form.tone, Lang.Settings.Tone.formal) ?><?cs call:option("brief", Form.tone, Lang.Settings.Tone.brief) ?></select>
<?cs call:area("instructions", Lang.Settings.Instructions, Form.instructions, "", Lang.Settings.InstructionsHint, "8000", "8") ?>
<?cs if:Preset.Inserted ?><p class="banner ok" role="status"><?cs var:Lang.Preset.Inserted ?></p>
<?cs elif:Preset.Ask ?><div class="banner call" role="alert"><p><?cs var:Lang.Preset.Ask ?></p>
<div class="buttons"><?cs call:preset_button("replace", Lang.Preset.Replace) ?><?cs call:preset_button("keep", Lang.Preset.Keep) ?></div></div>
<?cs /if ?><details class="preset"<?cs if:Preset.Ask ?> open<?cs /if ?>><summary><?cs var:Lang.Preset.Title ?>: <?cs var:Preset.Business ?></summary>
<p class="hint"><?cs var:Lang.Preset.About ?></p>
<div class="preset-text"><?cs var:Preset.Text ?></div>
<?cs if:Page.CanAdmin && !Preset.Ask ?><?cs call:preset_button("preset", Lang.Preset.Insert) ?><?cs /if ?></details>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.Person ?></h2>
<?cs call:area("handoff_text", Lang.Settings.HandoffText, Form.handoff_text, "", Lang.Settings.HandoffHint, "1000", "3") ?>
</section>
<?cs if:Page.CanAdmin ?><div class="save"><button class="primary"><?cs var:Lang.Settings.Save ?></button></div>
<?cs /if ?></fieldset>
</form>
</div>
<?cs call:page_end() ?>
