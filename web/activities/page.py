"""The calendar's page: which view an address means for a person, and what of their days is drawn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec
from dash import html

from components.activities import bar, calendar
from components.activities.bar import Person
from components.activities.calendar import Shown
from components.language import gettext as _
from data.queries import activities, diary
from data.queries.activities import Span
from data.session import Session
from domain import clock
from domain.access import Permission, Principal
from domain.activity import day_of
from domain.days import View
from domain.detail import ActivityRow
from domain.errors import NotFound

PATH = "/activities"


class Seen(msgspec.Struct):
    """The browser has seen that an activity changed."""

    seq: int


@dataclass(frozen=True, slots=True)
class Page:
    """One person's look at somebody's days."""

    shown: Shown
    people: tuple[Person, ...]
    feed_since: date | None

    def bar(self) -> html.Div:
        """Return the bar over the days."""
        return bar.bar(self.shown, self.people, bar.feed_state(self.feed_since))

    def body(self) -> list[Any]:
        """Return the days."""
        return calendar.body(self.shown)


def page(reading: Session, principal: Principal, query: Mapping[str, str]) -> Page:
    """Return what an address means. Raises BadFilter, NotFound for somebody whose days are not the person's to see."""
    today = clock.today(principal.time_zone)
    view = View.from_query(query, today)
    if view.person == principal.user_id:
        view = replace(view, person=None)
    watched = diary.watched(reading, principal)
    others = tuple(Person(each.id, each.name) for each in watched if each.id != principal.user_id)
    if view.person is not None and view.person not in {each.id for each in others}:
        raise NotFound
    since = diary.has_feed(reading, principal)
    return Page(
        shown=_shown(reading, principal, view, today),
        people=(Person(None, _("My own")), *others),
        feed_since=day_of(since, principal.time_zone) if since else None,
    )


def _shown(reading: Session, principal: Principal, view: View, today: date) -> Shown:
    user_id = view.person if view.person is not None else principal.user_id
    span = Span(*view.span(calendar.first_weekday()), principal.time_zone)
    rows = activities.of_person(reading, principal, user_id, span, view.kinds)
    return Shown(
        view=view,
        days=_by_day(rows, principal.time_zone),
        late=activities.late_of_person(reading, principal, user_id, today, view.kinds),
        today=today,
        zone=principal.time_zone,
        path=PATH,
        may_plan=principal.may(Permission.CHANGE_OPPORTUNITIES),
    )


def _by_day(rows: tuple[ActivityRow, ...], zone: str) -> dict[date, list[ActivityRow]]:
    days: dict[date, list[ActivityRow]] = {}
    for row in sorted(rows, key=_time_of_day):
        on = activities.on_day(row, zone)
        if on is not None:
            days.setdefault(on, []).append(row)
    return days


def _time_of_day(row: ActivityRow) -> tuple[bool, float, int]:
    """Order a day: what has no time first, then by the clock."""
    at = row.done_at or row.due_at
    return at is not None, at.timestamp() if at else 0.0, row.id
