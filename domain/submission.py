"""Submissions: what somebody says will be sold in a period, how far it has drifted, and how it was scored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.access import Permission, Principal, Reach, Role
from domain.category import Category
from domain.errors import SalesError, sentence
from domain.money import LARGEST_MINOR
from domain.period import Period

LONGEST_NOTE: Final = 1000
LONGEST_PERIOD: Final = timedelta(days=366)
FIRM: Final = frozenset({Category.COMMIT, Category.CLOSED})


class PeriodOver(SalesError):
    """A submission for days that are over."""

    template = sentence("This period ended on {day}. Choose one that is still running or to come.")


class PeriodTooLong(SalesError):
    """A submission for more than a year."""

    template = sentence("A submission is for a month, a quarter or a year at most. Choose a shorter period.")


class BestCaseBelowCommit(SalesError):
    """The best case is below what is committed."""

    template = sentence("The best case cannot be below the commit forecast. Raise it, or lower the commit forecast.")


class BadSubmission(SalesError):
    """An amount that nobody can sell."""

    template = sentence("Give amounts of 0 or more.")


class NoteTooLong(SalesError):
    """A note beyond what is kept."""

    template = sentence("The note is too long: at most {length} characters.")


class NotTheirs(SalesError):
    """A submission for somebody who does not sell there."""

    template = sentence("Submissions are made for people of {company} who own opportunities.")


@dataclass(frozen=True, slots=True)
class About:
    """What a submission is about: whose sales, of which company, between which days."""

    company_id: int
    owner_id: int
    period: Period


@dataclass(frozen=True, slots=True)
class Amounts:
    """What is submitted: won sales and those to come, in minor units; the best case takes in what is committed."""

    commit_minor: int
    best_case_minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A submission or an adjustment as it was made; `rolled` is the commit forecast of the opportunities then."""

    id: int
    owner_id: int
    by_user_id: int
    by: str
    at: datetime
    currency: str
    commit_minor: int
    best_case_minor: int
    note: str
    rolled_minor: int
    model_minor: int | None

    @property
    def is_adjustment(self) -> bool:
        """Tell whether somebody else said it than whose sales it is about."""
        return self.by_user_id != self.owner_id


class Cause(StrEnum):
    """Why the commit forecast is another than when it was submitted."""

    ADDED = "added"  # came into commit, or was won, without having been there
    LEFT = "left"  # is in a lower category now
    LOST = "lost"
    MOVED = "moved"  # expected outside the period now
    AMOUNT = "amount"
    GONE = "gone"  # cancelled, merged, another owner, or out of sight


@dataclass(frozen=True, slots=True)
class Standing:
    """An opportunity in a period: its category and net amount in minor units of the submission's currency."""

    opportunity_id: int
    category: Category
    minor: int

    @property
    def firm_minor(self) -> int:
        """What it adds to the commit forecast."""
        return self.minor if self.category in FIRM else 0


@dataclass(frozen=True, slots=True)
class Moved:
    """One opportunity's part of the drift."""

    opportunity_id: int
    title: str
    cause: Cause
    minor: int


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the commit forecast is from where it stood at the submission; the parts add up to the total."""

    total_minor: int
    moved: Sequence[Moved] = ()
    rates_minor: int = 0  # from other exchange rates since


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the first submission of each period that is over.

    Of `committed` opportunities that were in commit, `closed` were won by the end of their period.
    """

    owner_id: int
    periods: Sequence["PeriodScore"] = field(default_factory=tuple)

    @property
    def committed(self) -> int:
        """How many opportunities stood in commit."""
        return sum(each.committed for each in self.periods)

    @property
    def closed(self) -> int:
        """How many of them were won in time."""
        return sum(each.closed for each in self.periods)


@dataclass(frozen=True, slots=True)
class PeriodScore:
    """One period that is over: what was submitted, what the opportunities and the model said, what was won."""

    starts_on: date
    ends_on: date
    currency: str
    submitted_minor: int
    rolled_minor: int
    model_minor: int | None
    won_minor: int
    committed: int
    closed: int


def check_amounts(amounts: Amounts) -> None:
    """Raise BadSubmission, BestCaseBelowCommit or NoteTooLong for what cannot be submitted."""
    if not all(0 <= minor <= LARGEST_MINOR for minor in (amounts.commit_minor, amounts.best_case_minor)):
        raise BadSubmission
    if amounts.best_case_minor < amounts.commit_minor:
        raise BestCaseBelowCommit
    if len(amounts.note) > LONGEST_NOTE:
        raise NoteTooLong(length=LONGEST_NOTE)


def check_period(starts_on: date, ends_on: date, today: date) -> None:
    """Raise PeriodOver for days that are over, PeriodTooLong for more than a year."""
    if ends_on - starts_on >= LONGEST_PERIOD:
        raise PeriodTooLong
    if ends_on < today:
        raise PeriodOver(day=ends_on)


def hears(principal: Principal, owner_id: int, team_ids: frozenset[int]) -> bool:
    """Tell whether a person may read what an owner of some teams submitted: oneself, or whoever looks after them."""
    if owner_id == principal.user_id:
        return True
    if principal.role is Role.SALES_PERSON:
        return False
    return principal.sees is Reach.COMPANY or bool(team_ids & principal.team_ids)


def adjusts(principal: Principal, owner_id: int, team_ids: frozenset[int]) -> bool:
    """Tell whether a person may adjust what an owner submits, and see how often it came true."""
    if owner_id == principal.user_id or not principal.may(Permission.SET_TARGETS):
        return False
    return principal.changes is Reach.COMPANY or bool(team_ids & principal.team_ids)
