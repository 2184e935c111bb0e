"""Notices: told once per cause, only to people who see the record, in the inbox and for open browsers alike."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from data.queries.people import principal_of_user
from data.schema.notice import Notification, Outbox
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.errors import sentence
from domain.telling import Told
from tests.world import World
from workflow.notices import Notice, notify

NOW = datetime(2026, 6, 12, 9, tzinfo=UTC)
MOVED = sentence("“{title}” has moved.")


def tell(database: Database, people: list[int], opportunity_id: int | None) -> list[int]:
    notice = Notice(Told(MOVED, {"title": "A", "on": NOW.date()}), "moved:1", "moved", opportunity_id=opportunity_id)
    return database.run(lambda session: notify(session, people, notice, now=NOW))


def told(database: Database) -> list[tuple[int, str]]:
    with database.read() as session:
        rows = session.execute(
            select(Notification.user_id, Notification.kind).where(Notification.key.startswith("moved:"))
        )
        return sorted((user_id, kind) for user_id, kind in rows)


def owned_by(database: Database, user_id: int) -> int:
    with database.read() as session:
        return session.scalars(select(Opportunity.id).where(Opportunity.owner_id == user_id).limit(1)).one()


def test_a_cause_is_told_once_however_often_it_is_reported(database: Database, world: World) -> None:
    sales, manager = world.users["sales"], world.users["manager"]
    assert tell(database, [sales], None) == [sales]
    assert tell(database, [sales, manager], None) == [manager]
    assert tell(database, [sales, manager], None) == []
    assert told(database) == sorted([(sales, "moved"), (manager, "moved")])
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Outbox)) == 2


def test_nobody_is_told_of_what_they_may_not_see(database: Database, world: World) -> None:
    mine = owned_by(database, world.users["sales"])
    with database.read() as session:
        active = [principal_of_user(session, user_id) for user_id in world.users.values()]
        row = session.get_one(Opportunity, mine)
        may = sorted(
            principal.user_id
            for principal in active
            if principal is not None
            and principal.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
        )
    assert 0 < len(may) < len(world.users)
    assert sorted(tell(database, list(world.users.values()), mine)) == may


def test_a_notice_is_undone_with_the_change_it_tells_of(database: Database, world: World) -> None:
    with database.write() as session:
        notify(session, [world.users["sales"]], Notice(Told(MOVED), "moved:2", "moved"), now=NOW)
        session.rollback()
    assert told(database) == []
