"""Types: how years are cut, and what kinds of plans there are; shared by all companies."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from data.schema.forecast import ForecastType, PeriodRange, PeriodType
from domain.access import Permission, Principal
from domain.errors import NameNeeded, NameTaken, NotFound
from domain.plan.errors import NoSuchKind, NotACut
from domain.plan.periods import MOST_RANGES, Cut, Span, cut, written
from domain.plan.tree import PlanKind

LONGEST_NAME = 200


def create_period_type(session: Session, principal: Principal, name: str, kind: str, year: int, text: str = "") -> int:
    """Make a period type of one year's ranges, or of those that `text` lists; return its id.

    Raises NotPermitted, NameNeeded, NameTaken, NoSuchKind, NotACut.
    """
    principal.require(Permission.SET_TARGETS)
    how = _cut(kind)
    spans = written(text) if how is Cut.FREE else cut(how, year)
    called = _name(name)
    if session.scalar(select(exists().where(PeriodType.description == called))):
        raise NameTaken(name=called)
    row = PeriodType(code=f"{how}-{_next(session)}", description=called)
    session.add(row)
    session.flush()
    session.add_all(_row(row.id, span) for span in spans)
    session.flush()
    return row.id


def add_year(session: Session, principal: Principal, period_type_id: int, year: int, text: str = "") -> int:
    """Add the ranges of a year to a period type, free ones from `text`; return how many are new. Raises NotACut.

    A year that is there already adds nothing; ranges that overlap others are refused.
    """
    principal.require(Permission.SET_TARGETS)
    row = session.get(PeriodType, period_type_id)
    if row is None:
        raise NotFound
    how = _cut(row.code.partition("-")[0])
    spans = written(text) if how is Cut.FREE else cut(how, year)
    query = select(PeriodRange).where(PeriodRange.period_type_id == row.id)
    there = [Span(each.label, each.starts_on, each.ends_on) for each in session.scalars(query)]
    new = [span for span in spans if span not in there]
    if any(span.starts_on <= other.ends_on and other.starts_on <= span.ends_on for span in new for other in there):
        raise NotACut(most=MOST_RANGES)
    session.add_all(_row(row.id, span) for span in new)
    session.flush()
    return len(new)


def add_plan_type(session: Session, principal: Principal, name: str, kind: str, period_type_id: int) -> int:
    """Make a type of plans; raise NotPermitted, NameNeeded, NameTaken, NoSuchKind, NotFound."""
    principal.require(Permission.SET_TARGETS)
    if kind not in PlanKind.__members__.values():
        raise NoSuchKind
    if session.get(PeriodType, period_type_id) is None:
        raise NotFound
    called = _name(name)
    if session.scalar(select(exists().where(ForecastType.description == called))):
        raise NameTaken(name=called)
    number = (session.scalar(select(func.max(ForecastType.id))) or 0) + 1
    row = ForecastType(code=f"{kind}-{number}", description=called, kind=kind, period_type_id=period_type_id)
    session.add(row)
    session.flush()
    return row.id


def _cut(kind: str) -> Cut:
    try:
        return Cut(kind)
    except ValueError:
        raise NoSuchKind from None


def _name(name: str) -> str:
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise NameNeeded(length=LONGEST_NAME)
    return called


def _next(session: Session) -> int:
    return (session.scalar(select(func.max(PeriodType.id))) or 0) + 1


def _row(period_type_id: int, span: Span) -> PeriodRange:
    return PeriodRange(
        period_type_id=period_type_id, label=span.label, starts_on=span.starts_on, ends_on=span.ends_on
    )  # fmt: skip
