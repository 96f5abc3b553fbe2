<?cs # All components on one page, as they look with real words.  Lang.Style.* and words of other pages
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs def:swatch(name) ?><li class="swatch <?cs var:name ?>"><code>--<?cs var:name ?></code></li><?cs /def
?><?cs def:glyph(name) ?><li><?cs call:icon(name) ?><code><?cs var:name ?></code></li><?cs /def
?><?cs def:week_row(n, name) ?><div class="week-row"><label for="style-day-<?cs var:n ?>"><?cs var:name ?></label>
<svg class="week-bar" viewBox="0 0 1440 10" preserveAspectRatio="none" aria-hidden="true"><rect x="540" width="540" height="10"></rect></svg>
<div class="week-text"><input id="style-day-<?cs var:n ?>" value="9:00–18:00" maxlength="400"></div></div>
<?cs /def
?><?cs call:page_begin(Lang.Style.Title, "me") ?>
<script src="<?cs var:Asset.Hours ?>" defer></script>
<div class="wide styleguide">
<div class="head"><h1><?cs var:Lang.Style.Title ?></h1></div>
<p class="soft"><?cs var:Lang.Style.About ?></p>

<section class="card"><h2><?cs var:Lang.Style.Colours ?></h2>
<p class="soft"><?cs var:Lang.Style.Voices ?></p>
<ul class="swatches"><?cs call:swatch("paper") ?><?cs call:swatch("card") ?><?cs call:swatch("sunk") ?><?cs call:swatch("line") ?><?cs call:swatch("ink") ?><?cs call:swatch("soft") ?><?cs call:swatch("bot") ?><?cs call:swatch("bot-bg") ?><?cs call:swatch("me") ?><?cs call:swatch("me-bg") ?><?cs call:swatch("call") ?><?cs call:swatch("call-bg") ?></ul>
</section>

<section class="card"><h2><?cs var:Lang.Style.Type ?></h2>
<p class="figure">1 284</p>
<p class="type-title"><?cs var:Lang.Style.Sample ?></p>
<p class="type-big"><?cs var:Lang.Style.Sample ?></p>
<p><?cs var:Lang.Style.Sample ?></p>
<p class="soft"><?cs var:Lang.Style.Sample ?></p>
<p><code>u2i-Q0_luuIJ3pZwADNt5</code> <kbd>Ctrl</kbd> <kbd>Enter</kbd></p>
</section>

<section class="card"><h2><?cs var:Lang.Style.Icons ?></h2>
<ul class="glyphs"><?cs call:glyph("overview") ?><?cs call:glyph("chats") ?><?cs call:glyph("assistant") ?><?cs call:glyph("accounts") ?><?cs call:glyph("system") ?><?cs call:glyph("me") ?><?cs call:glyph("more") ?><?cs call:glyph("style") ?><?cs call:glyph("logout") ?><?cs call:glyph("search") ?><?cs call:glyph("send") ?><?cs call:glyph("back") ?><?cs call:glyph("forward") ?><?cs call:glyph("check") ?><?cs call:glyph("close") ?><?cs call:glyph("plus") ?><?cs call:glyph("up") ?><?cs call:glyph("down") ?><?cs call:glyph("edit") ?><?cs call:glyph("remove") ?><?cs call:glyph("warn") ?><?cs call:glyph("clock") ?><?cs call:glyph("pause") ?><?cs call:glyph("hand") ?><?cs call:glyph("image") ?><?cs call:glyph("voice") ?><?cs call:glyph("place") ?><?cs call:glyph("call") ?><?cs call:glyph("link") ?><?cs call:glyph("item") ?><?cs call:glyph("file") ?><?cs call:glyph("video") ?><?cs call:glyph("away") ?><?cs call:glyph("keys") ?><?cs call:glyph("sun") ?><?cs call:glyph("moon") ?><?cs call:glyph("phone") ?><?cs call:glyph("book") ?><?cs call:glyph("play") ?></ul>
</section>

<section class="card"><h2><?cs var:Lang.Style.Buttons ?></h2>
<div class="buttons"><button class="primary" type="button"><?cs var:Lang.Chat.Send ?></button><button type="button"><?cs var:Lang.Chat.Take ?></button><button class="quiet" type="button"><?cs var:Lang.Chat.Dismiss ?></button><button class="danger" type="button"><?cs var:Lang.Answerer.Remove ?></button><button class="small" type="button"><?cs var:Lang.Chat.AnswerNow ?></button><button type="button" disabled><?cs var:Lang.Chat.GiveBack ?></button><a class="button" href="/ui/styleguide"><?cs var:Lang.Style.Link ?></a></div>
</section>

<section class="card"><h2><?cs var:Lang.Style.Fields ?></h2>
<?cs call:line("style-name", Lang.Settings.Name, Lang.Style.Shop, "", Lang.Accounts.NameHint, "200") ?>
<?cs call:line("style-zone", Lang.Style.Wrong, "Europe/Moskva", Lang.Problem.zone, "", "200") ?>
<?cs call:area("style-text", Lang.Style.Text, Lang.Style.Sample, "", "", "200", "2") ?>
<label for="style-select"><?cs var:Lang.Settings.Tone.Title ?></label>
<select id="style-select"><?cs call:option("friendly", "friendly", Lang.Settings.Tone.friendly) ?><?cs call:option("formal", "friendly", Lang.Settings.Tone.formal) ?></select>
<fieldset class="plain"><legend><?cs var:Lang.Settings.Mode.Title ?></legend><?cs call:choice("style-mode", "draft", "draft", Lang.Settings.Mode.draft, Lang.Style.Sample) ?><?cs call:choice("style-mode", "auto", "draft", Lang.Settings.Mode.auto, "") ?></fieldset>
</section>

<section class="card"><h2><?cs var:Lang.Style.Tabs ?></h2>
<nav class="tabs" aria-label="<?cs var:Lang.Style.Tabs ?>"><a href="/ui/styleguide" aria-current="page"><?cs var:Lang.Chats.Tab.needs ?> <span class="n">3</span></a><a href="/ui/styleguide"><?cs var:Lang.Chats.Tab.bot ?> <span class="n">12</span></a><a href="/ui/styleguide"><?cs var:Lang.Chats.Tab.all ?></a></nav>
</section>

<section class="card"><h2><?cs var:Lang.Style.States ?></h2>
<p class="banner"><?cs var:Lang.Style.Plain ?></p>
<p class="banner ok"><?cs var:Lang.Notice.saved ?></p>
<p class="banner me"><?cs var:Lang.Style.Colleague ?></p>
<p class="banner call"><?cs var:Lang.Nav.Offline ?></p>
<p><span class="tag"><?cs var:Lang.Style.Tag ?></span> <span class="tag bot"><?cs var:Lang.Chats.Bot ?></span> <span class="tag me"><?cs var:Lang.Chats.Person ?></span> <span class="tag call"><?cs var:Lang.Chats.Need ?></span></p>
<p><span class="state-ok"><?cs var:Lang.Frame.Avito ?></span></p>
<p><span class="state-wait"><?cs var:Lang.Notice.checking ?></span></p>
<p><span class="state-bad"><?cs var:Lang.Frame.NoWorker ?></span></p>
<p><span class="state-off"><?cs var:Lang.Notice.off ?></span></p>
</section>

<section class="card"><h2><?cs var:Lang.Style.Countdown ?></h2>
<p><span class="tag bot" data-left="60000" data-pattern="<?cs var:Lang.Chats.BotAnswersIn ?>"><?cs var:Lang.Chats.Bot ?></span></p>
</section>

<section class="card"><h2><?cs var:Lang.Settings.Week ?></h2>
<div class="week" data-paint="<?cs var:Lang.Settings.WeekPaint ?>" data-open="<?cs var:Lang.Settings.WeekOpen ?>" data-shut="<?cs var:Lang.Settings.WeekShut ?>" data-part="<?cs var:Lang.Settings.WeekPart ?>"><div class="week-rows">
<?cs call:week_row("1", Lang.Time.Weekday.1) ?><?cs call:week_row("2", Lang.Time.Weekday.2) ?><?cs call:week_row("3", Lang.Time.Weekday.3) ?><?cs call:week_row("4", Lang.Time.Weekday.4) ?><?cs call:week_row("5", Lang.Time.Weekday.5) ?><?cs call:week_row("6", Lang.Time.Weekday.6) ?><?cs call:week_row("7", Lang.Time.Weekday.7) ?></div></div>
</section>

<section class="card"><h2><?cs var:Lang.Style.Figures ?></h2>
<div class="tiles"><div class="tile call"><b class="figure">3</b><span><?cs var:Lang.Chats.Tab.needs ?></span></div><div class="tile"><b class="figure">48</b><span><?cs var:Lang.Chats.Tab.bot ?></span></div><div class="tile"><b class="figure">2</b><span><?cs var:Lang.Chats.Tab.drafts ?></span></div></div>
<label for="style-progress"><?cs var:Lang.Style.Progress ?></label><progress id="style-progress" max="100" value="62">62</progress>
<div class="table" tabindex="0" role="region" aria-label="<?cs var:Lang.Style.Table ?>"><table><thead><tr><th><?cs var:Lang.System.JobTitle ?></th><th class="number"><?cs var:Lang.System.Ready ?></th></tr></thead><tbody><tr><td><?cs var:Lang.System.Job.turn ?></td><td class="number">14</td></tr><tr><td><?cs var:Lang.System.Job.send ?></td><td class="number">2</td></tr></tbody></table></div>
</section>

<section class="card"><h2><?cs var:Lang.Style.Steps ?></h2>
<ol class="steps"><li class="done"><?cs var:Lang.Settings.Shop ?></li><li aria-current="step"><?cs var:Lang.Accounts.Keys ?><p class="soft"><?cs var:Lang.Accounts.KeysHint ?></p></li><li><?cs var:Lang.Settings.Mode.Title ?></li></ol>
</section>

<section class="card"><h2><?cs var:Lang.Style.Chat ?></h2>
<div class="messages"><p class="day"><?cs var:Lang.Time.Today ?></p>
<div class="b buyer"><p class="text"><?cs var:Lang.Style.Question ?></p><small>13:51</small></div>
<div class="b bot"><p class="text"><?cs var:Lang.Style.Answer ?></p><small>13:51 · <?cs var:Lang.Chats.Bot ?></small></div>
<div class="b person"><p class="text"><?cs var:Lang.Style.Own ?></p><small>13:53</small></div>
<div class="b colleague"><p class="text"><?cs var:Lang.Style.Own ?></p><small>13:54</small></div>
<div class="b bot unsent"><p class="text"><?cs var:Lang.Style.Answer ?></p><small>13:55</small></div>
<div class="b avito"><p class="text"><?cs var:Lang.Style.Avito ?></p></div></div>
</section>

<section class="card"><h2><?cs var:Lang.Style.Over ?></h2>
<dialog class="shown" open aria-label="<?cs var:Lang.Style.Dialog ?>"><h2><?cs var:Lang.Style.Dialog ?></h2><p><?cs var:Lang.Style.Sample ?></p><div class="buttons"><button class="danger" type="button"><?cs var:Lang.Answerer.Remove ?></button><button type="button"><?cs var:Lang.Error.Back ?></button></div></dialog>
<p class="spaced"><span class="toast"><?cs var:Lang.Notice.saved ?></span></p>
<p class="spaced"><span class="toast call"><?cs var:Lang.Nav.Offline ?></span></p>
</section>

<section class="card"><h2><?cs var:Lang.Style.Nothing ?></h2>
<div class="empty"><?cs call:icon("chats") ?><h2><?cs var:Lang.Style.EmptyTitle ?></h2><p><?cs var:Lang.Style.EmptyText ?></p><div class="buttons"><a class="button primary" href="/ui/accounts"><?cs var:Lang.Accounts.Add ?></a></div></div>
<p><span class="skeleton line-long"></span></p><p><span class="skeleton line-short"></span></p>
</section>
</div>
<?cs call:page_end() ?>
