"""What moved since a day: the event log's changes, weighed by the metric, named for the list."""

from datetime import date

from components.language import gettext as _
from components.overview.moved import Moved, Moves, moved
from components.overview.panel import Filled
from data.queries.overview.lists import named
from data.queries.overview.touched import Touched, touched
from data.session import Session
from metrics.frames import frame
from metrics.movement import Movement
from web import overview

SHOWN = 5


def panel(reading: Session, view: overview.View, since: str | None) -> Filled:
    """Return the largest changes since a day, and all the others together."""
    day = overview.look_back(since, view.today)
    converter = view.converter(reading)
    change = touched(reading, view.principal, view.wanted, view.midnight(day), converter=converter)
    found = Movement.compute(frame(change.rows, Touched._fields), change.weighted_minor, SHOWN)
    rows = {row.opportunity_id: row for row in change.rows}
    names = named(reading, view.principal, [key for key, _cause, _effect in found.largest], converter=converter)
    largest = [
        Moved(
            id=key,
            contact=names[key].contact,
            title=names[key].title,
            cause=cause.value,
            effect_minor=effect,
            stated=(rows[key].stated_then, rows[key].stated_now),
            net_minor=names[key].net_minor,
            expected=(_day(rows[key].expected_then), _day(rows[key].expected_now)),
        )
        for key, cause, effect in found.largest
    ]
    return moved(
        Moves(
            largest,
            found.rest_count,
            found.rest_up,
            found.rest_down,
            found.total_minor,
            {cause.value: count for cause, count in found.causes.items()},
            view.currency,
            day,
            view.today,
            _(Movement.formula),
        )
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
