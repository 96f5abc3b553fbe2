<?cs # The simulator's page.  Reads Error, Items.*.{Id,Title,Price},
Chats.*.{Path,Buyer,Item,Last,Time,Current,Unread},
Chat.{Id,Path,Count,Buyer,Account,Item,Price,Messages.*.{Id,Side,Author,Via,Text,Time,Image,Voice,Seen,Wordless}} ?>
<!DOCTYPE html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><?cs if:?Chat.Id ?><?cs var:Chat.Buyer ?> · <?cs /if ?>Симулятор Авито</title>
<link rel="icon" href="/sim/static/sim-photo.png">
<link rel="stylesheet" href="/sim/static/sim.css">
<script src="/sim/static/sim.js" defer></script>
</head>
<body<?cs if:?Chat.Id ?> class="open"<?cs /if ?>>
<header>
<h1><a href="/sim/">Симулятор Авито</a></h1>
<p>Здесь можно написать магазину как покупатель и увидеть чат так, как его хранит Авито.</p>
</header>
<div class="columns">
<nav aria-label="Чаты">
<p><a class="new" href="/sim/">Новый чат</a></p>
<ul id="list">
<?cs each:chat = Chats ?>
<li><a href="<?cs var:chat.Path ?>"<?cs if:?chat.Current ?> aria-current="page"<?cs /if ?>>
<span class="top"><b><?cs var:chat.Buyer ?></b> <time><?cs var:chat.Time ?></time></span>
<span class="last"><?cs var:chat.Last ?></span>
<span class="item"><?cs var:chat.Item ?><?cs if:?chat.Unread ?> <em>не прочитан</em><?cs /if ?></span>
</a></li>
<?cs /each ?>
</ul>
<?cs if:subcount(Chats) == #0 ?><p class="empty">Чатов пока нет.</p><?cs /if ?>
</nav>
<main>
<?cs if:?Error ?><p class="error" role="alert"><?cs var:Error ?></p><?cs /if ?>
<?cs if:?Chat.Id ?>
<div class="about">
<a class="back" href="/sim/">Все чаты</a>
<h2><?cs var:Chat.Buyer ?></h2>
<?cs if:?Chat.Item ?><p><?cs var:Chat.Item ?> · <?cs var:Chat.Price ?></p><?cs /if ?>
</div>
<ol id="thread" aria-live="polite" data-chat="<?cs var:Chat.Id ?>" data-count="<?cs var:Chat.Count ?>">
<?cs each:message = Chat.Messages ?>
<li class="<?cs var:message.Side ?>" id="m-<?cs var:message.Id ?>">
<?cs if:?message.Image ?><img src="<?cs var:message.Image ?>" alt="Фотография" width="240" height="180">
<?cs elif:?message.Voice ?><audio controls preload="none" src="/sim/static/sim-voice.mp4"></audio>
<?cs else ?><p<?cs if:?message.Wordless ?> class="wordless"<?cs /if ?>><?cs var:message.Text ?></p><?cs /if ?>
<small><?cs var:message.Author ?><?cs if:?message.Via ?>, <?cs var:message.Via ?><?cs /if ?> · <time><?cs var:message.Time ?></time><?cs if:?message.Seen ?> · прочитано<?cs /if ?></small>
</li>
<?cs /each ?>
</ol>
<form id="write" method="post" action="/sim/write">
<input type="hidden" name="chat_id" value="<?cs var:Chat.Id ?>">
<label class="wide"><span>Сообщение</span><textarea name="text" rows="2" maxlength="4000"></textarea></label>
<label><span>Пишет</span><select name="as">
<option value="buyer">Покупатель</option>
<option value="colleague">Продавец из приложения</option>
<option value="avito">Авито</option>
</select></label>
<label><span>Что</span><select name="type">
<option value="text">Текст</option>
<option value="voice">Голосовое</option>
<option value="image">Фотография</option>
<option value="location">Место</option>
<option value="call">Пропущенный звонок</option>
<option value="file">Файл</option>
</select></label>
<button>Отправить</button>
</form>
<?cs else ?>
<form id="new" method="post" action="/sim/write">
<h2>Новый чат</h2>
<input type="hidden" name="as" value="buyer">
<label class="wide"><span>Объявление</span><select name="item_id">
<?cs each:item = Items ?><option value="<?cs var:item.Id ?>"><?cs var:item.Title ?>, <?cs var:item.Price ?></option>
<?cs /each ?></select></label>
<label class="wide"><span>Имя покупателя</span><input name="buyer_name" maxlength="60" autocomplete="off" placeholder="Марина"></label>
<label class="wide"><span>Сообщение</span><textarea name="text" rows="3" maxlength="4000" required>Здравствуйте! Ещё продаёте?</textarea></label>
<button>Написать</button>
</form>
<?cs /if ?>
</main>
</div>
</body>
</html>
