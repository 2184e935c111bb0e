"""The days of a calendar, and the address that names them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity import FIRST_DAY, LAST_DAY, Kind
from domain.days import Mode, View, week_start
from domain.errors import BadFilter

TODAY = date(2026, 7, 15)
DAYS = st.dates(FIRST_DAY + timedelta(days=400), LAST_DAY - timedelta(days=400))
VIEWS = st.builds(
    View,
    st.sampled_from(Mode),
    DAYS,
    st.none() | st.integers(1, 10**9),
    st.sets(st.sampled_from(Kind)).map(lambda chosen: tuple(kind for kind in Kind if kind in chosen)),
)


@given(view=VIEWS)
def test_an_address_says_what_it_was_written_for(view: View) -> None:
    query = dict(pair.split("=") for pair in view.to_query(TODAY).split("&") if pair)
    assert View.from_query(query, TODAY) == view


def test_the_usual_address_is_bare() -> None:
    assert View.from_query({}, TODAY).to_query(TODAY) == ""


@given(view=VIEWS, first=st.integers(0, 6))
def test_every_view_shows_its_day_in_whole_weeks(view: View, first: int) -> None:
    start, end = view.span(first)
    assert start <= view.on <= end
    if view.mode is not Mode.AGENDA:
        assert start.weekday() == first
        assert ((end - start).days + 1) % 7 == 0


@given(view=VIEWS, first=st.integers(0, 6))
def test_turning_the_page_leaves_no_day_out(view: View, first: int) -> None:
    assert view.turned(1).span(first)[0] <= view.span(first)[1] + timedelta(days=1)
    assert view.turned(-1).span(first)[1] >= view.span(first)[0] - timedelta(days=1)


def test_a_month_that_begins_in_the_middle_of_a_week_begins_with_that_week() -> None:
    july = View(Mode.MONTH, date(2026, 7, 15))
    assert july.span(0) == (date(2026, 6, 29), date(2026, 8, 2))
    assert july.span(6) == (date(2026, 6, 28), date(2026, 8, 1))
    assert week_start(date(2026, 7, 12), 0) == date(2026, 7, 6)


def test_the_calendar_ends_where_the_days_end() -> None:
    assert View(Mode.MONTH, LAST_DAY).turned(1).on <= LAST_DAY
    assert View(Mode.WEEK, FIRST_DAY).turned(-1).on == FIRST_DAY


def test_a_kind_is_switched_on_and_off() -> None:
    view = View(Mode.WEEK, TODAY).toggled(Kind.MAIL).toggled(Kind.CALL)
    assert view.kinds == (Kind.CALL, Kind.MAIL)
    assert view.toggled(Kind.MAIL).kinds == (Kind.CALL,)


@pytest.mark.parametrize(
    "query",
    [{"view": "year"}, {"on": "today"}, {"on": "1999-12-31"}, {"person": "me"}, {"person": "１"}, {"kind": "call,nap"}],
)
def test_an_address_that_cannot_be_read_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadFilter):
        View.from_query(query, TODAY)
