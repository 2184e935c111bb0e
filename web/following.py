"""Following: what a press on "Follow" or "Mute" does, on whichever page it stands."""

from typing import Any

import dash
import msgspec
from dash import Dash, Input, Output

from components import following as pictures
from components import toasts
from components.language import gettext as _
from domain import clock
from domain.access import Permission
from domain.attention import How
from web import session
from web.guard import callback
from workflow.following import follow


class Following(msgspec.Struct):
    """Which thing is followed or muted."""

    seq: int
    entity: str
    id: int
    how: How
    name: str = ""


def register(app: Dash) -> None:
    """Register the callbacks; call it once, before the app is sealed."""
    pictures.connect(app)
    callback(
        Output(pictures.ANSWER, "data"),
        Output(toasts.STORE, "data", allow_duplicate=True),
        Input(pictures.ACTION, "data"),
        permission=Permission.SEE_PIPELINE,
        prevent_initial_call=True,
    )(choose)


def choose(wish: Following | None) -> Any:
    """Keep the choice, and say what it means."""
    if wish is None:
        return dash.no_update
    principal = session.principal()
    session.database().run(lambda unit: follow(unit, principal, wish.entity, wish.id, wish.how, now=clock.now()))
    said = {
        "usual": _("You hear of it as usual in your role"),
        "follow": _("You hear of every change"),
        "mute": _("You hear nothing of it any more"),
    }
    label = pictures.label(wish.how, wish.name)
    answer = {"entity": wish.entity, "id": wish.id, "how": wish.how, "label": label}
    return answer, toasts.toast(said[wish.how], "", "pos")
