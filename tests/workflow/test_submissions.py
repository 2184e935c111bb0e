"""Categories roll up, submissions keep what they were made of, drift adds up, and scores come later; on both databases."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from data.queries.forecasting import categories, submissions
from data.queries.reporting import Converter
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.opportunity import Opportunity
from data.schema.submission import ForecastSubmission, ForecastSubmissionDeal
from data.session import Database
from domain import period as periods
from domain.access import Principal, Reach, Role
from domain.category import CHOOSABLE, Category, NotACategory, Part, Rolled, category_of, suggested
from domain.errors import Conflict, MoveNotAllowed, NotFound, NotPermitted
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from domain.period import Period
from domain.submission import (
    About,
    Amounts,
    BadSubmission,
    BestCaseBelowCommit,
    Cause,
    NotTheirs,
    PeriodOver,
    PeriodTooLong,
    hears,
)
from tests.selling import Seller
from tests.world import NOW, TODAY, World
from workflow.forecasts.drifting import drift
from workflow.forecasts.submitting import submit
from workflow.opportunities import lose
from workflow.opportunities.categorising import categorise
from workflow.opportunities.closing import Closing

QUARTER = periods.parse("2026-Q3", TODAY)


def put(seller: Seller, key: str, category: Category | None) -> None:
    seller.run(
        lambda session: categorise(session, seller.principal, seller.target(key), category, today=TODAY, now=seller.now)
    )


def say(
    database: Database, principal: Principal, world: World, owner: str, commit: int, best: int, period: Period = QUARTER,
    request_key: str | None = None,
) -> int:  # fmt: skip
    about = About(world.companies["IT"], world.users[owner], period)
    with database.write() as session:
        return submit(
            session, principal, about, Amounts(commit, best, "as agreed"), today=TODAY, now=NOW, request_key=request_key
        )


def brute_force(database: Database, seen: set[int], period: Period) -> dict[int, dict[Category, Part]]:
    """Add up by hand what lies in a period, of opportunities in euros."""
    found: dict[int, dict[Category, Part]] = {}
    with database.read() as session:
        for each in session.scalars(select(Opportunity).where(Opportunity.currency_code == "EUR")):
            on = each.closed_on or each.expected_order_on
            if each.id not in seen or on is None or not period.start_on <= on <= period.end_on:
                continue
            if each.outcome not in {Outcome.OPEN, Outcome.WON}:
                continue
            category = category_of(Outcome(each.outcome), each.forecast_category, each.stated_percent)
            parts = found.setdefault(each.owner_id, {})
            parts[category] = parts.get(category, Part()) + Part(1, each.net_minor)
    return found


def test_chances_suggest_and_categories_roll_up_as_they_are_labelled() -> None:
    assert [suggested(percent) for percent in (100, 70, 69.5, 69.4, 40, 39.5, 39.4, 1, 0.5, 0.4, 0)] == [
        Category.COMMIT, Category.COMMIT, Category.COMMIT, Category.BEST_CASE, Category.BEST_CASE, Category.BEST_CASE,
        Category.PIPELINE, Category.PIPELINE, Category.PIPELINE, Category.OMITTED, Category.OMITTED,
    ]  # fmt: skip
    rolled = Rolled({category: Part(1, 10**place) for place, category in enumerate(Category)})
    # pipeline 1, best case 10, commit 100, closed 1000, omitted 10000
    assert rolled.open_pipeline == Part(3, 111)
    assert rolled.best_case_forecast == Part(3, 1110)
    assert rolled.commit_forecast == Part(2, 1100)
    assert (rolled + rolled).commit_forecast == Part(4, 2200)
    assert category_of(Outcome.LOST, "commit", 100) is Category.OMITTED
    assert category_of(Outcome.WON, "omitted", 0) is Category.CLOSED


def test_the_roll_up_of_each_person_is_the_sum_by_hand(database: Database, world: World) -> None:
    seller = Seller(database, world)
    put(seller, "press", Category.COMMIT)
    put(seller, "lines", Category.OMITTED)
    put(Seller(database, world, "administrator"), "glacier", Category.BEST_CASE)
    year = periods.parse("2026", TODAY)
    for login in ("sales", "manager", "analyst", "executive"):
        person = world.principal(login)
        with database.read() as session:
            asked = PipelineFilter(period=year, currency="EUR")
            rows = categories.deals(session, person, asked, Converter(session, "EUR", TODAY))
            euros = {row.id for row in rows if session.get_one(Opportunity, row.id).currency_code == "EUR"}
            found = categories.by_owner(session, person, asked, Converter(session, "EUR", TODAY))
        by_hand = brute_force(database, {row.id for row in rows}, year)
        for owner_id, parts in by_hand.items():
            others = [row for row in rows if row.id not in euros and row.owner == _name(world, owner_id)]
            for category, part in parts.items():
                beside = [row.net_minor for row in others if row.category is category]
                assert found[owner_id].single(category) == part + Part(len(beside), sum(beside)), (login, category)
        counted = sum(part.count for rolled in found.values() for part in rolled.parts.values())
        assert counted == len(rows), login


def _name(world: World, owner_id: int) -> str:
    logins = {id_: login for login, id_ in world.users.items()}
    return world.principal(logins[owner_id]).display_name


def test_the_model_counts_only_its_months_within_the_period_and_overrules_the_typed_chance(
    database: Database, world: World
) -> None:
    seller, press = Seller(database, world), world.opportunities["press"]
    with database.write() as session:
        for day, chance in ((date(2026, 5, 31), 0.1), (date(2026, 6, 30), 0.8)):
            run = ForecastRun(
                company_id=world.companies["IT"], model="win", measure="winning", cutoff_on=day, run_at=NOW
            )
            session.add(run)
            session.flush()
            months = {"won": [0.1, 0.2, 0.3, 0.15, 0.05]}
            session.add(
                OpportunityForecast(
                    forecast_run_id=run.id, opportunity_id=press, stated=0.5, used="model", chance=chance, months=months
                )
            )  # fmt: skip
    asked = PipelineFilter(period=QUARTER)
    with database.read() as session:
        converter = Converter(session, "EUR", TODAY)
        model = categories.expected_by_model(session, seller.principal, asked, QUARTER, converter)
        august = periods.parse("2026-08..2026-09", TODAY)
        later = categories.expected_by_model(session, seller.principal, asked, august, converter)
        row = next(row for row in categories.deals(session, seller.principal, asked, converter) if row.id == press)
    assert (model.by_owner, model.cutoff_on) == (
        {seller.principal.user_id: 7_200_000},
        date(2026, 6, 30),
    )  # 120 000 × 0.6
    assert later.by_owner == {seller.principal.user_id: 6_000_000}
    assert (row.category, row.chosen, round(row.percent)) == (Category.COMMIT, False, 80)


def test_a_category_is_set_by_whoever_may_change_it_and_taken_back(database: Database, world: World) -> None:
    seller = Seller(database, world)
    change = seller.run(
        lambda session: categorise(
            session, seller.principal, seller.target("press", "k"), Category.BEST_CASE, today=TODAY, now=NOW
        )
    )
    assert seller.read("press").forecast_category == "best_case"
    again = seller.run(
        lambda session: categorise(
            session,
            seller.principal,
            replace(seller.target("press", "k"), version=1),
            Category.COMMIT,
            today=TODAY,
            now=NOW,
        )
    )
    assert (again.repeated, again.event_id) == (True, change.event_id)
    seller.undo(change)
    assert seller.read("press").forecast_category is None
    with pytest.raises(Conflict):
        seller.run(
            lambda session: categorise(
                session, seller.principal, replace(seller.target("press"), version=1), None, today=TODAY, now=NOW
            )
        )
    with pytest.raises(NotACategory):
        put(seller, "press", Category.CLOSED)
    with pytest.raises(MoveNotAllowed):
        put(seller, "won", Category.COMMIT)
    with pytest.raises(NotPermitted):
        put(Seller(database, world, "analyst"), "press", Category.COMMIT)
    with pytest.raises(NotFound):
        put(Seller(database, world, "foreign"), "press", Category.COMMIT)
    assert Category.CLOSED not in CHOOSABLE


def test_people_speak_for_themselves_and_managers_for_their_team(database: Database, world: World) -> None:
    sales, manager = world.principal("sales"), world.principal("manager")
    first = say(database, sales, world, "sales", 100, 200, request_key="one")
    assert say(database, sales, world, "sales", 900, 900, request_key="one") == first
    say(database, manager, world, "sales", 80, 90)
    for person, owner in (
        ("sales", "colleague"),
        ("colleague", "sales"),
        ("manager", "other_team"),
        ("analyst", "sales"),
    ):
        with pytest.raises(NotPermitted):
            say(database, world.principal(person), world, owner, 1, 1)
    with pytest.raises(NotFound):
        say(database, world.principal("foreign"), world, "foreign", 1, 1)
    with pytest.raises(NotTheirs):
        say(database, world.principal("administrator"), world, "administrator", 1, 1)
    with pytest.raises(BestCaseBelowCommit):
        say(database, sales, world, "sales", 2, 1)
    with pytest.raises(BadSubmission):
        say(database, sales, world, "sales", -1, 1)
    with pytest.raises(PeriodOver):
        say(database, sales, world, "sales", 1, 1, periods.parse("2026-Q2", TODAY))
    with pytest.raises(PeriodTooLong):
        say(database, sales, world, "sales", 1, 1, periods.parse("2026-01-01..2027-02-01", TODAY))
    with database.read() as session:
        company = world.companies["IT"]
        people = submissions.owners(session, company)
        for login, counts in (("sales", 80), ("manager", 80), ("analyst", 80), ("executive", 80)):
            found = submissions.latest(session, world.principal(login), company, QUARTER, people)
            latest = found[world.users["sales"]]
            assert (latest.own and latest.own.commit_minor, latest.counts and latest.counts.commit_minor) == (
                100,
                counts,
            )
            assert latest.adjusted
            assert latest.adjusted.by == "Marco Guida"
        assert submissions.latest(session, world.principal("colleague"), company, QUARTER, people) == {}
        assert submissions.latest(session, world.principal("other_team"), company, QUARTER, people) == {}


def test_a_sales_person_who_sees_the_company_does_not_read_others_submissions() -> None:
    nosy = Principal(1, "n", "N", Role.SALES_PERSON, frozenset({1}), frozenset({1}), Reach.COMPANY, Reach.OWN)
    assert hears(nosy, 1, frozenset())
    assert not hears(nosy, 2, frozenset({1}))


def test_what_drifts_since_a_submission_adds_up_cause_by_cause(database: Database, world: World) -> None:
    seller = Seller(database, world)
    for key in ("press", "lines"):
        put(seller, key, Category.COMMIT)
    period = periods.parse("2026-06..2026-09", TODAY)
    id_ = say(database, seller.principal, world, "sales", 26_000_000, 30_000_000, period)
    with database.read() as session:
        row = session.get_one(ForecastSubmission, id_)
        kept = {each.opportunity_id: each.category for each in session.scalars(select(ForecastSubmissionDeal))}
        assert row.rolled_minor["commit"] == 12_000_000 + 9_000_000
        assert row.rolled_minor["closed"] == 5_000_000
    assert {kept[world.opportunities[key]] for key in ("press", "lines")} == {"commit"}
    seller.edit("press", gross_minor=10_000_000, discount_minor=0)
    seller.run(
        lambda session: lose(
            session,
            seller.principal,
            seller.target("lines"),
            Closing(reason_id=world.reasons["PRICE"], closed_on=TODAY),
            today=TODAY,
            now=NOW,
        )
    )
    put(seller, "robot", Category.COMMIT)
    with database.read() as session:
        people = submissions.owners(session, world.companies["IT"])
        said = submissions.latest(session, seller.principal, world.companies["IT"], period, people)[
            seller.principal.user_id
        ].own
        assert said
        found = drift(session, seller.principal, world.companies["IT"], said, period, today=TODAY)
    assert [(each.cause, each.minor) for each in found.moved] == [
        (Cause.LOST, -9_000_000), (Cause.ADDED, 4_500_050), (Cause.AMOUNT, -2_000_000),
    ]  # fmt: skip
    assert (found.total_minor, found.rates_minor) == (-9_000_000 + 4_500_050 - 2_000_000, 0)


def test_the_first_submission_of_a_period_is_scored_by_what_was_won_in_time(database: Database, world: World) -> None:
    seller = Seller(database, world)
    for key in ("press", "lines"):
        put(seller, key, Category.COMMIT)
    first = say(database, seller.principal, world, "sales", 20_000_000, 30_000_000)
    say(database, seller.principal, world, "sales", 1, 1)
    seller.win("press")
    with database.read() as session:
        company, me = world.companies["IT"], seller.principal.user_id
        assert submissions.scores(session, company, [me], TODAY) == {}
        (score,) = submissions.scores(session, company, [me], date(2026, 10, 1)).values()
        won = session.scalars(select(Opportunity).where(Opportunity.owner_id == me, Opportunity.outcome == "won")).all()
        by_hand = sum(each.net_minor for each in won if each.closed_on and each.closed_on in QUARTER)
        kept = dict(session.get_one(ForecastSubmission, first).rolled_minor)
    (period,) = score.periods
    assert (period.submitted_minor, period.won_minor) == (20_000_000, by_hand)
    assert period.rolled_minor == kept["commit"] + kept["closed"]
    assert (score.committed, score.closed) == (2, 1)
