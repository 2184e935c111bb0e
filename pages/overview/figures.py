"""The six figures: what each is, what it was, and whether it changed more than it usually does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from components import formats
from components.language import gettext as _
from components.overview import tiles as pictures
from components.overview.tiles import Compared, Tile
from components.overview.words import written
from data.queries.board import columns
from data.queries.overview import closings, documents, standings
from data.queries.overview.touched import Change, touched
from data.session import Session
from domain.basis import USUAL, Basis
from domain.board import Totals
from domain.invoicing import MOST_MONTHS
from domain.outcome import Outcome
from domain.period import add_months, month_of
from metrics import comparison
from metrics.billings import Invoiced, OrdersToInvoice
from metrics.closing import DaysToWon, Share, WinRate, mature_after, medians, rates
from metrics.comparison import HISTORY_MONTHS, YEAR, Comparison, compare
from metrics.frames import by_month, first_month, frame, running
from metrics.metric import Metric
from metrics.pipeline import OpenPipeline, WeightedPipeline
from web.overview import View, month_start

LEAST_CASES = 20  # GUIDE §9: no change is told from fewer
WINDOW = timedelta(days=364)  # 365 days, both ends included


@dataclass(frozen=True, slots=True)
class _Line:
    """The points of a line, by their months, and last year's."""

    months: Sequence[int]
    points: Sequence[float | None]
    last_year: Sequence[float | None] = ()


def tiles(reading: Session, view: View) -> tuple[list[Any], int, bool]:
    """Return the tiles, how many opportunities are open, and whether there is anything at all."""
    as_of = view.wanted.as_of or view.today
    found = columns(reading, view.principal, view.wanted, currency=view.currency, as_of=as_of)
    shown = [
        _invoiced(reading, view),
        _orders(reading, view),
        *_pipeline(reading, view, found.summary),
        _win_rate(reading, view),
        _days(reading, view),
    ]
    known = any(column.totals.count for column in found.columns) or any(tile.value for tile in shown[:2])
    return pictures.tiles(shown), found.summary.count, known


def _tile(metric: type[Metric], view: View, value: float | None, line: _Line, **more: Any) -> Tile:
    label = more.pop("label", None) or _(metric.label)
    return Tile(
        label=label,
        formula=_(metric.formula),
        unit=metric.unit.value,
        higher_is_better=metric.higher_is_better,
        value=value,
        currency=view.currency,
        months=[month_start(month) for month in line.months],
        points=line.points,
        last_year=line.last_year,
        **more,
    )


def _compared(found: Comparison) -> Compared:
    return Compared(found.before, found.verdict.value, found.swing, found.cases)


def _invoiced(reading: Session, view: View) -> Tile:
    """Invoiced in the interval up to today, beside the same days of last year."""
    exchange, asked = view.exchange(reading), (reading, view.principal, view.invoicing)
    begun, until = view.begun, view.until
    if not begun:
        return _tile(Invoiced, view, None, _Line([], []), href=view.invoicing_link(), basis=_("has not begun yet"))
    first = begun[-1] - HISTORY_MONTHS - 2 * YEAR - len(begun)
    rows = frame(documents.invoiced_by_month(*asked, first, begun[-1], exchange=exchange), documents.Amount._fields)
    _first_on, last_year_until = comparison.same_days_last_year(month_start(begun[0]), until)

    def upto(months: Sequence[int], day: date) -> int:
        whole = Invoiced.between(rows, months[0], months[-1])
        return whole - documents.invoiced_after(*asked, day, exchange=exchange)

    before_months = [month - YEAR for month in begun]
    value, before = upto(begun, until), upto(before_months, last_year_until)
    known = by_month(rows, "net_minor", first_month(rows, otherwise=begun[0]), begun[-1] - 1)
    history = comparison.flow_history(known, len(begun)) if len(known) else []
    way, last_way = (running(rows, "net_minor", months[0], months[-1]) for months in (begun, before_months))
    year = last_year_until.year
    return _tile(
        Invoiced,
        view,
        value,
        _Line(begun, [*way[:-1], value], last_way),
        label=_("{label}, {first} – {last}", label=_(Invoiced.label), first=_day(month_start(begun[0]), view), last=_day(until, view)),
        href=view.invoicing_link(),
        basis=_("same days {year}: {amount}", year=year, amount=written(before, "money", view.currency)),
        compared=_compared(compare(value, before, history)) if before else None,
    )  # fmt: skip


def _orders(reading: Session, view: View) -> Tile:
    """What is ordered and not invoiced, beside the same day a month ago."""
    then_on = add_months(view.today, -1)
    months = _past(view)
    found = documents.backlog(reading, view.principal, view.invoicing, months, then_on, exchange=view.exchange(reading))
    value = OrdersToInvoice.compute(frame(found.now, documents.OpenOrders._fields))
    past = [amount.net_minor for amount in found.standings]
    first, last = documents.planned_span(found.now) or (view.this_month, view.this_month)
    last = min(last, first + MOST_MONTHS - 1)  # more than that the board does not show
    return _tile(
        OrdersToInvoice,
        view,
        value,
        _Line([*months[-YEAR:], view.this_month], [*past[-YEAR:], value]),
        href=view.invoicing_link(first, last, show="orders"),
        basis=_then(then_on, found.then_minor, view),
        compared=_compared(compare(value, found.then_minor, comparison.stock_history(past))),
    )


def _pipeline(reading: Session, view: View, now: Totals) -> list[Tile]:
    """Return what is open, in full and weighted, beside the same day a month ago."""
    then_on = add_months(view.today, -1)
    months, converter = _past(view), view.converter(reading)
    asked = (reading, view.principal, view.wanted)
    change: Change = touched(*asked, view.midnight(then_on + timedelta(days=1)), converter=converter)
    past = standings.standings(*asked, months[0], months[-1], converter=converter)
    open_now = frame([(now.net_minor, now.weighted_minor)], ["net_minor", "weighted_minor"])
    found = [
        (OpenPipeline, OpenPipeline.compute(open_now), change.open_net_minor, [one.net_minor for one in past]),
        (WeightedPipeline, WeightedPipeline.compute(open_now), change.open_weighted_minor, [one.weighted_minor for one in past]),
    ]  # fmt: skip
    by_forecast = [] if view.wanted.basis is USUAL else [_weighted_by(view, found.pop()[1])]
    return [
        _tile(
            metric,
            view,
            value,
            _Line([*months[-YEAR:], view.this_month], [*points[-YEAR:], value]),
            href=view.board_link(),
            basis=_then(then_on, value - since, view),
            compared=_compared(compare(value, value - since, comparison.stock_history(points))),
        )
        for metric, value, since, points in found
    ] + by_forecast


def _weighted_by(view: View, value: int) -> Tile:
    """Return the weighted pipeline by another probability than the stated one, which has no history to stand beside."""
    words = {Basis.STAGE: _("by stage norm"), Basis.MODEL: _("by the forecast’s chance")}
    line = _Line([view.this_month], [value])
    return _tile(WeightedPipeline, view, value, line, href=view.board_link(), basis=words[view.wanted.basis])


def _win_rate(reading: Session, view: View) -> Tile:
    """Return the win rate of the last twelve months of creation of which nearly all are decided."""
    asked = (reading, view.principal, view.wanted)
    decided = closings.durations(*asked, add_months(view.today, -2 * YEAR), view.today)
    mature = mature_after(frame(decided, closings.Duration._fields)) or 0
    last_on = view.today - timedelta(days=mature)
    first_on = last_on - WINDOW
    before_on = comparison.days_before(first_on, last_on)
    months = range(month_of(last_on) - HISTORY_MONTHS - 2 * YEAR, month_of(last_on))
    now, before, history = (
        frame(closings.cohorts(*asked, *span), closings.Cohort._fields)
        for span in ((first_on, last_on), before_on, (month_start(months[0]), month_start(months[-1] + 1)))
    )
    share, earlier = WinRate.compute(now), WinRate.compute(before)
    values = rates(history, months)
    points = [values[month - YEAR + 1, month] for month in months[-YEAR:]]
    span_text = f"{formats.month(first_on)} – {formats.month(last_on)}"
    return _tile(
        WinRate,
        view,
        share.value,
        _Line([*months[-YEAR:], month_of(last_on)], [*points, share.value]),
        label=_("{label}, 12 months", label=_(WinRate.label)),
        href=view.board_link(created=view.days(first_on, last_on), period=None),
        basis=_decided(share, span_text),
        compared=_changed(share.value, earlier.value, comparison.window_history(values)),
        is_small=min(share.cases, earlier.cases) < LEAST_CASES,
    )


def _days(reading: Session, view: View) -> Tile:
    """Return the median days of what was won in the last 365 days."""
    last_on = view.today
    first_on = last_on - WINDOW
    months = range(view.this_month - HISTORY_MONTHS - 2 * YEAR, view.this_month)
    asked = (reading, view.principal, view.wanted)
    now, before, history = (
        frame(closings.durations(*asked, *span, Outcome.WON), closings.Duration._fields)
        for span in (
            (first_on, last_on),
            comparison.days_before(first_on, last_on),
            (month_start(months[0]), month_start(view.this_month) - timedelta(days=1)),
        )
    )
    middle, earlier = DaysToWon.compute(now), DaysToWon.compute(before)
    values = medians(history, months)
    points = [values[month - YEAR + 1, month] for month in months[-YEAR:]]
    basis = _(
        "{count} won in 365 days; the year before: {days}",
        count=formats.number(middle.cases),
        days=written(earlier.value, "days", ""),
    )
    return _tile(
        DaysToWon,
        view,
        middle.value,
        _Line([*months[-YEAR:], view.this_month], [*points, middle.value]),
        href=view.board_link(period=view.days(first_on, last_on)),
        basis=basis,
        compared=_changed(middle.value, earlier.value, comparison.window_history(values)),
        is_small=min(middle.cases, earlier.cases) < LEAST_CASES,
    )


def _changed(now: float | None, before: float | None, history: list[float]) -> Compared | None:
    if now is None or before is None:
        return None
    return _compared(compare(now, before, history))


def _past(view: View) -> range:
    """Return the months whose ends tell how such changes usually are."""
    return range(view.this_month - HISTORY_MONTHS - 1, view.this_month)


def _then(on: date, minor: int, view: View) -> str:
    return _("{day}: {amount}", day=_day(on, view), amount=written(minor, "money", view.currency))


def _decided(share: Share, started: str) -> str:
    if share.low is None or share.high is None:
        return _("none decided yet, started {months}", months=started)
    span = formats.percent_range(round(100 * share.low), round(100 * share.high))
    count = formats.number(share.cases)
    return _("{count} decided, range {span}; started {months}", count=count, span=span, months=started)


def _day(day: date, view: View) -> str:
    return formats.day(day, view.today)
