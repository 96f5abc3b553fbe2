<?cs # When an assistant answers.  Form.(schedule zone off_hours away_text) Form.Days(Name Text Value
	Copies Bars(From Length)) Zones: zones.h  Asset.Hours
	Holidays: holiday_parts.cs  Errors.<field> Errors.form Page.CanAdmin Assistant.Query
	Lang.Settings.* Lang.Holiday.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"holiday_parts.cs"
?><?cs def:zone_option(zone) ?><option value="<?cs var:zone.Name ?>"<?cs if:zone.On ?> selected<?cs /if ?>><?cs var:zone.Text ?></option><?cs /def
?><?cs call:page_begin(Lang.Assistant.Title, "assistant") ?>
<script src="<?cs var:Asset.Hours ?>" defer></script>
<div class="wide week-page">
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
<select id="zone" name="zone"<?cs call:described("zone", Zones.Now, Errors.zone) ?>><optgroup label="<?cs var:Lang.Settings.ZoneRussia ?>"><?cs each:zone = Zones.Russia ?>
<?cs call:zone_option(zone) ?><?cs /each ?></optgroup>
<optgroup label="<?cs var:Lang.Settings.ZoneOther ?>"><?cs each:zone = Zones.Other ?>
<?cs call:zone_option(zone) ?><?cs /each ?></optgroup></select>
<?cs call:field_error("zone", Errors.zone) ?>
<p class="hint" id="zone-hint" data-zone-now="<?cs var:Zones.Pattern ?>"><?cs var:Zones.Now ?></p>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.Week ?></h2>
<div class="week" data-paint="<?cs var:Lang.Settings.WeekPaint ?>" data-open="<?cs var:Lang.Settings.WeekOpen ?>" data-shut="<?cs var:Lang.Settings.WeekShut ?>" data-part="<?cs var:Lang.Settings.WeekPart ?>"<?cs if:!Page.CanAdmin ?> data-fixed="1"<?cs /if ?>>
<?cs if:Page.CanAdmin ?><div class="buttons" hidden>
<button class="small" type="button" data-week="9-18,9-18,9-18,9-18,9-18,,"><?cs var:Lang.Settings.WeekWork ?></button>
<button class="small" type="button" data-week="10-20,10-20,10-20,10-20,10-20,10-20,10-20"><?cs var:Lang.Settings.WeekDaily ?></button>
<button class="small" type="button" data-week="0-24,0-24,0-24,0-24,0-24,0-24,0-24"><?cs var:Lang.Settings.WeekAlways ?></button>
<button class="small quiet" type="button" data-week=",,,,,,"><?cs var:Lang.Settings.WeekNone ?></button>
</div>
<?cs /if ?><div class="week-rows">
<div class="week-ruler" aria-hidden="true"><span>0</span><span>3</span><span>6</span><span>9</span><span>12</span><span>15</span><span>18</span><span>21</span></div><?cs each:day = Form.Days ?>
<div class="week-row"><label for="<?cs var:day.Name ?>"><?cs var:day.Text ?></label>
<svg class="week-bar" viewBox="0 0 1440 10" preserveAspectRatio="none" aria-hidden="true"><?cs each:bar = day.Bars ?><rect x="<?cs var:bar.From ?>" width="<?cs var:bar.Length ?>" height="10"></rect><?cs /each ?></svg>
<div class="week-text"><input id="<?cs var:day.Name ?>" name="<?cs var:day.Name ?>" value="<?cs var:day.Value ?>" maxlength="400" aria-describedby="days-hint<?cs if:Errors[day.Name] ?> <?cs var:day.Name ?>-error<?cs /if ?>"<?cs if:Errors[day.Name] ?> aria-invalid="true"<?cs /if ?>><?cs if:day.Copies && Page.CanAdmin ?><button class="small quiet" type="button" hidden data-copy title="<?cs var:Lang.Settings.WeekCopy ?>" aria-label="<?cs var:day.Text ?>: <?cs var:Lang.Settings.WeekCopy ?>"><?cs call:icon("copy") ?></button><?cs /if ?></div>
<?cs call:field_error(day.Name, Errors[day.Name]) ?></div><?cs /each ?>
</div></div>
<p class="hint" id="days-hint"><?cs var:Lang.Settings.DaysHint ?></p>
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
