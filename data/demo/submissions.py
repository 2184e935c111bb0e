"""Submissions of the demo: what each seller said ten days into the last quarters, from the pipeline as it stood then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from data.queries.reporting import Converter
from data.schema.company import Company
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.people import User, UserCompany
from data.schema.submission import ForecastSubmission, ForecastSubmissionDeal
from domain.access import Role
from domain.category import Category, suggested
from domain.outcome import Outcome
from domain.period import add_months

QUARTERS: Final = 4  # before the present one
AFTER: Final = timedelta(days=10)
STEP: Final = 100_000
Deal = tuple[int, int, str, int]  # id, stated percent, currency, net amount


def submit_all(session: Session, today: date) -> None:
    """Write a submission of every seller for the present quarter and those before it."""
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    sellers = (
        select(User.id, Company)
        .join(UserCompany, UserCompany.user_id == User.id)
        .join(Company, Company.id == UserCompany.company_id)
        .where(User.role == Role.SALES_PERSON.value, User.active)
        .order_by(User.id, Company.id)
    )
    people = session.execute(sellers).all()
    for back in range(QUARTERS, -1, -1):
        starts_on = add_months(quarter, -3 * back)
        ends_on = add_months(starts_on, 3) - timedelta(days=1)
        said_on = min(starts_on + AFTER, today)
        for owner_id, company in people:
            _submit(session, owner_id, company, (starts_on, ends_on), said_on)


def _submit(session: Session, owner_id: int, company: Company, days: tuple[date, date], said_on: date) -> None:
    converter = Converter(session, company.currency_code, said_on)
    deals = _open(session, owner_id, company.id, days, said_on)
    closed = _closed(session, owner_id, company.id, days[0], said_on)
    rolled = {category.value: 0 for category in Category}
    for _, percent, currency, minor in deals:
        rolled[suggested(percent).value] += converter.minor(minor, currency)
    rolled[Category.CLOSED.value] = sum(converter.minor(minor, currency) for _, _, currency, minor in closed)
    if not any(rolled.values()):
        return
    # Some are careful, some hope for half of their best case as well.
    hope = owner_id % 3 * rolled[Category.BEST_CASE.value] // 4
    firm = rolled[Category.COMMIT.value] + rolled[Category.CLOSED.value]
    commit = (firm + hope) // STEP * STEP
    expected = sum(converter.minor(minor, currency) * percent // 100 for _, percent, currency, minor in deals)
    row = ForecastSubmission(
        company_id=company.id, owner_id=owner_id, by_user_id=owner_id, starts_on=days[0], ends_on=days[1],
        currency_code=company.currency_code, commit_minor=commit,
        best_case_minor=max(commit, (firm + rolled[Category.BEST_CASE.value]) // STEP * STEP), rolled_minor=rolled,
        model_minor=expected + rolled[Category.CLOSED.value],
        submitted_at=datetime.combine(said_on, time(), UTC),
    )  # fmt: skip
    session.add(row)
    session.flush()
    standing = [(deal, suggested(deal[1])) for deal in deals] + [(deal, Category.CLOSED) for deal in closed]
    _keep(session, row.id, standing)


def _keep(session: Session, submission_id: int, standing: Sequence[tuple[Deal, Category]]) -> None:
    rows: list[Mapping[str, Any]] = [
        {
            "forecast_submission_id": submission_id, "opportunity_id": id_, "category": category.value,
            "currency_code": currency, "net_minor": minor,
        }
        for (id_, _percent, currency, minor), category in standing
    ]  # fmt: skip
    if rows:
        session.execute(insert(ForecastSubmissionDeal), rows)


def _open(session: Session, owner_id: int, company_id: int, days: tuple[date, date], on: date) -> list[Deal]:
    """Return the opportunities that were open on a day and expected in the quarter, as they stood then."""
    stay, at = StageHistory, datetime.combine(on, time(), UTC)
    newest = select(func.max(stay.id)).where(stay.entered_at <= at).group_by(stay.opportunity_id)
    query = (
        select(Opportunity.id, stay.stated_percent, Opportunity.currency_code, stay.net_minor)
        .join(stay, stay.opportunity_id == Opportunity.id)
        .where(
            *_of(owner_id, company_id), Opportunity.created_on <= on, stay.id.in_(newest),
            (Opportunity.closed_on.is_(None)) | (Opportunity.closed_on > on), stay.expected_order_on.between(*days),
        )
        .order_by(Opportunity.id)
    )  # fmt: skip
    return [(id_, percent, currency, minor) for id_, percent, currency, minor in session.execute(query)]


def _closed(session: Session, owner_id: int, company_id: int, first: date, on: date) -> list[Deal]:
    query = (
        select(Opportunity.id, Opportunity.stated_percent, Opportunity.currency_code, Opportunity.net_minor)
        .where(
            *_of(owner_id, company_id),
            Opportunity.outcome == Outcome.WON.value,
            Opportunity.closed_on.between(first, on),
        )
        .order_by(Opportunity.id)
    )
    return [(id_, percent, currency, minor) for id_, percent, currency, minor in session.execute(query)]


def _of(owner_id: int, company_id: int) -> tuple[Any, Any]:
    return Opportunity.owner_id == owner_id, Opportunity.company_id == company_id
