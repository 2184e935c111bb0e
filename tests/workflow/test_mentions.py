"""Who is named in an activity's note hears of it once, by the ways they chose, if they see what it is about."""

import pytest
from sqlalchemy import select

from components import bell
from components.language import use_locale
from data.queries.people import unread_notifications
from data.schema.mail import MailMessage
from data.schema.people import User
from data.session import Database
from domain.attention import Kind
from tests.workflow.test_activities import Diary
from tests.world import NOW, World
from web import chrome
from workflow import activities as verbs
from workflow import following
from workflow.activities import Target


@pytest.fixture
def diary(database: Database, world: World) -> Diary:
    return Diary(database, world)


def told(diary: Diary, login: str) -> list[bell.Notice]:
    """Return the mentions in a person's bell."""
    with diary.database.read() as session, use_locale("en"):
        listed = unread_notifications(session, diary.world.principal(login), 50)
        return list(reversed(chrome.notices_of([row for row in listed if row.kind == Kind.MENTION], NOW)))


def mailed(diary: Diary) -> list[str]:
    with diary.database.read() as session:
        query = select(User.login).join(MailMessage, MailMessage.user_id == User.id).order_by(User.login)
        return list(session.scalars(query))


def test_who_is_named_in_a_note_is_told_with_its_words_and_by_mail(diary: Diary) -> None:
    diary.plan(note="Price is the point.\n@manager, can we?  @Olga Meridione @nobody")
    (notice,) = told(diary, "manager")
    assert notice.title == (
        "Sara Vendi mentions you at Officine Alfa, Hydraulic press: "
        "“Price is the point. @manager, can we? @Olga Meridione @nobody”"
    )
    assert notice.href == f"/opportunity/{diary.world.opportunities['press']}"
    assert "manager" in mailed(diary)


def test_who_does_not_see_it_hears_nothing_and_oneself_neither(diary: Diary) -> None:
    diary.plan(note="@foreign @other_team @sales @gone")
    assert [len(told(diary, login)) for login in ("foreign", "other_team", "sales")] == [0, 0, 0]
    assert mailed(diary) == []


def test_a_note_that_is_changed_tells_only_whom_it_names_anew(diary: Diary) -> None:
    change = diary.plan(note="@manager please")
    target = Target(change.activity_id, change.version)
    wish = diary.wish(note="@manager please, and @executive")
    diary.run(lambda unit: verbs.change(unit, diary.principal, target, wish, now=NOW))
    assert [len(told(diary, login)) for login in ("manager", "executive")] == [1, 1]
    diary.log(outcome="They agreed, @manager")
    assert len(told(diary, "manager")) == 2


def test_it_can_be_switched_off_and_a_note_about_a_contact_leads_to_the_contact(diary: Diary) -> None:
    manager = diary.world.principal("manager")
    diary.plan(diary.about(contact="Officine Alfa"), note="@manager look")
    (notice,) = told(diary, "manager")
    assert notice.href == f"/contact/{diary.world.contacts['Officine Alfa']}"
    diary.run(lambda unit: following.choose_ways(unit, manager, Kind.MENTION, frozenset()))
    diary.plan(note="@manager again")
    assert len(told(diary, "manager")) == 1
    assert mailed(diary) == ["manager"]
