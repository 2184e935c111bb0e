"""Activities: logged, planned, completed, put off, deleted and undone, and the last contact that follows from them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.activity import Activity, ActivityType
from data.schema.company import SourceSystem
from data.schema.contact import Contact
from data.schema.importing import ImportRun
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.activity import Plan, Report
from domain.errors import (
    BadDate,
    BadDuration,
    CannotSee,
    CannotUndo,
    Conflict,
    DayNeeded,
    DoneAlready,
    DoneLater,
    MalformedInput,
    NotFound,
    NotOffered,
    NotPermitted,
    SalesError,
    SubjectNeeded,
    TextTooLong,
)
from tests.world import NOW, TODAY, World
from workflow import activities as verbs
from workflow.activities import About, Change, Target

T = TypeVar("T")


class Diary:
    """Somebody who writes down what was done and is to be done."""

    def __init__(self, database: Database, world: World, login: str = "sales") -> None:
        self.database, self.world, self.now = database, world, NOW
        self.principal = world.principal(login)

    def run(self, work: Callable[[Session], T]) -> T:
        with self.database.write() as session:
            return work(session)

    def type(self, code: str = "CALL") -> int:
        with self.database.read() as session:
            return session.scalars(select(ActivityType.id).where(ActivityType.code == code)).one()

    def about(self, key: str | None = "press", contact: str | None = None) -> About:
        found = About(self.world.opportunities[key] if key else None)
        return About(contact_id=self.world.contacts[contact]) if contact else found

    def log(
        self, about: About | None = None, *, code: str = "CALL", request_key: str | None = None, **more: object
    ) -> Change:
        report = Report(**{"activity_type_id": self.type(code), "subject": "Called"} | more)  # type: ignore[arg-type]  # typed by the test
        where = about or self.about()
        return self.run(
            lambda unit: verbs.log(unit, self.principal, where, report, now=self.now, request_key=request_key)
        )

    def wish(self, **more: object) -> Plan:
        return Plan(**{"activity_type_id": self.type(), "subject": "Call back", "due_on": TODAY} | more)  # type: ignore[arg-type]  # typed by the test

    def plan(self, about: About | None = None, **more: object) -> Change:
        wish, where = self.wish(**more), about or self.about()
        return self.run(lambda unit: verbs.plan(unit, self.principal, where, wish, now=self.now))

    def target(self, activity_id: int, request_key: str | None = None) -> Target:
        return Target(activity_id, self.read(activity_id).version, request_key)

    def do(self, verb: Callable[..., Change], activity_id: int, *args: object, **more: object) -> Change:
        target = self.target(activity_id)
        return self.run(lambda unit: verb(unit, self.principal, target, *args, now=self.now, **more))

    def undo(self, change: Change) -> Change:
        assert change.event_id is not None
        event_id = change.event_id
        return self.run(lambda unit: verbs.undo(unit, self.principal, event_id, now=self.now))

    def read(self, activity_id: int) -> Activity:
        with self.database.read() as session:
            found = session.get_one(Activity, activity_id)
            session.expunge(found)
            return found

    def planned(self, subject: str) -> int:
        with self.database.read() as session:
            return session.scalars(select(Activity.id).where(Activity.subject == subject)).one()

    def last(self, key: str = "press") -> date | None:
        with self.database.read() as session:
            return session.get_one(Opportunity, self.world.opportunities[key]).last_activity_on

    def events(self, activity_id: int) -> list[str]:
        query = select(Event.verb).where(Event.entity == "activity", Event.entity_id == activity_id).order_by(Event.id)
        with self.database.read() as session:
            return list(session.scalars(query))


@pytest.fixture
def diary(sqlite_database: Database, sqlite_world: World) -> Diary:
    """Return the diary of the sales person."""
    return Diary(sqlite_database, sqlite_world)


def test_a_logged_call_is_done_now_by_oneself_and_makes_the_opportunity_fresh(diary: Diary) -> None:
    change = diary.log(subject="  Called   the buyer ", outcome="Wants it in May", minutes=15)
    call = diary.read(change.activity_id)
    assert (call.subject, call.outcome_note, call.duration_minutes) == ("Called the buyer", "Wants it in May", 15)
    assert (call.done_at, call.due_on, call.assigned_user_id) == (NOW, TODAY, diary.principal.user_id)
    assert call.contact_id == diary.world.contacts["Officine Alfa"]
    assert diary.last() == TODAY
    assert diary.events(call.id) == ["log"]


def test_what_was_done_earlier_does_not_make_an_opportunity_older_than_it_is(diary: Diary) -> None:
    diary.log(done_at=NOW - timedelta(days=1))
    diary.log(done_at=NOW - timedelta(days=40))
    assert diary.last() == TODAY - timedelta(days=1)


def test_a_task_is_no_contact(diary: Diary) -> None:
    with diary.database.write() as session:
        session.add(ActivityType(code="TASK", description="Task", kind="task", is_contact=False))
    diary.log(code="TASK", subject="Prepared the calculation")
    assert diary.last() == TODAY - timedelta(days=3)


def test_planning_is_no_contact_and_saving_the_opportunity_is_none(diary: Diary) -> None:
    change = diary.plan(
        due_on=TODAY + timedelta(days=2), due_time=time(10), remind_minutes=15, note="Bring the drawing"
    )
    planned = diary.read(change.activity_id)
    assert planned.due_at == datetime(2026, 7, 17, 10, tzinfo=UTC)
    assert planned.remind_at == datetime(2026, 7, 17, 9, 45, tzinfo=UTC)
    assert (planned.note, planned.done_at) == ("Bring the drawing", None)
    assert diary.last() == TODAY - timedelta(days=3)


def test_a_day_without_a_time_is_reminded_of_in_the_morning_before(diary: Diary) -> None:
    change = diary.plan(due_on=TODAY + timedelta(days=2), remind_minutes=24 * 60)
    assert diary.read(change.activity_id).remind_at == datetime(2026, 7, 16, 9, tzinfo=UTC)


def test_completing_says_what_came_of_it_and_plans_the_next_one_and_both_are_undone_together(diary: Diary) -> None:
    ask = diary.planned("Ask for the order")
    wish = diary.wish(subject="Send the contract", due_on=TODAY + timedelta(days=7))
    change = diary.do(verbs.complete, ask, minutes=20, outcome="Yes", following=wish)
    done, following = diary.read(ask), diary.planned("Send the contract")
    assert (done.done_at, done.outcome_note, done.duration_minutes) == (NOW, "Yes", 20)
    assert diary.read(following).opportunity_id == diary.world.opportunities["press"]
    assert diary.last() == TODAY

    diary.undo(change)
    assert diary.read(ask).done_at is None
    assert diary.last() == TODAY - timedelta(days=3)
    with pytest.raises(Exception, match="No row"):
        diary.planned("Send the contract")
    assert diary.events(ask) == ["complete", "undo"]


def test_completing_cannot_be_undone_once_somebody_changed_the_next_one(diary: Diary) -> None:
    ask = diary.planned("Ask for the order")
    change = diary.do(verbs.complete, ask, following=diary.wish(subject="Send the contract"))
    diary.do(verbs.reschedule, diary.planned("Send the contract"), TODAY + timedelta(days=3))
    with pytest.raises(CannotUndo):
        diary.undo(change)
    assert diary.read(ask).done_at == NOW


def test_rescheduling_moves_time_and_reminder_along(diary: Diary) -> None:
    change = diary.plan(due_time=time(14, 30), remind_minutes=60)
    moved = diary.do(verbs.reschedule, change.activity_id, TODAY + timedelta(days=5))
    found = diary.read(change.activity_id)
    assert found.due_on == TODAY + timedelta(days=5)
    assert found.due_at == datetime(2026, 7, 20, 14, 30, tzinfo=UTC)
    assert found.remind_at == datetime(2026, 7, 20, 13, 30, tzinfo=UTC)
    diary.undo(moved)
    assert diary.read(change.activity_id).due_at == datetime(2026, 7, 15, 14, 30, tzinfo=UTC)


def test_a_report_is_corrected_and_the_last_contact_follows(diary: Diary) -> None:
    change = diary.log()
    report = Report(diary.type("VISIT"), "Visited", NOW - timedelta(days=1), 90, "Saw the line")
    diary.do(verbs.change, change.activity_id, report)
    found = diary.read(change.activity_id)
    assert (found.subject, found.duration_minutes, found.due_on) == ("Visited", 90, TODAY)
    assert diary.last() == TODAY - timedelta(days=1)
    with pytest.raises(DoneAlready):
        diary.do(verbs.change, change.activity_id, diary.wish())
    with pytest.raises(MalformedInput):
        diary.do(verbs.change, diary.planned("Show the press"), report)


def test_a_deleted_one_can_be_put_back_as_it_was(diary: Diary) -> None:
    done = diary.planned("Presented the offer")
    before = diary.read(done)
    change = diary.do(verbs.delete, done)
    assert diary.last() is None
    diary.undo(change)
    after = diary.read(diary.planned("Presented the offer"))
    assert (after.done_at, after.due_on, after.assigned_user_id) == (
        before.done_at,
        before.due_on,
        before.assigned_user_id,
    )
    assert diary.last() == TODAY - timedelta(days=3)


def test_a_deleted_one_is_put_back_only_once(diary: Diary) -> None:
    change = diary.do(verbs.delete, diary.planned("Presented the offer"))
    diary.undo(change)
    with pytest.raises(CannotUndo):
        diary.undo(change)
    assert diary.planned("Presented the offer")


def test_a_deleted_one_is_not_put_back_to_a_contact_that_is_gone(diary: Diary) -> None:
    with diary.database.write() as session:
        contact = Contact(company_id=diary.world.companies["IT"], name="Merged away soon")
        session.add(contact)
        session.flush()
        contact_id = contact.id
    change = diary.do(verbs.delete, diary.log(About(contact_id=contact_id)).activity_id)
    with diary.database.write() as session:
        session.delete(session.get_one(Contact, contact_id))
    with pytest.raises(CannotUndo):
        diary.undo(change)


def test_what_was_put_back_leaves_the_number_that_another_one_took(diary: Diary) -> None:
    first = diary.log(subject="First")
    gone = diary.do(verbs.delete, first.activity_id)
    diary.log(subject="Second")
    diary.undo(gone)
    assert diary.planned("First") != diary.planned("Second")


def test_only_ones_own_last_change_of_a_moment_ago_is_undone(diary: Diary) -> None:
    change = diary.plan(due_on=TODAY + timedelta(days=1))
    with pytest.raises(NotFound):
        Diary(diary.database, diary.world, "manager").undo(change)
    undone = diary.undo(diary.do(verbs.reschedule, change.activity_id, TODAY))
    with pytest.raises(CannotUndo):
        diary.undo(undone)
    late = diary.plan()
    diary.now = NOW + timedelta(minutes=5)
    with pytest.raises(CannotUndo):
        diary.undo(late)


def test_a_repeated_request_is_done_once(diary: Diary) -> None:
    first, again = diary.log(request_key="k1"), diary.log(request_key="k1")
    assert (first.activity_id, again.repeated) == (again.activity_id, True)
    target = diary.target(first.activity_id, "k2")
    gone = [diary.run(lambda unit: verbs.delete(unit, diary.principal, target, now=NOW)) for _twice in range(2)]
    assert [change.repeated for change in gone] == [False, True]
    with pytest.raises(MalformedInput):
        Diary(diary.database, diary.world, "manager").log(request_key="k1")


def test_somebody_elses_newer_version_is_a_conflict(diary: Diary) -> None:
    target = diary.target(diary.planned("Show the press"))
    diary.do(verbs.reschedule, target.activity_id, TODAY)
    with pytest.raises(Conflict):
        diary.run(lambda unit: verbs.complete(unit, diary.principal, target, now=NOW))


def test_the_last_contact_leaves_the_version_of_the_opportunity_alone(diary: Diary) -> None:
    """Who is editing it meanwhile loses nothing."""
    with diary.database.read() as session:
        before = session.get_one(Opportunity, diary.world.opportunities["press"]).version
    diary.log()
    with diary.database.read() as session:
        assert session.get_one(Opportunity, diary.world.opportunities["press"]).version == before


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"subject": "  "}, SubjectNeeded),
        ({"subject": "x" * 201}, SubjectNeeded),
        ({"due_on": None}, DayNeeded),
        ({"due_on": date(1999, 12, 31)}, BadDate),
        ({"activity_type_id": 10**6}, NotOffered),
        ({"note": "x" * 4001}, TextTooLong),
        ({"assigned_user_id": 10**6}, NotOffered),
    ],
)
def test_a_plan_that_cannot_be_taken_says_why(diary: Diary, wrong: dict[str, Any], refusal: type[SalesError]) -> None:
    with pytest.raises(refusal):
        diary.plan(**wrong)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"done_at": NOW + timedelta(hours=1)}, DoneLater),
        ({"done_at": datetime(1990, 1, 1, tzinfo=UTC)}, BadDate),
        ({"minutes": -1}, BadDuration),
        ({"minutes": 1441}, BadDuration),
    ],
)
def test_a_report_that_cannot_be_true_says_why(diary: Diary, wrong: dict[str, Any], refusal: type[SalesError]) -> None:
    with pytest.raises(refusal):
        diary.log(**wrong)


def test_a_plan_goes_only_to_somebody_who_can_see_it(diary: Diary) -> None:
    manager = Diary(diary.database, diary.world, "manager")
    users = diary.world.users
    change = manager.plan(assigned_user_id=users["colleague"])
    assert diary.read(change.activity_id).assigned_user_id == users["colleague"]
    for login in ("other_team", "foreign", "gone", "analyst"):
        with pytest.raises(CannotSee):
            manager.plan(assigned_user_id=users[login])


def test_who_was_given_something_to_do_may_do_it_on_an_opportunity_of_a_colleague(diary: Diary) -> None:
    given_ = Diary(diary.database, diary.world, "manager").plan(assigned_user_id=diary.world.users["colleague"])
    colleague = Diary(diary.database, diary.world, "colleague")
    colleague.do(verbs.complete, given_.activity_id)
    with pytest.raises(NotPermitted):
        colleague.do(verbs.complete, diary.planned("Ask for the order"))
    with pytest.raises(NotPermitted):
        colleague.log()


@pytest.mark.parametrize(
    ("login", "refusal"),
    [("analyst", NotPermitted), ("executive", NotPermitted), ("other_team", NotFound), ("foreign", NotFound)],
)
def test_others_change_nothing(diary: Diary, login: str, refusal: type[SalesError]) -> None:
    other, ask = Diary(diary.database, diary.world, login), diary.planned("Ask for the order")
    acts: list[Callable[[], object]] = [
        other.log, other.plan, lambda: other.do(verbs.complete, ask), lambda: other.do(verbs.delete, ask),
        lambda: other.do(verbs.reschedule, ask, TODAY), lambda: other.do(verbs.change, ask, other.wish()),
    ]  # fmt: skip
    for act in acts:
        with pytest.raises(refusal):
            act()
    assert diary.read(ask).version == 1


def test_a_contact_alone_has_activities_too(diary: Diary) -> None:
    change = diary.log(diary.about(contact="Beta Meccanica"))
    assert (change.opportunity_id, change.contact_id) == (None, diary.world.contacts["Beta Meccanica"])
    assert diary.last("silent") is None
    with pytest.raises(NotFound):
        diary.log(diary.about(contact="Alpen Werk"))
    with pytest.raises(MalformedInput):
        diary.log(About())
    with pytest.raises(NotPermitted):
        Diary(diary.database, diary.world, "colleague").do(verbs.delete, change.activity_id)
    Diary(diary.database, diary.world, "manager").do(verbs.delete, change.activity_id)


def test_the_day_of_a_contact_is_that_of_the_company(diary: Diary) -> None:
    """Half past eleven in the evening, in London, is the next day in Rome."""
    diary.log(done_at=datetime(2026, 7, 13, 22, 30, tzinfo=UTC))
    assert diary.last() == date(2026, 7, 14)


def test_what_an_import_said_stays_when_nothing_newer_is_left(diary: Diary) -> None:
    with diary.database.write() as session:
        source = SourceSystem(code="old", name="Old")
        session.add(source)
        session.flush()
        company_id = diary.world.companies["IT"]
        run = ImportRun(
            company_id=company_id, source_system_id=source.id, profile="old", fingerprint="0", started_at=NOW, status="done"
        )  # fmt: skip
        session.add(run)
        session.flush()
        session.add(Event(
            at=NOW, entity="opportunity", entity_id=diary.world.opportunities["robot"], verb="create",
            after={"last_activity_on": "2026-06-25"}, import_run_id=run.id,
        ))  # fmt: skip
    change = diary.log(diary.about("robot"))
    assert diary.last("robot") == TODAY
    diary.undo(change)
    assert diary.last("robot") == date(2026, 6, 25)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["log", "log task", "plan", "complete", "reschedule", "delete", "correct", "undo"]),
        st.integers(0, 5),
        st.integers(0, 60 * 24 * 40),
    ),
    min_size=1,
    max_size=14,
)


@given(steps=STEPS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_contact_is_always_the_one_of_brute_force(
    database: Database, world: World, steps: list[tuple[str, int, int]]
) -> None:
    diary = Diary(database, world)
    with database.write() as session:
        if not session.scalars(select(ActivityType).where(ActivityType.code == "TASK")).one_or_none():
            session.add(ActivityType(code="TASK", description="Task", kind="task", is_contact=False))
    last: Change | None = None
    for what, pick, minutes in steps:
        last = _step(diary, what, pick, NOW - timedelta(minutes=minutes), last)
        assert diary.last() == _brute_force(diary)


def _step(diary: Diary, what: str, pick: int, at: datetime, last: Change | None) -> Change | None:
    with diary.database.read() as session:
        query = select(Activity.id).where(Activity.opportunity_id == diary.world.opportunities["press"])
        ids = list(session.scalars(query.order_by(Activity.id)))
    chosen = ids[pick % len(ids)] if ids else None
    try:
        if what == "undo":
            return diary.undo(last) if last and last.event_id else last
        if what in {"log", "log task"}:
            return diary.log(code="TASK" if "task" in what else "CALL", done_at=at)
        if what == "plan" or chosen is None:
            return diary.plan(due_on=at.date())
        acts: dict[str, Callable[[], Change]] = {
            "complete": lambda: diary.do(verbs.complete, chosen, done_at=at),
            "reschedule": lambda: diary.do(verbs.reschedule, chosen, at.date()),
            "delete": lambda: diary.do(verbs.delete, chosen),
            "correct": lambda: diary.do(verbs.change, chosen, Report(diary.type(), "Corrected", at)),
        }
        return acts[what]()
    except (DoneAlready, MalformedInput, CannotUndo, NotFound):
        return last


def _brute_force(diary: Diary) -> date | None:
    with diary.database.read() as session:
        rows = session.execute(
            select(Activity.done_at, ActivityType.is_contact)
            .join(ActivityType, ActivityType.id == Activity.activity_type_id)
            .where(Activity.opportunity_id == diary.world.opportunities["press"])
        ).all()
    days = [at.astimezone(ZoneInfo("Europe/Rome")).date() for at, is_contact in rows if at and is_contact]
    return max(days, default=None)
