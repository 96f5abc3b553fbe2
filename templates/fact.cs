<?cs # One fact, or a new one that could not be saved.  Form.id Page.CanAdmin Lang.Fact.* and
	assistant_tabs.cs, fact_fields.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"fact_fields.cs"
?><?cs call:page_begin(Lang.Assistant.Facts, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<form class="card" method="post" action="/ui/assistant/facts<?cs if:Form.id ?>/<?cs var:Form.id ?><?cs /if ?>"><?cs call:csrf() ?><?cs call:project_field() ?>
<fieldset class="plain"<?cs if:!Page.CanAdmin ?> disabled<?cs /if ?>>
<?cs call:fact_fields() ?><?cs if:Page.CanAdmin ?><button class="primary"><?cs var:Lang.Settings.Save ?></button>
<?cs /if ?></fieldset>
</form>
<?cs if:Form.id && Page.CanAdmin ?><form method="post" action="/ui/assistant/facts/<?cs var:Form.id ?>/remove"><?cs call:csrf() ?><?cs call:project_field() ?><button><?cs var:Lang.Fact.Remove ?></button></form>
<?cs /if ?><p><a href="/ui/assistant/facts?<?cs var:Assistant.Query ?>"><?cs var:Lang.Fact.Back ?></a></p>
</div>
<?cs call:page_end() ?>
