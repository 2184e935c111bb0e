"""Saved views and notices, told on both databases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.queries.people import unread_notifications
from data.queries.views import View, default_view, pinned, visible_views
from data.schema.notice import Notification
from data.schema.people import UserCompany
from data.schema.view import DefaultView, SavedView
from data.session import Database
from domain.errors import MalformedInput, NameNeeded, NameTaken, NotFound, NotPermitted
from tests.world import NOW, World
from workflow import notifications, views

BOARD = "/progress-board"


def save(database: Database, world: World, login: str, name: str, query: str = "p=25-90", page: str = BOARD) -> int:
    with database.write() as session:
        return views.save(session, world.principal(login), page=page, name=name, query=query)


def seen(database: Database, world: World, login: str, page: str = BOARD) -> list[View]:
    with database.read() as session:
        return list(visible_views(session, world.principal(login), page))


def do(database: Database, verb: Callable[[Session], object]) -> None:
    with database.write() as session:
        verb(session)


def share(database: Database, world: World, login: str, view_id: int, *, shared: bool = True) -> None:
    do(database, lambda session: views.share(session, world.principal(login), view_id, shared=shared))


def test_a_saved_view_is_listed_for_its_page(database: Database, world: World) -> None:
    save(database, world, "sales", "  My   pipeline ", "?owner=6&period=2026-Q3")
    (view,) = seen(database, world, "sales")
    assert (view.name, view.query, view.page) == ("My pipeline", "owner=6&period=2026-Q3", BOARD)
    assert (view.mine, view.shared, view.pinned, view.is_default) == (True, False, False, False)
    assert seen(database, world, "sales", "/opportunities") == []


def test_an_empty_filter_can_be_saved(database: Database, world: World) -> None:
    save(database, world, "sales", "All", "")
    assert seen(database, world, "sales")[0].query == ""


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x00b"])
def test_a_view_needs_a_name_that_can_be_shown(database: Database, world: World, name: str) -> None:
    with pytest.raises(NameNeeded):
        save(database, world, "sales", name)


def test_two_views_of_a_person_and_page_have_two_names(database: Database, world: World) -> None:
    first = save(database, world, "sales", "Hot")
    with pytest.raises(NameTaken):
        save(database, world, "sales", "Hot")
    save(database, world, "sales", "Hot", page="/opportunities")
    save(database, world, "colleague", "Hot")
    second = save(database, world, "sales", "Cold")
    with pytest.raises(NameTaken):
        do(database, lambda session: views.rename(session, world.principal("sales"), second, "Hot"))
    do(database, lambda session: views.rename(session, world.principal("sales"), first, "Hot"))


@pytest.mark.parametrize("query", ["x" * 3000, "p=1&" * 100, "no equals sign", "q=" + "ü" * 1000])
def test_a_query_that_is_none_is_refused(database: Database, world: World, query: str) -> None:
    with pytest.raises(MalformedInput):
        save(database, world, "sales", "Odd", query)


@pytest.mark.parametrize(
    "page", ["", "progress-board", "//elsewhere.example", "/" + "x" * 60, "https://elsewhere.example"]
)
def test_a_view_belongs_to_a_page_of_ours(database: Database, world: World, page: str) -> None:
    with pytest.raises(MalformedInput):
        save(database, world, "sales", "Odd", page=page)


def test_a_view_can_take_another_filter(database: Database, world: World) -> None:
    view_id = save(database, world, "sales", "Hot")
    do(database, lambda session: views.replace_query(session, world.principal("sales"), view_id, "company=1"))
    assert seen(database, world, "sales")[0].query == "company=1"


def test_a_shared_view_is_seen_by_people_of_the_same_companies(database: Database, world: World) -> None:
    view_id = save(database, world, "manager", "Team")
    assert seen(database, world, "sales") == []
    share(database, world, "manager", view_id)
    (view,) = seen(database, world, "sales")
    assert (view.owner, view.mine, view.shared) == ("Marco Guida", False, True)
    assert seen(database, world, "foreign") == []
    assert len(seen(database, world, "executive")) == 1
    share(database, world, "manager", view_id, shared=False)
    assert seen(database, world, "sales") == []


def test_what_an_administrator_shares_reaches_everybody(database: Database, world: World) -> None:
    with database.write() as session:
        for row in session.scalars(select(UserCompany).where(UserCompany.user_id == world.users["administrator"])):
            session.delete(row)
    view_id = save(database, world, "administrator", "House")
    share(database, world, "administrator", view_id)
    assert len(seen(database, world, "sales")) == len(seen(database, world, "foreign")) == 1


def test_a_sales_person_does_not_share(database: Database, world: World) -> None:
    view_id = save(database, world, "sales", "Mine")
    with pytest.raises(NotPermitted):
        share(database, world, "sales", view_id)


def test_own_views_stand_before_shared_ones_each_by_name(database: Database, world: World) -> None:
    for login, name in (("manager", "a team"), ("sales", "z"), ("sales", "B")):
        view_id = save(database, world, login, name)
        if login == "manager":
            share(database, world, login, view_id)
    assert [view.name for view in seen(database, world, "sales")] == ["B", "z", "a team"]


def test_only_the_owner_changes_a_view(database: Database, world: World) -> None:
    view_id = save(database, world, "manager", "Team")
    share(database, world, "manager", view_id)
    other = world.principal("country_manager")
    attempts: tuple[Callable[[Session], object], ...] = (
        lambda session: views.rename(session, other, view_id, "Mine"),
        lambda session: views.replace_query(session, other, view_id, ""),
        lambda session: views.delete(session, other, view_id),
        lambda session: views.pin(session, other, view_id, pinned=True),
        lambda session: views.share(session, other, view_id, shared=False),
        lambda session: views.delete(session, other, 10**12),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            do(database, attempt)
    assert [(view.name, view.shared) for view in seen(database, world, "manager")] == [("Team", True)]


def pin(database: Database, world: World, login: str, view_id: int) -> None:
    do(database, lambda session: views.pin(session, world.principal(login), view_id, pinned=True))


def open_with(database: Database, world: World, login: str, view_id: int) -> None:
    do(database, lambda session: views.set_default(session, world.principal(login), view_id))


def test_pinned_views_are_ones_own_of_all_pages(database: Database, world: World) -> None:
    first = save(database, world, "manager", "Board")
    share(database, world, "manager", first)
    pin(database, world, "manager", first)
    pin(database, world, "manager", save(database, world, "manager", "List", page="/opportunities"))
    with database.read() as session:
        assert [view.name for view in pinned(session, world.principal("manager"))] == ["Board", "List"]
        assert pinned(session, world.principal("sales")) == ()
    assert [view.pinned for view in seen(database, world, "sales")] == [False]


def test_a_page_opens_with_the_default_of_the_person(database: Database, world: World) -> None:
    principal = world.principal("sales")
    open_with(database, world, "sales", save(database, world, "sales", "One"))
    open_with(database, world, "sales", save(database, world, "sales", "Two"))
    with database.read() as session:
        found = default_view(session, principal, BOARD)
        assert found is not None
        assert found.name == "Two"
        assert default_view(session, world.principal("colleague"), BOARD) is None
        assert default_view(session, principal, "/opportunities") is None
    do(database, lambda session: views.clear_default(session, principal, BOARD))
    with database.read() as session:
        assert default_view(session, principal, BOARD) is None


def test_a_shared_view_can_be_ones_default_as_long_as_it_is_shared(database: Database, world: World) -> None:
    view_id = save(database, world, "manager", "Team")
    principal = world.principal("sales")
    with pytest.raises(NotFound):
        open_with(database, world, "sales", view_id)
    share(database, world, "manager", view_id)
    open_with(database, world, "sales", view_id)
    with database.read() as session:
        assert default_view(session, principal, BOARD) is not None
    share(database, world, "manager", view_id, shared=False)
    with database.read() as session:
        assert default_view(session, principal, BOARD) is None


def test_deleting_a_view_takes_it_from_those_who_open_with_it(database: Database, world: World) -> None:
    view_id = save(database, world, "manager", "Team")
    share(database, world, "manager", view_id)
    open_with(database, world, "sales", view_id)
    do(database, lambda session: views.delete(session, world.principal("manager"), view_id))
    with database.read() as session:
        for table in (SavedView, DefaultView):
            assert session.scalar(select(func.count()).select_from(table)) == 0


# ── Notices ────────────────────────────────────────────────────────────────────────────────────────


def test_reading_all_notices_leaves_none_unread_and_touches_nobody_elses(database: Database, world: World) -> None:
    with database.write() as session:
        session.add(Notification(user_id=world.users["colleague"], key="other", template="x", created_at=NOW))
    with database.write() as session:
        assert notifications.mark_all_read(session, world.principal("sales"), now=NOW) == 1
        assert notifications.mark_all_read(session, world.principal("sales"), now=NOW) == 0
    with database.read() as session:
        assert not unread_notifications(session, world.principal("sales"))
        assert len(unread_notifications(session, world.principal("colleague"))) == 1


def test_a_notice_that_came_after_looking_stays_unread(database: Database, world: World) -> None:
    with database.write() as session:
        later = NOW + timedelta(seconds=5)
        session.add(Notification(user_id=world.users["sales"], key="later", template="x", created_at=later))
        session.flush()
        notifications.mark_all_read(session, world.principal("sales"), now=NOW)
    with database.read() as session:
        assert len(unread_notifications(session, world.principal("sales"))) == 1


def test_one_notice_is_read_once_and_only_by_its_person(database: Database, world: World) -> None:
    with database.read() as session:
        notice_id = unread_notifications(session, world.principal("sales"))[0].id
    with database.write() as session, pytest.raises(NotFound):
        notifications.mark_read(session, world.principal("colleague"), notice_id, now=NOW)
    for minutes in (0, 5):
        with database.write() as session:
            now = NOW + timedelta(minutes=minutes)
            notifications.mark_read(session, world.principal("sales"), notice_id, now=now)
    with database.read() as session:
        assert session.get_one(Notification, notice_id).read_at == NOW
