<?cs # The field above the list; never swapped, so that nobody's typing is lost.  Inbox.Search
	Inbox.Plain Lang.Chats.*
?><form class="search" role="search" method="get" action="/ui/chats">
<input type="hidden" name="tab" value="all">
<label for="search" class="hidden"><?cs var:Lang.Chats.SearchLabel ?></label>
<input id="search" name="q" type="search" maxlength="100" value="<?cs var:Inbox.Search ?>" placeholder="<?cs var:Lang.Chats.SearchHint ?>" autocomplete="off">
<button class="quiet"><?cs var:Lang.Chats.SearchButton ?></button><?cs if:string.length(Inbox.Search) ?>
<a class="clear" href="/ui/chats<?cs var:Inbox.Plain ?>"><?cs var:Lang.Chats.NoSearch ?></a><?cs /if ?>
</form>
