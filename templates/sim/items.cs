<?cs # The right phone without a chat: the shop's listings, or one of them with the first message.
Reads Items.*.{Id,Path,Title,Price,Picture,Closed} Item.{Id,Title,Price,Address,Shop,Picture,Closed}
Page.{Draft,Error} Lang.Items.* Lang.Say.*
?><?cs if:?Item.Id ?><section class="phone phone-right" aria-labelledby="item-title">
<header class="bar">
<a class="back" href="/sim/items" aria-label="<?cs var:Lang.Items.Back ?>"><?cs call:sim_icon("back") ?></a>
<h2><?cs var:Item.Shop ?></h2>
</header>
<div class="screen listing">
<img class="photo" src="<?cs var:Item.Picture ?>" alt="" width="640" height="480">
<p class="price"><?cs var:Item.Price ?></p>
<h3 id="item-title"><?cs var:Item.Title ?></h3>
<p class="soft"><?cs var:Item.Address ?><?cs if:?Item.Closed ?> · <?cs var:Lang.Items.Closed ?><?cs /if ?></p>
<form method="post" action="/sim/write" class="first">
<input type="hidden" name="as" value="buyer">
<input type="hidden" name="item_id" value="<?cs var:Item.Id ?>">
<label><span><?cs var:Lang.Items.Name ?></span><input name="buyer_name" maxlength="60" autocomplete="off" placeholder="<?cs var:Lang.Items.NameExample ?>"></label>
<label><span><?cs var:Lang.Items.First ?></span><textarea name="text" rows="2" maxlength="4000" required<?cs if:?Page.Error ?> aria-invalid="true" aria-describedby="error"<?cs /if ?>><?cs if:?Page.Draft ?><?cs var:Page.Draft ?><?cs else ?><?cs var:Lang.Items.FirstExample ?><?cs /if ?></textarea></label>
<?cs if:?Page.Error ?><p class="field-error" id="error" role="alert"><?cs var:Page.Error ?></p><?cs /if ?>
<button class="primary"><?cs call:sim_icon("send") ?><?cs var:Lang.Items.Write ?></button>
</form>
</div>
</section>
<?cs else ?><section class="phone phone-right" aria-labelledby="items-title">
<header class="bar">
<a class="back only-narrow" href="/sim/" aria-label="<?cs var:Lang.Chat.Back ?>"><?cs call:sim_icon("back") ?></a>
<h2 id="items-title"><?cs var:Lang.Items.Title ?></h2>
</header>
<div class="screen">
<?cs if:?Page.Error ?><p class="field-error" role="alert"><?cs var:Page.Error ?></p><?cs /if ?>
<p class="soft lead"><?cs var:Lang.Items.Lead ?></p>
<?cs if:subcount(Items) > #0 ?><ul class="goods">
<?cs each:item = Items ?><li><a href="<?cs var:item.Path ?>"><img src="<?cs var:item.Picture ?>" alt="" width="640" height="480">
<b class="price"><?cs var:item.Price ?></b>
<span><?cs var:item.Title ?></span><?cs if:?item.Closed ?>
<small><?cs var:Lang.Items.Closed ?></small><?cs /if ?></a></li>
<?cs /each ?></ul>
<?cs else ?><div class="empty"><?cs call:sim_icon("card") ?><p><?cs var:Lang.Items.Empty ?></p></div>
<?cs /if ?></div>
</section>
<?cs /if ?>
