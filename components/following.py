"""Following: one button that says what one hears of something; each press is the next of usual, everything, nothing."""

from dash import ClientsideFunction, Dash, Input, Output, dcc, html

from components.attributes import attributes
from components.language import gettext as _
from domain.attention import How

ACTION = "following-action"  # browser → server: {"seq", "entity", "id", "how"}
ANSWER = "following-answer"  # server → browser: {"entity", "id", "how", "label"}, as it stands now
ECHO = "following-echo"


def stores() -> list[dcc.Store]:
    """Return the stores of the shell by which every page's button is heard and answered."""
    return [dcc.Store(id=ACTION), dcc.Store(id=ANSWER), dcc.Store(id=ECHO)]


def connect(app: Dash) -> None:
    """Register the clientside callback that writes the answer on the button."""
    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
        ClientsideFunction("caudal_following", "answered"),
        Output(ECHO, "data"),
        Input(ANSWER, "data"),
        prevent_initial_call=True,
    )


def label(how: How, name: str = "") -> str:
    """Return what the button says; `name` where the page does not say of what one hears."""
    words: dict[How, str] = {"usual": _("Told as usual"), "follow": _("Followed"), "mute": _("Muted")}
    return f"{name}: {words[how]}" if name else words[how]


def button(entity: str, entity_id: int, how: How, name: str = "") -> html.Button:
    """Return the button: one component, since the page of an opportunity has room for no more."""
    known = attributes(data_cd_entity=entity, data_cd_id=str(entity_id), data_cd_how=how, data_cd_name=name)
    return html.Button(
        label(how, name),
        type="button",
        title=_("What you hear of it: as usual in your role, every change, or nothing. Press for the next."),
        className=f"btn btn-sm btn-ghost cd-following cd-following--{how}",
        **known,
    )
