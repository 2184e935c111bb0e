"""A seller at work on opportunities and their quotes: each call is one transaction of its own, as a request makes it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.check import check
from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.sales import Quote
from data.session import Database
from data.summary import differences
from tests.world import NOW, TODAY, World
from workflow import opportunities as verbs
from workflow import quotes
from workflow.opportunities import Change, Closing, Edit, LineValues, Target
from workflow.opportunities.lines import lines_of, seal, values_of

T = TypeVar("T")


class Seller:
    """Somebody who sells, in the small known company."""

    def __init__(self, database: Database, world: World, login: str = "sales") -> None:
        self.database = database
        self.world = world
        self.principal = world.principal(login)
        self.now: datetime = NOW

    def run(self, work: Callable[[Session], T]) -> T:
        """Do one unit of work."""
        with self.database.write() as session:
            return work(session)

    def id(self, key: str | int) -> int:
        """Return the id of an opportunity by its name in the world."""
        return key if isinstance(key, int) else self.world.opportunities[key]

    def read(self, key: str | int) -> Opportunity:
        """Return an opportunity as it stands."""
        with self.database.read() as session:
            found = session.get_one(Opportunity, self.id(key))
            session.expunge(found)
            return found

    def target(self, key: str | int, request_key: str | None = None) -> Target:
        """Return an opportunity to be changed as it stands."""
        return Target(self.id(key), self.read(key).version, request_key)

    def edit(self, key: str | int, request_key: str | None = None, **wanted: object) -> Change:
        """Change fields, having seen what is there."""
        from workflow.opportunities.editing import value_of

        with self.database.read() as session:
            record = session.get_one(Opportunity, self.id(key))
            edits = {name: Edit(value_of(session, record, name), value) for name, value in wanted.items()}
        return self.edit_seen(key, edits, request_key)

    def edit_seen(self, key: str | int, edits: dict[str, Edit], request_key: str | None = None) -> Change:
        """Change fields, having seen something."""
        target = self.target(key, request_key)
        return self.run(lambda unit: verbs.edit(unit, self.principal, target, edits, today=TODAY, now=self.now))

    def lines(self, key: str | int) -> list[LineValues]:
        """Return the lines."""
        with self.database.read() as session:
            return values_of(lines_of(session, self.id(key)))

    def save(self, key: str | int, lines: list[LineValues], seen: str | None = None) -> Change:
        """Let the opportunity have these lines."""
        target, known = self.target(key), seen or seal(self.lines(key))
        return self.run(
            lambda unit: verbs.save_lines(unit, self.principal, target, known, lines, today=TODAY, now=self.now)
        )

    def undo(self, change: Any) -> Any:
        """Take a change back."""
        verb = quotes.undo if getattr(change, "entity", "opportunity") == "quote" else verbs.undo
        today = {} if verb is quotes.undo else {"today": TODAY}
        return self.run(lambda unit: verb(unit, self.principal, change.event_id, now=self.now, **today))  # type: ignore[arg-type]  # two verbs

    def win(self, key: str | int, **closing: Any) -> Change:
        """Win for the best offer."""
        values: dict[str, Any] = {"reason_id": self.world.reasons["BEST"], "closed_on": TODAY} | closing
        target = self.target(key)
        return self.run(
            lambda unit: verbs.win(unit, self.principal, target, Closing(**values), today=TODAY, now=self.now)
        )

    def offer(self, key: str | int, request_key: str | None = None) -> Quote:
        """Make a quote and return it."""
        from workflow.quotes import Offer

        target = quotes.Target(self.id(key), 0, request_key)
        change = self.run(lambda unit: quotes.create_quote(unit, self.principal, target, Offer(TODAY), now=self.now))
        return self.quote(change.after["quote_id"])

    def quote(self, quote_id: object) -> Quote:
        """Return a quote as it stands."""
        with self.database.read() as session:
            found = session.get_one(Quote, quote_id)
            session.expunge(found)
            return found

    def answer(self, verb: Any, quote_id: int, **more: Any) -> Any:
        """Do something with a quote."""
        target = quotes.Target(quote_id, self.quote(quote_id).version)
        return self.run(lambda unit: verb(unit, self.principal, target, now=self.now, **more))

    def fields(self, key: str | int) -> dict[str, object]:
        """Return everything of an opportunity but its version and the instant of its last change."""
        record = self.read(key)
        names = set(Opportunity.__mapper__.column_attrs.keys()) - {"version", "updated_at"}
        return {name: getattr(record, name) for name in sorted(names)}

    def events(self, key: str | int) -> list[Event]:
        """Return the log of an opportunity, the first change first."""
        query = select(Event).where(Event.entity == "opportunity", Event.entity_id == self.id(key)).order_by(Event.id)
        with self.database.read() as session:
            found = list(session.scalars(query))
            session.expunge_all()
            return found

    def check(self) -> None:
        """Fail unless every header is the sum of its lines, and what triggers keep is the truth."""
        with self.database.read() as session:
            assert differences(session) == []
            assert [str(finding) for finding in check(session)] == []
            for record in session.scalars(select(Opportunity).where(Opportunity.amounts_from_lines)):
                rows = session.scalars(select(OpportunityLine).where(OpportunityLine.opportunity_id == record.id)).all()
                assert record.net_minor == sum(row.net_minor for row in rows)
                assert record.gross_minor == sum(row.gross_minor for row in rows)
                assert record.discount_minor == sum(row.discount_minor for row in rows)
