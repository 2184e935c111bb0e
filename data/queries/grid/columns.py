"""Columns in SQL: what each is ordered and grouped by, and the condition under which it holds what is wanted."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Integer, case, cast, extract, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.queries.reporting import Converter
from data.schema.company import Company
from data.schema.contact import Contact, ContactQuality
from data.schema.opportunity import Opportunity
from data.schema.people import Agent, Team, User
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Stage
from data.text_search import matching_contacts
from domain.grid import BY_MONTH, COLUMNS, Kind, Narrowing
from domain.money import EXPONENTS

Ordered = ColumnElement[Any] | InstrumentedAttribute[Any]
CENTS: Final = 100
MONTHS: Final = 12
UNIT: Final = 10**6
# What a column holds, as the tables name it.
FIELDS: Final[Mapping[str, InstrumentedAttribute[Any]]] = {
    "number": Opportunity.number, "title": Opportunity.title, "stage": Opportunity.stage_id,
    "net": Opportunity.net_minor, "probability": Opportunity.stated_percent, "owner": Opportunity.owner_id,
    "type": Opportunity.opportunity_type_id, "pipeline": Opportunity.pipeline_id, "outcome": Opportunity.outcome,
    "gross": Opportunity.gross_minor, "discount": Opportunity.discount_minor, "currency": Opportunity.currency_code,
    "created_on": Opportunity.created_on, "last_activity_on": Opportunity.last_activity_on,
    "expected_order_on": Opportunity.expected_order_on, "expected_delivery_on": Opportunity.expected_delivery_on,
    "expected_invoice_on": Opportunity.expected_invoice_on, "closed_on": Opportunity.closed_on,
    "agent": Opportunity.main_agent_id, "team": Opportunity.team_id, "company": Opportunity.company_id,
    "quality": Opportunity.contact_quality_id, "reason": Opportunity.closing_reason_id,
}  # fmt: skip
# The order of these is that of an index, from end to end.
INDEXED: Final[Mapping[str, InstrumentedAttribute[Any]]] = {
    "number": Opportunity.number, "net": Opportunity.net_base_minor, "weighted": Opportunity.weighted_base_minor,
    "created_on": Opportunity.created_on, "last_activity_on": Opportunity.touched_on, "idle": Opportunity.touched_on,
}  # fmt: skip
# A name in a list of its own, and the key that leads there.
NAMES: Final[Mapping[str, tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]]] = {
    "contact": (Contact.name, Opportunity.contact_id),
    "owner": (User.display_name, Opportunity.owner_id),
    "type": (OpportunityType.description, Opportunity.opportunity_type_id),
    "agent": (Agent.name, Opportunity.main_agent_id),
    "team": (Team.name, Opportunity.team_id),
    "company": (Company.name, Opportunity.company_id),
    "quality": (ContactQuality.stars, Opportunity.contact_quality_id),
    "reason": (ClosingReason.description, Opportunity.closing_reason_id),
}


def group_of(name: str) -> Ordered:
    """Return what rows are grouped by: what a column holds, of a day its month, counted from year 0."""
    field = FIELDS[name]
    if name not in BY_MONTH:
        return field
    return cast(extract("year", field) * MONTHS + extract("month", field) - 1, Integer)


def order_of(session: Session, name: str, converter: Converter) -> tuple[Ordered, bool]:
    """Return what a column is ordered by, upwards, and whether it can be empty."""
    if name in {"stage", "pipeline"}:
        return _rank(session, name), False
    if name in NAMES:
        named, key = NAMES[name]
        words = named if name == "quality" else func.lower(named)
        return select(words).where(named.class_.id == key).scalar_subquery(), True
    if name in {"gross", "discount"}:
        return cast(FIELDS[name], Float) * _factor(session, converter), False
    if name == "title":
        return func.lower(Opportunity.title), False
    return FIELDS[name], bool(FIELDS[name].property.columns[0].nullable)


def narrowed(
    session: Session, name: str, wanted: Narrowing, today: date, percent: ColumnElement[int]
) -> ColumnElement[bool]:
    """Return the condition of a column filter; `percent` is what amounts are weighted by."""
    kind = COLUMNS[name]
    if kind is Kind.TEXT:
        return _holds(session, name, wanted.text)
    if kind is Kind.CHOICE:
        chosen = FIELDS[name].in_(sorted(wanted.ids - {0}))
        return or_(FIELDS[name].is_(None), chosen) if 0 in wanted.ids else chosen
    if kind is Kind.CODE:
        return FIELDS[name].in_(sorted(wanted.words))
    if kind is Kind.DAYS:
        return _between(Opportunity.touched_on, _days_ago(wanted.high, today), _days_ago(wanted.low, today))
    if kind is Kind.MONEY:
        return _amount_between(name, wanted, percent)
    return _between(FIELDS[name], wanted.low, wanted.high)


def _rank(session: Session, name: str) -> ColumnElement[Any]:
    """Order by pipeline and step, as the lists stand, not by name."""
    query = (
        select(Stage.id if name == "stage" else Pipeline.id)
        .select_from(Pipeline)
        .outerjoin(Stage, Stage.pipeline_id == Pipeline.id)
        .order_by(Pipeline.sort_order, Pipeline.id, Stage.sort_order, Stage.id)
    )
    ids: list[int | None] = list(dict.fromkeys(session.scalars(query)))
    return case({id_: place for place, id_ in enumerate(ids) if id_ is not None}, value=FIELDS[name], else_=len(ids))


def _factor(session: Session, converter: Converter) -> ColumnElement[Any]:
    """Return what brings an amount to the reporting currency, roughly: only for ordering."""
    currencies = session.scalars(select(Opportunity.currency_code).distinct()).all()
    factors = {code: converter.minor(UNIT, code) / UNIT for code in currencies}
    return case(factors, value=Opportunity.currency_code, else_=1.0) if factors else cast(1, Float)


def _holds(session: Session, name: str, text: str) -> ColumnElement[bool]:
    if name == "contact":
        dialect = session.get_bind().dialect.name
        return Opportunity.contact_id.in_(select(Contact.id).where(matching_contacts(dialect, text)))
    return FIELDS[name].icontains(text, autoescape=True)


def _between(column: Ordered, low: Decimal | date | None, high: Decimal | date | None) -> ColumnElement[bool]:
    """Both ends belong to it, either may be open; an empty field lies nowhere."""
    if low is None or high is None:
        return column <= high if low is None else column >= low
    return column.between(low, high)


def _amount_between(name: str, wanted: Narrowing, percent: ColumnElement[int]) -> ColumnElement[bool]:
    minor = Opportunity.net_minor * percent / CENTS if name == "weighted" else FIELDS[name]
    units = case({code: 10**digits for code, digits in EXPONENTS.items()}, value=Opportunity.currency_code, else_=CENTS)
    ends = (wanted.low, wanted.high)
    low, high = (None if not isinstance(end, Decimal) else cast(end, Float) * units for end in ends)
    if low is None or high is None:
        return minor <= high if low is None else minor >= low
    return minor.between(low, high)


def _days_ago(days: Decimal | date | None, today: date) -> date | None:
    if not isinstance(days, Decimal):
        return None
    return today - timedelta(days=min(max(int(days), 0), (today - date.min).days))
