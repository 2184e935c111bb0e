"""The calendar's address, and the feed behind a private one: right by RFC 5545, and nobody's but the person's."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from data.schema.activity import ActivityType
from data.schema.log import Audit
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.preference import CalendarFeed
from data.session import Database
from domain import clock
from domain.activity import Report
from domain.detail import ActivityRow
from tests.web.tiny import Tiny
from tests.world import TODAY, World
from web.activities import icalendar
from workflow import activities as verbs
from workflow import calendar_feeds
from workflow.activities import About

NOW = datetime(2026, 7, 15, 9, 30, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """Read content lines as RFC 5545 says."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(value: str) -> str:
    """Read a text value as RFC 5545 says."""
    found, rest = "", iter(value)
    for character in rest:
        if character == "\\":
            following = next(rest)
            found += "\n" if following in "nN" else following
        else:
            assert character not in ",;"
            found += character
    return found


def row(**values: object) -> ActivityRow:
    known: dict[str, object] = {
        "id": 4, "kind": "call", "type": "Call", "subject": "Call back", "note": None, "due_on": TODAY, "due_at": None,
        "done_at": None, "user": "Sara Vendi", "outcome_note": None, "version": 3, "opportunity_id": 7,
        "opportunity": "Press", "contact": "Alfa", "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return ActivityRow(**known | values)  # type: ignore[arg-type]  # typed by the test


def lines(*rows: ActivityRow) -> list[str]:
    return unfolded(icalendar.calendar(rows, name="Caudal", address="https://caudal.example", now=NOW))


TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300)


@given(text=TEXTS)
def test_what_is_folded_is_never_longer_than_75_octets_and_reads_the_same(text: str) -> None:
    line = "SUMMARY:" + icalendar.escaped(text)
    folded = icalendar.folded(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert all(part.startswith(" ") for part in folded.split("\r\n")[1:])
    assert folded.replace("\r\n ", "") == line


@given(text=TEXTS)
def test_what_is_escaped_reads_the_same_and_breaks_no_line(text: str) -> None:
    escaped = icalendar.escaped(text)
    assert "\n" not in escaped
    assert "\r" not in escaped
    assert unescaped(escaped) == icalendar.CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@given(subject=TEXTS.filter(str.strip), note=TEXTS)
def test_nobody_writes_a_property_into_somebodys_calendar(subject: str, note: str) -> None:
    names = [line.partition(":")[0] for line in lines(row(subject=subject, note=note))]
    assert names.count("BEGIN") == 2
    assert names.count("SUMMARY") == names.count("UID") == names.count("DTSTART;VALUE=DATE") == 1


def test_a_day_without_a_time_is_a_date_and_one_with_a_time_an_instant_in_utc() -> None:
    assert {"DTSTART;VALUE=DATE:20260715", "DTEND;VALUE=DATE:20260716", "TRANSP:TRANSPARENT"} <= set(lines(row()))
    timed = lines(row(due_at=datetime(2026, 7, 15, 14, 30, tzinfo=UTC)))
    assert {"DTSTART:20260715T143000Z", "DURATION:PT30M", "TRANSP:OPAQUE"} <= set(timed)


def test_an_event_says_what_it_is_about_and_leads_there() -> None:
    found = lines(row(note="Bring; the\ndrawing"))
    assert {
        "UID:activity-4-1784107800@caudal", "DTSTAMP:20260715T093000Z", "SEQUENCE:2", "SUMMARY:Call back\\, Alfa",
        "DESCRIPTION:Alfa\\, Press\\nBring\\; the\\ndrawing", "URL:https://caudal.example/opportunity/7", "STATUS:CONFIRMED",
    } <= set(found)  # fmt: skip
    assert found[0] == "BEGIN:VCALENDAR"
    assert found[-1] == "END:VCALENDAR"


def test_only_what_is_still_to_be_done_rings() -> None:
    remind_at = datetime(2026, 7, 15, 8, 0, tzinfo=UTC)
    alarm = [
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Call back",
        "TRIGGER;VALUE=DATE-TIME:20260715T080000Z",
        "END:VALARM",
    ]
    found = lines(row(remind_at=remind_at))
    start = found.index("BEGIN:VALARM")
    assert found[start : start + 5] == alarm
    assert "BEGIN:VALARM" not in lines(row(remind_at=remind_at, done_at=NOW))


# ── The address ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stranger(tiny: Tiny) -> FlaskClient:
    """Return a browser in which nobody is signed in."""
    return tiny.server.test_client()


@pytest.fixture
def key(sqlite_database: Database, sqlite_world: World) -> str:
    """Return the key of the sales person's address."""
    return renewed(sqlite_database, sqlite_world)


def renewed(database: Database, world: World, login: str = "sales") -> str:
    return database.run(lambda unit: calendar_feeds.renew(unit, world.principal(login), now=clock.now()))


def test_the_address_gives_ones_own_activities_to_whoever_has_it_and_keeps_them_out_of_caches(
    stranger: FlaskClient, key: str, sqlite_database: Database, sqlite_world: World
) -> None:
    with sqlite_database.write() as session:
        call = session.scalars(select(ActivityType.id).where(ActivityType.code == "CALL")).one()
        about, me = About(sqlite_world.opportunities["press"]), sqlite_world.principal("sales")
        for days in (10, 200):
            report = Report(call, f"Called {days} days ago", clock.now() - timedelta(days=days))
            verbs.log(session, me, about, report, now=clock.now())
    answer = stranger.get(f"/calendar/{key}.ics")
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    said = "\n".join(unfolded(answer.text))
    assert "SUMMARY:Ask for the order" in said
    assert "Called 10 days ago" in said
    assert "Called 200 days ago" not in said
    assert "Visit the station" not in said  # somebody else's, in another company


def test_only_a_hash_of_the_key_is_kept_and_both_acts_are_audited(
    key: str, sqlite_database: Database, sqlite_world: World
) -> None:
    sqlite_database.run(lambda unit: calendar_feeds.revoke(unit, sqlite_world.principal("sales"), now=clock.now()))
    again = renewed(sqlite_database, sqlite_world)
    with sqlite_database.read() as session:
        assert again not in session.scalars(select(CalendarFeed.key_hash)).one()
        acts = list(session.scalars(select(Audit.action).order_by(Audit.id)))
    assert acts == ["calendar_feed_made", "calendar_feed_revoked", "calendar_feed_made"]
    assert len(key) >= 43


def test_a_new_address_ends_the_former_one_and_a_revoked_one_is_nothing(
    stranger: FlaskClient, key: str, sqlite_database: Database, sqlite_world: World
) -> None:
    new = renewed(sqlite_database, sqlite_world)
    assert [stranger.get(f"/calendar/{each}.ics").status_code for each in (key, new)] == [404, 200]
    sqlite_database.run(lambda unit: calendar_feeds.revoke(unit, sqlite_world.principal("sales"), now=clock.now()))
    assert stranger.get(f"/calendar/{new}.ics").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("guess", ["", "x", "../sign-in", "a" * 5000, "%00", "' or 1=1"])
def test_any_other_key_finds_nothing_and_says_nothing(stranger: FlaskClient, key: str, guess: str) -> None:
    answer = stranger.get(f"/calendar/{guess}.ics")
    assert answer.status_code != HTTPStatus.OK
    assert "VCALENDAR" not in answer.text


def test_who_was_deactivated_has_no_feed_and_who_lost_sight_of_something_does_not_find_it(
    stranger: FlaskClient, key: str, sqlite_database: Database, sqlite_world: World
) -> None:
    press = sqlite_world.opportunities["press"]
    with sqlite_database.write() as session:
        elsewhere = {"company_id": sqlite_world.companies["CH"]}
        session.execute(update(Opportunity).where(Opportunity.id == press).values(**elsewhere))
    assert "Ask for the order" not in stranger.get(f"/calendar/{key}.ics").text
    with sqlite_database.write() as session:
        session.execute(update(User).where(User.login == "sales").values(active=False))
    assert stranger.get(f"/calendar/{key}.ics").status_code == HTTPStatus.NOT_FOUND


def test_the_feed_answers_only_reading(stranger: FlaskClient, key: str) -> None:
    for method in (stranger.post, stranger.put, stranger.delete):
        assert method(f"/calendar/{key}.ics").status_code >= HTTPStatus.BAD_REQUEST
