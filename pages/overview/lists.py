"""The lists: the largest open opportunities, those that nobody touched and those that are late."""

from datetime import timedelta

from components import formats
from components.language import gettext as _
from components.overview import lists as pictures
from components.overview.panel import Filled
from data.queries.board import columns
from data.queries.overview import lists as queries
from data.queries.overview.lists import ListRow, Waiting
from data.session import Session
from domain.filter import Idle
from domain.staleness import STALE_AFTER_DAYS, idle_days
from web.overview import View

LARGEST, FIRST = 7, 5


def largest(reading: Session, view: View) -> Filled:
    """Return the open opportunities of the largest weighted value."""
    rows = queries.largest(reading, view.principal, view.wanted, LARGEST, converter=view.converter(reading))
    as_of = view.wanted.as_of or view.today
    whole = columns(reading, view.principal, view.wanted, currency=view.currency, as_of=as_of).summary
    shown = [_row(row, row.weighted_minor, "") for row in rows]
    return pictures.largest(shown, whole.weighted_minor, view.currency, view.today)


def waiting(reading: Session, view: View, reason: Waiting) -> Filled:
    """Return the first of those that wait for a reason, and what all of them add up to."""
    found = queries.waiting(
        reading, view.principal, view.wanted, reason, FIRST, today=view.today, converter=view.converter(reading)
    )
    shown = [_row(row, row.net_minor, _note(row, reason, view)) for row in found.rows]
    total = pictures.Total(found.totals.count, found.totals.net_minor, _all(view, reason), view.currency)
    return pictures.waiting(shown, total, _sentence(reason))


def _row(row: ListRow, minor: int, note: str) -> pictures.Row:
    return pictures.Row(row.id, row.contact, row.title, row.stage, row.colour, row.glyph, row.percent, minor, note)


def _note(row: ListRow, reason: Waiting, view: View) -> str:
    if reason is Waiting.LATE and row.expected_on:
        return formats.day(row.expected_on, view.today)
    return formats.days(idle_days(row.touched_on, row.touched_on, view.today))


def _sentence(reason: Waiting) -> str:
    if reason is Waiting.LATE:
        return _("Still open although the order was expected earlier:")
    return _("No contact for over {days} days:", days=STALE_AFTER_DAYS)


def _all(view: View, reason: Waiting) -> str:
    """Return the address of the board with exactly these."""
    if reason is Waiting.LATE:
        return view.board_link(period=view.up_to(view.today - timedelta(days=1)))
    return view.board_link(idle=Idle(STALE_AFTER_DAYS, view.today - timedelta(days=STALE_AFTER_DAYS)))
