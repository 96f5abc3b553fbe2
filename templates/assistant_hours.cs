<?cs # When an assistant answers.  Form.(schedule zone off_hours away_text) Form.Days(Name Text Value)
	Holidays: holiday_parts.cs  Errors.<field> Errors.form Page.CanAdmin Assistant.Query
	Lang.Settings.* Lang.Holiday.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"holiday_parts.cs"
?><?cs call:page_begin(Lang.Assistant.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<?cs if:Errors.form ?><p class="error" role="alert"><?cs var:Errors.form ?></p>
<?cs /if ?><form method="post" action="/ui/assistant/hours">
<?cs call:csrf() ?><?cs call:project_field() ?>
<fieldset class="plain"<?cs if:!Page.CanAdmin ?> disabled<?cs /if ?>>
<section class="card">
<h2 id="schedule-title"><?cs var:Lang.Settings.Schedule.Title ?></h2>
<div role="radiogroup" aria-labelledby="schedule-title">
<?cs call:choice("schedule", "always", Form.schedule, Lang.Settings.Schedule.always, "") ?><?cs call:choice("schedule", "hours", Form.schedule, Lang.Settings.Schedule.hours, "") ?></div>
<?cs call:field_error("schedule", Errors.schedule) ?>
<label for="zone"><?cs var:Lang.Settings.Zone ?></label>
<input id="zone" name="zone" value="<?cs var:Form.zone ?>" list="zones" maxlength="64"<?cs call:described("zone", "", Errors.zone) ?>>
<datalist id="zones"><option value="Europe/Kaliningrad"></option><option value="Europe/Moscow"></option><option value="Europe/Samara"></option><option value="Asia/Yekaterinburg"></option><option value="Asia/Omsk"></option><option value="Asia/Novosibirsk"></option><option value="Asia/Krasnoyarsk"></option><option value="Asia/Irkutsk"></option><option value="Asia/Yakutsk"></option><option value="Asia/Vladivostok"></option><option value="Asia/Magadan"></option><option value="Asia/Kamchatka"></option></datalist>
<?cs call:below("zone", "", Errors.zone) ?>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.Week ?></h2>
<p class="hint" id="days-hint"><?cs var:Lang.Settings.DaysHint ?></p>
<div class="days"><?cs each:day = Form.Days ?>
<label for="<?cs var:day.Name ?>"><?cs var:day.Text ?></label>
<div><input id="<?cs var:day.Name ?>" name="<?cs var:day.Name ?>" value="<?cs var:day.Value ?>" maxlength="400" aria-describedby="days-hint<?cs if:Errors[day.Name] ?> <?cs var:day.Name ?>-error<?cs /if ?>"<?cs if:Errors[day.Name] ?> aria-invalid="true"<?cs /if ?>><?cs call:field_error(day.Name, Errors[day.Name]) ?></div><?cs /each ?>
</div>
</section>
<section class="card">
<h2 id="off-title"><?cs var:Lang.Settings.OffHours.Title ?></h2>
<div role="radiogroup" aria-labelledby="off-title">
<?cs call:choice("off_hours", "answer", Form.off_hours, Lang.Settings.OffHours.answer, "") ?><?cs call:choice("off_hours", "away", Form.off_hours, Lang.Settings.OffHours.away, Lang.Settings.OffHours.awayHint) ?><?cs call:choice("off_hours", "silent", Form.off_hours, Lang.Settings.OffHours.silent, Lang.Settings.OffHours.silentHint) ?></div>
<?cs call:area("away_text", Lang.Settings.AwayText, Form.away_text, Errors.away_text, "", "1000", "3") ?>
</section>
<?cs if:Page.CanAdmin ?><div class="save"><button class="primary"><?cs var:Lang.Settings.Save ?></button></div>
<?cs /if ?></fieldset>
</form>
<section class="card">
<h2><?cs var:Lang.Holiday.Title ?></h2>
<?cs if:?Holidays.0.Id ?><?cs call:holiday_rows() ?><?cs else ?><p class="soft"><?cs var:Lang.Holiday.None ?></p><?cs /if ?>
<p><a class="button" href="/ui/assistant/holidays?<?cs var:Assistant.Query ?>"><?cs if:Page.CanAdmin ?><?cs var:Lang.Holiday.Change ?><?cs else ?><?cs var:Lang.Holiday.Title ?><?cs /if ?></a></p>
</section>
</div>
<?cs call:page_end() ?>
