<?cs # Consent of the code flow.  Reads Page.Lang Client.{Id,Name} Scope State Redirect
Accounts.*.{Id,Name,First} Lang.App Lang.Consent.*
?><!DOCTYPE html>
<html lang="<?cs var:Page.Lang ?>">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title><?cs var:Lang.Consent.Title ?> · <?cs var:Lang.App ?></title>
<link rel="icon" href="/sim/static/sim-mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/sim/static/sim.css">
</head>
<body class="single">
<main>
<form id="consent" method="post">
<h1><?cs var:Lang.Consent.Title ?></h1>
<p><?cs var:Lang.Consent.Asks ?> <b><?cs var:Client.Name ?></b></p>
<p><code><?cs var:Scope ?></code></p>
<input type="hidden" name="client_id" value="<?cs var:Client.Id ?>">
<input type="hidden" name="scope" value="<?cs var:Scope ?>">
<input type="hidden" name="state" value="<?cs var:State ?>">
<input type="hidden" name="redirect_uri" value="<?cs var:Redirect ?>">
<fieldset>
<legend><?cs var:Lang.Consent.Account ?></legend>
<?cs each:account = Accounts ?>
<label class="choice"><input type="radio" name="account" value="<?cs var:account.Id ?>"<?cs if:?account.First ?> checked<?cs /if ?>> <?cs var:account.Name ?></label>
<?cs /each ?>
</fieldset>
<div class="buttons"><button class="primary" name="answer" value="allow"><?cs var:Lang.Consent.Allow ?></button>
<button name="answer" value="deny"><?cs var:Lang.Consent.Deny ?></button></div>
</form>
</main>
</body>
</html>
