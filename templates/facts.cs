<?cs # What the assistant knows.  Facts(Id Question Answer Listing IsOff) More Total HasFacts Imported
	Search.q Search.state Search.General Search.Is Listings(Id Title On) Page.CanAdmin Lang.Fact.*
	and assistant_tabs.cs, fact_fields.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"fact_fields.cs"
?><?cs def:fact_search() ?><form class="fact-search" method="get" action="/ui/assistant/facts" role="search"><?cs call:project_field() ?>
<div><label for="q"><?cs var:Lang.Fact.Find ?></label><input id="q" name="q" type="search" value="<?cs var:Search.q ?>" maxlength="200" placeholder="<?cs var:Lang.Fact.FindHint ?>"></div>
<div><label for="of"><?cs var:Lang.Fact.Listing ?></label><select id="of" name="listing"><option value=""><?cs var:Lang.Fact.AnyListing ?></option><option value="0"<?cs if:Search.General ?> selected<?cs /if ?>><?cs var:Lang.Fact.AllListings ?></option><?cs each:listing = Listings ?><option value="<?cs var:listing.Id ?>"<?cs if:listing.On ?> selected<?cs /if ?>><?cs var:listing.Title ?></option><?cs /each ?></select></div>
<div><label for="state"><?cs var:Lang.Fact.State ?></label><select id="state" name="state"><?cs call:option("", Search.state, Lang.Fact.AnyState) ?><?cs call:option("on", Search.state, Lang.Fact.On) ?><?cs call:option("off", Search.state, Lang.Fact.Off) ?></select></div>
<div class="buttons"><button><?cs call:icon("search") ?><?cs var:Lang.Fact.FindButton ?></button><?cs if:Search.Is ?> <a class="button quiet" href="/ui/assistant/facts?<?cs var:Assistant.Query ?>"><?cs var:Lang.Fact.ShowAll ?></a><?cs /if ?></div>
</form>
<?cs /def
?><?cs def:fact_rows() ?><div class="rows"><?cs each:fact = Facts ?>
<a class="fact" href="/ui/assistant/facts/<?cs var:fact.Id ?>?<?cs var:Assistant.Query ?>"><b><?cs var:fact.Question ?></b><span><?cs var:fact.Answer ?></span><?cs if:string.length(fact.Listing) ?><span class="tag"><?cs var:fact.Listing ?></span> <?cs /if ?><?cs if:fact.IsOff ?><span class="tag call"><?cs var:Lang.Fact.IsOff ?></span><?cs /if ?></a><?cs /each ?>
</div>
<?cs /def
?><?cs call:page_begin(Lang.Assistant.Facts, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<?cs if:Imported ?><p class="notice" role="status"><?cs var:Imported ?></p>
<?cs /if ?><?cs if:HasFacts ?><p><?cs var:Lang.Fact.About ?></p>
<?cs else ?><div class="empty"><?cs call:icon("book") ?><h2><?cs var:Lang.Fact.NoneTitle ?></h2><p><?cs var:Lang.Fact.None ?></p></div>
<?cs /if ?><?cs if:Page.CanAdmin ?><details class="card" id="add"<?cs if:!HasFacts ?> open<?cs /if ?>><summary><?cs var:Lang.Fact.Add ?></summary>
<form method="post" action="/ui/assistant/facts"><?cs call:csrf() ?><?cs call:project_field() ?>
<?cs set:Form.approved = "1" ?><?cs call:fact_fields() ?><button class="primary"><?cs var:Lang.Fact.AddButton ?></button>
</form></details>
<?cs /if ?><div class="buttons fact-tools"><?cs if:Page.CanAdmin ?><a class="button" href="/ui/assistant/facts/import?<?cs var:Assistant.Query ?>"><?cs call:icon("file") ?><?cs var:Lang.Fact.Import ?></a><?cs /if ?><?cs if:HasFacts ?> <a class="button quiet" href="/ui/assistant/facts/export?<?cs var:Assistant.Query ?>"><?cs var:Lang.Fact.Export ?></a><?cs /if ?></div>
<?cs if:HasFacts ?><?cs call:fact_search() ?><?cs if:?Facts.0.Id ?><?cs call:fact_rows() ?><?cs else ?><div class="empty"><?cs call:icon("search") ?><h2><?cs var:Lang.Fact.NotFound ?></h2><p><?cs var:Lang.Fact.NotFoundHint ?></p></div>
<?cs /if ?><?cs /if ?><?cs if:More ?><a class="more" href="/ui/assistant/facts?<?cs var:Assistant.Query ?><?cs var:More ?>"><?cs var:Lang.Chats.More ?></a>
<?cs /if ?></div>
<?cs call:page_end() ?>
