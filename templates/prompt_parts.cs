<?cs # prompt_parts(prompt): what a model is told, part by part.  prompt.Parts(Name About Text Size None)
	prompt.Total Lang.Prompt.*
?><?cs def:prompt_parts(prompt) ?><p class="hint"><?cs var:Lang.Prompt.TotalIs ?> <?cs var:prompt.Total ?>. <?cs var:Lang.Prompt.Estimate ?></p>
<?cs each:part = prompt.Parts ?><section class="part">
<h3><?cs var:part.Name ?><?cs if:part.Size ?> <small><?cs var:part.Size ?></small><?cs /if ?></h3>
<p class="hint"><?cs var:part.About ?></p>
<?cs if:part.None ?><p class="soft"><?cs var:part.None ?></p>
<?cs else ?><pre tabindex="0"><?cs var:part.Text ?></pre>
<?cs /if ?></section>
<?cs /each ?><?cs /def ?>
