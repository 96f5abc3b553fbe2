<?cs # Consent of the code flow.  Reads Client.{Id,Name}, Scope, State, Redirect,
Accounts.*.{Id,Name,First} ?>
<!DOCTYPE html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Доступ к аккаунту · Симулятор Авито</title>
<link rel="icon" href="/sim/static/sim-photo.png">
<link rel="stylesheet" href="/sim/static/sim.css">
</head>
<body class="single">
<main>
<form id="consent" method="post">
<h1>Доступ к аккаунту Авито</h1>
<p>Приложение «<?cs var:Client.Name ?>» просит доступ:</p>
<p><code><?cs var:Scope ?></code></p>
<input type="hidden" name="client_id" value="<?cs var:Client.Id ?>">
<input type="hidden" name="scope" value="<?cs var:Scope ?>">
<input type="hidden" name="state" value="<?cs var:State ?>">
<input type="hidden" name="redirect_uri" value="<?cs var:Redirect ?>">
<fieldset>
<legend>Аккаунт</legend>
<?cs each:account = Accounts ?>
<label><input type="radio" name="account" value="<?cs var:account.Id ?>"<?cs if:?account.First ?> checked<?cs /if ?>> <?cs var:account.Name ?></label>
<?cs /each ?>
</fieldset>
<button name="answer" value="allow">Разрешить</button>
<button name="answer" value="deny" class="plain">Отказать</button>
</form>
</main>
</body>
</html>
