"""The rows behind each panel of the analysis, for its files: amounts, counts and shares as they were computed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from data.queries.analysis import closings
from data.queries.export import Cell, Heading, Kind
from data.session import Session
from domain.money import Money
from domain.outcome import Outcome
from pages.analysis import flow, money
from web.analysis import View
from web.analysis_export import Read, Table
from workflow.forecasts.covering import coverage

YEAR: Final = 12
DIGITS: Final = 4  # of a share


def funnel(reading: Session, view: View) -> Table:
    """Return the stages of the funnel: reached = went on + lost + still there."""
    head = _head(stage="text", reached="count", reached_net="money", went_on="count", went_on_by_value="count",
                 lost="count", lost_net="money", still_there="count", currency="text")  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.name, one.reached, Money(one.reached_minor, view.currency), _share(one.went_on_share),
            _share(one.went_on_share_of_value), one.lost, Money(one.lost_minor, view.currency), one.still, view.currency,
        )
        for one in flow.steps(reading, view)
    ]  # fmt: skip
    return Table(head, rows)


def stays(reading: Session, view: View) -> Table:
    """Return how many days finished stays took, and those that last."""
    head = _head(stage="text", finished="count", days_25="count", days_50="count", days_80="count", standing="count",
                 standing_days_50="count", longer_than_80="count")  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.name, one.finished.cases, one.finished.low, one.finished.middle, one.finished.high,
            one.standing.cases, one.standing.middle, one.too_long,
        )
        for one in flow.stages(reading, view)
    ]  # fmt: skip
    return Table(head, rows)


def cohorts(reading: Session, view: View) -> Table:
    """Return what became of those created in each month, the latest first."""
    head = _head(month="date", created="count", created_net="money", won="count", won_net="money", lost="count",
                 still_open="count", share_won="count", share_low="count", share_high="count", currency="text")  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            _day(one.month), one.created, Money(one.created_minor, view.currency), one.won,
            Money(one.won_minor, view.currency), one.lost, one.still, _share(one.rate), _share(one.low), _share(one.high),
            view.currency,
        )
        for one in reversed(flow.by_month(reading, view))
    ]  # fmt: skip
    return Table(head, rows)


def covered(reading: Session, view: View) -> Table:
    """Return the months to come with what covers their targets."""
    head = _head(month="date", target="money", invoiced_and_ordered="money", missing="money", pipeline="money",
                 weighted="money", coverage="count", currency="text")  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in coverage(reading, view.principal, view.coming, today=view.today):
        target, missing = (one.target_minor, one.missing_minor) if one.target_minor else (None, None)
        amounts = (target, one.sure_minor, missing, one.pipeline_minor, one.weighted_minor)
        rows.append((_day(one.month), *(_money(minor, view) for minor in amounts), _share(one.coverage), view.currency))
    return Table(head, rows)


def velocity(reading: Session, view: View) -> Table:
    """Return the pace of each type; the first row, without a type, is that of all where there are several."""
    head = _head(type="text", open="count", won="count", lost="count", mean_won="money", mean_days="count",
                 a_day="money", currency="text")  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            one.name, one.open_count, one.won, one.lost, _money(one.mean_won_minor, view), _share(one.mean_days),
            _money(None if one.per_day is None else round(one.per_day), view), view.currency,
        )
        for one in money.type_speeds(reading, view)
    ]  # fmt: skip
    return Table(head, rows)


def uncertain(reading: Session, view: View) -> Table:
    """Return the opportunities that own the variance."""
    head = _head(
        contact="text", title="text", net="money", chance="percent", share_of_variance="count", currency="text"
    )
    owners, _count = money.owners(reading, view)
    rows: list[tuple[Cell, ...]] = [
        (one.contact, one.title, _money(one.net_minor, view), one.percent, _share(one.share), view.currency)
        for one in owners
    ]
    return Table(head, rows)


def slips(reading: Session, view: View) -> Table:
    """Return how many won ones came so many days late, and how many open ones were put off so many times."""
    asked = (reading, view.principal, view.wanted)
    late = closings.slips(*asked, *flow.last_year(view.today))
    rows: list[tuple[Cell, ...]] = [("won", row.days, None, row.row_count) for row in sorted(late)]
    rows += [("open", None, times, count) for times, count in closings.pushes(*asked)]
    return Table(_head(outcome="text", days_late="count", put_off="count", opportunities="count"), rows)


def reasons(outcome: Outcome) -> Read:
    """Return what reads why opportunities were won or lost, by quarter."""

    def read(reading: Session, view: View) -> Table:
        quarters, counts = flow.reason_counts(reading, view, outcome)
        rows: list[tuple[Cell, ...]] = [
            (reason, quarter, *_counted(counts[reason, quarter], view), view.currency)
            for reason in sorted({reason for reason, _quarter in counts})
            for quarter in quarters
            if (reason, quarter) in counts
        ]
        return Table(_head(reason="text", quarter="text", closed="count", net="money", currency="text"), rows)

    return read


READS: Final[Mapping[str, Read]] = {
    "funnel": funnel, "stays": stays, "cohorts": cohorts, "coverage": covered, "velocity": velocity,
    "variance": uncertain, "slip": slips, "lost": reasons(Outcome.LOST), "won": reasons(Outcome.WON),
}  # fmt: skip


def _head(**kinds: Kind) -> tuple[Heading, ...]:
    return tuple(Heading(name, kind) for name, kind in kinds.items())


def _money(minor: int | None, view: View) -> Money | None:
    return None if minor is None else Money(minor, view.currency)


def _counted(found: tuple[int, int], view: View) -> tuple[int, Money]:
    count, minor = found
    return count, Money(minor, view.currency)


def _share(value: float | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), DIGITS)


def _day(month: int) -> date:
    return date(month // YEAR, month % YEAR + 1, 1)
