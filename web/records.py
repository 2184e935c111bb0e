"""Records of the register: how a dialog of a contact or a campaign is answered, done or refused."""

from collections.abc import Callable
from typing import Any, TypeVar

import dash
from dash import html

from components import toasts
from components.language import explain
from components.language import gettext as _
from domain.errors import Conflict, InvalidFields, SalesError

C = TypeVar("C")
Answer = dict[str, Any]


def acted(
    seq: int, do: Callable[[], C], draw: Callable[[], html.Div], done: Callable[[C], Answer], *, is_direct: bool
) -> tuple[Any, Answer]:
    """Do what a dialog asks; return the page as it stands then, and the answer. A refusal is told where it belongs.

    What `is_direct` was sent without a dialog, so its refusal is a toast; so is that of a change on an old version.
    """
    try:
        change = do()
    except Conflict as refusal:
        dash.set_props(toasts.STORE, {"data": toasts.refusal(explain(refusal))})
        return draw(), answer(seq, ok=False, stale=True)
    except SalesError as refusal:
        if is_direct:
            dash.set_props(toasts.STORE, {"data": toasts.refusal(reasons(refusal))})
        return dash.no_update, answer(seq, ok=False, message=reasons(refusal))
    return draw(), done(change)


def created(seq: int, do: Callable[[], C], done: Callable[[C], Answer]) -> Answer:
    """Make a new record and answer with the way to its page, or why there is none."""
    try:
        return done(do())
    except SalesError as refusal:
        return answer(seq, ok=False, message=reasons(refusal))


def previewed(seq: int, say: Callable[[], str]) -> Answer:
    """Return in words what a dialog would do as it is filled in, or why it cannot."""
    try:
        return {"seq": seq, "ok": True, "text": say()}
    except SalesError as refusal:
        return {"seq": seq, "ok": False, "text": reasons(refusal)}


def told(seq: int, said: str, event_id: int | None, *, is_final: bool) -> Answer:
    """Answer what was done, with the handle of its Undo unless it is final; without an event nothing had to change."""
    undo = None if is_final else event_id
    words = said if event_id else _("Nothing had to change")
    return answer(seq, ok=True) | {"said": words, "undo": undo, "undo_label": _("Undo")}


def answer(seq: int, *, ok: bool, stale: bool = False, message: str = "") -> Answer:
    """Return the answer to a dialog."""
    return {"seq": seq, "ok": ok, "stale": stale, "message": message}


def reasons(refusal: SalesError) -> str:
    """Return why something was refused; of several fields each sentence."""
    if isinstance(refusal, InvalidFields):
        return " ".join(dict.fromkeys(explain(reason) for reason in refusal.fields.values()))
    return explain(refusal)
