"""What is done with a list: one change as the browser sends it, and the answer with what became of it."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from components.language import explain, ngettext
from components.language import gettext as _
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import MalformedInput, SalesError, WeakPassword
from domain.lookups import lookup_of
from domain.lookups.errors import FieldsWrong
from workflow import lookups as verbs
from workflow import passwords, users
from workflow.lookups import Act, Form, Saved, Target

What = Literal["save", "retire", "restore", "delete", "order", "moves", "undo", "password", "sign_out"]
UNDOABLE = {"retire", "restore", "delete", "order", "moves"}
MOST_ROWS = 5_000


class Action(msgspec.Struct):
    """One change: of which row as it was seen, and by `what` the values, the order, the moves or what is taken back."""

    seq: int
    what: What
    lookup: str
    id: int | None = None
    seen: str = ""
    parent: int | None = None
    values: dict[str, Any] = {}
    apply_percent: bool = False
    ids: list[int] = []
    moves: list[tuple[int, int]] = []
    audit_id: int = 0


def perform(database: Database, principal: Principal, action: Action) -> dict[str, Any]:
    """Do it, and return what became of it: a title, or a sentence and those of the fields; nothing is changed then."""
    try:
        return _done(action, *_do(database, principal, action))
    except FieldsWrong as refusal:
        fields = {name: explain(one) for name, one in refusal.fields.items()}
        return {"seq": action.seq, "what": action.what, "ok": False, "message": explain(refusal), "fields": fields}
    except SalesError as refusal:
        return {"seq": action.seq, "what": action.what, "ok": False, "message": explain(refusal), "fields": {}}


def _done(action: Action, title: str, audit_id: int | None) -> dict[str, Any]:
    undo = audit_id if action.what in UNDOABLE else None
    return {"seq": action.seq, "what": action.what, "ok": True, "title": title, "lookup": action.lookup, "undo": undo}


def _do(database: Database, principal: Principal, action: Action) -> tuple[str, int | None]:
    principal.require(Permission.ADMINISTER)
    if len(action.ids) > MOST_ROWS or len(action.moves) > MOST_ROWS:
        raise MalformedInput
    if action.what in {"password", "sign_out"}:
        return _with_account(database, principal, action), None
    form = Form(action.values, action.apply_percent, _first_password(action))
    saved = database.run(lambda session: _verb(session, _act(principal), action, form))
    return _title(action, saved), saved.audit_id


def _act(principal: Principal) -> Act:
    return Act(principal, clock.today(principal.time_zone), clock.now())


def _verb(session: Session, act: Act, action: Action, form: Form) -> Saved:
    target = Target(lookup_of(action.lookup), action.id, action.seen, action.parent)
    acts: Mapping[str, Callable[[], Saved]] = {
        "save": lambda: verbs.save(session, act, target, form),
        "retire": lambda: verbs.retire(session, act, target),
        "restore": lambda: verbs.restore(session, act, target),
        "delete": lambda: verbs.delete(session, act, target),
        "order": lambda: verbs.reorder(session, act, target, action.ids),
        "moves": lambda: verbs.set_moves(session, act, action.parent or 0, action.moves, action.seen),
        "undo": lambda: verbs.undo(session, act, action.audit_id),
    }
    return acts[action.what]()


def _first_password(action: Action) -> str:
    """Return the hash of a new user's password, made before the transaction because it takes long."""
    if action.lookup != "users" or action.what != "save" or action.id is not None:
        return ""
    password = str(action.values.get("password") or "")
    try:
        passwords.check_strength(password, users.folded(str(action.values.get("login") or "")))
    except WeakPassword as refusal:
        raise FieldsWrong({"password": refusal}) from None
    return passwords.hash_password(password)


def _with_account(database: Database, principal: Principal, action: Action) -> str:
    user_id, now = action.id or 0, clock.now()
    if action.what == "password":
        password = str(action.values.get("password") or "")
        name = users.reset_password(database, principal, user_id, password, now=now)
        return _("{name} has a new password", name=name)
    count = database.run(lambda session: users.sign_out_everywhere(session, principal, user_id, now=now))
    return ngettext("{n} session ended", "{n} sessions ended", count)


def _title(action: Action, saved: Saved) -> str:
    if saved.audit_id is None:
        return _("Nothing has changed")
    if action.what == "save" and saved.applied:
        return ngettext(
            "“{name}” is saved, and {n} opportunity states the new percentage",
            "“{name}” is saved, and {n} opportunities state the new percentage",
            saved.applied,
            name=saved.name,
        )
    titles = {
        "save": _("“{name}” is saved", name=saved.name),
        "retire": _("“{name}” is retired", name=saved.name),
        "restore": _("“{name}” is in use again", name=saved.name),
        "delete": _("“{name}” is deleted", name=saved.name),
        "order": _("The order is saved"),
        "moves": _("The moves are saved"),
        "undo": _("Undone"),
    }
    return titles[action.what]
