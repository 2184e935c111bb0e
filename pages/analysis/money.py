"""What opportunities bring: velocity, coverage, slips and concentration."""

from components.forecast.analysis import money as pictures
from components.overview.panel import Filled
from data.queries.analysis import closings, variance
from data.queries.analysis.closings import Speed
from data.session import Session
from domain.analysis import Owner, TypeSpeed
from metrics.analysis import Concentration, Slippage, Velocity
from metrics.frames import frame
from pages.analysis.flow import last_year
from web.analysis import View
from workflow.forecasts.covering import coverage

SHOWN_OWNERS = 10


def velocity_of(reading: Session, view: View) -> Filled:
    """Return the pace of each type, and of all together."""
    return pictures.velocity_panel(type_speeds(reading, view), view.currency)


def type_speeds(reading: Session, view: View) -> list[TypeSpeed]:
    """Return the pace of each type; where there are several, that of all together first, without a name."""
    found = closings.speeds(
        reading, view.principal, view.wanted, *last_year(view.today), converter=view.converter(reading)
    )
    together = Speed("", *(sum(int(row[place]) for row in found) for place in range(1, len(Speed._fields))))
    shown = [together, *found] if len(found) > 1 else found
    return [_speed(row) for row in shown]


def coverage_of(reading: Session, view: View) -> Filled:
    """Return how often the pipeline of each coming month holds what is missing to its target."""
    months = coverage(reading, view.principal, view.coming, today=view.today)
    return pictures.coverage_panel(months, view.currency, view.wanted.basis)


def slip_of(reading: Session, view: View) -> Filled:
    """Return how late the won ones came, and how often open ones were put off."""
    asked = (reading, view.principal, view.wanted)
    won = frame(closings.slips(*asked, *last_year(view.today)), closings.Slip._fields)
    return pictures.slip_panel(Slippage.compute(won), closings.pushes(*asked))


def concentration_of(reading: Session, view: View) -> Filled:
    """Return the opportunities that own the uncertainty."""
    found, count = owners(reading, view)
    return pictures.concentration_panel(found, count, view.wanted.basis, view.currency)


def owners(reading: Session, view: View) -> tuple[list[Owner], int]:
    """Return the opportunities that own the most of the variance, and how many are open."""
    found, whole, count = variance.largest(
        reading, view.principal, view.wanted, SHOWN_OWNERS, converter=view.converter(reading)
    )
    shares = Concentration.compute([(row.net_minor, row.percent) for row in found], whole)
    shown = [
        Owner(row.id, row.contact, row.title, row.net_minor, row.percent, share)
        for row, share in zip(found, shares, strict=True)
        if share
    ]
    return shown, count


def _speed(row: Speed) -> TypeSpeed:
    return TypeSpeed(
        name=row.type,
        open_count=row.open_count,
        won=row.won_count,
        lost=row.lost_count,
        mean_won_minor=round(row.won_minor / row.won_count) if row.won_count else None,
        mean_days=row.won_days / row.won_count if row.won_count else None,
        per_day=Velocity.compute(row.open_count, row.won_count, row.lost_count, row.won_minor, row.won_days),
    )
