"""Happenings: what the address of the Activity page asks for, and what opening or reading it writes down."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dash import html

from components.happenings import page as pictures
from components.happenings.page import Choices, Shown
from data.queries import options
from data.queries.happenings import actors, feed, new_count
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.happening import Wish
from web import router, session
from workflow import notifications, visits


@dataclass(frozen=True, slots=True)
class Page:
    """What one person sees of what happened."""

    shown: Shown
    choices: Choices

    def bar(self) -> html.Div:
        """Return the bar over the days."""
        return pictures.bar(self.shown, self.choices)

    def body(self) -> list[Any]:
        """Return the days."""
        return pictures.body(self.shown)


def page(reading: Session, principal: Principal, query: Mapping[str, str]) -> Page:
    """Return what an address means. Raises BadFilter."""
    now, wish = clock.now(), Wish.from_query(query)
    found = feed(reading, principal, wish, seen_at=visits.seen_at(reading, principal, now), now=now)
    chosen = options.filter_options(reading, principal)
    choices = Choices(
        people=actors(reading, principal),
        owners=[(option.id, option.label) for option in chosen.owners],
        companies=[(option.id, option.label) for option in chosen.companies],
    )
    return Page(Shown(found, wish, principal.time_zone, now, lambda href: _leads(principal, href)), choices)


def new_since_visit(reading: Session, principal: Principal) -> int:
    """Return how much happened since the person's last visit that they have not seen."""
    now = clock.now()
    return new_count(reading, principal, visits.seen_at(reading, principal, now), now)


def opened(principal: Principal) -> None:
    """Write down that the person looks at the page as it is today."""
    session.present().run(lambda unit: visits.visit(unit, principal, now=clock.now()))


def read_all(principal: Principal) -> None:
    """Mark everything as seen, and every notice of the bell as read."""

    def work(unit: Session) -> None:
        now = clock.now()
        visits.see_all(unit, principal, now=now)
        notifications.mark_all_read(unit, principal, now=now)

    session.present().run(work)


def _leads(principal: Principal, href: str) -> bool:
    """Tell whether there is a page at an address for the person."""
    found = router.find(href.partition("?")[0])
    return found is not None and principal.may(found.permission)
