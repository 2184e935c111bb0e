"""The bridge: which days and deals an address compares, and what its page and panel show of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from dash import html

from components import past as past_pictures
from components.forecast import changes as pictures
from components.forecast.changes_panel import NAME, changes_panel
from components.language import gettext as _
from components.overview.panel import Filled
from data.queries.forecasting import changes as queries
from data.session import Database
from domain import clock, period
from domain.access import Permission, Principal
from domain.changes import Bridge, Deal
from domain.errors import BadFilter, PastBeingMade
from domain.filter import PipelineFilter
from web import filters, router, session
from workflow.past import last_monday

SINCE = "since"
FIRST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class View:
    """What an address compares: what the filter means, on two days; without a period those expected this year."""

    principal: Principal
    wanted: PipelineFilter
    since: date
    today: date

    @classmethod
    def of(cls, principal: Principal, search: str | None) -> "View":
        """Read the address; raise BadFilter for one that cannot be answered."""
        today = clock.today(principal.time_zone)
        wanted = filters.of_search(search, principal.time_zone)
        year = period.parse(str(today.year), today)
        text = router.read_search(search).get(SINCE, "")
        return cls(principal, replace(wanted, period=wanted.period or year), _since(text, today), today)

    @property
    def period(self) -> str:
        """The period as the address names it."""
        return self.wanted.period.text if self.wanted.period else ""


@dataclass(frozen=True, slots=True)
class Found:
    """The bridge and what its deals are called."""

    bridge: Bridge
    deals: Mapping[int, Deal]


def found(view: View, earlier: Database, later: Database) -> Found:
    """Return the bridge of a view, from the database of the earlier day to that of today; raise RateMissing."""
    with earlier.read() as past, later.read() as present:
        bridge = queries.changes(past, present, view.principal, view.wanted, since=view.since, today=view.today)
        ids = {effect.opportunity_id for one in bridge.bars for effect in one.effects}
        return Found(bridge, queries.deals(past, present, view.principal, ids))


def found_here(view: View) -> Found:
    """Return the bridge that a request asks for. Raises PastBeingMade while the earlier day is put together, RateMissing."""
    return found(view, session.past_of(view.since), session.database())


def page(search: str | None) -> tuple[Any, dict[str, Any]]:
    """Return what the page of an address shows, and the deals of its bars; it waits for a day that is still made."""
    view = View.of(session.principal(), search)
    try:
        it = found_here(view)
    except PastBeingMade:
        return past_pictures.waiting(view.since), {}
    asked = {key: value for key, value in router.read_search(search).items() if key in router.FILTER_KEYS | {SINCE}}
    shown = pictures.Shown(
        it.bridge, it.deals, period_name(view), urlencode(asked), view.principal.may(Permission.EXPORT)
    )
    return pictures.body(shown, FIRST), pictures.tables(shown)


def panel(search: str | None, name: str = NAME, since: date | None = None) -> Filled:
    """Return the panel beside the outlook, by default since Monday of the week before."""
    view = View.of(session.principal(), search)
    view = replace(view, since=since or view.since)
    try:
        it = found_here(view)
    except PastBeingMade:
        return Filled(_("Going back to Monday of last week"), html.Div(past_pictures.waiting(view.since)))
    return changes_panel(it.bridge, it.deals, name)


def _since(text: str, today: date) -> date:
    if not text:
        return last_monday(today)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadFilter(key=SINCE, value=text[:40]) from None
    return min(max(day, FIRST), today - timedelta(days=1))


def period_name(view: View) -> str:
    """Return the period as people read it."""
    names = {choice.value: choice.label for choice in filters.periods(view.today)}
    return names.get(view.period, view.period.replace("..", " – "))
