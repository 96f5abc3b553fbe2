<?cs # The panel beside the phones.  Reads Chat.Id Page.Path Faults.{Avito,Model,Webhook,Other,On} Subscribed
Deliveries.*.{N,Time,Url,Kind,Event,Status,Ms,Lost,Good} Requests.*.{N,Time,Method,Path,Status,Ms,Good}
Lang.Tools.* Lang.Faults.* Lang.Wire.*
?><aside class="tools" id="tools" aria-label="<?cs var:Lang.Tools.Title ?>">
<p class="close only-sheet"><a class="button" href="#screen"><?cs var:Lang.Tools.Close ?></a></p>
<?cs if:?Chat.Id ?><form method="post" action="/sim/act" data-stay>
<h2><?cs var:Lang.Tools.Buyer ?></h2>
<input type="hidden" name="chat_id" value="<?cs var:Chat.Id ?>">
<div class="buttons"><?cs
call:act_button("voice", "mic", Lang.Tools.Voice) ?><?cs
call:act_button("image", "photo", Lang.Tools.Image) ?><?cs
call:act_button("location", "pin", Lang.Tools.Location) ?><?cs
call:act_button("item", "card", Lang.Tools.Item) ?><?cs
call:act_button("link", "link", Lang.Tools.Link) ?><?cs
call:act_button("call", "phone", Lang.Tools.Call) ?><?cs
call:act_button("burst", "burst", Lang.Tools.Burst) ?><?cs
call:act_button("delete", "trash", Lang.Tools.Delete) ?></div>
</form>
<form method="post" action="/sim/act" data-stay>
<h2><?cs var:Lang.Tools.Others ?></h2>
<input type="hidden" name="chat_id" value="<?cs var:Chat.Id ?>">
<label><span><?cs var:Lang.Tools.Words ?></span><input name="text" maxlength="1000" autocomplete="off" placeholder="<?cs var:Lang.Sample.colleague ?>"></label>
<div class="buttons"><?cs
call:act_button("colleague", "person", Lang.Tools.Colleague) ?><?cs
call:act_button("avito", "bell", Lang.Tools.Avito) ?></div>
</form>
<form method="post" action="/sim/act" data-stay>
<h2><?cs var:Lang.Tools.Webhooks ?></h2>
<input type="hidden" name="chat_id" value="<?cs var:Chat.Id ?>">
<div class="buttons"><?cs
call:act_button("repeat", "repeat", Lang.Tools.Repeat) ?><?cs
call:act_button("repeat5", "repeat", Lang.Tools.Repeat5) ?></div>
<div class="late"><label><span><?cs var:Lang.Tools.Late ?></span><select name="seconds">
<option value="5"><?cs var:Lang.Tools.Late5 ?></option>
<option value="15"><?cs var:Lang.Tools.Late15 ?></option>
<option value="60"><?cs var:Lang.Tools.Late60 ?></option>
</select></label></div>
<div class="buttons"><?cs
call:act_button("repeat_late", "clock", Lang.Tools.RepeatLate) ?><?cs
call:act_button("late", "clock", Lang.Tools.WriteLate) ?></div>
</form>
<?cs /if ?><form method="post" action="/sim/switches" data-stay id="faults">
<h2><?cs var:Lang.Faults.Title ?></h2>
<input type="hidden" name="back" value="<?cs var:Page.Path ?>">
<p role="status" class="<?cs if:?Faults.On ?>state-bad<?cs else ?>state-ok<?cs /if ?>" id="faults-state"><?cs if:?Faults.Other ?><?cs var:Lang.Faults.Other ?><?cs elif:?Faults.On ?><?cs var:Lang.Faults.On ?><?cs else ?><?cs var:Lang.Faults.Off ?><?cs /if ?></p>
<label><span><?cs var:Lang.Faults.Avito ?></span><select name="avito"><?cs
call:switch_option("ok", Faults.Avito, Lang.Faults.Ok) ?><?cs
call:switch_option("error", Faults.Avito, Lang.Faults.Error) ?><?cs
call:switch_option("limit", Faults.Avito, Lang.Faults.Limit) ?><?cs
call:switch_option("slow", Faults.Avito, Lang.Faults.AvitoSlow) ?></select></label>
<label><span><?cs var:Lang.Faults.Model ?></span><select name="model"><?cs
call:switch_option("ok", Faults.Model, Lang.Faults.Ok) ?><?cs
call:switch_option("error", Faults.Model, Lang.Faults.Error) ?><?cs
call:switch_option("limit", Faults.Model, Lang.Faults.Limit) ?><?cs
call:switch_option("slow", Faults.Model, Lang.Faults.ModelSlow) ?></select></label>
<label><span><?cs var:Lang.Faults.Webhook ?></span><select name="webhook"><?cs
call:switch_option("ok", Faults.Webhook, Lang.Faults.WebhookOk) ?><?cs
call:switch_option("lost", Faults.Webhook, Lang.Faults.Lost) ?><?cs
call:switch_option("late", Faults.Webhook, Lang.Faults.Late) ?><?cs
call:switch_option("twice", Faults.Webhook, Lang.Faults.Twice) ?></select></label>
<div class="buttons"><button name="do" value="set"><?cs call:sim_icon("warn") ?><?cs var:Lang.Faults.Set ?></button><button name="do" value="well"><?cs call:sim_icon("check") ?><?cs var:Lang.Faults.Reset ?></button></div>
</form>
<details class="wire">
<summary><?cs var:Lang.Wire.Title ?></summary>
<div id="wire">
<?cs if:!Subscribed ?><p class="state-off"><?cs var:Lang.Wire.Nobody ?></p><?cs /if ?>
<h3><?cs var:Lang.Wire.Webhooks ?></h3>
<?cs if:subcount(Deliveries) > #0 ?><ol>
<?cs each:row = Deliveries ?><li><?cs if:?row.Lost ?><b class="bad"><?cs var:Lang.Wire.Lost ?></b><?cs else ?><b class="<?cs if:?row.Good ?>good<?cs else ?>bad<?cs /if ?>"><?cs if:row.Status == "0" ?><?cs var:Lang.Wire.NoAnswer ?><?cs else ?><?cs var:row.Status ?><?cs /if ?></b> <?cs var:row.Ms ?> <?cs var:Lang.Wire.Ms ?><?cs /if ?> <time><?cs var:row.Time ?></time>
<code><?cs var:row.Kind ?> #<?cs var:row.Event ?><?cs if:?row.Url ?> → <?cs var:row.Url ?><?cs /if ?></code></li>
<?cs /each ?></ol>
<?cs else ?><p class="soft"><?cs var:Lang.Wire.NoWebhooks ?></p><?cs /if ?>
<h3><?cs var:Lang.Wire.Calls ?></h3>
<?cs if:subcount(Requests) > #0 ?><ol>
<?cs each:row = Requests ?><li><b class="<?cs if:?row.Good ?>good<?cs else ?>bad<?cs /if ?>"><?cs if:row.Status == "0" ?><?cs var:Lang.Wire.NoAnswer ?><?cs else ?><?cs var:row.Status ?><?cs /if ?></b> <?cs var:row.Ms ?> <?cs var:Lang.Wire.Ms ?> <time><?cs var:row.Time ?></time>
<code><?cs var:row.Method ?> <?cs var:row.Path ?></code></li>
<?cs /each ?></ol>
<?cs else ?><p class="soft"><?cs var:Lang.Wire.NoCalls ?></p><?cs /if ?>
</div>
</details>
</aside>
