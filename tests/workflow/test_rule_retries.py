"""A run that was refused is tried again for the same cause, a few times, while the cause stands; never twice when done."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from data.schema.activity import Activity
from data.schema.people import User
from data.schema.rule import WorkflowRule, WorkflowRuleRun
from data.session import Database
from domain.rules import Plan, Tell, Trigger, When
from tests.workflow.test_rules import OWNER, Office
from tests.world import NOW, World
from workflow.rules import retry_failed, run_timed
from workflow.rules.running import RETRIES

SOON = timedelta(minutes=20)
Line = tuple[str, int, bool]  # result, tries, whether it is tried again


@pytest.fixture
def office(database: Database, world: World) -> Office:
    return Office(database, world)


def admin_is(office: Office, *, active: bool) -> None:
    """Let the owner of the rules be somebody who left, or is back."""
    query = update(User).where(User.id == office.admin.user_id).values(active=active)
    office.database.run(lambda unit: unit.execute(query))


def lines(office: Office) -> list[Line]:
    with office.database.read() as session:
        rows = session.scalars(select(WorkflowRuleRun).order_by(WorkflowRuleRun.id)).all()
        return [(row.result, row.tries, row.retry_at is not None) for row in rows]


def calls(office: Office) -> int:
    with office.database.read() as session:
        return len(session.scalars(select(Activity.id).where(Activity.subject == "Call them")).all())


@pytest.fixture
def refused(office: Office) -> Office:
    """Return an office where a rule wanted to plan a call and could not."""
    office.keep(When(Trigger.STAGE_ENTERED), Plan(office.call(), "Call them", OWNER))
    admin_is(office, active=False)
    office.move("press", 4)
    assert lines(office) == [("failed", 1, True)]
    return office


def test_once_the_obstacle_is_gone_it_is_done_once(refused: Office) -> None:
    admin_is(refused, active=True)
    retry_failed(refused.database, NOW + timedelta(minutes=1), "")
    assert lines(refused) == [("failed", 1, True)], "not yet"
    for _again in range(2):
        retry_failed(refused.database, NOW + SOON, "")
        assert (lines(refused), calls(refused)) == ([("done", 2, False)], 1)


def test_it_is_given_up_after_the_last_try(refused: Office) -> None:
    now: datetime = NOW
    for number, delay in enumerate(RETRIES, 2):
        now += delay + SOON
        retry_failed(refused.database, now, "")
        assert lines(refused) == [("failed", number, number <= len(RETRIES))]
    admin_is(refused, active=True)
    retry_failed(refused.database, now + timedelta(days=2), "")
    assert (lines(refused)[0][1], calls(refused)) == (len(RETRIES) + 1, 0)


def test_what_is_overtaken_is_not_done_any_more(refused: Office) -> None:
    admin_is(refused, active=True)
    rules = update(WorkflowRule).values(active=False)
    refused.database.run(lambda unit: unit.execute(rules))
    refused.move("press", 3)
    retry_failed(refused.database, NOW + SOON, "")
    assert lines(refused) == [("failed", 1, True)], "a paused rule waits"
    refused.database.run(lambda unit: unit.execute(rules.values(active=True)))
    retry_failed(refused.database, NOW + SOON, "")
    assert (lines(refused), calls(refused)) == ([("failed", 1, False)], 0)


def test_a_timed_rule_is_tried_again_while_it_is_still_due(office: Office) -> None:
    office.keep(When(Trigger.NO_ACTIVITY, days=1), Tell((OWNER,), "Look at {title}"))
    admin_is(office, active=False)
    run_timed(office.database, NOW, "")
    count = len(lines(office))
    assert count > 0
    assert set(lines(office)) == {("failed", 1, True)}
    admin_is(office, active=True)
    retry_failed(office.database, NOW + SOON, "")
    run_timed(office.database, NOW + SOON, "")
    assert lines(office) == [("done", 2, False)] * count
