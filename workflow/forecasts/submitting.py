"""Submitting: what an owner, or whoever looks after the owner, says of a period, kept with what it was made of."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.forecasting.categories import expected_by_model, standings
from data.queries.forecasting.submissions import owners
from data.queries.reporting import Converter
from data.schema.company import Company
from data.schema.log import Event
from data.schema.submission import ForecastSubmission, ForecastSubmissionDeal
from domain.access import Permission, Principal
from domain.category import Category
from domain.errors import MalformedInput, NotFound, NotPermitted
from domain.filter import PipelineFilter
from domain.submission import About, Amounts, NotTheirs, Standing, adjusts, check_amounts, check_period
from workflow.journal import LONGEST_KEY

ENTITY = "forecast_submission"


def submit(
    session: Session,
    principal: Principal,
    about: About,
    amounts: Amounts,
    *,
    request_key: str | None = None,
    today: date,
    now: datetime,
) -> int:
    """Keep what is said of an owner's sales in a period; return its id. The same request twice is one submission.

    Beside it stand what the opportunities added up to at that instant, each of them, and the model's own number.
    Raises NotPermitted, NotFound, NotTheirs, PeriodOver, PeriodTooLong and what `check_amounts` raises.
    """
    company_id, owner_id, period = about.company_id, about.owner_id, about.period
    company = _company(session, principal, company_id)
    _check_person(session, principal, company, owner_id)
    if done := _earlier(session, principal, request_key):
        return done
    check_period(period.start_on, period.end_on, today)
    check_amounts(amounts)
    converter = Converter(session, company.currency_code, today)
    made_of = standings(session, principal, owner_id, company_id, period, converter)
    asked = PipelineFilter(company_ids=frozenset({company_id}), owner_ids=frozenset({owner_id}), period=period)
    model = expected_by_model(session, principal, asked, period, converter)
    rolled = _rolled([standing for standing, _currency, _minor in made_of.values()])
    row = ForecastSubmission(
        company_id=company_id, owner_id=owner_id, by_user_id=principal.user_id, starts_on=period.start_on,
        ends_on=period.end_on, currency_code=company.currency_code, commit_minor=amounts.commit_minor,
        best_case_minor=amounts.best_case_minor, note=amounts.note.strip() or None, rolled_minor=rolled,
        model_minor=None if model.cutoff_on is None else model.by_owner.get(owner_id, 0) + rolled.get("closed", 0),
        submitted_at=now, request_key=request_key,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(
        ForecastSubmissionDeal(
            forecast_submission_id=row.id, opportunity_id=id_, category=standing.category.value,
            currency_code=currency, net_minor=minor,
        )
        for id_, (standing, currency, minor) in made_of.items()
    )  # fmt: skip
    _tell(session, principal, row, now)
    return row.id


def _company(session: Session, principal: Principal, company_id: int) -> Company:
    company = session.get(Company, company_id) if company_id in principal.company_ids else None
    if company is None:
        raise NotFound
    return company


def _check_person(session: Session, principal: Principal, company: Company, owner_id: int) -> None:
    """Let people speak for themselves, and for those whom they look after."""
    if owner_id == principal.user_id:
        principal.require(Permission.CHANGE_OPPORTUNITIES)
    owner = owners(session, company.id, {owner_id}).get(owner_id)
    if owner_id != principal.user_id and (owner is None or not adjusts(principal, owner.id, owner.team_ids)):
        raise NotPermitted
    if owner_id not in owners(session, company.id):
        raise NotTheirs(company=company.name)


def _earlier(session: Session, principal: Principal, request_key: str | None) -> int | None:
    if request_key is None:
        return None
    if not 0 < len(request_key) <= LONGEST_KEY:
        raise MalformedInput
    row = session.scalars(select(ForecastSubmission).where(ForecastSubmission.request_key == request_key)).one_or_none()
    if row is not None and row.by_user_id != principal.user_id:
        raise MalformedInput
    return row.id if row else None


def _rolled(standings_: list[Standing]) -> dict[str, int]:
    found = {category.value: 0 for category in Category}
    for standing in standings_:
        found[standing.category.value] += standing.minor
    return found


def _tell(session: Session, principal: Principal, row: ForecastSubmission, now: datetime) -> None:
    said = {
        "owner_id": row.owner_id, "starts_on": row.starts_on.isoformat(), "ends_on": row.ends_on.isoformat(),
        "commit_minor": row.commit_minor, "best_case_minor": row.best_case_minor, "currency": row.currency_code,
    }  # fmt: skip
    verb = "submit" if row.owner_id == principal.user_id else "adjust"
    session.add(
        Event(
            at=now, company_id=row.company_id, user_id=principal.user_id, entity=ENTITY, entity_id=row.id, verb=verb,
            before={}, after=said,
        )
    )  # fmt: skip
