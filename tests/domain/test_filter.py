"""The filter survives the URL, and refuses what it cannot read."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import period
from domain.errors import BadFilter
from domain.filter import Idle, PipelineFilter

TODAY = date(2026, 11, 24)
ids = st.frozensets(st.integers(0, 2**63 - 1), max_size=4)
texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=40)


@st.composite
def filters(draw: st.DrawFn) -> PipelineFilter:
    low, high = sorted([draw(st.integers(0, 100)), draw(st.integers(0, 100))])
    span = draw(st.sampled_from([None, "2026", "2026-Q3", "2026-07", "this-year", "2026-01..2026-06"]))
    begun = draw(st.sampled_from([None, "2025", "2025-12-01..2026-02-15"]))
    idle = draw(st.none() | st.integers(0, 9999))
    return PipelineFilter(
        company_ids=draw(ids),
        period=period.parse(span, TODAY) if span else None,
        type_ids=draw(ids),
        owner_ids=draw(ids),
        agent_ids=draw(ids),
        contact_ids=draw(ids),
        percent_min=low,
        percent_max=high,
        stage_ids=draw(ids),
        created=period.parse(begun, TODAY) if begun else None,
        idle=None if idle is None else Idle(idle, TODAY - timedelta(days=idle)),
        currency=draw(st.sampled_from([None, "EUR", "USD"])),
        text=draw(texts),
        as_of=draw(st.none() | st.dates(date(2000, 1, 1), date(2099, 1, 1))),
    )


@given(filters())
def test_a_filter_comes_back_from_its_link(pipeline_filter: PipelineFilter) -> None:
    assert PipelineFilter.from_query(pipeline_filter.to_query(), TODAY) == pipeline_filter


def test_the_empty_filter_is_the_empty_query() -> None:
    assert PipelineFilter().to_query() == ""
    assert PipelineFilter.from_query("?", TODAY).is_empty


def test_the_currency_alone_does_not_narrow_the_view() -> None:
    assert PipelineFilter(currency="USD").is_empty
    assert not PipelineFilter(text="pump").is_empty


def test_keys_of_others_are_left_alone() -> None:
    assert PipelineFilter.from_query("sort=net&owner=3", TODAY).owner_ids == {3}


@pytest.mark.parametrize(
    "query",
    ["company=a", "company=1,,2", "owner=-1", "type=1.5", "p=90-25", "p=abc", "p=0-101", "currency=euro", "currency=€€€",
     "stage=99999999999999999999", "period=whenever", "as_of=2026-13-01", "q=%00", "company=1%3B2", "owner=１", "created=soon",
     "idle=-1", "idle=x", "idle=10000"],
)  # fmt: skip
def test_an_unreadable_value_is_refused_by_name(query: str) -> None:
    with pytest.raises(BadFilter, match=query.split("=", maxsplit=1)[0]):
        PipelineFilter.from_query(query, TODAY)


def test_idle_is_counted_from_the_day_that_is_looked_from() -> None:
    found = PipelineFilter.from_query("idle=30", TODAY).idle
    assert found == Idle(30, date(2026, 10, 25))
