<?cs # How an assistant works.  Form.(mode confidence quiet quiet_max max_age pause takeover doubtful
	allowed_contacts) Errors.<field> Errors.form Page.CanAdmin Lang.Settings.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"forms.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs call:page_begin(Lang.Assistant.Title, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<?cs if:Errors.form ?><p class="error" role="alert"><?cs var:Errors.form ?></p>
<?cs /if ?><form method="post" action="/ui/assistant/mode">
<?cs call:csrf() ?><?cs call:project_field() ?>
<fieldset class="plain"<?cs if:!Page.CanAdmin ?> disabled<?cs /if ?>>
<section class="card">
<h2 id="mode-title"><?cs var:Lang.Settings.Mode.Title ?></h2>
<div role="radiogroup" aria-labelledby="mode-title">
<?cs call:choice("mode", "off", Form.mode, Lang.Settings.Mode.off, Lang.Settings.Mode.offHint) ?><?cs call:choice("mode", "draft", Form.mode, Lang.Settings.Mode.draft, Lang.Settings.Mode.draftHint) ?><?cs call:choice("mode", "confident", Form.mode, Lang.Settings.Mode.confident, Lang.Settings.Mode.confidentHint) ?><?cs call:choice("mode", "auto", Form.mode, Lang.Settings.Mode.auto, Lang.Settings.Mode.autoHint) ?></div>
<?cs call:number("confidence", Lang.Settings.Confidence, Form.confidence, Errors.confidence, Lang.Settings.ConfidenceHint) ?>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.QuietTitle ?></h2>
<p class="soft"><?cs var:Lang.Settings.QuietAbout ?></p>
<?cs call:number("quiet", Lang.Settings.Quiet, Form.quiet, Errors.quiet, Lang.Settings.QuietHint) ?>
<?cs call:number("quiet_max", Lang.Settings.QuietMax, Form.quiet_max, Errors.quiet_max, Lang.Settings.QuietMaxHint) ?>
<?cs call:number("max_age", Lang.Settings.MaxAge, Form.max_age, Errors.max_age, Lang.Settings.MaxAgeHint) ?>
</section>
<section class="card">
<h2 id="pause-title"><?cs var:Lang.Settings.Pause.Title ?></h2>
<p class="soft" id="pause-about"><?cs var:Lang.Settings.Pause.About ?></p>
<div role="radiogroup" aria-labelledby="pause-title" aria-describedby="pause-about">
<?cs call:choice("pause", "hour", Form.pause, Lang.Settings.Pause.hour, "") ?><?cs call:choice("pause", "four", Form.pause, Lang.Settings.Pause.four, "") ?><?cs call:choice("pause", "morning", Form.pause, Lang.Settings.Pause.morning, Lang.Settings.Pause.morningHint) ?><?cs call:choice("pause", "good", Form.pause, Lang.Settings.Pause.good, Lang.Settings.Pause.goodHint) ?><?cs call:choice("pause", "own", Form.pause, Lang.Settings.Pause.own, "") ?></div>
<?cs call:number("takeover", Lang.Settings.Takeover, Form.takeover, Errors.takeover, "") ?>
</section>
<section class="card">
<h2 id="doubtful-title"><?cs var:Lang.Settings.Doubtful.Title ?></h2>
<div role="radiogroup" aria-labelledby="doubtful-title">
<?cs call:choice("doubtful", "resend", Form.doubtful, Lang.Settings.Doubtful.resend, Lang.Settings.Doubtful.resendHint) ?><?cs call:choice("doubtful", "hold", Form.doubtful, Lang.Settings.Doubtful.hold, Lang.Settings.Doubtful.holdHint) ?></div>
</section>
<section class="card">
<h2><?cs var:Lang.Settings.Contacts ?></h2>
<?cs call:area("allowed_contacts", Lang.Settings.Allowed, Form.allowed_contacts, "", Lang.Settings.AllowedHint, "4000", "4") ?>
</section>
<?cs if:Page.CanAdmin ?><div class="save"><button class="primary"><?cs var:Lang.Settings.Save ?></button></div>
<?cs /if ?></fieldset>
</form>
</div>
<?cs call:page_end() ?>
