<?cs # A table of facts to be read.  Form.text Form.doubles Errors.file Lang.Import.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs call:page_begin(Lang.Import.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<h2><?cs var:Lang.Import.Title ?></h2>
<p><?cs var:Lang.Import.About ?></p>
<form class="card" method="post" action="/ui/assistant/facts/import" enctype="multipart/form-data"><?cs call:csrf() ?><?cs call:project_field() ?>
<label for="file"><?cs var:Lang.Import.File ?></label>
<input id="file" name="file" type="file" accept=".csv,.txt,.tsv,text/csv,text/plain"<?cs call:described("file", Lang.Import.FileHint, Errors.file) ?>>
<?cs call:below("file", Lang.Import.FileHint, Errors.file) ?>
<?cs call:area("text", Lang.Import.Text, Form.text, "", Lang.Import.TextHint, "1000000", "4") ?>
<fieldset class="plain"><legend><?cs var:Lang.Import.Doubles.Title ?></legend>
<?cs if:Form.doubles != "update" ?><?cs set:Form.doubles = "skip" ?><?cs /if ?><?cs call:choice("doubles", "skip", Form.doubles, Lang.Import.Doubles.skip, "") ?><?cs call:choice("doubles", "update", Form.doubles, Lang.Import.Doubles.update, "") ?></fieldset>
<p class="hint"><?cs var:Lang.Import.Nothing ?></p>
<div class="buttons"><button class="primary"><?cs var:Lang.Import.Look ?></button> <a class="button quiet" href="/ui/assistant/facts?<?cs var:Assistant.Query ?>"><?cs var:Lang.Import.Cancel ?></a></div>
</form>
<section class="card"><h2><?cs var:Lang.Import.Example ?></h2>
<p class="hint"><?cs var:Lang.Import.ExampleHint ?></p>
<div class="table" tabindex="0" role="region" aria-label="<?cs var:Lang.Import.Example ?>"><table><thead><tr><th><?cs var:Lang.Import.Question ?></th><th><?cs var:Lang.Import.Answer ?></th><th><?cs var:Lang.Import.Listing ?></th><th><?cs var:Lang.Import.Approved ?></th></tr></thead>
<tbody><tr><td><?cs var:Lang.Import.ExampleQuestion ?></td><td><?cs var:Lang.Import.ExampleAnswer ?></td><td></td><td><?cs var:Lang.Import.Yes ?></td></tr></tbody></table></div></section>
</div>
<?cs call:page_end() ?>
