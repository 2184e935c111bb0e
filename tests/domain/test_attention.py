"""Attention: quiet hours and digests on the clock of the person, and what is written down is read back."""

from datetime import UTC, datetime, time

import pytest

from domain.access import Role
from domain.attention import DEFAULTS, NO_WAY, Channel, Digest, Kind, Quiet, Rhythm, read_ways, write_ways
from domain.errors import MalformedInput

ROME = "Europe/Rome"  # two hours ahead of UTC in July


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of July 2026 in UTC; the 15th is a Wednesday."""
    return datetime(2026, 7, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "over"),
    [
        (at(15, 9), at(15, 9)),  # in the middle of the day
        (at(15, 16, 59), at(15, 16, 59)),  # 18:59 there
        (at(15, 17), at(16, 5, 30)),  # 19:00 there: tomorrow at 7:30
        (at(15, 3), at(15, 5, 30)),  # early in the morning: today at 7:30
        (at(17, 18), at(20, 5, 30)),  # Friday evening: Monday
        (at(18, 10), at(20, 5, 30)),  # Saturday at noon: Monday
    ],
)
def test_mail_waits_until_the_quiet_hours_are_over_where_the_person_is(now: datetime, over: datetime) -> None:
    assert Quiet().over_at(now, ROME) == over


def test_without_nights_and_weekends_nothing_is_quiet() -> None:
    assert Quiet(time(0), time(0), weekends=False).over_at(at(18, 3), ROME) == at(18, 3)


def test_quiet_hours_follow_the_clock_when_summer_time_ends() -> None:
    # The night of 24 to 25 October 2026 is an hour longer; the 26th is a Monday.
    evening = datetime(2026, 10, 23, 20, tzinfo=UTC)
    assert Quiet().over_at(evening, ROME) == datetime(2026, 10, 26, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("digest", "now", "due"),
    [
        (Digest(Rhythm.WEEKLY, time(7, 45)), at(15, 9), at(13, 5, 45)),
        (Digest(Rhythm.WEEKLY, time(7, 45)), at(13, 5, 44), at(6, 5, 45)),
        (Digest(Rhythm.DAILY, time(7, 45)), at(15, 9), at(15, 5, 45)),
        (Digest(Rhythm.DAILY, time(7, 45)), at(19, 9), at(17, 5, 45)),  # Sunday: Friday's was the latest
        (Digest(Rhythm.NEVER, time(7, 45)), at(15, 9), None),
    ],
)
def test_a_digest_comes_on_working_days_or_mondays(digest: Digest, now: datetime, due: datetime | None) -> None:
    assert digest.latest(now, ROME) == due


def test_what_is_written_down_is_read_back() -> None:
    quiet, digest = Quiet(time(22), time(6, 15), weekends=False), Digest(Rhythm.DAILY, time(18))
    assert Quiet.read(quiet.write()) == quiet
    assert Digest.read(digest.write()) == digest
    assert (Quiet.read(""), Digest.read("")) == (Quiet(), Digest())
    for ways in (NO_WAY, frozenset({Channel.APP, Channel.DIGEST})):
        assert read_ways(write_ways(ways)) == ways


@pytest.mark.parametrize("text", ["noon-night,weekends", "19:00", "19:00-25:00,week"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(MalformedInput):
        Quiet.read(text)


def test_every_role_has_a_usual_way_for_every_kind() -> None:
    assert {role: set(ways) for role, ways in DEFAULTS.items()} == {role: set(Kind) for role in Role}
