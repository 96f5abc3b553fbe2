<?cs # The left phone: all buyers' chats.  Reads
Chats.*.{Id,Path,Buyer,Initial,Face,Picture,Item,Last,Own,Time,Current,Unread} Page.Place Lang.List.*
?><section class="phone phone-list" aria-labelledby="list-title">
<header class="bar">
<h2 id="list-title"><?cs var:Lang.List.Title ?></h2>
<a class="button primary" href="/sim/items"<?cs if:Page.Place == "items" ?> aria-current="page"<?cs /if ?>><?cs call:sim_icon("plus") ?><?cs var:Lang.List.New ?></a>
</header>
<div class="screen" id="chats">
<?cs if:subcount(Chats) > #0 ?><ul class="chats" id="list">
<?cs each:chat = Chats ?><li id="c-<?cs var:chat.Id ?>"><a href="<?cs var:chat.Path ?>"<?cs if:?chat.Current ?> aria-current="page"<?cs /if ?>>
<span class="thumb"><img src="<?cs var:chat.Picture ?>" alt="" width="52" height="52"><?cs call:face(chat) ?></span>
<span class="who"><b><?cs var:chat.Buyer ?></b> <time><?cs var:chat.Time ?></time></span>
<span class="what"><?cs var:chat.Item ?></span>
<span class="last"><span><?cs if:?chat.Own ?><?cs var:Lang.List.You ?> <?cs /if ?><?cs var:chat.Last ?></span><?cs if:?chat.Unread ?> <b class="count"><?cs var:chat.Unread ?><span class="aside"> <?cs var:Lang.List.Unread ?></span></b><?cs /if ?></span>
</a></li>
<?cs /each ?></ul>
<?cs else ?><div class="empty" id="list"><?cs call:sim_icon("bubbles") ?>
<p><?cs var:Lang.List.Empty ?></p>
<p><a class="button" href="/sim/items"><?cs var:Lang.List.Choose ?></a></p>
</div>
<?cs /if ?></div>
</section>
