<?cs # Any failure of what a script has asked for.  Error.Text ?>
<p class="toast call"><?cs var:Error.Text ?></p>
