"""Invoicing against target: the invoicing board's own numbers, as a sentence and as a chart."""

from typing import Any

from components.formats import month as month_name
from components.overview.chart import Month, chart
from components.overview.lead import Lead, lead
from components.overview.panel import Filled
from data.queries.board import columns
from data.queries.invoicing import Cell, Section, board
from data.session import Session
from domain.invoicing import Kind
from metrics.frames import frame
from metrics.pipeline import OpenPipeline
from metrics.target import Attainment, Coverage, CumulativeGap
from web.overview import View, month_start


def lead_and_chart(reading: Session, view: View) -> tuple[list[Any], Filled]:
    """Return the sentence and the chart, both from one reading of the invoicing board."""
    found = board(reading, view.principal, view.invoicing, today=view.today)
    # A company chosen by an old link may be one that the person does not see.
    section = found[0] if found else Section(view.currency, (), (), {}, {}, Cell())
    return lead(_lead(reading, view, section)), chart(_months(view, section), view.currency, view.today)


def _lead(reading: Session, view: View, section: Section) -> Lead:
    lanes = {kind: section.lane(kind) for kind in Kind}
    invoiced, target = section.invoiced_to_date.net_minor, sum(section.targets.values())
    orders = lanes[Kind.ORDERS].total.net_minor
    open_ones = columns(
        reading, view.principal, view.wanted, currency=view.currency, as_of=view.wanted.as_of or view.today
    ).summary
    pipeline = OpenPipeline.compute(frame([(open_ones.net_minor,)], ["net_minor"]))
    months = frame([(invoiced, target)], ["invoiced_minor", "target_minor"])
    return Lead(
        currency=view.currency,
        today=view.today,
        interval=_interval(view),
        invoiced_minor=invoiced,
        orders_minor=orders,
        weighted_minor=lanes[Kind.OPPORTUNITIES].total.net_minor,
        target_minor=target,
        attainment=Attainment.compute(months),
        coverage=Coverage.compute(pipeline, target - invoiced - orders) if target else None,
        rates_on=section.rates_on,
        late_minor=sum(
            cell.net_minor
            for kind in (Kind.ORDERS, Kind.OPPORTUNITIES)
            for month, cell in lanes[kind].cells.items()
            if month < view.this_month
        ),
        undated=sum(lane.undated.count for lane in lanes.values()),
    )


def _interval(view: View) -> str:
    """Return the interval in words: a year, or its first and last month."""
    first, last = view.invoicing.first_month, view.invoicing.last_month
    if first % 12 == 0 and last == first + 11:
        return str(first // 12)
    names = [month_name(month_start(month)) for month in sorted({first, last})]
    return " – ".join(names)


def _months(view: View, section: Section) -> list[Month]:
    lanes = {kind: section.lane(kind).cells for kind in Kind}

    def net(kind: Kind, month: int) -> int:
        return lanes[kind][month].net_minor if month in lanes[kind] else 0

    rows = [(month, net(Kind.INVOICES, month), section.targets.get(month, 0)) for month in view.invoicing.months]
    gaps = CumulativeGap.compute(frame(rows, ["month", "invoiced_minor", "target_minor"]))
    return [
        Month(
            first_on=month_start(month),
            invoiced_minor=invoiced,
            orders_minor=net(Kind.ORDERS, month),
            weighted_minor=net(Kind.OPPORTUNITIES, month),
            target_minor=target,
            last_year_minor=section.last_year.get(month, 0),
            # The gap of a month that is not over yet would be one only because it is not over.
            gap_minor=int(gap) if section.targets and month < view.this_month else None,
        )
        for (month, invoiced, target), gap in zip(rows, gaps, strict=True)
    ]
