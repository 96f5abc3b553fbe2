<?cs # Macros of the simulator's page.  Read Page.{Path} Chat.Id Lang.*
?><?cs def:sim_icon(name) ?><svg class="icon" aria-hidden="true"><use href="/sim/static/sim-icons.svg#<?cs var:name ?>"></use></svg><?cs /def
?><?cs def:act_button(name, icon, words) ?><button name="do" value="<?cs var:name ?>"><?cs call:sim_icon(icon) ?><?cs var:words ?></button><?cs /def
?><?cs def:say_button(words) ?><button name="text" value="<?cs var:words ?>"><?cs var:words ?></button><?cs /def
?><?cs def:switch_option(value, chosen, words) ?><option value="<?cs var:value ?>"<?cs if:value == chosen ?> selected<?cs /if ?>><?cs var:words ?></option><?cs /def
?><?cs def:face(owner) ?><span class="face face-<?cs var:owner.Face ?>" aria-hidden="true"><?cs var:owner.Initial ?></span><?cs /def ?>
