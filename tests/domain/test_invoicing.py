"""The invoicing view survives the URL, is whole months, and refuses what it cannot read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import period
from domain.errors import BadFilter, TooManyMonths
from domain.filter import PipelineFilter
from domain.invoicing import INVOICE_KINDS, MOST_MONTHS, STATUSES, Basis, DocumentFilter, InvoicingView, Kind

TODAY = date(2026, 11, 24)
SPANS = st.sampled_from([None, "2026", "2026-H2", "2026-Q3", "2026-07", "2025-11..2026-02", "this-year"])
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=30)
KINDS = st.frozensets(st.sampled_from(Kind))


@st.composite
def document_filters(draw: st.DrawFn, kind: Kind) -> DocumentFilter:
    types = st.sampled_from(INVOICE_KINDS) if kind is Kind.INVOICES else st.integers(1, 10**9).map(str)
    span = draw(SPANS)
    return DocumentFilter(
        statuses=draw(st.frozensets(st.sampled_from(STATUSES[kind]))),
        types=draw(st.frozensets(types, max_size=3)),
        number=draw(WORDS),
        contact=draw(WORDS),
        period=period.parse(span, TODAY) if span else None,
    )


@st.composite
def views(draw: st.DrawFn) -> InvoicingView:
    span = draw(SPANS)
    named = period.parse(span, TODAY) if span else None
    asked = {kind: draw(document_filters(kind)) for kind in draw(KINDS)}
    interval = named or period.parse("this-year", TODAY)
    return InvoicingView(
        PipelineFilter(period=named, agent_ids=draw(st.frozensets(st.integers(1, 99), max_size=2))),
        period.month_of(interval.start_on),
        period.month_of(interval.end_on),
        shown=draw(KINDS),
        collapsed=draw(KINDS),
        basis=draw(st.sampled_from(Basis)),
        documents={kind: one for kind, one in asked.items() if not one.is_empty},
    )


@given(views())
def test_a_view_comes_back_from_its_link(view: InvoicingView) -> None:
    assert InvoicingView.from_query(view.to_query(), TODAY) == view


def test_the_default_view_is_this_year_with_everything_collapsed_and_counted_once() -> None:
    view = InvoicingView.from_query("", TODAY)
    assert view.to_query() == ""
    assert view.months == range(2026 * 12, 2027 * 12)
    assert view.shown == view.collapsed == frozenset(Kind)
    assert view.basis is Basis.EXCLUSIVE


def test_nothing_collapsed_and_nothing_shown_are_told_from_the_default() -> None:
    view = InvoicingView.from_query("collapse=none&show=none", TODAY)
    assert view.collapsed == view.shown == frozenset()


def test_days_are_widened_to_whole_months() -> None:
    view = InvoicingView.from_query("period=2025-12-15..2026-02-03", TODAY)
    assert list(view.months) == [2025 * 12 + 11, 2026 * 12, 2026 * 12 + 1]


def test_more_months_than_a_board_holds_are_refused_in_numbers() -> None:
    assert len(InvoicingView.from_query("period=2024-01..2026-12", TODAY).months) == MOST_MONTHS
    with pytest.raises(TooManyMonths) as refusal:
        InvoicingView.from_query("period=2024-01..2027-01", TODAY)
    assert refusal.value.params == {"most": MOST_MONTHS, "count": MOST_MONTHS + 1}


def test_a_year_before_is_the_same_view_twelve_months_earlier() -> None:
    view = InvoicingView.from_query("period=2026-Q3&basis=documents", TODAY)
    before = view.a_year_before()
    assert list(before.months) == [month - 12 for month in view.months]
    assert before.basis is Basis.DOCUMENTS


@pytest.mark.parametrize(
    "query",
    ["show=quotes", "collapse=orders,x", "basis=cash", "invoices.status=open", "orders.status=paid", "invoices.type=5",
     "orders.type=invoice", "orders.type=１", "opportunities.period=soon", "invoices.number=%00"],
)  # fmt: skip
def test_an_unreadable_value_is_refused(query: str) -> None:
    with pytest.raises(BadFilter):
        InvoicingView.from_query(query, TODAY)
