<?cs # Who answers, in order.  Answerers(Id Dialect Url Model Timeout HasKey Status StatusText When Fine
	Bad CanRise CanSink CheckedIsNews Checked(Text Fine Words Said When Near(Name))) New.* CanAdd Wrong (id of the form that was refused; 0 the new one)
	Errors.base_url Errors.model Errors.api_key Page.CanAdmin Lang.Answerer.* and assistant_tabs.cs
?><?cs include!"layout.cs"
?><?cs include!"assistant_tabs.cs"
?><?cs def:answerer_fields(row, id, wrong) ?><label for="dialect-<?cs var:id ?>"><?cs var:Lang.Answerer.Dialect ?></label>
<select id="dialect-<?cs var:id ?>" name="dialect"><option value="openai"<?cs if:row.Dialect != "builtin" ?> selected<?cs /if ?>><?cs var:Lang.Answerer.openai ?></option><option value="builtin"<?cs if:row.Dialect == "builtin" ?> selected<?cs /if ?>><?cs var:Lang.Answerer.builtin ?></option></select>
<p class="hint"><?cs var:Lang.Answerer.DialectHint ?></p>
<label for="url-<?cs var:id ?>"><?cs var:Lang.Answerer.Url ?></label>
<input id="url-<?cs var:id ?>" name="base_url" value="<?cs var:row.Url ?>" list="urls" maxlength="300" spellcheck="false">
<?cs if:wrong ?><?cs call:field_error("url", Errors.base_url) ?><?cs /if ?>
<label for="model-<?cs var:id ?>"><?cs var:Lang.Answerer.Model ?></label>
<input id="model-<?cs var:id ?>" name="model" value="<?cs var:row.Model ?>" maxlength="200" spellcheck="false">
<?cs if:wrong ?><?cs call:field_error("model", Errors.model) ?><?cs /if ?>
<label for="key-<?cs var:id ?>"><?cs var:Lang.Answerer.Key ?></label>
<input id="key-<?cs var:id ?>" name="api_key" type="password" autocomplete="off" maxlength="500"<?cs if:row.HasKey ?> placeholder="<?cs var:Lang.Answerer.KeyKept ?>"<?cs /if ?>>
<?cs if:wrong ?><?cs call:field_error("key", Errors.api_key) ?><?cs /if ?><?cs if:row.HasKey ?><label class="choice"><input type="checkbox" name="forget_key" value="1"> <span><?cs var:Lang.Answerer.ForgetKey ?></span></label>
<?cs /if ?><label for="timeout-<?cs var:id ?>"><?cs var:Lang.Answerer.Timeout ?></label>
<input class="number" id="timeout-<?cs var:id ?>" name="timeout" type="number" min="1" max="300" required value="<?cs if:row.Timeout ?><?cs var:row.Timeout ?><?cs else ?>45<?cs /if ?>">
<?cs /def
?><?cs def:answerer_act(row, action, text) ?><form method="post" action="/ui/assistant/answerers/<?cs var:action ?>"><?cs call:csrf() ?><?cs call:project_field() ?><input type="hidden" name="answerer" value="<?cs var:row.Id ?>"><button><?cs var:text ?></button></form>
<?cs /def
?><?cs def:answerer_checked(checked) ?><div class="banner <?cs if:checked.Fine ?>ok<?cs else ?>call<?cs /if ?>"><p><?cs var:checked.Text ?></p>
<?cs if:?checked.Near.0.Name ?><p><?cs var:Lang.Answerer.Near ?> <?cs each:near = checked.Near ?><code><?cs var:near.Name ?></code> <?cs /each ?></p>
<?cs /if ?><?cs if:string.length(checked.Said) ?><p class="do"><?cs var:Lang.Answerer.Said ?> <?cs var:checked.Said ?></p>
<?cs /if ?><p><small><?cs if:checked.Words ?><?cs var:checked.Words ?> · <?cs /if ?><?cs var:Lang.Answerer.CheckedWhen ?> <?cs var:checked.When ?></small></p></div>
<?cs /def
?><?cs def:answerer_services() ?><details class="card"><summary><?cs var:Lang.Answerer.Services ?></summary>
<p class="hint"><?cs var:Lang.Answerer.ServicesHint ?></p>
<ul class="services"><li><b>OpenAI</b> <code>https://api.openai.com/v1</code></li><li><b>DeepSeek</b> <code>https://api.deepseek.com/v1</code></li><li><b>OpenRouter</b> <code>https://openrouter.ai/api/v1</code></li><li><b>YandexGPT</b> <code>https://ai.api.cloud.yandex.net/v1</code><br><small><?cs var:Lang.Answerer.YandexHint ?></small></li><li><b>polza.ai</b> <code>https://polza.ai/api/v1</code></li><li><b>ProxyAPI</b> <code>https://api.proxyapi.ru/openai/v1</code></li><li><b>VseGPT</b> <code>https://api.vsegpt.ru/v1</code></li><li><b>Gemini</b> <code>https://generativelanguage.googleapis.com/v1beta/openai</code></li><li><b>Ollama</b> <code>http://127.0.0.1:11434/v1</code></li><li><b>llama.cpp</b> <code>http://127.0.0.1:8080/v1</code></li><li><b>LM Studio</b> <code>http://127.0.0.1:1234/v1</code></li></ul></details>
<?cs /def
?><?cs call:page_begin(Lang.Assistant.Answerers, "assistant") ?>
<div class="wide">
<?cs call:assistant_tabs() ?>
<p><?cs var:Lang.Answerer.About ?></p>
<datalist id="urls"><option value="https://api.openai.com/v1" label="OpenAI"></option><option value="https://api.deepseek.com/v1" label="DeepSeek"></option><option value="https://openrouter.ai/api/v1" label="OpenRouter"></option><option value="https://ai.api.cloud.yandex.net/v1" label="YandexGPT"></option><option value="https://polza.ai/api/v1" label="polza.ai"></option><option value="https://api.proxyapi.ru/openai/v1" label="ProxyAPI"></option><option value="https://api.vsegpt.ru/v1" label="VseGPT"></option><option value="https://generativelanguage.googleapis.com/v1beta/openai" label="Gemini"></option><option value="http://127.0.0.1:11434/v1" label="Ollama"></option><option value="http://127.0.0.1:8080/v1" label="llama.cpp"></option><option value="http://127.0.0.1:1234/v1" label="LM Studio"></option></datalist>
<?cs each:row = Answerers ?><section class="card" id="answerer-<?cs var:row.Id ?>">
<h2><?cs if:row.Dialect == "builtin" ?><?cs var:Lang.Answerer.builtin ?><?cs else ?><?cs var:row.Model ?><?cs /if ?></h2>
<?cs if:row.Dialect == "builtin" ?><p class="soft"><?cs var:Lang.Answerer.BuiltinAbout ?></p>
<?cs else ?><p class="soft"><?cs var:row.Url ?></p>
<p><span class="<?cs if:row.Fine ?>state-ok<?cs elif:row.Bad ?>state-bad<?cs else ?>state-off<?cs /if ?>"><?cs var:row.Status ?></span><?cs if:row.When ?> <small><?cs var:row.When ?></small><?cs /if ?></p>
<?cs if:row.StatusText && !row.CheckedIsNews ?><p class="soft"><?cs var:row.StatusText ?></p>
<?cs /if ?><?cs if:row.Checked.Text ?><?cs call:answerer_checked(row.Checked) ?><?cs /if ?><?cs /if ?><?cs if:Page.CanAdmin ?><div class="buttons"><?cs if:row.Dialect != "builtin" ?><?cs call:answerer_act(row, "check", Lang.Answerer.Check) ?><?cs /if ?><?cs if:row.CanRise ?><?cs call:answerer_act(row, "up", Lang.Answerer.Up) ?><?cs /if ?><?cs if:row.CanSink ?><?cs call:answerer_act(row, "down", Lang.Answerer.Down) ?><?cs /if ?><?cs call:answerer_act(row, "remove", Lang.Answerer.Remove) ?></div>
<details<?cs if:Wrong == row.Id ?> open<?cs /if ?>><summary><?cs var:Lang.Answerer.Edit ?></summary>
<form method="post" action="/ui/assistant/answerers"><?cs call:csrf() ?><?cs call:project_field() ?><input type="hidden" name="answerer" value="<?cs var:row.Id ?>">
<?cs call:answerer_fields(row, row.Id, Wrong == row.Id) ?>
<button class="primary"><?cs var:Lang.Settings.Save ?></button>
</form></details>
<?cs /if ?></section>
<?cs /each ?><?cs if:!?Answerers.0.Id ?><div class="empty"><?cs call:icon("assistant") ?><h2><?cs var:Lang.Answerer.NoneTitle ?></h2><p><?cs var:Lang.Answerer.None ?></p></div>
<?cs /if ?><?cs if:Page.CanAdmin && CanAdd ?><details class="card"<?cs if:?Wrong && Wrong == "0" ?> open<?cs /if ?>><summary><?cs var:Lang.Answerer.Add ?></summary>
<form method="post" action="/ui/assistant/answerers"><?cs call:csrf() ?><?cs call:project_field() ?>
<?cs call:answerer_fields(New, "new", ?Wrong && Wrong == "0") ?>
<button class="primary"><?cs var:Lang.Answerer.AddButton ?></button>
</form></details>
<?cs call:answerer_services() ?><?cs /if ?></div>
<?cs call:page_end() ?>
