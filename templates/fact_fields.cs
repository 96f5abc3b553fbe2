<?cs # fact_fields(): the form of a fact.  Form.question Form.answer Form.approved Listings(Id Title On)
	Errors.question Errors.answer Lang.Fact.*
?><?cs def:fact_fields() ?><?cs call:line("question", Lang.Fact.Question, Form.question, Errors.question, Lang.Fact.QuestionHint, "500") ?>
<?cs call:area("answer", Lang.Fact.Answer, Form.answer, Errors.answer, Lang.Fact.AnswerHint, "4000", "3") ?>
<?cs if:?Listings.0.Id ?><label for="listing"><?cs var:Lang.Fact.Listing ?></label>
<select id="listing" name="listing"><option value=""><?cs var:Lang.Fact.AllListings ?></option><?cs each:listing = Listings ?><option value="<?cs var:listing.Id ?>"<?cs if:listing.On ?> selected<?cs /if ?>><?cs var:listing.Title ?></option><?cs /each ?></select>
<?cs /if ?><label class="choice"><input type="checkbox" name="approved" value="1"<?cs if:Form.approved ?> checked<?cs /if ?>> <span><?cs var:Lang.Fact.Approved ?></span></label>
<?cs /def ?>
