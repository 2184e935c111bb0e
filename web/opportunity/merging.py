"""Merging: the choice of the other opportunity, the comparison, and what is taken over."""

from datetime import date
from typing import Literal, cast
from uuid import uuid4

from dash import html

from components.opportunity.deal.merging import FIELD, TAKE, choose_dialog, merge_dialog
from data.queries.merging import candidates
from data.queries.opportunity import detail
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.detail import Detail
from domain.errors import MalformedInput, NotFound
from web.opportunity.reading import number
from workflow import opportunities as verbs
from workflow.opportunities import Change, Merge, Target

WISHES = ("keep", "take", "both")


def choosing(reading: Session, principal: Principal, found: Detail) -> html.Div:
    """Return the dialog that asks which other opportunity is meant."""
    return choose_dialog(found, candidates(reading, principal, found.header.id), uuid4().hex)


def comparing(reading: Session, principal: Principal, kept: Detail, form: dict[str, str], today: date) -> html.Div:
    """Return the dialog that shows where two differ; raise NotFound for one that cannot be merged."""
    other_id = number(form, "other_id")
    if other_id not in {one.id for one in candidates(reading, principal, kept.header.id)}:
        raise NotFound
    return merge_dialog(kept, detail(reading, principal, other_id, today=today), today)


def merge(session: Session, principal: Principal, target: Target, form: dict[str, str], today: date) -> Change:
    """Merge as the comparison was answered, in the caller's transaction; raise a refusal."""
    taken = [name.removeprefix(FIELD) for name, said in form.items() if name.startswith(FIELD) and said == TAKE]
    lines = form.get("lines", "keep")
    if lines not in WISHES:
        raise MalformedInput
    wish = cast("Literal['keep', 'take', 'both']", lines)
    asked = Merge(number(form, "other_id"), number(form, "other_version"), taken, wish)
    return verbs.merge(session, principal, target, asked, today=today, now=clock.now())
