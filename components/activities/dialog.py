"""The dialog: to log what was done, to plan, to complete and to change; assets/86-activity.js opens it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

import dash_bootstrap_components as dbc
import msgspec
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components import formats
from components.activities.timeline import Type
from components.activities.words import about, clock_value, due_text, href_of, local
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.language import pgettext
from domain.activity import LONGEST_NOTE, LONGEST_SUBJECT, MOST_MINUTES, REMINDERS, remind_minutes
from domain.detail import ActivityRow

DIALOG = "activity-dialog"
FORM = "activity-form"  # children: the form that was asked for
ASK = "activity-ask"  # browser → server: which form
ACTION = "activity-action"  # browser → server: a form that was filled in, or a move
ANSWER = "activity-answer"  # server → browser: what became of it
Mode = Literal["log", "plan", "complete", "change"]
FOLLOW_DAYS = 7
NEVER = "never"  # an empty value would show no choice at all


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a select and its words."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a form is drawn with: whom it is about, what can be chosen, and the reader's day and clock."""

    about: str
    types: Sequence[Type]
    people: Sequence[Option]
    me: int
    now: datetime
    today: date
    zone: str
    opportunity_id: int | None = None
    contact_id: int | None = None
    subjects: Sequence[Option] = ()
    type_id: int = 0
    on: date | None = None


def place() -> html.Div:
    """Return the dialog, empty and closed, and the stores through which it speaks with the server."""
    stores = [dcc.Store(id=name) for name in (ASK, ACTION, ANSWER)]
    words = attributes(data_undo=_("Undo"), data_refused=_("Not done"), aria_label=_("Activity"))
    return html.Div([*stores, html.Dialog(html.Div(id=FORM), id=DIALOG, className="cd-modal cd-actmodal", **words)])


def connect() -> None:
    """Register what the browser does with a form that arrives, and with the answer to one that was sent."""
    for name, source, field in (("arrived", FORM, "children"), ("answered", ANSWER, "data")):
        clientside_callback(
            ClientsideFunction("caudal_activity", name), Input(source, field), prevent_initial_call=True
        )


def log_form(ground: Ground) -> html.Form:
    """Ask what was done."""
    chosen = _chosen(ground)
    fields = [
        *_subject_choice(ground),
        _pair(_type(ground, chosen.id), _subject(chosen.name)),
        _done(local(ground.now, ground.zone), ground.today, None),
        _long("outcome", _("What came of it"), ""),
    ]
    return _form("log", _("Log an activity"), ground, fields, _("Save"))


def plan_form(ground: Ground) -> html.Form:
    """Ask what is to be done, when and by whom."""
    chosen = _chosen(ground)
    on = ground.on or ground.today + timedelta(days=1)
    fields = [
        *_subject_choice(ground),
        _pair(_type(ground, chosen.id), _subject(chosen.name)),
        _due(on, ""),
        _pair(_person(ground, ground.me), _remind(None)),
        _long("note", _("Note"), ""),
    ]
    return _form("plan", _("Plan an activity"), ground, fields, _("Plan"))


def complete_form(ground: Ground, row: ActivityRow) -> html.Form:
    """Ask what came of something planned, and offer to plan the next one."""
    fields = [
        html.P([icon("calendar-check"), html.B(row.subject), _due_words(row, ground)], className="cd-actsaid"),
        _done(local(ground.now, ground.zone), ground.today, None),
        _long("outcome", _("What came of it"), ""),
        html.Div(
            dbc.Checkbox(id="activity-next", name="next", label=_("Plan the next one"), value=False),
            className="cd-form-chk",
        ),
        html.Div(
            [
                _pair(_type(ground, row.type_id, "next_type"), _subject(row.subject, "next_subject")),
                _due(ground.today + timedelta(days=FOLLOW_DAYS), "", "next_"),
            ],
            hidden=True,
            className="cd-actnext",
            **attributes(data_cd_when="next"),
        ),
    ]
    return _form("complete", _("Complete"), ground, fields, _("Complete"), row)


def change_form(ground: Ground, row: ActivityRow) -> html.Form:
    """Show an activity to be changed, or as it is to those who may not."""
    if not row.changeable:
        return _form("change", row.subject, ground, _read_only(row, ground), "", row)
    kind = _pair(_type(ground, row.type_id), _subject(row.subject))
    if row.done_at is not None:
        fields = [
            kind,
            _done(local(row.done_at, ground.zone), ground.today, row.minutes),
            _long("outcome", _("What came of it"), row.outcome_note or ""),
        ]
        return _form("change", _("Change what was done"), ground, fields, _("Save"), row)
    lead = remind_minutes(row.due_on, row.due_at, row.remind_at, ground.zone)
    on = local(row.due_at, ground.zone).date() if row.due_at else row.due_on
    fields = [
        kind,
        _due(on, clock_value(row.due_at, ground.zone)),
        _pair(_person(ground, row.user_id), _remind(lead)),
        _long("note", _("Note"), row.note or ""),
    ]
    return _form("change", _("Change what is planned"), ground, fields, _("Save"), row)


def _chosen(ground: Ground) -> Type:
    return next((each for each in ground.types if each.id == ground.type_id), ground.types[0])


def _due_words(row: ActivityRow, ground: Ground) -> html.Span:
    text, is_late = due_text(row, ground.today, ground.zone)
    return html.Span(text, className="cd-late" if is_late else "cd-mut")


def _read_only(row: ActivityRow, ground: Ground) -> list[Any]:
    if row.done_at is None:
        when = due_text(row, ground.today, ground.zone)[0]
    else:
        at = local(row.done_at, ground.zone)
        when = f"{formats.day(at.date(), ground.today)}, {formats.clock_time(at)}"
    said = [html.P(" · ".join(filter(None, (row.type, row.user, when))), className="cd-2")]
    return [*said, *(html.P(text, className="cd-actnote") for text in (row.note, row.outcome_note) if text)]


def _form(
    mode: Mode, title: str, ground: Ground, fields: Sequence[Any], submit: str, row: ActivityRow | None = None
) -> html.Form:
    close = html.Button(
        icon("x-lg"), type="button", className="cd-iconbtn", **attributes(aria_label=_("Close"), data_cd_act="close")
    )
    heading = html.Div([html.H2(title, id=f"{DIALOG}-title"), *_about(ground, row)])
    buttons = [*_further(mode, row), html.Span(className="cd-actgap")]
    buttons.append(
        html.Button(
            pgettext("dialog", "Cancel") if submit else _("Close"),
            type="button",
            className="btn btn-ghost",
            **attributes(data_cd_act="close"),
        )
    )
    if submit:
        buttons.append(html.Button(submit, type="submit", className="btn btn-primary"))
    known: dict[str, str] = {"data_cd_what": mode}
    if row is not None:
        known |= {"data_cd_id": str(row.id), "data_cd_version": str(row.version)}
    else:
        where = {"opportunity": ground.opportunity_id, "contact": ground.contact_id}
        known["data_cd_place"] = msgspec.json.encode(where).decode()
    return html.Form(
        [
            html.Div([heading, close], className="modal-header"),
            html.Div(
                [*fields, html.P(hidden=True, className="cd-late cd-actproblem", role="alert")], className="modal-body"
            ),
            html.Div(buttons, className="modal-footer"),
        ],
        className="modal-content cd-modal__box",
        noValidate="noValidate",
        **attributes(**known),
    )


def _about(ground: Ground, row: ActivityRow | None) -> list[Any]:
    text = about(row) if row else ground.about
    if not text:
        return []
    link = html.A(text, href=href_of(row), **attributes(data_cd_nav="plain", data_cd_act="close")) if row else text
    return [html.P(link, className="cd-mut cd-small cd-actabout")]


def _further(mode: Mode, row: ActivityRow | None) -> list[html.Button]:
    """Return what else can be done with one that exists: take it away, or complete it."""
    if row is None or mode != "change" or not row.changeable:
        return []
    delete = html.Button(
        [icon("trash"), _("Delete")], type="button", className="btn btn-ghost", **attributes(data_cd_act="delete")
    )
    complete = html.Button(
        [icon("check2-square"), _("Complete")],
        type="button",
        className="btn btn-outline-secondary",
        **attributes(data_cd_activity=str(row.id), data_cd_act="complete"),
    )
    return [delete, complete] if row.done_at is None else [delete]


def _subject_choice(ground: Ground) -> list[Any]:
    """Ask for the opportunity where the dialog was opened without one."""
    if not ground.subjects:
        return []
    options = [{"value": each.value, "label": each.label} for each in ground.subjects]
    return [
        _field(_("Opportunity"), dbc.Select(name="about", options=options, value=ground.subjects[0].value), single=True)
    ]


def _type(ground: Ground, type_id: int, name: str = "type") -> html.Label:
    options = [{"value": str(each.id), "label": each.name} for each in ground.types]
    return _field(_("Kind"), dbc.Select(name=name, options=options, value=str(type_id)))


def _subject(value: str, name: str = "subject") -> html.Label:
    return _field(
        _("Subject"), dbc.Input(type="text", name=name, value=value, maxLength=LONGEST_SUBJECT, autoComplete="off")
    )


def _done(at: datetime, today: date, minutes: int | None) -> html.Div:
    on = dbc.Input(type="date", name="done_on", value=at.date().isoformat(), max=today.isoformat())
    clock = dbc.Input(type="time", name="done_time", value=at.strftime("%H:%M"))
    lasted = dbc.Input(
        type="number", name="minutes", value=minutes, min=0, max=MOST_MINUTES, step=5, inputMode="numeric", class_name="cd-n"
    )  # fmt: skip
    return html.Div(
        [_field(_("Done on"), on), _field(_("Time"), clock), _field(_("Minutes"), lasted)],
        className="cd-form2 cd-form3",
    )


def _due(on: date | None, clock: str, prefix: str = "") -> html.Div:
    return _pair(
        _field(_("On"), dbc.Input(type="date", name=f"{prefix}due_on", value=on.isoformat() if on else "")),
        _field(_("Time, if it has one"), dbc.Input(type="time", name=f"{prefix}due_time", value=clock)),
    )


def _person(ground: Ground, user_id: int | None) -> html.Label:
    options = [{"value": each.value, "label": each.label} for each in ground.people]
    return _field(_("Who does it"), dbc.Select(name="person", options=options, value=str(user_id or ground.me)))


def _remind(minutes: int | None) -> html.Label:
    names = {0: _("when it is time"), 15: _("15 minutes before"), 60: _("an hour before"), 24 * 60: _("a day before")}
    options = [{"value": NEVER, "label": _("not at all")}]
    options += [{"value": str(each), "label": names[each]} for each in REMINDERS]
    if minutes is not None and minutes not in REMINDERS:
        options.append({"value": str(minutes), "label": _("{count} min before", count=formats.number(minutes))})
    return _field(
        _("Remind"), dbc.Select(name="remind", options=options, value=NEVER if minutes is None else str(minutes))
    )


def _long(name: str, label: str, value: str) -> html.Label:
    hint = _("@ and a colleague’s name or login tells them")
    area = dbc.Textarea(name=name, value=value, rows=3, maxLength=LONGEST_NOTE, placeholder=hint)
    return _field(label, area, single=True)


def _pair(*fields: html.Label) -> html.Div:
    return html.Div(list(fields), className="cd-form2")


def _field(label: str, control: Any, *, single: bool = False) -> html.Label:
    return html.Label([html.Span(label), control], className="cd-form1" if single else None)
