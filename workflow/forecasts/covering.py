"""Coverage by month: how often the open pipeline of each month holds what is missing to its target."""

from dataclasses import replace
from datetime import date
from typing import Final

from data.queries.invoicing import Section, board
from data.session import Session
from domain.access import Principal
from domain.analysis import CoveredMonth
from domain.invoicing import Basis, DocumentFilter, InvoicingView, Kind
from metrics.target import Coverage

# The board's lane also holds what is won: here only what is open may cover what is missing.
OPEN: Final = {Kind.OPPORTUNITIES: DocumentFilter(statuses=frozenset({"open"}))}


def coverage(session: Session, principal: Principal, view: InvoicingView, *, today: date) -> list[CoveredMonth]:
    """Return the months of the view in its reporting currency; raise UnknownCurrency, RateMissing."""
    once, in_full = (_section(session, principal, view, basis, today) for basis in (Basis.EXCLUSIVE, Basis.DOCUMENTS))
    return [_month(month, once, in_full) for month in view.months] if once and in_full else []


def _section(session: Session, principal: Principal, view: InvoicingView, basis: Basis, today: date) -> Section | None:
    asked = replace(view, basis=basis, documents={**view.documents, **OPEN})
    found = board(session, principal, asked, today=today)
    return found[0] if found else None


def _month(month: int, once: Section, in_full: Section) -> CoveredMonth:
    cells = {kind: once.lane(kind).cells.get(month) for kind in Kind}
    sure = sum(cell.net_minor for kind in (Kind.INVOICES, Kind.ORDERS) if (cell := cells[kind]))
    full = in_full.lane(Kind.OPPORTUNITIES).cells.get(month)
    weighted = cells[Kind.OPPORTUNITIES]
    target, pipeline = once.targets.get(month, 0), full.net_minor if full else 0
    return CoveredMonth(
        month=month,
        target_minor=target,
        sure_minor=sure,
        pipeline_minor=pipeline,
        weighted_minor=weighted.net_minor if weighted else 0,
        coverage=Coverage.compute(pipeline, target - sure) if target else None,
    )
