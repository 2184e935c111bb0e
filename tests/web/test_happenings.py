"""What a person wants to be told is kept as they chose it, one kind beside the other."""

import pytest

from data.queries.audience import audience
from data.queries.people import principal_of_user
from data.session import Database
from domain.access import Principal
from domain.attention import DEFAULTS, Channel, Digest, Kind, Quiet, Rhythm
from domain.errors import MalformedInput
from tests.world import World
from web import happenings_wants, session


@pytest.fixture
def person(sqlite_database: Database, sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> Principal:
    monkeypatch.setattr(session, "database", lambda: sqlite_database)
    return sqlite_world.principal("manager")


def usual(person: Principal) -> list[list[str]]:
    return [[way.value for way in DEFAULTS[person.role][kind]] for kind in happenings_wants.KINDS]


def test_only_what_was_changed_is_a_choice(sqlite_database: Database, person: Principal) -> None:
    shown = usual(person)
    assert happenings_wants.choose_ways(person, shown) == ""
    shown[happenings_wants.KINDS.index(Kind.MOVED)] = ["mail"]
    assert happenings_wants.choose_ways(person, shown) == "Saved"
    assert happenings_wants.choose_ways(person, shown) == ""
    with sqlite_database.read() as reading:
        found = next(each for each in audience(reading, ()) if each.principal.user_id == person.user_id)
        assert principal_of_user(reading, person.user_id) == found.principal
    assert dict(found.chosen) == {Kind.MOVED: frozenset({Channel.MAIL})}


def test_quiet_hours_and_digest_are_kept(sqlite_database: Database, person: Principal) -> None:
    wish = ("22:00", "06:30", False), ("daily", "18:00")
    assert [happenings_wants.choose_delivery(person, *wish) for _ in range(2)] == ["Saved", ""]
    with sqlite_database.read() as reading:
        found = next(each for each in audience(reading, ()) if each.principal.user_id == person.user_id)
    assert found.digest == Digest(Rhythm.DAILY, Digest.read("daily 18:00").at)
    assert Quiet.read("22:00-06:30,week").weekends is False


@pytest.mark.parametrize(
    "wish", [(("25:00", "06:30", False), ("daily", "18:00")), (("22:00", "06:30", False), ("hourly", "18:00"))]
)
def test_what_is_no_hour_or_rhythm_is_refused(
    person: Principal, wish: tuple[tuple[str, str, bool], tuple[str, str]]
) -> None:
    with pytest.raises(MalformedInput):
        happenings_wants.choose_delivery(person, *wish)
