<?cs # One holiday, to change or, without Form.id, to add.  Form Errors: holiday_parts.cs  Form.id
	Errors.form Page.CanAdmin Assistant.Query Lang.Holiday.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"holiday_parts.cs"
?><?cs call:page_begin(Lang.Holiday.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<p><a href="/ui/assistant/holidays?<?cs var:Assistant.Query ?>"><?cs var:Lang.Holiday.Back ?></a></p>
<?cs if:Errors.form ?><p class="error" role="alert"><?cs var:Errors.form ?></p>
<?cs /if ?><form class="card" method="post" action="/ui/assistant/holidays<?cs if:Form.id ?>/<?cs var:Form.id ?><?cs /if ?>"><?cs call:csrf() ?><?cs call:project_field() ?>
<fieldset class="plain"<?cs if:!Page.CanAdmin ?> disabled<?cs /if ?>>
<?cs call:holiday_fields() ?>
<?cs if:Page.CanAdmin ?><button class="primary"><?cs if:Form.id ?><?cs var:Lang.Settings.Save ?><?cs else ?><?cs var:Lang.Holiday.AddButton ?><?cs /if ?></button><?cs /if ?>
</fieldset></form>
<?cs if:Form.id && Page.CanAdmin ?><form method="post" action="/ui/assistant/holidays/<?cs var:Form.id ?>/remove"><?cs call:csrf() ?><?cs call:project_field() ?><button class="danger"><?cs var:Lang.Holiday.Remove ?></button></form>
<?cs /if ?></div>
<?cs call:page_end() ?>
