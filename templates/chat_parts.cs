<?cs # The parts of a chat that are swapped.  Thread.Id Thread.Name Thread.Link Thread.More Thread.Live Thread.Badges
	Thread.Listing.* Thread.Earlier.At Thread.Earlier.Id
	Thread.Items(Kind Id Class Text Note Hint Picture PictureLarge
	Link LinkText Who When Resent Deleted State Detail Failed CanSend
	Headline Took Lines) Thread.State(Text Left Pattern CanAnswerNow CanTake CanHandBack)
	Thread.Need Thread.Told Thread.Draft(Id Text Confidence Why) Page.CanOperate Lang.Chat.* Lang.Chats.*;
	the page includes badges.cs ?>
<?cs
def:why_lines(turn) ?><ol><?cs each:line = turn.Lines ?><li class="<?cs var:line.Result ?>"><?cs var:line.Text ?><?cs if:line.Took ?> <small><?cs var:line.Took ?></small><?cs /if ?></li><?cs /each ?></ol><?cs /def ?><?cs

def:why(item) ?><details class="why" id="w<?cs var:item.Id ?>"><summary><?cs var:Lang.Chat.Why ?> · <?cs var:item.Headline ?><?cs if:item.Took ?> · <?cs var:item.Took ?><?cs /if ?></summary><?cs call:why_lines(item) ?></details><?cs /def ?><?cs

def:unsent_acts(item) ?><?cs if:Page.CanOperate ?><form method="post" action="/ui/chats/<?cs var:Thread.Id ?>/unsent/drop<?cs var:Thread.Link ?>"><?cs call:csrf() ?><input type="hidden" name="unsent" value="<?cs var:item.Id ?>"><div class="buttons"><?cs if:item.CanSend ?><button class="small" formaction="/ui/chats/<?cs var:Thread.Id ?>/unsent/again<?cs var:Thread.Link ?>"><?cs var:Lang.Chat.UnsentAgain ?></button><?cs /if ?><button class="small quiet"><?cs var:Lang.Chat.UnsentDrop ?></button></div></form><?cs /if ?><?cs /def ?><?cs

def:bubble(item) ?><div class="b <?cs var:item.Class ?><?cs if:item.State ?> unsent<?cs /if ?><?cs if:item.Failed ?> failed<?cs /if ?>" id="<?cs if:item.State ?>o<?cs else ?>m<?cs /if ?><?cs var:item.Id ?>"><?cs
if:item.Note ?><p class="kind"><?cs var:item.Note ?></p><?cs /if ?><?cs
if:string.length(item.Text) ?><p class="text"><?cs if:item.Deleted ?><del><?cs var:item.Text ?></del><?cs else ?><?cs var:item.Text ?><?cs /if ?></p><?cs /if ?><?cs
if:item.Picture ?><a class="picture" href="<?cs var:item.PictureLarge ?>" target="_blank"><img src="<?cs var:item.Picture ?>" alt="<?cs var:Lang.Chat.Picture ?>" width="240" height="180"></a><?cs /if ?><?cs
if:item.Link ?><p><a href="<?cs var:item.Link ?>" rel="noreferrer noopener" target="_blank"><?cs var:item.LinkText ?></a></p><?cs /if ?><?cs
if:string.length(item.Detail) && !item.State ?><p class="soft"><?cs var:item.Detail ?></p><?cs /if ?><?cs
if:item.Hint ?><p class="soft"><?cs var:item.Hint ?></p><?cs /if ?><small><?cs
if:item.State ?><span class="state"><?cs var:item.State ?><?cs if:string.length(item.Detail) ?>: <?cs var:item.Detail ?><?cs /if ?></span> · <?cs /if ?><?cs
var:item.When ?><?cs if:string.length(item.Who) ?> · <?cs var:item.Who ?><?cs /if ?><?cs if:item.Resent ?> · <?cs var:Lang.Chat.Resent ?><?cs /if ?></small><?cs if:item.Failed ?><?cs call:unsent_acts(item) ?><?cs /if ?></div><?cs /def ?><?cs

def:act(action, text, class) ?><form method="post" action="/ui/chats/<?cs var:Thread.Id ?>/<?cs var:action ?><?cs var:Thread.Link ?>"<?cs if:Thread.Live ?><?cs call:live() ?><?cs /if ?>><?cs call:csrf() ?><button class="<?cs var:class ?>"><?cs var:text ?></button></form><?cs /def ?>
<header data-part="header"><a class="back" href="/ui/chats<?cs var:Thread.Link ?>" aria-label="<?cs var:Lang.Chat.Back ?>">‹</a><div class="who"><h1><?cs var:Thread.Name ?></h1><span class="badges"><?cs call:badges(Thread.Badges) ?></span><?cs if:string.length(Thread.Listing.Title) ?><p class="listing"><?cs var:Thread.Listing.Title ?><?cs if:string.length(Thread.Listing.Price) ?> · <?cs var:Thread.Listing.Price ?><?cs /if ?></p><?cs /if ?></div><a class="about" href="/ui/chats/<?cs var:Thread.Id ?>/about<?cs var:Thread.Link ?>"><?cs var:Lang.Chat.About ?></a><a class="refresh" href="/ui/chats/<?cs var:Thread.Id ?><?cs var:Thread.Link ?>"><?cs if:Thread.Live ?><?cs var:Lang.Chats.Refresh ?><?cs else ?><?cs var:Lang.Chat.ToNewest ?><?cs /if ?></a></header>
<div class="scroll" tabindex="0" aria-label="<?cs var:Lang.Chat.Messages ?>"><div class="thread">
<?cs if:Thread.Earlier.Id ?><a class="more earlier" href="/ui/chats/<?cs var:Thread.Id ?>?before_at=<?cs var:Thread.Earlier.At ?>&amp;before_id=<?cs var:Thread.Earlier.Id ?><?cs var:Thread.More ?>"><?cs var:Lang.Chat.Earlier ?></a>
<?cs /if ?><div class="messages" role="log" aria-label="<?cs var:Lang.Chat.Messages ?>" data-part="messages"><?cs each:item = Thread.Items ?>
<?cs if:item.Kind == "day" ?><p class="day" id="d<?cs var:item.Id ?>"><?cs var:item.Text ?></p><?cs elif:item.Kind == "why" ?><?cs call:why(item) ?><?cs else ?><?cs call:bubble(item) ?><?cs /if ?><?cs /each ?>
</div>
<div data-part="draft"><?cs if:Thread.Draft.Id ?><form class="draft" method="post" action="/ui/chats/<?cs var:Thread.Id ?>/draft<?cs var:Thread.Link ?>"<?cs if:Thread.Live ?><?cs call:live() ?><?cs /if ?>>
<?cs call:csrf() ?><input type="hidden" name="draft" value="<?cs var:Thread.Draft.Id ?>">
<label for="draft"><?cs var:Lang.Chat.Draft ?> <small><?cs var:Thread.Draft.Confidence ?></small></label>
<textarea id="draft" name="text" rows="4" maxlength="4000" required<?cs if:!Page.CanOperate ?> readonly<?cs /if ?>>
<?cs var:Thread.Draft.Text ?></textarea>
<p class="stale" hidden><?cs var:Lang.Chat.DraftStale ?></p>
<?cs if:Page.CanOperate ?><div class="buttons"><button class="primary"><?cs var:Lang.Chat.DraftSend ?></button><button formaction="/ui/chats/<?cs var:Thread.Id ?>/draft/drop<?cs var:Thread.Link ?>" formnovalidate><?cs var:Lang.Chat.DraftDrop ?></button></div>
<?cs /if ?><?cs if:Thread.Draft.Why.Headline ?><details class="why"><summary><?cs var:Lang.Chat.Why ?></summary><?cs call:why_lines(Thread.Draft.Why) ?></details>
<?cs /if ?></form><?cs /if ?></div>
</div></div>
<div class="now" data-part="now"><?cs if:Thread.Need ?><div class="wait"><p><?cs var:Thread.Need ?><?cs if:string.length(Thread.Told) ?> <span class="told"><?cs var:Thread.Told ?></span><?cs /if ?></p><?cs if:Page.CanOperate ?><?cs call:act("dismiss", Lang.Chat.Dismiss, "") ?><?cs /if ?></div>
<?cs /if ?><div class="turn"><p<?cs if:Thread.State.Left ?> data-left="<?cs var:Thread.State.Left ?>" data-pattern="<?cs var:Thread.State.Pattern ?>"<?cs /if ?>><?cs var:Thread.State.Text ?></p><?cs if:Page.CanOperate ?><?cs if:Thread.State.CanAnswerNow ?><?cs call:act("answer-now", Lang.Chat.AnswerNow, "") ?><?cs /if ?><?cs if:Thread.State.CanTake ?><?cs call:act("take", Lang.Chat.Take, "") ?><details class="take"><summary><?cs var:Lang.Chat.TakeFor ?></summary><form method="post" action="/ui/chats/<?cs var:Thread.Id ?>/take<?cs var:Thread.Link ?>"<?cs if:Thread.Live ?><?cs call:live() ?><?cs /if ?>><?cs call:csrf() ?><button name="for" value="hour"><?cs var:Lang.Chat.TakeHour ?></button><button name="for" value="morning"><?cs var:Lang.Chat.TakeMorning ?></button></form></details><?cs /if ?><?cs if:Thread.State.CanHandBack ?><?cs call:act("give-back", Lang.Chat.GiveBack, "") ?><?cs /if ?><?cs /if ?></div></div>
