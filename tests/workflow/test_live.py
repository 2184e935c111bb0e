"""Live: everything committed gets one place in one order, in no gap, and is heard by those alone who may see it."""

from datetime import UTC, datetime, timedelta

from data.schema.notice import Outbox
from data.session import Database
from domain.telling import Told
from tests.selling import Seller
from tests.world import World
from workflow import live
from workflow.live import Heard, hears, saw
from workflow.notices import Notice, notify

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)


def add(database: Database, *keys: str) -> None:
    with database.write() as session:
        session.add_all(Outbox(key=key, payload={"about": "test", "key": key}, created_at=NOW) for key in keys)


def read(database: Database, position: int = 0) -> list[Heard]:
    with database.read() as session:
        return live.after(session, position)


def number(database: Database) -> int:
    return database.run(live.number)


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    add(database, "a")
    with database.write() as session:
        session.add(Outbox(key="never", payload={}, created_at=NOW))
        session.flush()
        session.rollback()
    add(database, "b", "c")
    assert number(database) == 3
    assert number(database) == 0
    assert [(entry.sequence, entry.payload["key"]) for entry in read(database)] == [(1, "a"), (2, "b"), (3, "c")]
    assert [entry.sequence for entry in read(database, 2)] == [3]


def test_what_is_committed_late_with_a_lower_id_comes_after_what_was_delivered(database: Database) -> None:
    if database.dialect == "sqlite":
        return  # there the ids come in the order of the commits
    with database.write() as slow:
        slow.add(Outbox(key="slow", payload={"key": "slow"}, created_at=NOW))
        slow.flush()
        add(database, "fast")
        number(database)
        assert [entry.payload["key"] for entry in read(database)] == ["fast"]
    number(database)
    assert [(entry.sequence, entry.payload["key"]) for entry in read(database)][-1] == (2, "slow")


def test_the_order_goes_on_after_old_entries_are_removed(database: Database) -> None:
    add(database, "a", "b")
    number(database)
    assert database.run(lambda session: live.purge(session, NOW + timedelta(days=1))) == 1
    add(database, "c")
    number(database)
    assert [(entry.sequence, entry.payload["key"]) for entry in read(database)] == [(2, "b"), (3, "c")]


def test_a_change_of_an_opportunity_is_heard_once_by_those_who_see_it(database: Database, world: World) -> None:
    seller = Seller(database, world)
    change = seller.edit("press", title="Press, larger")
    number(database)
    (entry,) = read(database)
    assert entry.payload == {
        "about": "opportunity",
        "opportunity": seller.id("press"),
        "version": seller.read("press").version,
    }
    assert change.event_id
    for name in world.users:
        person = world.principal(name)
        row = seller.read("press")
        sees = person.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
        assert hears(person, entry) is sees
        assert not saw(person, entry)


def test_who_loses_an_opportunity_hears_that_it_is_gone(database: Database, world: World) -> None:
    manager, sales = Seller(database, world, "manager"), world.principal("sales")
    manager.edit("press", owner_id=world.users["colleague"])
    number(database)
    entry = read(database)[-1]
    lost = not hears(sales, entry)
    row = manager.read("press")
    assert lost is not sales.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
    assert saw(sales, entry)


def test_a_notice_is_heard_by_its_person_alone(database: Database, world: World) -> None:
    notice = Notice(Told("Hello."), "hello", "test", severity="warning")
    database.run(lambda session: notify(session, [world.users["sales"]], notice, now=NOW))
    number(database)
    (entry,) = read(database)
    assert [name for name in world.users if hears(world.principal(name), entry)] == ["sales"]
