<?cs # The settings of an assistant.  Form.<field> for every field of settings.c, Form.Days(Name Text
	Value), Errors.<field> Errors.form Page.CanAdmin Lang.Settings.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs call:page_begin(Lang.Assistant.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<?cs if:Errors.form ?><p class="error" role="alert"><?cs var:Errors.form ?></p>
<?cs /if ?><form method="post" action="/ui/assistant">
<?cs call:csrf() ?><?cs call:project_field() ?>
<fieldset class="plain"<?cs if:!Page.CanAdmin ?> disabled<?cs /if ?>>
<section class="card">
<h2><?cs var:Lang.Settings.Shop ?></h2>
<?cs call:line("name", Lang.Settings.Name, Form.name, Errors.name, "", "200") ?>
<label for="business"><?cs var:Lang.Settings.Business.Title ?></label>
<select id="business" name="business"><?cs call:option("goods", Form.business, Lang.Settings.Business.goods) ?><?cs call:option("services", Form.business, Lang.Settings.Business.services) ?><?cs call:option("realty", Form.business, Lang.Settings.Business.realty) ?><?cs call:option("cars", Form.business, Lang.Settings.Business.cars) ?><?cs call:option("jobs", Form.business, Lang.Settings.Business.jobs) ?><?cs call:option("general", Form.business, Lang.Settings.Business.general) ?></select>
<label for="tone"><?cs var:Lang.Settings.Tone.Title ?></label>
<select id="tone" name="tone"><?cs call:option("friendly", Form.tone, Lang.Settings.Tone.friendly) ?><?cs call:option("formal", Form.tone, Lang.Settings.Tone.formal) ?><?cs call:option("brief", Form.tone, Lang.Settings.Tone.brief) ?></select>
<?cs call:area("instructions", Lang.Settings.Instructions, Form.instructions, "", Lang.Settings.InstructionsHint, "8000", "6") ?>
</section>
<section class="card">
<h2 id="mode-title"><?cs var:Lang.Settings.Mode.Title ?></h2>
<div role="radiogroup" aria-labelledby="mode-title">
<?cs call:choice("mode", "off", Form.mode, Lang.Settings.Mode.off, Lang.Settings.Mode.offHint) ?><?cs call:choice("mode", "draft", Form.mode, Lang.Settings.Mode.draft, Lang.Settings.Mode.draftHint) ?><?cs call:choice("mode", "confident", Form.mode, Lang.Settings.Mode.confident, Lang.Settings.Mode.confidentHint) ?><?cs call:choice("mode", "auto", Form.mode, Lang.Settings.Mode.auto, Lang.Settings.Mode.autoHint) ?></div>
<?cs call:number("confidence", Lang.Settings.Confidence, Form.confidence, Errors.confidence, Lang.Settings.ConfidenceHint) ?>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.When ?></h2>
<?cs call:number("quiet", Lang.Settings.Quiet, Form.quiet, Errors.quiet, Lang.Settings.QuietHint) ?>
<?cs call:number("quiet_max", Lang.Settings.QuietMax, Form.quiet_max, Errors.quiet_max, Lang.Settings.QuietMaxHint) ?>
<?cs call:number("max_age", Lang.Settings.MaxAge, Form.max_age, Errors.max_age, Lang.Settings.MaxAgeHint) ?>
</section>
<section class="card">
<h2 id="schedule-title"><?cs var:Lang.Settings.Schedule.Title ?></h2>
<div role="radiogroup" aria-labelledby="schedule-title">
<?cs call:choice("schedule", "always", Form.schedule, Lang.Settings.Schedule.always, "") ?><?cs call:choice("schedule", "hours", Form.schedule, Lang.Settings.Schedule.hours, "") ?></div>
<?cs call:field_error("schedule", Errors.schedule) ?>
<label for="zone"><?cs var:Lang.Settings.Zone ?></label>
<input id="zone" name="zone" value="<?cs var:Form.zone ?>" list="zones" maxlength="64"<?cs call:described("zone", "", Errors.zone) ?>>
<datalist id="zones"><option value="Europe/Kaliningrad"></option><option value="Europe/Moscow"></option><option value="Europe/Samara"></option><option value="Asia/Yekaterinburg"></option><option value="Asia/Omsk"></option><option value="Asia/Novosibirsk"></option><option value="Asia/Krasnoyarsk"></option><option value="Asia/Irkutsk"></option><option value="Asia/Yakutsk"></option><option value="Asia/Vladivostok"></option><option value="Asia/Magadan"></option><option value="Asia/Kamchatka"></option></datalist>
<?cs call:below("zone", "", Errors.zone) ?>
<p class="hint" id="days-hint"><?cs var:Lang.Settings.DaysHint ?></p>
<div class="days"><?cs each:day = Form.Days ?>
<label for="<?cs var:day.Name ?>"><?cs var:day.Text ?></label>
<div><input id="<?cs var:day.Name ?>" name="<?cs var:day.Name ?>" value="<?cs var:day.Value ?>" maxlength="200" aria-describedby="days-hint"<?cs if:Errors[day.Name] ?> aria-invalid="true"<?cs /if ?>><?cs call:field_error(day.Name, Errors[day.Name]) ?></div><?cs /each ?>
</div>
<h3 id="off-title"><?cs var:Lang.Settings.OffHours.Title ?></h3>
<div role="radiogroup" aria-labelledby="off-title">
<?cs call:choice("off_hours", "answer", Form.off_hours, Lang.Settings.OffHours.answer, "") ?><?cs call:choice("off_hours", "away", Form.off_hours, Lang.Settings.OffHours.away, Lang.Settings.OffHours.awayHint) ?><?cs call:choice("off_hours", "silent", Form.off_hours, Lang.Settings.OffHours.silent, Lang.Settings.OffHours.silentHint) ?></div>
<?cs call:area("away_text", Lang.Settings.AwayText, Form.away_text, Errors.away_text, "", "1000", "3") ?>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.Person ?></h2>
<?cs call:area("handoff_text", Lang.Settings.HandoffText, Form.handoff_text, "", Lang.Settings.HandoffHint, "1000", "3") ?>
<?cs call:number("takeover", Lang.Settings.Takeover, Form.takeover, Errors.takeover, Lang.Settings.TakeoverHint) ?>
<h3 id="doubtful-title"><?cs var:Lang.Settings.Doubtful.Title ?></h3>
<div role="radiogroup" aria-labelledby="doubtful-title">
<?cs call:choice("doubtful", "resend", Form.doubtful, Lang.Settings.Doubtful.resend, Lang.Settings.Doubtful.resendHint) ?><?cs call:choice("doubtful", "hold", Form.doubtful, Lang.Settings.Doubtful.hold, Lang.Settings.Doubtful.holdHint) ?></div>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.Contacts ?></h2>
<?cs call:area("allowed_contacts", Lang.Settings.Allowed, Form.allowed_contacts, "", Lang.Settings.AllowedHint, "4000", "4") ?>
</section>
<?cs if:Page.CanAdmin ?><div class="save"><button class="primary"><?cs var:Lang.Settings.Save ?></button></div>
<?cs /if ?></fieldset>
</form>
</div>
<?cs call:page_end() ?>
