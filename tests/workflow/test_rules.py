"""Workflow rules, told on both databases: what sets them off, what they do, how often, and what keeps them in check."""

from typing import Any

import pytest
from sqlalchemy import func, select

from components.opportunity.log import who
from data.queries.trail import told_events
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.log import Event
from data.schema.mail import MailMessage
from data.schema.notice import Notification
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.people import User
from data.schema.rule import WorkflowRule, WorkflowRuleRun
from data.schema.webhook import Webhook, WebhookDelivery
from data.session import Database
from domain.errors import NotPermitted
from domain.rules import (
    Action,
    Assign,
    Call,
    Fact,
    Move,
    Operator,
    Plan,
    Rule,
    Set,
    Settable,
    Tell,
    Test,
    Trigger,
    When,
    Who,
    Write,
)
from domain.rules.actions import Role
from domain.rules.errors import NoAction, UnknownPlaceholder
from tests.selling import Seller
from tests.world import NOW, World
from workflow.rules import keeping
from workflow.rules.keeping import Target, Written

Test.__test__ = False  # type: ignore[attr-defined]  # a noun of the domain, no test class
OWNER = Who(role=Role.OWNER)


class Office:
    """An administrator who writes rules, and a seller who works."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.world = database, world
        self.admin = world.principal("administrator")
        self.seller = Seller(database, world)

    def keep(self, when: When, *actions: Action, groups: tuple[tuple[Test, ...], ...] = (), on: bool = True) -> int:
        """Write a rule and switch it on."""
        with self.database.write() as session:
            written = Written("A rule", self.admin.user_id, Rule(when, groups, actions))
            rule = keeping.create(session, self.admin, written, now=NOW)
            if on:
                keeping.switch_on(session, self.admin, Target(rule.id, rule.version), counts_from_on=None, now=NOW)
            return rule.id

    def runs(self) -> list[tuple[str, int | None]]:
        """Return what the log says, oldest first: results and opportunities."""
        with self.database.read() as session:
            query = select(WorkflowRuleRun.result, WorkflowRuleRun.opportunity_id).order_by(WorkflowRuleRun.id)
            return [(row[0], row[1]) for row in session.execute(query)]

    def move(self, key: str, place: int, kind: str = "new") -> Any:
        """Move an opportunity to a stage, as the seller."""
        from workflow import opportunities as verbs

        return self.seller.run(
            lambda session: verbs.move_to_stage(
                session, self.seller.principal, self.seller.target(key), self.world.stages[kind, place],
                today=self.world.today, now=self.seller.now,
            )
        )  # fmt: skip

    def call(self) -> int:
        """Return the type of a call."""
        with self.database.read() as session:
            return session.scalar(select(ActivityType.id).where(ActivityType.code == "CALL")) or 0


@pytest.fixture
def office(database: Database, world: World) -> Office:
    return Office(database, world)


def test_a_stage_that_is_entered_plans_a_call_in_the_same_transaction_once(office: Office) -> None:
    stage = office.world.stages["new", 4]
    rule = office.keep(When(Trigger.STAGE_ENTERED, stage), Plan(office.call(), "Call about {title}", OWNER, 3))
    change = office.move("press", 4)
    assert office.runs() == [("done", change.opportunity_id)]
    with office.database.read() as session:
        made = session.scalars(select(Activity).where(Activity.subject == "Call about Hydraulic press")).one()
        told = session.scalars(select(Event).where(Event.entity == "activity", Event.entity_id == made.id)).one()
        assert (made.assigned_user_id, (made.due_on or NOW.date()).isoformat()) == (
            office.world.users["sales"],
            "2026-07-18",
        )
        assert (told.workflow_rule_id, told.user_id) == (rule, office.admin.user_id)
        assert session.get_one(Opportunity, change.opportunity_id).version == change.version
        rows = told_events(session, [(told, "Ada Root")])
        assert who(rows[0]) == "the rule “A rule”"
    office.move("press", 3)
    assert len(office.runs()) == 1, "another stage sets nothing off"


def test_only_what_the_conditions_say_counts_with_and_and_or(office: Office) -> None:
    large = Test(Fact.NET, Operator.AT_LEAST, 10_000_000)
    sure = Test(Fact.PERCENT, Operator.AT_LEAST, 75)
    renewal = Test(Fact.PIPELINE, Operator.IS, office.world.pipelines["renewal"])
    office.keep(
        When(Trigger.STAGE_ENTERED), Tell((OWNER,), "{number} {title}"), groups=((large,), (sure, renewal))
    )  # fmt: skip
    office.move("robot", 3)
    office.move("press", 4)
    office.move("lines", 3, "renewal")
    ids = office.world.opportunities
    assert office.runs() == [("done", ids["press"]), ("done", ids["lines"])]
    with office.database.read() as session:
        told = session.scalars(select(Notification.params).where(Notification.kind == "rule").order_by(Notification.id))
        assert [each["text"] for each in told] == ["IT-0001 Hydraulic press", "IT-0005 Service contract"]


def test_what_a_rule_cannot_do_is_told_in_its_log_and_leaves_the_persons_change_whole(office: Office) -> None:
    office.keep(
        When(Trigger.STAGE_ENTERED), Plan(office.call(), "Call", OWNER), Move(office.world.stages["renewal", 2])
    )
    office.move("press", 4)
    assert office.runs() == [("failed", office.world.opportunities["press"])]
    assert office.seller.read("press").stage_id == office.world.stages["new", 4]
    with office.database.read() as session:
        assert not session.scalar(select(func.count()).where(Activity.subject == "Call")), "all of its actions or none"


def test_rules_that_set_each_other_off_are_stopped_and_the_log_says_so(office: Office) -> None:
    there, back = office.world.stages["new", 4], office.world.stages["new", 3]
    office.keep(When(Trigger.STAGE_ENTERED, there), Move(back))
    office.keep(When(Trigger.STAGE_ENTERED, back), Move(there))
    office.move("press", 4)
    results = [result for result, _id in office.runs()]
    assert results == ["done"] * 6 + ["stopped"]
    with office.database.read() as session:
        stays = session.scalar(
            select(func.count()).where(
                StageHistory.opportunity_id == office.world.opportunities["press"], StageHistory.left_at.is_(None)
            )
        )
    assert stays == 1, "the way through the stages is whole"


def test_a_rule_that_runs_too_often_on_the_same_opportunity_is_stopped_and_that_is_told_once_an_hour(
    office: Office,
) -> None:
    office.keep(When(Trigger.STAGE_ENTERED), Set(Settable.EXPECTED, 30))
    for number in range(13):
        office.move("press", 4 if number % 2 == 0 else 3)
    assert [result for result, _id in office.runs()] == ["done"] * 10 + ["stopped"]


def test_taking_something_back_and_a_refused_part_of_a_batch_set_nothing_off(office: Office) -> None:
    from workflow import opportunities as verbs
    from workflow.opportunities.bulk import What, Wish, change_all, rehearse

    office.keep(When(Trigger.STAGE_ENTERED), Tell((OWNER,), "Moved"))
    seller, stage = office.seller, office.world.stages["new", 4]
    ids = [(office.world.opportunities[key], 1) for key in ("press", "robot", "lines")]
    wish = Wish(What.STAGE, stage_id=stage)

    def work(session: Any) -> Any:
        return change_all(
            session, seller.principal, ids, wish, request_key="batch", today=office.world.today, now=NOW
        )  # fmt: skip

    assert len(rehearse(office.database, work).changes) == 2
    assert office.runs() == []
    report = seller.run(work)
    assert [result for result, _id in office.runs()] == ["done", "done"]
    seller.run(
        lambda session: verbs.undo(
            session, seller.principal, report.event_ids[0], today=office.world.today, now=NOW, request_key="back"
        )
    )  # fmt: skip
    assert len(office.runs()) == 2


def test_the_documents_of_an_opportunity_and_a_campaign_set_rules_off(office: Office) -> None:
    from workflow import campaigns
    from workflow.campaigns import Target as OfCampaign
    from workflow.opportunities import OrderWish

    office.keep(When(Trigger.WON), Assign(Who(user_id=office.world.users["colleague"])))
    office.keep(When(Trigger.ORDER_CONFIRMED), Tell((Who(role=Role.MANAGER),), "Ordered: {title}"))
    office.keep(When(Trigger.MEMBER_ADDED), Plan(office.call(), "Welcome {contact}", Who(user_id=office.admin.user_id)))
    office.seller.win("press", order=OrderWish("lines"))
    office.seller.run(
        lambda session: campaigns.save_member(
            session, office.admin, OfCampaign(office.world.campaigns["Fair"], 1), office.world.contacts["Delta Sud"],
            None, new=True, now=NOW,
        )
    )  # fmt: skip
    assert sorted(result for result, _id in office.runs()) == ["done"] * 3
    assert office.seller.read("press").owner_id == office.world.users["colleague"]
    with office.database.read() as session:
        told = session.scalars(select(Notification).where(Notification.kind == "rule")).one()
        assert told.user_id == office.world.users["manager"]
        assert session.scalars(select(Activity.contact_id).where(Activity.subject == "Welcome Delta Sud")).one()


def test_people_are_told_by_mail_the_contact_is_written_to_and_a_web_address_called(office: Office) -> None:
    with office.database.write() as session:
        session.get_one(Contact, office.world.contacts["Officine Alfa"]).email = "buyer@alfa.example"
        hook = Webhook(name="Ledger", url="https://ledger.example/in", secret="s" * 40)
        session.add(hook)
        session.flush()
        hook_id = hook.id
    office.keep(
        When(Trigger.STAGE_ENTERED), Tell((OWNER,), "Look at {title}", by_mail=True),
        Write("About {title}", "Dear {contact},\n\nwe wrote {amount}."), Call(hook_id),
    )  # fmt: skip
    office.move("press", 4)
    with office.database.read() as session:
        assert [result for result, _id in office.runs()] == ["done"]
        mails = session.execute(
            select(MailMessage.user_id, MailMessage.address, MailMessage.body).order_by(MailMessage.id)
        )
        to_owner, to_contact = mails.all()
        assert (to_owner.user_id, to_contact.address) == (office.world.users["sales"], "buyer@alfa.example")
        paragraphs = [part["params"]["text"] for part in to_contact.body]
        assert paragraphs == ["Dear Officine Alfa,", "we wrote 120\u202f000 EUR."]
        called = session.scalars(select(WebhookDelivery.body).where(WebhookDelivery.webhook_id == hook_id)).one()
        assert (called["kind"], called["title"]) == ("rule", "Hydraulic press")


def test_a_rule_whose_owner_left_does_nothing_and_says_why(office: Office) -> None:
    office.keep(When(Trigger.STAGE_ENTERED), Tell((OWNER,), "Moved"))
    with office.database.write() as session:
        session.get_one(User, office.admin.user_id).active = False
    office.move("press", 4)
    with office.database.read() as session:
        result, told = session.execute(select(WorkflowRuleRun.result, WorkflowRuleRun.told)).one()
    assert result == "failed"
    assert "no longer active" in str(told[0]["template"])


def test_only_administrators_write_rules_and_only_whole_ones(office: Office) -> None:
    manager = office.world.principal("manager")
    rule = Rule(When(Trigger.CREATED), (), (Tell((OWNER,), "New"),))
    with pytest.raises(NotPermitted), office.database.write() as session:
        keeping.create(session, manager, Written("A rule", manager.user_id, rule), now=NOW)
    with pytest.raises(NoAction):
        office.keep(When(Trigger.CREATED))
    with pytest.raises(UnknownPlaceholder):
        office.keep(When(Trigger.CREATED), Tell((OWNER,), "{title.__class__}"))
    with office.database.read() as session:
        assert session.scalar(select(func.count()).select_from(WorkflowRule)) == 0
