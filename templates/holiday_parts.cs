<?cs # holiday_fields(): the form of a holiday.  Form.(from to hours name) Errors.(from to hours)
	Lang.Holiday.*   holiday_rows(): Holidays(Id Dates Hours Name Yearly), links for admins
?><?cs def:holiday_fields() ?><div class="pair"><div><?cs call:line("from", Lang.Holiday.From, Form.from, Errors.from, Lang.Holiday.FromHint, "20") ?></div>
<div><?cs call:line("to", Lang.Holiday.To, Form.to, Errors.to, Lang.Holiday.ToHint, "20") ?></div></div>
<?cs call:line("hours", Lang.Holiday.Hours, Form.hours, Errors.hours, Lang.Holiday.HoursHint, "400") ?>
<?cs call:line("name", Lang.Holiday.Name, Form.name, "", "", "100") ?><?cs /def
?><?cs def:holiday_words(day) ?><b><?cs var:day.Dates ?></b> <span><?cs if:day.Hours ?><?cs var:day.Hours ?><?cs else ?><?cs var:Lang.Holiday.Closed ?><?cs /if ?></span> <span class="soft"><?cs var:day.Name ?><?cs if:!day.Yearly ?><?cs if:string.length(day.Name) ?>, <?cs /if ?><?cs var:Lang.Holiday.Once ?><?cs /if ?></span><?cs /def
?><?cs def:holiday_rows() ?><ul class="holidays"><?cs each:day = Holidays ?>
<li><?cs if:Page.CanAdmin ?><a href="/ui/assistant/holidays/<?cs var:day.Id ?>?<?cs var:Assistant.Query ?>"><?cs call:holiday_words(day) ?></a><?cs else ?><?cs call:holiday_words(day) ?><?cs /if ?></li><?cs /each ?>
</ul><?cs /def ?>
