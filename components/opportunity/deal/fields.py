"""Fields that several dialogs of the deal share: the reason, the note, the tasks still to be done."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import dash_bootstrap_components as dbc
import msgspec
from dash import html

from components.attributes import attributes
from components.dialog import field, modal
from components.language import gettext as _
from components.opportunity.deal.wire import MODAL, Wire
from domain.detail import TaskRow
from domain.opportunity import Reason

AS_BUTTONS = 8
LONGEST_NOTE = 2000
TASK = "task-"


def deal_modal(
    wire: Wire,
    record: Mapping[str, int],
    what: str,
    title: str,
    fields: Sequence[Any],
    submit: str,
    *,
    form: Mapping[str, str] | None = None,
    danger: bool = False,
) -> html.Div:
    """Return a dialog with what it changes: `record` is id and version, as they were when it was asked for."""
    facts = msgspec.json.encode({**record, "request_key": uuid4().hex}).decode()
    hidden = [dbc.Input(type="hidden", name=name, value=value) for name, value in (form or {}).items()]
    sends = {"data_cd_what": what, "data_cd_action": wire.action}
    dialog = modal(MODAL, title, [*fields, *hidden], submit, sends=sends, danger=danger)
    return html.Div(dialog, **attributes(data_cd_record=facts))


def reason_field(reasons: Sequence[Reason]) -> Any:
    """Return the choice of a reason: a few stand side by side, drawn by the browser; many go into a list."""
    required = html.Span(_("required"), className="cd-mut")
    if len(reasons) > AS_BUTTONS:
        options = [{"value": "", "label": _("Choose a reason")}]
        options += [{"value": str(reason.id), "label": reason.text} for reason in reasons]
        return field([_("Reason"), " ", required], dbc.Select(name="reason", options=options, value=""), single=True)
    listed = msgspec.json.encode([[reason.id, reason.text] for reason in reasons]).decode()
    place = html.Div(className="cd-reasons", **attributes(data_cd_reasons=listed))
    return html.Fieldset([html.Legend([_("Reason"), " ", required]), place])


def note_field(label: str, value: str = "") -> html.Label:
    """Return a field for a few sentences."""
    return field(label, dbc.Textarea(name="note", rows=2, maxLength=LONGEST_NOTE, value=value), single=True)


def task_fields(tasks: Sequence[TaskRow]) -> list[html.Fieldset]:
    """Return the mandatory tasks that are not done, each to be ticked off with the change; nothing when all are done."""
    missing = [task for task in tasks if task.mandatory and task.done_at is None]
    if not missing:
        return []
    boxes = [html.Div(check(f"{TASK}{task.id}", task.name), className="cd-form-chk") for task in missing]
    legend = html.Legend(_("Mandatory here and still to be done"))
    return [html.Fieldset([legend, *boxes], className="cd-dealtasks")]


def check(name: str, label: str, *, value: bool = False) -> dbc.Checkbox:
    """Return a box to tick; its label finds it by the id."""
    return dbc.Checkbox(id=f"deal-{name}", name=name, label=label, value=value)
