<?cs # assistant_tabs(): the pages of one assistant, and which assistant.  Assistant.Name
	Assistant.Project Assistant.Query Assistant.Tab Assistant.Projects(Id Name On) Lang.Assistant.*
?><?cs def:assistant_tab(path, name, tab) ?><a href="/ui/assistant<?cs var:path ?>?<?cs var:Assistant.Query ?>"<?cs if:Assistant.Tab == tab ?> aria-current="page"<?cs /if ?>><?cs var:name ?></a>
<?cs /def
?><?cs def:assistant_tabs() ?><div class="head"><h1><?cs var:Lang.Assistant.Title ?>: <?cs var:Assistant.Name ?></h1></div>
<?cs if:?Assistant.Projects.0.Id ?><nav class="tabs" aria-label="<?cs var:Lang.Assistant.Which ?>"><?cs each:project = Assistant.Projects ?>
<a href="/ui/assistant?project=<?cs var:project.Id ?>"<?cs if:project.On ?> aria-current="true"<?cs /if ?>><?cs var:project.Name ?></a><?cs /each ?>
</nav>
<?cs /if ?><nav class="tabs" aria-label="<?cs var:Lang.Assistant.Title ?>">
<?cs call:assistant_tab("", Lang.Assistant.Character, "settings") ?><?cs call:assistant_tab("/mode", Lang.Assistant.Mode, "mode") ?><?cs call:assistant_tab("/hours", Lang.Assistant.Hours, "hours") ?><?cs call:assistant_tab("/answerers", Lang.Assistant.Answerers, "answerers") ?><?cs call:assistant_tab("/facts", Lang.Assistant.Facts, "facts") ?><?cs call:assistant_tab("/try", Lang.Assistant.Try, "try") ?><?cs call:assistant_tab("/prompt", Lang.Assistant.Prompt, "prompt") ?></nav>
<?cs /def
?><?cs def:project_field() ?><input type="hidden" name="project" value="<?cs var:Assistant.Project ?>"><?cs /def ?>
