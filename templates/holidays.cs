<?cs # The days unlike the others.  Holidays Form Errors: holiday_parts.cs  Errors.form
	Page.CanAdmin Assistant.Query Lang.Holiday.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"holiday_parts.cs"
?><?cs call:page_begin(Lang.Holiday.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<p><a href="/ui/assistant/hours?<?cs var:Assistant.Query ?>"><?cs var:Lang.Holiday.ToHours ?></a></p>
<?cs if:Errors.form ?><p class="error" role="alert"><?cs var:Errors.form ?></p>
<?cs /if ?><section class="card">
<h2><?cs var:Lang.Holiday.Title ?></h2>
<p class="soft"><?cs var:Lang.Holiday.About ?></p>
<?cs if:?Holidays.0.Id ?><?cs call:holiday_rows() ?>
<?cs else ?><p class="empty"><?cs var:Lang.Holiday.None ?></p>
<?cs /if ?><?cs if:Page.CanAdmin ?><form method="post" action="/ui/assistant/holidays/russia"><?cs call:csrf() ?><?cs call:project_field() ?><button><?cs var:Lang.Holiday.AddRussia ?></button>
<p class="hint"><?cs var:Lang.Holiday.AddRussiaHint ?></p></form>
<?cs /if ?></section>
<?cs if:Page.CanAdmin ?><section class="card">
<h2><?cs var:Lang.Holiday.Add ?></h2>
<form method="post" action="/ui/assistant/holidays"><?cs call:csrf() ?><?cs call:project_field() ?>
<?cs call:holiday_fields() ?>
<button class="primary"><?cs var:Lang.Holiday.AddButton ?></button>
</form></section>
<?cs /if ?></div>
<?cs call:page_end() ?>
