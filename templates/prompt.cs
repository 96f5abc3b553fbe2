<?cs # What a model would be told.  Prompt.* (prompt_parts.cs) Form.words Listings(Id Title On)
	Lang.Prompt.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"prompt_parts.cs"
?><?cs call:page_begin(Lang.Assistant.Prompt, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<p><?cs var:Lang.Prompt.About ?></p>
<form class="card" method="get" action="/ui/assistant/prompt"><?cs call:project_field() ?>
<?cs call:line("words", Lang.Prompt.Words, Form.words, "", Lang.Prompt.WordsHint, "1000") ?>
<label for="listing"><?cs var:Lang.Fact.Listing ?></label>
<select id="listing" name="listing"><option value=""><?cs var:Lang.Prompt.NoListing ?></option><?cs each:listing = Listings ?><option value="<?cs var:listing.Id ?>"<?cs if:listing.On ?> selected<?cs /if ?>><?cs var:listing.Title ?></option><?cs /each ?></select>
<button><?cs var:Lang.Prompt.Show ?></button>
</form>
<div class="card prompt"><h2><?cs var:Lang.Prompt.Title ?></h2>
<?cs call:prompt_parts(Prompt) ?></div>
</div>
<?cs call:page_end() ?>
