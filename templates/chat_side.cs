<?cs # chat_side(): what the chat is about.  Thread.Listing.* Thread.Name Thread.BuyerAvitoId
	Thread.Account Thread.AccountId Thread.AvitoChatId Thread.Id Lang.Chat.* ?><?cs
def:chat_side() ?><?cs if:Thread.Listing.Title ?><section>
<h2><?cs var:Lang.Chat.Listing ?></h2>
<div class="item"><p><?cs var:Thread.Listing.Title ?></p><?cs if:Thread.Listing.Price ?><p class="price"><?cs var:Thread.Listing.Price ?></p><?cs /if ?><?cs if:Thread.Listing.Location ?><p class="soft"><?cs var:Thread.Listing.Location ?></p><?cs /if ?><?cs if:Thread.Listing.Url ?><p><a href="<?cs var:Thread.Listing.Url ?>" rel="noreferrer noopener" target="_blank"><?cs var:Lang.Chat.OpenItem ?></a></p><?cs /if ?></div>
</section>
<?cs /if ?><section>
<h2><?cs var:Lang.Chat.Buyer ?></h2>
<dl><dt><?cs var:Lang.Chat.Name ?></dt><dd><?cs var:Thread.Name ?></dd>
<dt><?cs var:Lang.Chat.Account ?></dt><dd><a href="/ui/accounts/<?cs var:Thread.AccountId ?>"><?cs var:Thread.Account ?></a></dd></dl>
</section>
<section>
<h2><?cs var:Lang.Chat.ForSupport ?></h2>
<dl><dt><?cs var:Lang.Chat.ChatNumber ?></dt><dd><?cs var:Thread.Id ?></dd>
<dt><?cs var:Lang.Chat.AvitoChat ?></dt><dd><code><?cs var:Thread.AvitoChatId ?></code></dd><?cs if:Thread.BuyerAvitoId ?>
<dt><?cs var:Lang.Chat.AvitoBuyer ?></dt><dd><code><?cs var:Thread.BuyerAvitoId ?></code></dd><?cs /if ?><?cs if:Thread.Listing.AvitoId ?>
<dt><?cs var:Lang.Chat.AvitoItem ?></dt><dd><code><?cs var:Thread.Listing.AvitoId ?></code></dd><?cs /if ?></dl>
</section><?cs /def ?>
