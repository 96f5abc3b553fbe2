<?cs # The parts of the list that are swapped.  Inbox.Link Inbox.Troubles(Id Name Text Do When)
	Inbox.Tabs(Text Link Count On) Inbox.Rows(Id Name Letter Account Title Price Author Words Match After
	Waits When Badges On) Inbox.More.At Inbox.More.Id Inbox.Empty Inbox.Elsewhere Inbox.TryAgain
	Inbox.Search Inbox.Plain Inbox.IsCut Inbox.NoAccounts Lang.Chats.*; the page
	includes badges.cs ?>
<div data-part="troubles"><?cs each:trouble = Inbox.Troubles ?>
<div class="banner call" role="alert"><p><a href="/ui/accounts/<?cs var:trouble.Id ?>"><?cs var:trouble.Name ?></a>: <?cs var:trouble.Text ?><?cs if:trouble.When ?> <small><?cs var:Lang.Chats.Checked ?> <?cs var:trouble.When ?></small><?cs /if ?></p><?cs if:trouble.Do ?><p class="do"><?cs var:trouble.Do ?></p><?cs /if ?></div><?cs /each ?>
</div>
<nav class="tabs" aria-label="<?cs var:Lang.Chats.Title ?>" data-part="tabs"><?cs each:tab = Inbox.Tabs ?>
<a href="/ui/chats<?cs var:tab.Link ?>"<?cs if:tab.On ?> aria-current="page"<?cs /if ?>><?cs var:tab.Text ?> <span class="n"><?cs var:tab.Count ?></span></a><?cs /each ?>
</nav>
<div class="rows" data-part="rows"><?cs each:row = Inbox.Rows ?>
<a class="row<?cs if:row.Waits ?> waits<?cs /if ?>" id="c<?cs var:row.Id ?>" href="/ui/chats/<?cs var:row.Id ?><?cs var:Inbox.Link ?>"<?cs if:row.On ?> aria-current="page"<?cs /if ?>>
<span class="letter" aria-hidden="true"><?cs var:row.Letter ?></span>
<span class="who"><b><?cs var:row.Name ?></b><?cs if:string.length(row.Account) ?> <span class="account"><?cs var:row.Account ?></span><?cs /if ?></span>
<span class="when"><?cs if:row.Waits ?><?cs var:row.Waits ?><?cs else ?><?cs var:row.When ?><?cs /if ?></span>
<span class="last"><?cs if:string.length(row.Author) ?><span class="author"><?cs var:row.Author ?></span> <?cs /if ?><?cs var:row.Words ?><?cs if:string.length(row.Match) ?><mark><?cs var:row.Match ?></mark><?cs var:row.After ?><?cs /if ?></span>
<span class="about"><?cs if:string.length(row.Title) ?><span class="title"><?cs var:row.Title ?><?cs if:string.length(row.Price) ?> · <?cs var:row.Price ?><?cs /if ?></span> <?cs /if ?><?cs call:badges(row.Badges) ?></span>
</a><?cs /each ?><?cs if:!?Inbox.Rows.0.Id ?>
<div class="empty" id="empty"><p><?cs if:Inbox.NoAccounts ?><?cs var:Lang.Chats.NoAccounts ?><?cs else ?><?cs var:Inbox.Empty ?><?cs /if ?></p><?cs if:string.length(Inbox.Search) ?><?cs if:Inbox.TryAgain ?><p class="hint"><?cs var:Lang.Chats.NotFoundHint ?></p><?cs /if ?><p class="buttons"><?cs if:Inbox.Elsewhere ?><a class="button" href="/ui/chats<?cs var:Inbox.Elsewhere ?>"><?cs var:Lang.Chats.LookInAll ?></a> <?cs /if ?><a class="button quiet" href="/ui/chats<?cs var:Inbox.Plain ?>"><?cs var:Lang.Chats.NoSearch ?></a></p><?cs /if ?></div><?cs /if ?>
</div>
<div data-part="more"><?cs if:Inbox.IsCut ?><p class="hint"><?cs var:Lang.Chats.Cut ?></p><?cs /if ?><?cs if:Inbox.More.Id ?><a class="more" href="/ui/chats<?cs var:Inbox.Link ?>&amp;before_at=<?cs var:Inbox.More.At ?>&amp;before_id=<?cs var:Inbox.More.Id ?>"><?cs var:Lang.Chats.More ?></a><?cs /if ?></div>
