<?cs # chat_side(): what the chat is about.  Thread.Id Thread.Link Thread.Name Thread.BuyerAvitoId
	Thread.Account Thread.AccountId Thread.AvitoChatId Thread.Listing.* Thread.Buyer(Since Count)
	Thread.Phones(Text Call) Thread.Others(Id Title Account When) Lang.Chat.* ?><?cs
def:chat_side() ?><?cs if:string.length(Thread.Listing.Title) ?><section>
<h2><?cs var:Lang.Chat.Listing ?></h2>
<div class="item"><?cs if:Thread.Listing.HasPicture ?><img src="/ui/chats/<?cs var:Thread.Id ?>/listing-picture" alt="" width="240" height="128"><?cs /if ?><p><?cs var:Thread.Listing.Title ?></p><?cs if:string.length(Thread.Listing.Price) ?><p class="price"><?cs var:Thread.Listing.Price ?></p><?cs /if ?><?cs if:Thread.Listing.Status || Thread.Listing.Location ?><p class="soft"><?cs var:Thread.Listing.Status ?><?cs if:Thread.Listing.Status && Thread.Listing.Location ?> · <?cs /if ?><?cs var:Thread.Listing.Location ?></p><?cs /if ?><?cs if:Thread.Listing.Url ?><p><a href="<?cs var:Thread.Listing.Url ?>" rel="noreferrer noopener" target="_blank"><?cs var:Lang.Chat.OpenItem ?></a></p><?cs /if ?></div>
</section>
<?cs /if ?><section>
<h2><?cs var:Lang.Chat.Buyer ?></h2>
<dl><dt><?cs var:Lang.Chat.Name ?></dt><dd><?cs var:Thread.Name ?></dd><?cs if:Thread.Buyer.Since ?>
<dt><?cs var:Lang.Chat.Since ?></dt><dd><?cs var:Thread.Buyer.Since ?></dd><?cs /if ?>
<dt><?cs var:Lang.Chat.Count ?></dt><dd><?cs var:Thread.Buyer.Count ?></dd>
<dt><?cs var:Lang.Chat.Phone ?></dt><dd><?cs each:phone = Thread.Phones ?><a class="phone" href="<?cs var:phone.Call ?>"><?cs var:phone.Text ?></a> <?cs /each ?><?cs if:!?Thread.Phones.0.Text ?><?cs var:Lang.Chat.NoPhone ?><?cs /if ?></dd>
<dt><?cs var:Lang.Chat.Account ?></dt><dd><a href="/ui/accounts/<?cs var:Thread.AccountId ?>"><?cs var:Thread.Account ?></a></dd></dl>
</section>
<?cs if:?Thread.Others.0.Id ?><section>
<h2><?cs var:Lang.Chat.Others ?></h2>
<ul class="others"><?cs each:other = Thread.Others ?>
<li><a href="/ui/chats/<?cs var:other.Id ?><?cs var:Thread.Link ?>"><?cs var:other.Title ?></a><?cs if:other.Account || other.When ?> <small><?cs var:other.Account ?><?cs if:other.Account && other.When ?> · <?cs /if ?><?cs var:other.When ?></small><?cs /if ?></li><?cs /each ?>
</ul>
</section>
<?cs /if ?><section>
<details class="support"><summary><?cs var:Lang.Chat.ForSupport ?></summary>
<dl><dt><?cs var:Lang.Chat.ChatNumber ?></dt><dd><?cs var:Thread.Id ?></dd>
<dt><?cs var:Lang.Chat.AvitoChat ?></dt><dd><code><?cs var:Thread.AvitoChatId ?></code></dd><?cs if:Thread.BuyerAvitoId ?>
<dt><?cs var:Lang.Chat.AvitoBuyer ?></dt><dd><code><?cs var:Thread.BuyerAvitoId ?></code></dd><?cs /if ?><?cs if:Thread.Listing.AvitoId ?>
<dt><?cs var:Lang.Chat.AvitoItem ?></dt><dd><code><?cs var:Thread.Listing.AvitoId ?></code></dd><?cs /if ?></dl>
</details>
</section><?cs /def ?>
