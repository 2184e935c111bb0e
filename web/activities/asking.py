"""Asking: which form of the dialog is wanted, and what it is drawn with."""

from datetime import date
from typing import Literal

import msgspec
from dash import html

from components.activities import dialog
from components.activities.dialog import Ground, Option
from components.activities.words import about
from components.language import gettext as _
from data.queries import activities, diary
from data.queries.opportunity import heading
from data.session import Session
from domain import clock
from domain.access import Permission, Principal
from domain.detail import ActivityRow
from domain.errors import MalformedInput, NotFound


class Asked(msgspec.Struct):
    """Which form is wanted: to log or plan for something, to look at an activity, or to complete it."""

    seq: int
    mode: Literal["log", "plan", "open", "complete"]
    activity: int | None = None
    opportunity: int | None = None
    contact: int | None = None
    type: int | None = None
    on: str | None = None


def form(reading: Session, principal: Principal, asked: Asked) -> html.Form:
    """Return the form. Raises NotFound outside the person's scope, NotPermitted to log or plan."""
    if asked.mode in {"log", "plan"}:
        principal.require(Permission.CHANGE_OPPORTUNITIES)
        ground = _new(reading, principal, asked)
        return dialog.log_form(ground) if asked.mode == "log" else dialog.plan_form(ground)
    if asked.activity is None:
        raise MalformedInput
    row = activities.one(reading, principal, asked.activity)
    ground = _ground(reading, principal, row.opportunity_id, row.contact_id, about(row))
    return dialog.complete_form(ground, row) if _completes(asked, row) else dialog.change_form(ground, row)


def _completes(asked: Asked, row: ActivityRow) -> bool:
    return asked.mode == "complete" and row.changeable and row.done_at is None


def _new(reading: Session, principal: Principal, asked: Asked) -> Ground:
    if asked.opportunity is not None:
        text = heading(reading, principal, asked.opportunity)
    elif asked.contact is not None:
        text = activities.name_of_contact(reading, principal, asked.contact)
    else:
        return _unplaced(reading, principal, asked)
    return _ground(reading, principal, asked.opportunity, asked.contact, text, asked)


def _unplaced(reading: Session, principal: Principal, asked: Asked) -> Ground:
    """Return the ground of a form that asks what it is about; raise NotFound for people without opportunities."""
    found = diary.subjects(reading, principal)
    if not found:
        raise NotFound
    options = [Option(str(each.id), f"{each.contact} · {each.title}" if each.contact else each.title) for each in found]
    return _ground(reading, principal, found[0].id, None, "", asked, options)


def _ground(
    reading: Session,
    principal: Principal,
    opportunity_id: int | None,
    contact_id: int | None,
    text: str,
    asked: Asked | None = None,
    subjects: list[Option] | None = None,
) -> Ground:
    company_id = diary.company_of(reading, opportunity_id, contact_id)
    doers = diary.doers(reading, company_id) if company_id else ()
    people = [Option(str(each.id), each.name) for each in doers if each.id != principal.user_id]
    me = Option(str(principal.user_id), _("I myself"))
    types = diary.types(reading)
    if not types:
        raise NotFound
    return Ground(
        about=text,
        types=types,
        people=[me, *people],
        me=principal.user_id,
        now=clock.now(),
        today=clock.today(principal.time_zone),
        zone=principal.time_zone,
        opportunity_id=opportunity_id,
        contact_id=contact_id,
        subjects=subjects or (),
        type_id=(asked.type or 0) if asked else 0,
        on=_day(asked.on) if asked and asked.on else None,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise MalformedInput from None
