"""The address of the Activity page says what it was written for; what cannot be read is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadFilter
from domain.happening import MOST_ROWS, ROWS, Topic, Wish

IDS = st.frozensets(st.integers(1, 10**9), max_size=3)
WISHES = st.builds(
    Wish,
    st.sampled_from(Topic),
    st.none() | st.integers(1, 10**9),
    IDS,
    IDS,
    st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(1, MOST_ROWS),
)


@given(wish=WISHES)
def test_an_address_says_what_it_was_written_for(wish: Wish) -> None:
    query = dict(pair.split("=") for pair in wish.to_query().split("&") if pair)
    assert Wish.from_query(query) == wish


def test_the_usual_address_is_bare_and_leaves_nothing_out() -> None:
    assert Wish().to_query() == ""
    assert not Wish().is_narrow
    assert not Wish().longer().is_narrow
    assert Wish().longer().rows == 2 * ROWS


@pytest.mark.parametrize(
    "query",
    [{"about": "gossip"}, {"person": "x"}, {"owner": "1,-2"}, {"until": "tomorrow"}, {"rows": "999"}, {"rows": "ten"}],
)
def test_what_cannot_be_read_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(BadFilter):
        Wish.from_query(query)
