<?cs # Any failure.  Error.Status Error.Text Error.Name (of a parameter) Error.Back (a path)
	Page.RequestId Lang.Error.*
?><?cs include!"layout.cs"
?><?cs call:page_begin(Lang.Error.Title, "") ?>
<section class="card narrow">
<h1><?cs var:Error.Text ?></h1>
<?cs if:string.length(Error.Name) ?><p><?cs var:Lang.Error.Name ?> <code><?cs var:Error.Name ?></code></p>
<?cs /if ?><p class="soft"><?cs var:Lang.Error.Status ?> <?cs var:Error.Status ?> · <?cs var:Lang.Error.Request ?> <code><?cs var:Page.RequestId ?></code></p>
<p><?cs if:Error.Back ?><a href="<?cs var:Error.Back ?>"><?cs var:Lang.Error.Back ?></a> · <?cs /if ?><a href="/ui"><?cs var:Lang.Error.Home ?></a></p>
</section>
<?cs call:page_end() ?>
