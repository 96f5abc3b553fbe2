<?cs # Trying the assistant.  Try.Lines(Class Text Note Newest) Try.Full and after a try Try.Result Try.Verdict
	Try.Reason Try.Text Try.Nothing Try.After Try.Moment Try.WasOff Try.Refused Try.Took
	Try.Why.Lines(Result Text Took) Try.Facts(Id Question Answer Used) Try.Calls(Model Status Fine
	Words) Try.Prompt.* (prompt_parts.cs) Form.words Form.when Form.as_on Form.talk
	Listings(Id Title On) Errors.words Page.CanOperate Lang.Try.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"prompt_parts.cs"
?><?cs def:try_bubbles() ?><div class="messages" role="log" aria-label="<?cs var:Lang.Try.Talk ?>"><?cs each:line = Try.Lines ?>
<?cs if:string.length(line.Text) ?><div class="b <?cs var:line.Class ?>"<?cs if:line.Newest ?> id="newest"<?cs /if ?>><p class="text"><?cs var:line.Text ?></p><?cs if:line.Note ?><small><?cs var:line.Note ?></small><?cs /if ?></div><?cs else ?><p class="day"><?cs var:line.Note ?></p><?cs /if ?><?cs /each ?>
</div>
<?cs /def
?><?cs def:try_verdict() ?><section class="card verdict" id="verdict">
<h2><?cs var:Try.Verdict ?></h2>
<?cs if:Try.Reason ?><p><?cs var:Lang.Try.Reason ?> <?cs var:Try.Reason ?>.</p>
<?cs /if ?><?cs if:Try.Result == "handoff" && Try.Text ?><p><?cs var:Lang.Try.BuyerGets ?> «<?cs var:Try.Text ?>»</p>
<?cs /if ?><?cs if:Try.Nothing ?><p><?cs var:Lang.Try.BuyerGetsNothing ?></p>
<?cs /if ?><?cs if:Try.WasOff ?><p class="hint"><?cs var:Try.WasOff ?></p>
<?cs /if ?><?cs if:Try.Moment ?><p class="hint"><?cs var:Try.Moment ?></p>
<?cs /if ?><?cs if:Try.After ?><p class="hint"><?cs var:Lang.Try.AfterHandoff ?></p>
<?cs /if ?><?cs if:string.length(Try.Refused) ?><h3><?cs var:Lang.Try.Refused ?></h3>
<blockquote><?cs var:Try.Refused ?></blockquote>
<?cs /if ?><h3><?cs var:Lang.Try.Why ?></h3>
<ol class="steps-why"><?cs each:line = Try.Why.Lines ?><li class="<?cs var:line.Result ?>"><?cs var:line.Text ?><?cs if:line.Took ?> <small><?cs var:line.Took ?></small><?cs /if ?></li><?cs /each ?></ol>
<?cs if:?Try.Facts.0.Id ?><h3><?cs var:Lang.Try.Facts ?></h3>
<ul class="try-facts"><?cs each:fact = Try.Facts ?><li><a href="/ui/assistant/facts/<?cs var:fact.Id ?>?<?cs var:Assistant.Query ?>"><?cs var:fact.Question ?></a> <?cs var:fact.Answer ?><?cs if:fact.Used ?> <span class="tag bot"><?cs var:Lang.Try.FactUsed ?></span><?cs /if ?></li><?cs /each ?></ul>
<?cs /if ?><?cs if:?Try.Calls.0.Model ?><h3><?cs var:Lang.Try.Calls ?></h3>
<ul class="try-calls"><?cs each:call = Try.Calls ?><li><b><?cs var:call.Model ?></b> <span class="tag<?cs if:call.Fine ?> bot<?cs else ?> call<?cs /if ?>"><?cs var:call.Status ?></span> <small><?cs var:call.Words ?></small></li><?cs /each ?></ul>
<?cs /if ?><p class="hint"><?cs var:Lang.Try.Took ?> <?cs var:Try.Took ?></p>
<?cs if:?Try.Calls.0.Model ?><details><summary><?cs var:Lang.Try.Prompt ?></summary>
<?cs call:prompt_parts(Try.Prompt) ?></details>
<?cs /if ?></section>
<?cs /def
?><?cs call:page_begin(Lang.Assistant.Try, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<p><?cs var:Lang.Try.About ?></p>
<?cs if:!Page.CanOperate ?><p class="banner"><?cs var:Lang.Try.Viewer ?></p>
<?cs /if ?><?cs if:?Try.Lines.0.Class ?><section class="card"><?cs call:try_bubbles() ?></section>
<?cs else ?><div class="empty"><p><?cs var:Lang.Try.Empty ?></p></div>
<?cs /if ?>
<form class="card" method="post" action="/ui/assistant/try#newest"><?cs call:csrf() ?><?cs call:project_field() ?><?cs if:Form.talk ?><input type="hidden" name="talk" value="<?cs var:Form.talk ?>">
<?cs /if ?><fieldset class="plain"<?cs if:!Page.CanOperate ?> disabled<?cs /if ?>>
<?cs if:Try.Full ?><p class="banner"><?cs var:Lang.Try.FullHint ?></p>
<?cs /if ?><?cs call:area("words", Lang.Try.Words, Form.words, Errors.words, "", "1000", "2") ?>
<?cs if:?Listings.0.Id ?><label for="listing"><?cs var:Lang.Try.Listing ?></label>
<select id="listing" name="listing"><option value=""><?cs var:Lang.Prompt.NoListing ?></option><?cs each:listing = Listings ?><option value="<?cs var:listing.Id ?>"<?cs if:listing.On ?> selected<?cs /if ?>><?cs var:listing.Title ?></option><?cs /each ?></select>
<?cs /if ?><label for="when"><?cs var:Lang.Try.When.Title ?></label>
<select id="when" name="when"><?cs call:option("now", Form.when, Lang.Try.When.now) ?><?cs call:option("open", Form.when, Lang.Try.When.open) ?><?cs call:option("closed", Form.when, Lang.Try.When.closed) ?></select>
<label class="choice"><input type="checkbox" name="as_on" value="1"<?cs if:Form.as_on ?> checked<?cs /if ?>> <span><?cs var:Lang.Try.AsOn ?> <small><?cs var:Lang.Try.AsOnHint ?></small></span></label>
<div class="buttons"><?cs if:Page.CanOperate ?><button class="primary"><?cs var:Lang.Try.Run ?></button><?cs /if ?><?cs if:?Try.Lines.0.Class ?> <a class="button quiet" href="/ui/assistant/try?<?cs var:Assistant.Query ?>"><?cs var:Lang.Try.Restart ?></a><?cs /if ?></div>
</fieldset>
</form>
<?cs if:Try.Verdict ?><?cs call:try_verdict() ?><?cs /if ?></div>
<?cs call:page_end() ?>
