<?cs # The right phone with an open chat.  Reads Chat.{Id,Path,Buyer,Initial,Face,Shop,Item,Price,Picture,
Earlier,Answering,Messages.*.{Id,Side,Kind,Text,Time,Day,Via,Mark,Wordless,Image,Title,Note}}
Page.{Draft,Error} Lang.Chat.* Lang.Kind.* Lang.Say.*
?><section class="phone phone-right" aria-labelledby="chat-title">
<header class="bar">
<a class="back only-narrow" href="/sim/" aria-label="<?cs var:Lang.Chat.Back ?>"><?cs call:sim_icon("back") ?></a>
<div class="whom"><h2 id="chat-title"><?cs var:Chat.Shop ?></h2>
<p><?cs call:face(Chat) ?><?cs var:Lang.Chat.As ?> <b><?cs var:Chat.Buyer ?></b></p></div>
<a class="button only-tools" href="#tools"><?cs call:sim_icon("plus") ?><?cs var:Lang.Chat.More ?></a>
</header>
<?cs if:?Chat.Item ?><p class="goods-card"><img src="<?cs var:Chat.Picture ?>" alt="" width="56" height="42"><span><?cs var:Chat.Item ?></span> <b><?cs var:Chat.Price ?></b></p>
<?cs /if ?><div class="screen thread-screen" id="screen" tabindex="0" aria-label="<?cs var:Lang.Chat.Thread ?>">
<?cs if:?Chat.Earlier ?><p class="earlier"><a href="<?cs var:Chat.Path ?>?show=5000"><?cs var:Lang.Chat.Earlier ?></a></p><?cs /if ?>
<ol id="thread" data-chat="<?cs var:Chat.Id ?>">
<?cs each:message = Chat.Messages ?><?cs if:?message.Day ?><li class="day" id="d-<?cs var:message.Id ?>"><span><?cs var:message.Day ?></span></li>
<?cs /if ?><li class="b <?cs var:message.Side ?><?cs if:?message.Via ?> via-<?cs var:message.Via ?><?cs /if ?> kind-<?cs var:message.Kind ?>" id="m-<?cs var:message.Id ?>">
<?cs if:message.Kind == "image" ?><img src="<?cs if:?message.Image ?><?cs var:message.Image ?><?cs else ?>/sim/static/sim-photo.png<?cs /if ?>" alt="<?cs var:Lang.Kind.image ?>" width="640" height="480">
<?cs elif:message.Kind == "voice" ?><audio controls preload="none" src="/sim/static/sim-voice.mp4" aria-label="<?cs var:Lang.Kind.voice ?>"></audio>
<?cs elif:message.Kind == "item" ?><p class="inset"><img src="<?cs var:message.Image ?>" alt="" width="72" height="54"><span><b><?cs var:message.Note ?></b> <?cs var:message.Title ?></span></p>
<?cs elif:message.Kind == "location" ?><p class="inset place"><img src="/sim/static/sim-map.svg" alt="" width="240" height="110"><span><?cs call:sim_icon("pin") ?><?cs var:message.Title ?></span></p>
<?cs elif:message.Kind == "link" ?><p class="words"><span class="link"><?cs var:message.Title ?></span></p>
<?cs elif:message.Kind == "call" || message.Kind == "appCall" ?><p class="words wordless"><?cs call:sim_icon("phone") ?><?cs var:message.Text ?></p>
<?cs elif:message.Kind == "deleted" ?><p class="words wordless"><?cs call:sim_icon("trash") ?><?cs var:message.Text ?></p>
<?cs elif:?message.Wordless ?><p class="words wordless"><?cs var:message.Text ?></p>
<?cs else ?><p class="words"><?cs var:message.Text ?></p>
<?cs /if ?><small><?cs if:message.Side == "avito" ?><?cs var:Lang.Chat.Avito ?> · <?cs /if ?><?cs if:message.Via == "api" ?><?cs var:Lang.Chat.ViaApi ?> · <?cs elif:message.Via == "app" ?><?cs var:Lang.Chat.ViaApp ?> · <?cs /if ?><time><?cs var:message.Time ?></time><?cs
if:message.Mark == "read" ?> <span class="mark read"><?cs call:sim_icon("checks") ?><?cs var:Lang.Chat.Read ?></span><?cs
elif:message.Mark == "told" ?> <span class="mark"><?cs call:sim_icon("checks") ?><?cs var:Lang.Chat.Told ?></span><?cs
elif:message.Mark == "sent" ?> <span class="mark"><?cs call:sim_icon("check") ?><?cs var:Lang.Chat.Sent ?></span><?cs /if ?></small>
</li>
<?cs /each ?><?cs if:?Chat.Answering ?><li class="answering" id="answering"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span><?cs var:Lang.Chat.Answering ?></li>
<?cs /if ?></ol>
</div>
<div id="error-place"><?cs if:?Page.Error ?><p class="field-error" id="error" role="alert"><?cs var:Page.Error ?></p><?cs /if ?></div>
<form class="says" method="post" action="/sim/write" data-stay aria-label="<?cs var:Lang.Say.Title ?>">
<input type="hidden" name="chat_id" value="<?cs var:Chat.Id ?>">
<?cs call:say_button(Lang.Say.Selling) ?><?cs call:say_button(Lang.Say.Delivery) ?><?cs call:say_button(Lang.Say.Haggle) ?><?cs call:say_button(Lang.Say.Person) ?>
</form>
<form class="write" id="write" method="post" action="/sim/write" data-stay>
<input type="hidden" name="chat_id" value="<?cs var:Chat.Id ?>">
<textarea name="text" rows="1" maxlength="4000" aria-label="<?cs var:Lang.Chat.Message ?>" placeholder="<?cs var:Lang.Chat.Message ?>"<?cs if:?Page.Error ?> aria-invalid="true" aria-describedby="error"<?cs /if ?>><?cs var:Page.Draft ?></textarea>
<button class="primary round" aria-label="<?cs var:Lang.Chat.Send ?>" title="<?cs var:Lang.Chat.Send ?>"><?cs call:sim_icon("send") ?></button>
</form>
</section>
