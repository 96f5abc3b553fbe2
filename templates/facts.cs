<?cs # What the assistant knows.  Facts(Id Question Answer OfListing IsOff) More Page.CanAdmin
	Lang.Fact.* and assistant_tabs.cs, fact_fields.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs include!"fact_fields.cs"
?><?cs call:page_begin(Lang.Assistant.Facts, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<p><?cs var:Lang.Fact.About ?></p>
<?cs if:Page.CanAdmin ?><details class="card"<?cs if:!?Facts.0.Id ?> open<?cs /if ?>><summary><?cs var:Lang.Fact.Add ?></summary>
<form method="post" action="/ui/assistant/facts"><?cs call:csrf() ?><?cs call:project_field() ?>
<?cs set:Form.approved = "1" ?><?cs call:fact_fields() ?><button class="primary"><?cs var:Lang.Fact.AddButton ?></button>
</form></details>
<?cs /if ?><?cs if:?Facts.0.Id ?><div class="rows"><?cs each:fact = Facts ?>
<a class="fact" href="/ui/assistant/facts/<?cs var:fact.Id ?>?<?cs var:Assistant.Query ?>"><b><?cs var:fact.Question ?></b><span><?cs var:fact.Answer ?></span><?cs if:fact.OfListing ?><span class="tag"><?cs var:Lang.Fact.OfListing ?></span> <?cs /if ?><?cs if:fact.IsOff ?><span class="tag call"><?cs var:Lang.Fact.IsOff ?></span><?cs /if ?></a><?cs /each ?>
</div>
<?cs else ?><p class="empty"><?cs var:Lang.Fact.None ?></p>
<?cs /if ?><?cs if:More ?><a class="more" href="/ui/assistant/facts?<?cs var:Assistant.Query ?>&amp;after_id=<?cs var:More ?>"><?cs var:Lang.Chats.More ?></a>
<?cs /if ?></div>
<?cs call:page_end() ?>
