"""Renaming: the pencil in the row of a saved view or a scenario; assets/37-renaming.js opens the field and sends the name."""

from dash import html

from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _

LONGEST = 80


def pencil(name: str, kept_id: int, *, store: str, key: str) -> html.Button:
    """Return the button; `store` receives {"seq", key: "rename", "id", "name"}."""
    label = _("Rename {name}", name=name)
    return html.Button(
        icon("pencil"),
        type="button",
        className="cd-iconbtn cd-iconbtn--sm",
        title=label,
        **attributes(
            aria_label=label,
            data_cd_rename=name,
            data_cd_id=str(kept_id),
            data_cd_store=store,
            data_cd_key=key,
            data_cd_longest=str(LONGEST),
            data_cd_save=_("Save"),
        ),
    )
