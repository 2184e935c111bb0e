"""The analysis: what each query adds up, against counting by hand in the known company."""

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.analysis import closings, stays, variance
from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.pipeline import ClosingReason, OpportunityType
from data.session import Database
from domain.filter import PipelineFilter
from domain.money import Money, convert
from metrics.analysis import Concentration
from tests.world import BASE_RATES, TODAY, World

NOTHING = PipelineFilter()
LONG_AGO = date(2025, 1, 1)
LOGINS = ("executive", "sales", "foreign")


def rows_of(session: Session, world: World, login: str) -> list[Opportunity]:
    person = world.principal(login)
    return [
        row
        for row in session.scalars(select(Opportunity).where(Opportunity.outcome != "cancelled"))
        if person.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
    ]


def euros(row: Any) -> int:
    return convert(Money(row.net_minor, row.currency_code), "EUR", 1 / BASE_RATES[row.currency_code]).minor


def converter(session: Session) -> Converter:
    return Converter(session, "EUR", TODAY)


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1


@pytest.mark.parametrize("login", LOGINS)
def test_cohorts_speeds_and_reasons_are_those_of_the_rows_in_scope(
    database: Database, world: World, login: str
) -> None:
    person = world.principal(login)
    with database.read() as session:
        rows = rows_of(session, world, login)
        names = {each.id: each.description for each in session.scalars(select(OpportunityType))}
        reasons = {each.id: each.description for each in session.scalars(select(ClosingReason))}
        asked = (session, person, NOTHING, LONG_AGO, TODAY)
        made = closings.created(*asked, converter=converter(session))
        fast = closings.speeds(*asked, converter=converter(session))
        why = closings.reasons(*asked, converter=converter(session))
        counted: Counter[tuple[int, str]] = Counter()
        ended: Counter[tuple[int, str, str]] = Counter()
        for row in rows:
            if row.created_on >= LONG_AGO:
                counted[month_of(row.created_on), row.outcome] += 1
            if row.closed_on and row.closed_on >= LONG_AGO:
                ended[month_of(row.closed_on), row.outcome, reasons[row.closing_reason_id or 0]] += 1
        won = [row for row in rows if row.outcome == "won" and row.closed_on and row.closed_on >= LONG_AGO]
        by_type = {
            name: (
                sum(names[row.opportunity_type_id] == name and row.outcome == "open" for row in rows),
                sum(names[row.opportunity_type_id] == name for row in won),
                sum(euros(row) for row in won if names[row.opportunity_type_id] == name),
                sum((row.closed_on - row.created_on).days for row in won if row.closed_on and names[row.opportunity_type_id] == name),
            )
            for name in {names[row.opportunity_type_id] for row in rows}
        }  # fmt: skip
        worth = sum(euros(row) for row in rows if row.created_on >= LONG_AGO)
    assert {(row.month, row.outcome): row.row_count for row in made} == dict(counted)
    assert sum(row.net_minor for row in made) == pytest.approx(worth, abs=len(made))
    assert {(row.month, row.outcome, row.reason): row.row_count for row in why} == dict(ended)
    assert {row.type: (row.open_count, row.won_count, row.won_minor, row.won_days) for row in fast} == by_type


def test_stays_that_ended_and_those_that_last_are_counted_by_stage(database: Database, world: World) -> None:
    pipeline, person = world.pipelines["new"], world.principal("country_manager")
    since = datetime.combine(LONG_AGO, datetime.min.time()).astimezone()
    with database.write() as session:
        _move_on(session, world, "press", 3, days=12)
    with database.read() as session:
        mine = {row.id: row for row in rows_of(session, world, "country_manager")}
        ended = Counter(
            (stay.stage_id, ((stay.left_at or since).date() - stay.entered_at.date()).days)
            for stay in session.scalars(select(StageHistory).where(StageHistory.left_at.is_not(None)))
            if stay.opportunity_id in mine and stay.pipeline_id == pipeline
        )
        here = Counter(
            (row.stage_id, (TODAY - row.stage_sort_on).days)
            for row in mine.values()
            if row.outcome == "open" and row.pipeline_id == pipeline
        )
        finished = stays.finished(session, person, NOTHING, pipeline, since)
        standing = stays.standing(session, person, NOTHING, pipeline, TODAY)
    assert ended, "something has ended"
    assert {(row.stage_id, row.days): row.row_count for row in finished} == dict(ended)
    assert {(row.stage_id, row.days): row.row_count for row in standing} == dict(here)


def test_slips_run_from_the_first_expected_date_and_pushes_from_stage_to_stage(
    database: Database, world: World
) -> None:
    with database.write() as session:
        _move_on(session, world, "won", 1, days=5, expected=TODAY - timedelta(days=50))
        for days, expected in ((30, 10), (20, 25), (10, 25), (5, 40)):
            _move_on(session, world, "press", 2, days=days, expected=TODAY + timedelta(days=expected))
    person = world.principal("country_manager")
    with database.read() as session:
        slips = closings.slips(session, person, NOTHING, TODAY - timedelta(days=364), TODAY)
        pushes = dict(closings.pushes(session, person, NOTHING))
        first = {
            key: session.scalars(
                select(StageHistory)
                .where(StageHistory.opportunity_id == world.opportunities[key])
                .order_by(StageHistory.entered_at, StageHistory.id)
            ).all()
            for key in ("won", "won_before", "press")
        }
        by_hand = Counter(
            (session.get_one(Opportunity, world.opportunities[key]).closed_on - stay[0].expected_order_on).days  # type: ignore[operator]  # both are known here
            for key, stay in first.items()
            if key != "press" and stay and stay[0].expected_order_on
        )
        dates = [stay.expected_order_on for stay in first["press"] if stay.expected_order_on]
    moved = sum(later > sooner for sooner, later in pairwise(dates))
    assert {row.days: row.row_count for row in slips} == dict(by_hand)
    assert moved >= 2
    assert pushes[moved] == 1


@pytest.mark.parametrize("login", LOGINS)
def test_the_largest_owners_of_the_variance_come_first_and_all_add_up_to_one(
    database: Database, world: World, login: str
) -> None:
    with database.read() as session:
        found, whole, count = variance.largest(
            session, world.principal(login), NOTHING, 100, converter=converter(session)
        )
        rows = [row for row in rows_of(session, world, login) if row.outcome == "open"]
        own = {row.id: euros(row) ** 2 * row.stated_percent * (100 - row.stated_percent) / 1e4 for row in rows}
    shares = Concentration.compute([(row.net_minor, row.percent) for row in found], whole)
    assert count == len(rows)
    assert whole == pytest.approx(sum(own.values()), rel=1e-6)
    assert sum(shares) == pytest.approx(1, rel=1e-6)
    assert shares == sorted(shares, reverse=True)
    assert {row.id: share for row, share in zip(found, shares, strict=True)} == pytest.approx(
        {id_: one / sum(own.values()) for id_, one in own.items()}, rel=1e-5
    )


def _move_on(session: Session, world: World, key: str, place: int, *, days: int, expected: date | None = None) -> None:
    """Put a finished stay of some days into the history of an opportunity, before all that is there."""
    row = session.get_one(Opportunity, world.opportunities[key])
    entered = datetime.combine(TODAY, datetime.min.time()).astimezone() - timedelta(days=500 + days)
    session.add(
        StageHistory(
            opportunity_id=row.id, pipeline_id=row.pipeline_id, stage_id=world.stages["new", place], entered_at=entered,
            left_at=entered + timedelta(days=days), net_minor=row.net_minor, stated_percent=row.stated_percent,
            expected_order_on=expected,
        )
    )  # fmt: skip
    session.flush()
