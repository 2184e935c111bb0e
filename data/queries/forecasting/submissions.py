"""Submissions: the latest of each owner in a period, what each was made of, and how the first ones came true."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity
from data.schema.people import Team, User, UserCompany, UserTeam
from data.schema.submission import ForecastSubmission, ForecastSubmissionDeal
from domain.access import Principal, Role
from domain.category import Category
from domain.outcome import Outcome
from domain.period import Period
from domain.submission import PeriodScore, Said, Score, Standing, hears

SELLING = (Role.SALES_PERSON.value, Role.SALES_MANAGER.value)
MOST_PERIODS = 12


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who sells in a company; `team_ids` are the teams there, `team` names the first."""

    id: int
    name: str
    team: str
    team_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Latest:
    """What was said last of one owner in a period: by the owner, and by somebody who looks after the owner."""

    own: Said | None = None
    adjusted: Said | None = None

    @property
    def counts(self) -> Said | None:
        """What counts: the adjustment where there is one that is newer than the owner's own word."""
        if self.own is None or (self.adjusted and self.adjusted.id > self.own.id):
            return self.adjusted
        return self.own


def owners(session: Session, company_id: int, ids: Iterable[int] = ()) -> dict[int, Owner]:
    """Return the people who sell in a company, and of `ids` those who no longer do, by name."""
    sells = and_(UserCompany.company_id == company_id, User.role.in_(SELLING), User.active)
    query = (
        select(User.id, User.display_name, Team.id, Team.name)
        .join(UserCompany, and_(UserCompany.user_id == User.id, UserCompany.company_id == company_id), isouter=True)
        .join(UserTeam, UserTeam.user_id == User.id, isouter=True)
        .join(Team, and_(Team.id == UserTeam.team_id, Team.company_id == company_id), isouter=True)
        .where(sells | User.id.in_(sorted(ids)))
        .order_by(User.display_name, User.id, Team.id)
    )
    found: dict[int, Owner] = {}
    for id_, name, team_id, team in session.execute(query):
        known = found.get(id_, Owner(id_, name, "", frozenset()))
        teams = known.team_ids | ({team_id} if team_id else set())
        found[id_] = Owner(id_, name, known.team or team or "", teams)
    return found


def latest(
    session: Session, principal: Principal, company_id: int, period: Period, people: Mapping[int, Owner]
) -> dict[int, Latest]:
    """Return what was said last of each owner that the person may read, for exactly these days."""
    table = ForecastSubmission
    query = (
        select(table, User.display_name)
        .join(User, User.id == table.by_user_id)
        .where(
            table.company_id == company_id, table.starts_on == period.start_on, table.ends_on == period.end_on,
            table.owner_id.in_([owner.id for owner in people.values() if hears(principal, owner.id, owner.team_ids)]),
        )
        .order_by(table.id)
    )  # fmt: skip
    found: dict[int, Latest] = {}
    for row, by in session.execute(query):
        said, before = _said(row, by), found.get(row.owner_id, Latest())
        found[row.owner_id] = Latest(before.own, said) if said.is_adjustment else Latest(said, before.adjusted)
    return found


def made_of(session: Session, submission_id: int, converter: Converter) -> dict[int, Standing]:
    """Return the opportunities of a submission as they stood then, in the reporting currency at its day's rates."""
    deal = ForecastSubmissionDeal
    query = select(deal).where(deal.forecast_submission_id == submission_id).order_by(deal.opportunity_id)
    return {
        row.opportunity_id: Standing(
            row.opportunity_id, Category(row.category), converter.minor(row.net_minor, row.currency_code)
        )
        for row in session.scalars(query)
    }


@dataclass(frozen=True, slots=True)
class Fate:
    """What an opportunity is called, how it stands and whose it is."""

    title: str
    outcome: Outcome
    owner_id: int


def fates(session: Session, ids: Iterable[int]) -> dict[int, Fate]:
    """Return what became of opportunities, for telling why a submission drifted."""
    query = select(Opportunity.id, Opportunity.title, Opportunity.outcome, Opportunity.owner_id)
    found = session.execute(query.where(Opportunity.id.in_(sorted(ids))))
    return {id_: Fate(title, Outcome(outcome), owner_id) for id_, title, outcome, owner_id in found}


def scores(session: Session, company_id: int, owner_ids: Sequence[int], today: date) -> dict[int, Score]:
    """Return how the owners' own first submission of each period that is over came true; the latest periods.

    The caller asks only for owners whose scores the person may see.
    """
    first = _first_of_each_period(session, company_id, owner_ids, today)
    tallies = _tallies(session, [row.id for row in first])
    found: dict[int, list[PeriodScore]] = {}
    for row in first:
        committed, closed = tallies.get(row.id, (0, 0))
        found.setdefault(row.owner_id, []).append(
            PeriodScore(
                row.starts_on, row.ends_on, row.currency_code, row.commit_minor, _firm(row.rolled_minor),
                row.model_minor, _won(session, row), committed, closed,
            )
        )  # fmt: skip
    return {owner_id: Score(owner_id, tuple(periods[-MOST_PERIODS:])) for owner_id, periods in found.items()}


def _first_of_each_period(
    session: Session, company_id: int, owner_ids: Sequence[int], today: date
) -> list[ForecastSubmission]:
    table = ForecastSubmission
    own = (
        table.company_id == company_id, table.owner_id.in_(owner_ids), table.by_user_id == table.owner_id,
        table.ends_on < today,
    )  # fmt: skip
    ids = select(func.min(table.id)).where(*own).group_by(table.owner_id, table.starts_on, table.ends_on)
    query = select(table).where(table.id.in_(ids)).order_by(table.starts_on, table.ends_on, table.id)
    return list(session.scalars(query))


def _tallies(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return by submission how many stood in commit, and how many of them were won by the end of its period."""
    deal, table = ForecastSubmissionDeal, ForecastSubmission
    in_time = and_(Opportunity.outcome == Outcome.WON.value, Opportunity.closed_on <= table.ends_on)
    query = (
        select(deal.forecast_submission_id, func.count(), func.sum(case((in_time, 1), else_=0)))
        .join(table, table.id == deal.forecast_submission_id)
        .join(Opportunity, Opportunity.id == deal.opportunity_id)
        .where(deal.forecast_submission_id.in_(ids), deal.category == Category.COMMIT.value)
        .group_by(deal.forecast_submission_id)
    )
    return {id_: (int(count), int(won)) for id_, count, won in session.execute(query)}


def _won(session: Session, row: ForecastSubmission) -> int:
    """Return what the owner won in a submission's period, in its currency at the rates of its last day."""
    converter = Converter(session, row.currency_code, row.ends_on)
    query = (
        select(Opportunity.currency_code, func.sum(Opportunity.net_minor))
        .where(*_won_in(row))
        .group_by(Opportunity.currency_code)
        .order_by(Opportunity.currency_code)
    )
    return sum(converter.minor(int(minor), currency) for currency, minor in session.execute(query))


def _won_in(row: ForecastSubmission) -> list[ColumnElement[bool]]:
    return [
        Opportunity.company_id == row.company_id,
        Opportunity.owner_id == row.owner_id,
        Opportunity.outcome == Outcome.WON.value,
        Opportunity.closed_on.between(row.starts_on, row.ends_on),
    ]


def _firm(rolled: Mapping[str, int]) -> int:
    return rolled.get(Category.COMMIT.value, 0) + rolled.get(Category.CLOSED.value, 0)


def _said(row: ForecastSubmission, by: str) -> Said:
    return Said(
        id=row.id, owner_id=row.owner_id, by_user_id=row.by_user_id, by=by, at=row.submitted_at,
        currency=row.currency_code, commit_minor=row.commit_minor, best_case_minor=row.best_case_minor,
        note=row.note or "", rolled_minor=_firm(row.rolled_minor), model_minor=row.model_minor,
    )  # fmt: skip
