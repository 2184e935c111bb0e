"""Following: the choice of hearing of something as usual, always, or never; assets/b3-following.js sends it."""

import dash_bootstrap_components as dbc
from dash import dcc, html

from components.attributes import attributes
from components.language import gettext as _
from domain.attention import How

ACTION = "following-action"  # browser → server: {"seq", "entity", "id", "how"}


def store() -> dcc.Store:
    """Return the store of the shell by which every page's choice is sent."""
    return dcc.Store(id=ACTION)


def choice(entity: str, entity_id: int, how: How, name: str = "") -> html.Label:
    """Return the choice with what it is about before it: `name`, where the page does not say of what one hears."""
    words: dict[How, str] = {"usual": _("As usual"), "follow": _("Every change"), "mute": _("Nothing")}
    options = [{"value": each, "label": label} for each, label in words.items()]
    listing = dbc.Select(options=options, value=how, size="sm")
    known = attributes(data_cd_entity=entity, data_cd_id=str(entity_id))
    return html.Label([html.Span(name or _("Tell me")), listing], className="cd-following", **known)
