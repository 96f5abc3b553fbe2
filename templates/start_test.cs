<?cs # The first answer of the bot, swapped by ui.js.  Start.Answer(ChatId Buyer Words Text Draft
	Why(Headline Lines(Result Text))) Lang.Start.Test.* ?>
<div data-part="test" aria-live="polite"><?cs if:?Start.Answer.ChatId ?><div class="messages">
<div class="b buyer"><p class="text"><?cs var:Start.Answer.Words ?></p><small><?cs var:Start.Answer.Buyer ?></small></div><?cs if:string.length(Start.Answer.Text) ?>
<div class="b bot"><p class="text"><?cs var:Start.Answer.Text ?></p><small><?cs if:Start.Answer.Draft ?><?cs var:Lang.Chats.Draft ?><?cs else ?><?cs var:Lang.Chats.Bot ?><?cs /if ?></small></div><?cs /if ?></div>
<h3><?cs var:Lang.Start.Test.Reason ?></h3>
<p><b><?cs var:Start.Answer.Why.Headline ?></b></p>
<ol class="why"><?cs each:line = Start.Answer.Why.Lines ?><li class="<?cs var:line.Result ?>"><?cs var:line.Text ?></li><?cs /each ?></ol>
<p><a href="/ui/chats/<?cs var:Start.Answer.ChatId ?>"><?cs var:Lang.Start.Test.Chat ?></a></p>
<?cs else ?><p class="state-wait" role="status"><?cs var:Lang.Start.Test.Waiting ?></p><?cs /if ?></div>
