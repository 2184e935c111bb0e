"""The log of an opportunity: by kind, by person, page by page, on both databases."""

from datetime import timedelta

import pytest

from data.queries.opportunity_log import log_of
from data.schema.log import Event
from data.session import Database
from domain.errors import NotFound
from domain.trail import PAGE_SIZE, TrailKind, TrailPage, TrailWish
from tests.world import NOW, World

CHANGES = 45


def read(database: Database, world: World, wish: TrailWish, login: str = "sales", key: str = "press") -> TrailPage:
    with database.read() as session:
        return log_of(session, world.principal(login), world.opportunities[key], wish)


def write(database: Database, world: World) -> None:
    """Let two people move it to and fro, and Caudal itself once."""
    with database.write() as session:
        for number in range(CHANGES):
            login = "manager" if number % 3 == 0 else "sales"
            session.add(
                Event(
                    at=NOW + timedelta(minutes=number), company_id=world.companies["IT"], user_id=world.users[login],
                    entity="opportunity", entity_id=world.opportunities["press"], verb="move" if number % 2 else "edit",
                    before={"stated_percent": 25} if number % 2 else {"title": str(number)},
                    after={"stated_percent": 50} if number % 2 else {"title": str(number + 1)},
                )
            )  # fmt: skip
        session.add(
            Event(
                at=NOW + timedelta(days=1), company_id=world.companies["IT"], entity="opportunity",
                entity_id=world.opportunities["press"], verb="edit", before={"net_minor": 1}, after={"net_minor": 2},
            )
        )  # fmt: skip


def test_the_latest_change_comes_first_and_each_is_on_one_page(database: Database, world: World) -> None:
    write(database, world)
    pages = [read(database, world, TrailWish(page=number)) for number in (1, 2, 3)]
    assert [page.total for page in pages] == [CHANGES + 2] * 3
    assert [len(page.rows) for page in pages] == [PAGE_SIZE, PAGE_SIZE, CHANGES + 2 - 2 * PAGE_SIZE]
    rows = [row for page in pages for row in page.rows]
    assert [row.at for row in rows] == sorted((row.at for row in rows), reverse=True)
    assert len({row.id for row in rows}) == CHANGES + 2


def test_a_page_beyond_the_last_is_the_last(database: Database, world: World) -> None:
    write(database, world)
    assert read(database, world, TrailWish(page=10**6)).page == 3
    assert read(database, world, TrailWish(page=-4)).page == 1


def test_it_is_narrowed_by_kind_and_by_person(database: Database, world: World) -> None:
    write(database, world)
    moves = read(database, world, TrailWish(TrailKind.PROBABILITY))
    assert moves.total == CHANGES // 2
    assert {row.verb for row in moves.rows} == {"move"}
    hers = read(database, world, TrailWish(TrailKind.PROBABILITY, world.users["manager"]))
    assert {row.user for row in hers.rows} == {"Marco Guida"}
    assert 0 < hers.total < moves.total
    (own,) = read(database, world, TrailWish(user_id=0)).rows
    assert own.user is None
    assert read(database, world, TrailWish(TrailKind.TASK)).rows == ()


def test_only_what_is_there_can_be_chosen(database: Database, world: World) -> None:
    write(database, world)
    page = read(database, world, TrailWish(TrailKind.TASK))
    assert page.kinds == (TrailKind.STATE, TrailKind.PROBABILITY, TrailKind.AMOUNT, TrailKind.OTHER)
    assert page.people == ((world.users["manager"], "Marco Guida"), (world.users["sales"], "Sara Vendi"), (0, ""))


def test_nobody_reads_the_log_of_what_is_not_shared(database: Database, world: World) -> None:
    with pytest.raises(NotFound):
        read(database, world, TrailWish(), login="other_team")
    with pytest.raises(NotFound):
        read(database, world, TrailWish(), key="alpine")
