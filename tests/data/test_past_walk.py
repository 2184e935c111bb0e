"""Any week of work, in any order: each of its evenings can be looked at afterwards, exactly as it was."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from data.schema import Base
from data.schema.activity import Activity, ActivityType
from data.schema.contact import Contact
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Probability
from data.schema.sales import Quote, SalesOrder
from data.session import Database
from data.summary import differences
from domain.activity import Plan, Report
from domain.errors import SalesError
from tests.data.test_past import KEPT, NOT_COMPARED, REGISTER, past_of, picture
from tests.selling import Seller
from tests.world import NOW, World
from workflow import activities, contacts, documents, freshness, quotes
from workflow import opportunities as verbs
from workflow.opportunities import Closing, LineValues, New
from workflow.opportunities.won_order import OrderWish

DAYS, STEPS = 4, 14  # of work a day
ALL = KEPT + REGISTER


class Walker:
    """Somebody who does whatever chance says; what is refused is refused, and counts for nothing."""

    def __init__(self, database: Database, world: World, seed: int) -> None:
        self.seller = Seller(database, world, "country_manager")
        self.world = world
        self.chance = random.Random(seed)  # noqa: S311  chance, not secrets
        self.undoing: list[Callable[[], Any]] = []
        self.done: set[str] = set()

    @property
    def today(self) -> date:
        return self.seller.now.date()

    def step(self) -> None:
        self.seller.now += timedelta(minutes=self.chance.randint(1, 20))
        verb = self.chance.choice(STEPS_OF_WORK)
        try:
            verb(self)
        except SalesError:
            return
        self.done.add(verb.__name__)

    def one(self, column: Any, *conditions: Any) -> Any:
        """Return the id of any of the records, by chance; refuse where there is none."""
        with self.seller.database.read() as session:
            found = session.scalars(select(column).where(*conditions).order_by(column)).all()
        if not found:
            raise SalesError
        return self.chance.choice(found)

    def version(self, kind: Any, id_: int) -> int:
        with self.seller.database.read() as session:
            return int(session.get_one(kind, id_).version)

    def opportunity(self) -> int:
        return int(self.one(Opportunity.id, Opportunity.company_id == self.world.companies["IT"]))

    def run(self, verb: Callable[..., Any], *given: Any, **more: Any) -> Any:
        return self.seller.run(lambda unit: verb(unit, self.seller.principal, *given, now=self.seller.now, **more))

    def remember(self, verb: Callable[..., Any], change: Any, **more: Any) -> None:
        if change.event_id is not None:  # else nothing had to change
            self.undoing.append(lambda: self.run(verb, change.event_id, **more))

    def edit(self) -> None:
        wanted: dict[str, Any] = self.chance.choice([
            {"gross_minor": self.chance.randint(1, 9_000_000)}, {"title": f"Called {self.chance.random()}"},
            {"expected_order_on": self.today + timedelta(days=self.chance.randint(-90, 400))},
            {"owner_id": self.world.users["colleague"]},
        ])  # fmt: skip
        self.remember(verbs.undo, self.seller.edit(self.opportunity(), **wanted), today=self.today)

    def write_lines(self) -> None:
        lines = [
            LineValues(gross_minor=self.chance.randint(1, 10**6), discount_minor=0, description=f"Line {number}")
            for number in range(self.chance.randint(0, 3))
        ]
        self.remember(verbs.undo, self.seller.save(self.opportunity(), lines), today=self.today)

    def move(self) -> None:
        row = self.one(Probability.id, Probability.percent.between(1, 99))
        target = self.seller.target(self.opportunity())
        self.remember(verbs.undo, self.run(verbs.move, target, row, today=self.today), today=self.today)

    def win(self) -> None:
        order = self.chance.choice([None, OrderWish("lines")])
        self.remember(verbs.undo, self.seller.win(self.opportunity(), order=order), today=self.today)

    def lose(self) -> None:
        closing = Closing(self.world.reasons["PRICE"], self.today)
        target = self.seller.target(self.opportunity())
        self.remember(verbs.undo, self.run(verbs.lose, target, closing, today=self.today), today=self.today)

    def reopen(self) -> None:
        self.run(verbs.reopen, self.seller.target(self.opportunity()), today=self.today)

    def create(self) -> None:
        new = New(self.world.companies["IT"], "New", self.world.types["new"], contact_name=f"Co {self.chance.random()}")
        self.run(verbs.create, new, today=self.today)

    def duplicate(self) -> None:
        self.run(verbs.duplicate, self.opportunity(), today=self.today)

    def merge(self) -> None:
        kept, other = self.opportunity(), self.opportunity()
        asked = verbs.Merge(other, self.seller.read(other).version, ("title",), "both")
        self.remember(
            verbs.undo, self.run(verbs.merge, self.seller.target(kept), asked, today=self.today), today=self.today
        )

    def merge_contacts(self) -> None:
        ids = [self.one(Contact.id, Contact.company_id == self.world.companies["IT"]) for _each in range(2)]
        target, asked = (
            kind(id_, self.version(Contact, id_))
            for kind, id_ in zip((contacts.Target, contacts.Merge), ids, strict=True)
        )
        self.remember(contacts.undo, self.run(contacts.merge, target, asked))

    def edit_contact(self) -> None:
        id_ = self.one(Contact.id, Contact.company_id == self.world.companies["IT"])
        target = contacts.Target(id_, self.version(Contact, id_))
        wanted = {"phone": f"+39 {self.chance.randint(1, 999_999)}"}
        self.remember(contacts.undo, self.run(contacts.edit, target, wanted, today=self.today))

    def log(self) -> None:
        about = activities.About(opportunity_id=self.opportunity())
        self.remember(activities.undo, self.run(activities.log, about, Report(self.one(ActivityType.id), "Called")))

    def plan(self) -> None:
        about = activities.About(opportunity_id=self.opportunity())
        planned = Plan(self.one(ActivityType.id), "Visit", self.today + timedelta(days=self.chance.randint(0, 30)))
        self.remember(activities.undo, self.run(activities.plan, about, planned))

    def complete(self) -> None:
        self.remember(activities.undo, self.run(activities.complete, self._activity(Activity.done_at.is_(None))))

    def put_off(self) -> None:
        target = self._activity(Activity.done_at.is_(None))
        self.remember(activities.undo, self.run(activities.reschedule, target, self.today + timedelta(days=40)))

    def delete(self) -> None:
        self.remember(activities.undo, self.run(activities.delete, self._activity()))

    def _activity(self, *conditions: Any) -> activities.Target:
        id_ = self.one(Activity.id, *conditions)
        return activities.Target(id_, self.version(Activity, id_))

    def offer(self) -> None:
        self.seller.offer(self.opportunity())

    def answer(self) -> None:
        verb = self.chance.choice([quotes.send_quote, quotes.accept_quote, quotes.reject_quote])
        self.remember(quotes.undo, self.seller.answer(verb, self.one(Quote.id)))

    def invoice(self) -> None:
        id_ = self.one(SalesOrder.id, SalesOrder.company_id == self.world.companies["IT"])
        target = documents.Target(id_, self.version(SalesOrder, id_))
        self.remember(
            documents.undo, self.run(documents.issue_invoice, target, documents.Issue(self.today), today=self.today)
        )

    def pay(self) -> None:
        id_ = self.one(Invoice.id, Invoice.company_id == self.world.companies["IT"])
        target = documents.Target(id_, self.version(Invoice, id_))
        receipt = documents.Receipt(self.today)
        self.remember(documents.undo, self.run(documents.register_payment, target, receipt, today=self.today))

    def credit(self) -> None:
        id_ = self.one(Invoice.id, Invoice.company_id == self.world.companies["IT"])
        target = documents.Target(id_, self.version(Invoice, id_))
        credit = documents.Credit(self.today, reopen=self.chance.random() < 0.5)
        self.remember(documents.undo, self.run(documents.credit_invoice, target, credit, today=self.today))

    def undo(self) -> None:
        if self.undoing:
            self.undoing.pop()()


def unlike(name: str, before: list[tuple[Any, ...]], found: list[tuple[Any, ...]]) -> list[str]:
    """Return in words what is not as it was."""
    columns = [column.name for column in Base.metadata.tables[name].c if column.name not in NOT_COMPARED]
    was, now = ([dict(zip(columns, row, strict=True)) for row in rows] for rows in (before, found))
    if len(was) == len(now):
        return [
            f"{old.get('id')} {column}: {old[column]} → {new[column]}"
            for old, new in zip(was, now, strict=True)
            for column in columns
            if old[column] != new[column]
        ]
    return [
        f"{sign} {row}"
        for sign, rows, others in (("-", was, now), ("+", now, was))
        for row in rows
        if row not in others
    ]


STEPS_OF_WORK = (
    Walker.edit, Walker.write_lines, Walker.move, Walker.win, Walker.lose, Walker.reopen, Walker.create,
    Walker.duplicate, Walker.merge, Walker.merge_contacts, Walker.edit_contact, Walker.log, Walker.plan,
    Walker.complete, Walker.put_off, Walker.delete, Walker.offer, Walker.answer, Walker.invoice, Walker.pay, Walker.credit,
    Walker.undo, Walker.undo, Walker.undo,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_every_evening_of_a_busy_week_is_seen_again_as_it_was(
    sqlite_database: Database, sqlite_world: World, tmp_path: Path, seed: int
) -> None:
    with sqlite_database.write() as session:  # what the small world says by itself gets a history
        for id_ in session.scalars(select(Opportunity.id)).all():
            freshness.follow(session, id_)
        session.execute(update(Activity).values(created_at=NOW - timedelta(days=90)))
        session.execute(update(Quote).where(Quote.status == "accepted").values(status="sent"))
    walker = Walker(sqlite_database, sqlite_world, seed)
    evenings = {}
    for number in range(1, DAYS + 1):
        walker.seller.now = NOW + timedelta(days=number)
        for _step in range(STEPS):
            walker.step()
        evenings[walker.today] = picture(sqlite_database, ALL)
    assert len(walker.done) > 10
    for day, before in list(evenings.items())[:-1]:
        past = past_of(sqlite_database, tmp_path, day)
        found = picture(past, ALL)
        for name in ALL:
            assert not unlike(name, before[name], found[name]), (day, name)
        with past.read() as session:
            assert differences(session) == []
            assert session.scalar(select(func.count()).select_from(Opportunity)) == len(before["opportunity"])
