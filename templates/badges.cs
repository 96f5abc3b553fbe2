<?cs # badges(list): the state of a chat in a few words.  Rows: Kind Text Left Pattern ?><?cs
def:badges(list) ?><?cs each:badge = list ?><span class="tag <?cs var:badge.Kind ?>"<?cs if:badge.Left ?> data-left="<?cs var:badge.Left ?>" data-pattern="<?cs var:badge.Pattern ?>"<?cs /if ?>><?cs var:badge.Text ?></span> <?cs /each ?><?cs /def ?>
