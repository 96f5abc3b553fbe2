<?cs # Fields with their words: line area choice option.  A hint or an error may be empty or unset.
?><?cs def:described(name, hint, error) ?><?cs if:hint || error ?> aria-describedby="<?cs if:hint ?><?cs var:name ?>-hint <?cs /if ?><?cs if:error ?><?cs var:name ?>-error<?cs /if ?>"<?cs /if ?><?cs if:error ?> aria-invalid="true"<?cs /if ?><?cs /def
?><?cs def:below(name, hint, error) ?><?cs if:error ?><p class="field-error" id="<?cs var:name ?>-error"><?cs var:error ?></p><?cs /if ?><?cs if:hint ?><p class="hint" id="<?cs var:name ?>-hint"><?cs var:hint ?></p><?cs /if ?><?cs /def
?><?cs def:line(name, label, value, error, hint, max) ?><label for="<?cs var:name ?>"><?cs var:label ?></label>
<input id="<?cs var:name ?>" name="<?cs var:name ?>" value="<?cs var:value ?>" maxlength="<?cs var:max ?>"<?cs call:described(name, hint, error) ?>>
<?cs call:below(name, hint, error) ?><?cs /def
?><?cs def:number(name, label, value, error, hint) ?><label for="<?cs var:name ?>"><?cs var:label ?></label>
<input class="number" id="<?cs var:name ?>" name="<?cs var:name ?>" value="<?cs var:value ?>" type="number" step="any" min="0"<?cs call:described(name, hint, error) ?>>
<?cs call:below(name, hint, error) ?><?cs /def
?><?cs def:area(name, label, value, error, hint, max, rows) ?><label for="<?cs var:name ?>"><?cs var:label ?></label>
<textarea id="<?cs var:name ?>" name="<?cs var:name ?>" rows="<?cs var:rows ?>" maxlength="<?cs var:max ?>"<?cs call:described(name, hint, error) ?>>
<?cs var:value ?></textarea>
<?cs call:below(name, hint, error) ?><?cs /def
?><?cs def:choice(name, option, current, label, hint) ?><label class="choice"><input type="radio" name="<?cs var:name ?>" value="<?cs var:option ?>"<?cs if:current == option ?> checked<?cs /if ?>> <span><?cs var:label ?><?cs if:hint ?> <small><?cs var:hint ?></small><?cs /if ?></span></label>
<?cs /def
?><?cs def:option(value, current, label) ?><option value="<?cs var:value ?>"<?cs if:current == value ?> selected<?cs /if ?>><?cs var:label ?></option><?cs /def ?>
