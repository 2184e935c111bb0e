"""What was known of a company's opportunities at the end of any day, as the rows of forecasting's frames."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.fx import Rates
from data.queries.forecasting.log import Log, Standing, Trace, ending
from data.schema.activity import Activity
from data.schema.company import Company
from data.schema.contact import ContactOrigin, ContactQuality
from data.schema.opportunity import Opportunity, OpportunityLine
from data.schema.people import Team, User
from data.schema.pipeline import OpportunityType, Pipeline, Stage
from data.schema.product import ProductFamily
from domain.money import Money, convert, exponent
from domain.outcome import Outcome

Row = tuple[object, ...]
CERTAIN = (0, 100)
NONE = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A stage: its pipeline's code, its own code, its kind, and how many open stages come before it."""

    pipeline: str
    code: str
    kind: str
    step: int


class Known:
    """A company's opportunities with their whole past, read once for any number of days."""

    def __init__(self, session: Session, company_id: int) -> None:
        self.company_id = company_id
        self.currency = session.scalars(select(Company.currency_code).where(Company.id == company_id)).one()
        self._rates = Rates(session)
        self._log = Log(session, [company_id])
        self._places = _places(session)
        self._users = dict(session.execute(select(User.id, User.login)).all())
        self._teams = dict(session.execute(select(Team.id, Team.code)).all())
        self._fixed = {row.id: row for row in _fixed(session, company_id)}
        self._families = _families(session, company_id)
        self._done = _done(session, company_id)

    def deals(self, cutoff: date) -> Iterator[Row]:
        """Yield each opportunity as it was at the end of the day."""
        at = ending(cutoff)
        for standing in self._log.at(at):
            yield self._deal(standing, self._log.traces[standing.opportunity_id], at)

    def stays(self, cutoff: date) -> Iterator[Row]:
        """Yield each stay in an open stage that had begun, in the order of opportunities and time."""
        at = ending(cutoff)
        for trace in self._log.traces.values():
            begun = [stay for stay in trace.stays if stay.entered_at <= at]
            for number, stay in enumerate(begun):
                if (place := self._places[stay.stage_id]).kind == Outcome.OPEN:
                    left = stay.left_at is not None and stay.left_at <= at
                    following = begun[number + 1] if left and number + 1 < len(begun) else None
                    yield self._stay(trace, place, stay, following, at)

    def dates(self, cutoff: date) -> Iterator[Row]:
        """Yield each change of an expected order date, in the order of opportunities and time."""
        for trace in self._log.traces.values():
            for on, old, new in trace.moves():
                if on <= cutoff:
                    yield trace.opportunity_id, on, old, new

    def major(self, minor: int, currency: str, on: date) -> float:
        """Return an amount in major units of the company's currency at the day's rate; model input, not money."""
        money = Money(minor, currency)
        if currency != self.currency:
            money = convert(money, self.currency, self._rates.rate(currency, self.currency, on).value)
        return money.minor / float(10 ** exponent(self.currency))

    def _deal(self, standing: Standing, trace: Trace, at: datetime) -> Row:
        fixed, on = self._fixed[standing.opportunity_id], at.date()
        place, entered_on = self._place(standing, trace, at)
        done = [day for day in self._done.get(standing.opportunity_id, []) if day <= on]
        moves = [(old, new) for day, old, new in trace.moves() if day <= on]
        closed = standing.outcome != Outcome.OPEN
        return (
            standing.opportunity_id, self.company_id, fixed.created_on, place.pipeline, place.code, place.step,
            fixed.type, fixed.origin or NONE, self._users[standing.owner_id], self._teams.get(standing.team_id or 0, NONE),
            self._families.get(standing.opportunity_id, NONE), float(fixed.stars or 0),
            self.major(standing.net_minor, standing.currency_code, on), self._stated(standing, trace, at),
            standing.outcome, (fixed.closed_on or entered_on) if closed else None, entered_on,
            standing.expected_order_on, _invoice_on(standing, trace), len(done), max(done, default=None),
            sum(1 for old, new in moves if old and new and new > old),
        )  # fmt: skip

    def _place(self, standing: Standing, trace: Trace, at: datetime) -> tuple[Place, date | None]:
        """Return the stage and the day it was entered; of a closed one, the open stage that it was closed in."""
        open_stays = [
            stay for stay in trace.stays if stay.entered_at <= at and self._places[stay.stage_id].kind == Outcome.OPEN
        ]
        if open_stays:
            return self._places[open_stays[-1].stage_id], open_stays[-1].entered_at.date()
        return self._places[standing.stage_id], trace.began_at.date()

    def _stated(self, standing: Standing, trace: Trace, at: datetime) -> float | None:
        """Return the stated chance; of a closed one, or one whose log forgot it, what was stated before the closing."""
        told = trace.closed_on is None or "outcome" in trace.named
        if standing.outcome == Outcome.OPEN and (told or standing.stated_percent not in CERTAIN):
            return standing.stated_percent / 100
        before = [
            stay.stated_percent for stay in trace.stays if stay.entered_at <= at and stay.stated_percent not in CERTAIN
        ]
        return before[-1] / 100 if before else None

    def _stay(self, trace: Trace, place: Place, stay: Any, following: Any, at: datetime) -> Row:
        ended = Outcome.OPEN.value
        if following is not None:
            target = self._places[following.stage_id]
            ended = target.kind if target.kind != Outcome.OPEN else ("advanced" if target.step > place.step else "back")
        elif (outcome := trace.at(at).outcome) != Outcome.OPEN:
            ended = outcome
        left_on = stay.left_at.date() if following is not None else None
        if left_on is None and ended != Outcome.OPEN:
            left_on = trace.closed_on
        return trace.opportunity_id, place.pipeline, place.code, place.step, stay.entered_at.date(), left_on, ended


def _invoice_on(standing: Standing, trace: Trace) -> date | None:
    """Return the expected invoice date; unknown where the log never names it and the order date has moved since."""
    moved = standing.expected_order_on != trace.now["expected_order_on"]
    return None if moved and "expected_invoice_on" not in trace.named else standing.expected_invoice_on


def _places(session: Session) -> dict[int, Place]:
    query = (
        select(Stage, Pipeline.code)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .order_by(Stage.pipeline_id, Stage.sort_order, Stage.id)
    )
    steps: dict[str, int] = defaultdict(int)
    places = {}
    for stage, pipeline in session.execute(query):
        places[stage.id] = Place(pipeline, stage.code, stage.kind, steps[pipeline])
        steps[pipeline] += stage.kind == Outcome.OPEN
    return places


def _fixed(session: Session, company_id: int) -> Iterator[Any]:
    """Yield what the log does not follow: when it began and ended, its type, origin and the contact's quality."""
    query = (
        select(
            Opportunity.id, Opportunity.created_on, Opportunity.closed_on, OpportunityType.code.label("type"),
            ContactOrigin.code.label("origin"), ContactQuality.stars,
        )
        .join(OpportunityType, OpportunityType.id == Opportunity.opportunity_type_id)
        .outerjoin(ContactOrigin, ContactOrigin.id == Opportunity.origin_id)
        .outerjoin(ContactQuality, ContactQuality.id == Opportunity.contact_quality_id)
        .where(Opportunity.company_id == company_id)
    )  # fmt: skip
    yield from session.execute(query)


def _families(session: Session, company_id: int) -> dict[int, str]:
    """Return the product family of the largest line of each opportunity."""
    query = (
        select(OpportunityLine.opportunity_id, ProductFamily.code)
        .join(ProductFamily, ProductFamily.id == OpportunityLine.product_family_id)
        .join(Opportunity, Opportunity.id == OpportunityLine.opportunity_id)
        .where(Opportunity.company_id == company_id)
        .order_by(OpportunityLine.opportunity_id, OpportunityLine.net_minor, OpportunityLine.line_no.desc())
    )
    return dict(session.execute(query).all())  # the last one, the largest, stays


def _done(session: Session, company_id: int) -> dict[int, list[date]]:
    query = (
        select(Activity.opportunity_id, Activity.done_at)
        .where(Activity.company_id == company_id, Activity.opportunity_id.is_not(None), Activity.done_at.is_not(None))
        .order_by(Activity.done_at)
    )
    days: dict[int, list[date]] = defaultdict(list)
    for id_, done_at in session.execute(query):
        if id_ is not None and done_at is not None:
            days[id_].append(done_at.date())
    return days
