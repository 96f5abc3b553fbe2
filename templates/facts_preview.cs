<?cs # What reading a table of facts would do.  Rows(Line Question Answer Listing IsOff Fate Fine) MoreRows
	Wrong(Line Words Question) MoreWrong New Updated Skipped WrongCount CanWrite Form.text
	Form.doubles Lang.Import.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs def:import_tile(count, text, class) ?><div class="tile<?cs if:count != "0" ?> <?cs var:class ?><?cs /if ?>"><b class="figure"><?cs var:count ?></b><span><?cs var:text ?></span></div><?cs /def
?><?cs call:page_begin(Lang.Import.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<h2><?cs var:Lang.Import.Preview ?></h2>
<p><?cs var:Lang.Import.PreviewAbout ?></p>
<div class="tiles"><?cs call:import_tile(New, Lang.Import.Fates.new, "") ?><?cs call:import_tile(Updated, Lang.Import.Fates.updated, "") ?><?cs call:import_tile(Skipped, Lang.Import.Fates.skipped, "") ?><?cs call:import_tile(WrongCount, Lang.Import.Fates.wrong, "call") ?></div>
<?cs if:?Wrong.0.Line ?><section class="card"><h2><?cs var:Lang.Import.WrongTitle ?></h2>
<p class="hint"><?cs var:Lang.Import.WrongHint ?></p>
<ul class="import-wrong"><?cs each:row = Wrong ?><li><b><?cs var:Lang.Import.Line ?> <?cs var:row.Line ?>:</b> <?cs var:row.Words ?><?cs if:string.length(row.Question) ?> <small>«<?cs var:row.Question ?>»</small><?cs /if ?></li><?cs /each ?></ul>
<?cs if:MoreWrong ?><p class="soft"><?cs var:Lang.Import.MoreWrong ?></p>
<?cs /if ?></section>
<?cs /if ?><?cs if:?Rows.0.Line ?><h2><?cs var:Lang.Import.Rows ?></h2>
<div class="rows"><?cs each:row = Rows ?><div class="fact"><b><?cs var:row.Question ?></b><span><?cs var:row.Answer ?></span><span class="tag<?cs if:row.Fine ?> bot<?cs /if ?>"><?cs var:row.Fate ?></span> <?cs if:string.length(row.Listing) ?><span class="tag"><?cs var:row.Listing ?></span> <?cs /if ?><?cs if:row.IsOff ?><span class="tag call"><?cs var:Lang.Fact.IsOff ?></span> <?cs /if ?><small><?cs var:Lang.Import.Line ?> <?cs var:row.Line ?></small></div>
<?cs /each ?></div>
<?cs if:MoreRows ?><p class="soft"><?cs var:Lang.Import.MoreRows ?></p>
<?cs /if ?><?cs /if ?><form method="post" action="/ui/assistant/facts/import/write" enctype="multipart/form-data"><?cs call:csrf() ?><?cs call:project_field() ?><input type="hidden" name="doubles" value="<?cs var:Form.doubles ?>">
<textarea name="text" hidden readonly aria-hidden="true">
<?cs var:Form.text ?></textarea>
<?cs if:!CanWrite ?><p class="banner"><?cs var:Lang.Import.NothingNew ?></p>
<?cs /if ?><div class="buttons"><?cs if:CanWrite ?><button class="primary"><?cs var:Lang.Import.Write ?></button><?cs /if ?> <a class="button quiet" href="/ui/assistant/facts/import?<?cs var:Assistant.Query ?>"><?cs var:Lang.Import.Another ?></a></div>
</form>
</div>
<?cs call:page_end() ?>
