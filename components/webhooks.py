"""The page of the webhooks: which programs are told of changes, how that goes, and the secret each can check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import states
from components.attributes import attributes
from components.dialog import field
from components.document.parts import Parts
from components.forms import choice, dialog, hidden, opener, pencil, record, sender, text
from components.language import gettext as _
from components.language import ngettext

PARTS = Parts("webhooks")
LONGEST_NAME, LONGEST_URL = 120, 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A webhook in words; `told` is a key of `choices()`, `went` says how the last tellings went, `seen` is its version."""

    id: int
    seen: int
    name: str
    url: str
    secret: str
    told: str
    active: bool
    went: str
    is_late: bool


def choices() -> Mapping[str, str]:
    """Return what a webhook may be told of."""
    return {
        "opportunities": _("Opportunities"),
        "documents": _("Opportunities, quotes, orders and invoices"),
        "everything": _("Everything, also activities, contacts and campaigns"),
        "rules": _("Only what a workflow rule sends"),
    }


def body(rows: Sequence[Shown], hosts: Sequence[str], request_key: str) -> html.Div:
    """Return the page; without hosts that may be called it says how to allow some."""
    facts = {"id": 0, "version": 0, "request_key": request_key}
    about = _(
        "A webhook is told of changes as they happen, as JSON over https. It sees every company: allow only programs that may."
    )
    new = [opener(PARTS, "create", _("New webhook"), "plus-lg", style="btn-primary")] if hosts else []
    head = html.Div([html.P(about, className="cd-mut"), *new], className="cd-hooks__head")
    listed = _table(rows) if rows else _none(hosts)
    dialogs = [_edit("create", _("New webhook"), _("Create webhook")), _edit("edit", _("Edit webhook"), _("Save"))]
    return record(PARTS, facts, [head, _hosts(hosts), listed, *dialogs, _remove(), _secret()], "cd-settings")


def _hosts(hosts: Sequence[str]) -> html.P:
    if not hosts:
        said = _("No host may be called. Whoever runs Caudal names them in the setting WEBHOOK_HOSTS.")
        return html.P(said, className="cd-2", role="note")
    return html.P(_("Hosts that may be called: {hosts}", hosts=", ".join(hosts)), className="cd-mut cd-small")


def _none(hosts: Sequence[str]) -> Any:
    said = _("Name a program’s address, and it hears of every change.") if hosts else ""
    return states.elsewhere(_("No webhook yet"), said, [])


def _table(rows: Sequence[Shown]) -> html.Div:
    heads = [_("Name"), _("Address"), _("Is told of"), _("How it goes")]
    acts = html.Th(html.Span(_("Actions"), className="visually-hidden"), scope="col")
    head = html.Tr([*(html.Th(name, scope="col") for name in heads), acts])
    listed = html.Table(
        [html.Caption(_("Webhooks"), className="visually-hidden"), html.Thead(head), html.Tbody([_row(row) for row in rows])],
        className="cd-table",
    )  # fmt: skip
    label = attributes(aria_label=_("Webhooks"))
    return html.Div(
        html.Div(listed, className="cd-tablewrap", tabIndex=0, role="region", **label), className="card cd-listbody"
    )


def _row(row: Shown) -> html.Tr:
    went = row.went if row.active else _("paused")
    return html.Tr(
        [
            html.Th(row.name, scope="row"),
            html.Td(html.Code(row.url)),
            html.Td(choices()[row.told]),
            html.Td(went, className="cd-late" if row.is_late and row.active else None),
            html.Td(html.Div(_acts(row), className="cd-hooks__acts")),
        ]
    )


def _acts(row: Shown) -> list[html.Button]:
    which = {"webhook": str(row.id), "seen": str(row.seen)}
    edit = which | {"name": row.name, "url": row.url, "told": row.told, "active": "1" if row.active else ""}
    return [
        *([sender("try", _("Try {name}", name=row.name), "send", which)] if row.active else []),
        pencil(PARTS, "secret", _("Secret of {name}", name=row.name), "key", which | {"secret": row.secret}),
        pencil(PARTS, "edit", _("Edit {name}", name=row.name), "pencil", edit),
        pencil(PARTS, "remove", _("Remove {name}", name=row.name), "trash", which | {"called": row.name}),
    ]


def _edit(what: str, title: str, submit: str) -> html.Dialog:
    states_of = [("1", _("On")), ("", _("Paused"))]
    active = dbc.Select(name="active", options=[{"value": key, "label": label} for key, label in states_of], value="1")
    fields = [
        *hidden("webhook", "seen"),
        field(_("Name"), text("name", longest=LONGEST_NAME), single=True),
        field(_("Address"), text("url", kind="url", mode="url", longest=LONGEST_URL), single=True),
        field(_("Is told of"), choice("told", list(choices().items()), "opportunities", empty=None), single=True),
        *([] if what == "create" else [field(_("State"), active, single=True)]),
    ]
    return dialog(PARTS, what, title, fields, submit)


def _remove() -> html.Dialog:
    said = html.P(_("It is told nothing more, and what it was told is forgotten."), className="cd-2")
    which = html.P(html.B(**attributes(data_cd_said="called")))
    return dialog(
        PARTS, "remove", _("Remove webhook"), [*hidden("webhook", "seen"), which, said], _("Remove"), danger=True
    )


def _secret() -> html.Dialog:
    shown = dbc.Input(type="text", name="secret", value="", readonly=True, class_name="cd-n")
    about = html.P(
        _("The program computes the HMAC-SHA256 of X-Caudal-Timestamp, a dot and the body with this secret, and compares it with X-Caudal-Signature."),
        className="cd-mut cd-small",
    )  # fmt: skip
    return dialog(
        PARTS, "secret", _("Secret"), [*hidden("webhook", "seen"), field(_("Secret"), shown, single=True), about], _("Make a new secret")
    )  # fmt: skip


def went_text(when: str, waiting: int, failed: int, error: str) -> str:
    """Return in words how the last tellings went."""
    parts = [
        _("last told {when}", when=when) if when else _("not told yet"),
        *([ngettext("{n} waits", "{n} wait", waiting)] if waiting else []),
        *([ngettext("{n} given up", "{n} given up", failed)] if failed else []),
        *([_("last failure: {reason}", reason=error)] if error else []),
    ]
    return " · ".join(parts)
