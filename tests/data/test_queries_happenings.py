"""What happened is told to whom may see it, in order, once, and what others did since the last visit is new."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.happenings import actors, feed, new_count
from data.schema.company import SourceSystem
from data.schema.forecast import ForecastRun
from data.schema.importing import ImportRun
from data.schema.log import Event
from data.schema.notice import Notification
from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.view import SavedView
from data.session import Database
from domain.happening import Feed, Happening, Source, SystemNote, Topic, Wish
from tests.selling import Seller
from tests.world import BASE_RATES, NOW, TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Closing
from workflow.snapshots import take_snapshot

HOUR = timedelta(hours=1)
LATER = NOW + 24 * HOUR


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    """Return somebody who worked a while, an hour between any two changes."""
    seller = Seller(database, world)
    work: list[Callable[[], object]] = [
        lambda: seller.edit("press", expected_order_on=date(2026, 12, 1)),
        lambda: seller.edit("robot", gross_minor=1_000_000),
        lambda: seller.edit("robot", probability_id=world.probabilities[75]),
        lambda: seller.win("lines"),
        lambda: lose(seller, "silent"),
    ]
    for number, step in enumerate(work, start=1):
        seller.now = NOW + number * HOUR
        step()
    return seller


def lose(seller: Seller, key: str) -> None:
    lost = Closing(seller.world.reasons["PRICE"], TODAY)
    target = seller.target(key)
    seller.run(lambda unit: verbs.lose(unit, seller.principal, target, lost, today=TODAY, now=seller.now))


def seen(database: Database, world: World, login: str, wish: Wish | None = None, since: timedelta = -HOUR) -> Feed:
    with database.read() as session:
        return feed(session, world.principal(login), wish or Wish(), seen_at=NOW + since, now=LATER)


def changes(found: Feed) -> list[tuple[str, str]]:
    return [(row.event.verb, row.subject.title) for row in found.rows if isinstance(row, Happening)]


def notes(found: Feed) -> list[SystemNote]:
    return [row for row in found.rows if isinstance(row, SystemNote)]


@pytest.mark.parametrize("login", ["administrator", "manager", "country_manager", "sales", "colleague", "foreign"])
def test_everybody_reads_the_log_of_what_they_see_and_nothing_else(
    database: Database, world: World, seller: Seller, login: str
) -> None:
    person = world.principal(login)
    with database.read() as session:
        rows = session.execute(
            select(Event, Opportunity).join(Opportunity, Opportunity.id == Event.entity_id).where(Event.entity == "opportunity")
        ).all()  # fmt: skip
        expected = [
            (event.at, event.id)
            for event, record in rows
            if event.at > LATER - timedelta(days=366)
            and person.reaches(company_id=record.company_id, team_id=record.team_id, owner_id=record.owner_id)
        ]
    found = [row for row in seen(database, world, login, Wish(rows=200)).rows if isinstance(row, Happening)]
    assert seller.principal.login == "sales"
    assert [(row.at, row.event.id) for row in found] == sorted(expected, reverse=True)


@pytest.mark.parametrize(
    ("topic", "expected"),
    [
        (Topic.CLOSED, [("lose", "Silent pump"), ("win", "Service contract")]),
        (Topic.RISK, [("edit", "Robot cell"), ("edit", "Hydraulic press")]),
        (Topic.MOVED, []),
        (Topic.SYSTEM, []),
    ],
)
def test_each_part_shows_its_kind_of_change(
    database: Database, world: World, seller: Seller, topic: Topic, expected: list[tuple[str, str]]
) -> None:
    assert seller.now == NOW + 5 * HOUR
    assert changes(seen(database, world, "manager", Wish(topic=topic))) == expected


def test_what_others_did_since_the_last_visit_is_new(database: Database, world: World, seller: Seller) -> None:
    new = Wish(topic=Topic.NEW)
    assert len(changes(seen(database, world, "manager", new))) == 5
    two_later = seen(database, world, "manager", new, since=3 * HOUR)
    assert changes(two_later) == [("lose", "Silent pump"), ("win", "Service contract")]
    assert two_later.new_count == 2
    assert changes(seen(database, world, "sales", new)) == [], "one's own changes are no news"
    with database.read() as session:
        assert new_count(session, seller.principal, NOW - HOUR, LATER) == 0


def test_the_page_is_narrowed_by_person_owner_company_and_day(database: Database, world: World, seller: Seller) -> None:
    def found(**wanted: object) -> list[tuple[str, str]]:
        return changes(seen(database, world, "administrator", Wish(rows=200, **wanted)))  # type: ignore[arg-type]  # fields of a wish

    everything = found()
    assert found(person=world.users["sales"], owner_ids=frozenset({world.users["colleague"]})) == []
    by_company = [found(company_ids=frozenset({world.companies[code]})) for code in ("IT", "CH")]
    assert sorted(by_company[0] + by_company[1]) == sorted(everything)
    assert ("win", "Service contract") not in found(until=TODAY - timedelta(days=1))
    assert seller.principal.user_id == world.users["sales"]


def test_more_rows_are_the_same_rows_and_older_ones(database: Database, world: World, seller: Seller) -> None:
    short, long = (seen(database, world, "administrator", Wish(rows=rows)) for rows in (3, 200))
    assert short.rows == long.rows[:3]
    assert (short.has_more, long.has_more) == (True, False)
    assert seller.now > NOW


def test_what_one_person_does_to_many_at_once_is_told_once(database: Database, world: World) -> None:
    seller = Seller(database, world)
    for key in ("press", "robot", "silent", "lines"):
        seller.edit(key, description="Looked at")
    (first, *_) = [row for row in seen(database, world, "manager").rows if isinstance(row, Happening)]
    assert (first.event.verb, first.count) == ("edit", 4)


def test_imports_snapshots_forecasts_views_and_rules_are_told_to_whom_they_concern(
    database: Database, world: World
) -> None:
    def work(unit: Session) -> None:
        system = SourceSystem(code="CRM", name="Old CRM")
        unit.add(system)
        unit.flush()
        take_snapshot(unit, TODAY, NOW)
        unit.add_all(
            [
                ImportRun(company_id=world.companies["IT"], source_system_id=system.id, profile="maven", fingerprint="f", started_at=NOW, finished_at=NOW, status="done", counts={}),
                ForecastRun(company_id=world.companies["CH"], model="blend", measure="bookings", cutoff_on=TODAY, run_at=NOW),
                SavedView(user_id=world.users["manager"], page="/map", name="North", query="", shared=True, created_at=NOW, updated_at=NOW),
                Notification(user_id=world.users["sales"], key="r", kind="rule", template="Call {who}.", params={"who": "Alfa"}, created_at=NOW),
            ]
        )  # fmt: skip

    database.run(work)

    def told(login: str) -> set[Source]:
        return {note.source for note in notes(seen(database, world, login))}

    everything = {Source.IMPORT, Source.FORECAST, Source.VIEW, Source.SNAPSHOT}
    assert told("administrator") == everything
    assert told("manager") == {Source.IMPORT, Source.VIEW, Source.SNAPSHOT}
    assert told("sales") == {Source.NOTICE, Source.VIEW, Source.SNAPSHOT}
    assert told("foreign") == {Source.FORECAST, Source.SNAPSHOT}
    (snapshot,) = [note for note in notes(seen(database, world, "sales")) if note.source is Source.SNAPSHOT]
    with database.read() as session:
        team = [
            record
            for record in session.scalars(select(Opportunity).where(Opportunity.outcome == "open"))
            if record.owner_id in {world.users["sales"], world.users["colleague"]}
        ]
        in_euro = [
            (Decimal(record.net_minor) / BASE_RATES[record.currency_code]).quantize(Decimal(1)) for record in team
        ]
    assert (snapshot.facts["count"], snapshot.facts["net_minor"]) == (len(team), sum(in_euro))


def test_one_can_choose_among_the_people_of_ones_companies(database: Database, world: World) -> None:
    with database.read() as session:
        names = {row[0]: row[1] for row in session.execute(select(User.login, User.display_name))}
        own = actors(session, world.principal("sales"))
        wide = actors(session, world.principal("country_manager"))
    assert names["foreign"] not in dict(wide).values()
    assert names["gone"] not in dict(wide).values()
    assert {names["sales"], names["other_team"], names["administrator"]} <= set(dict(wide).values())
    assert world.users["sales"] in dict(own)
