"""A forecast that speaks otherwise than is stated is told once: when it begins to, not each night again."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from components.language import use_locale
from data.queries.forecasting import gaps as gaps_query
from data.queries.forecasting.gaps import gaps
from data.queries.people import unread_notifications
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.mail import DigestItem
from data.schema.people import User
from data.session import Database, Session
from domain.attention import Channel, Kind
from domain.noticing import FAR_APART
from tests.selling import Seller
from tests.world import NOW, TODAY, World
from web import chrome
from workflow import following
from workflow import opportunities as verbs
from workflow.following import gaps as telling
from workflow.following.gaps import tell_gaps
from workflow.forecasts import running

Chances = dict[str, tuple[int, int]]  # stated and what the forecast says, in percent, by the world's name


def forecast(database: Database, world: World, said: Chances, night: int = 0, used: str = "model") -> None:
    """Let a night's forecast take the place of the one before, and be told."""
    company, now = world.companies["IT"], NOW + timedelta(days=night)

    def renew(unit: Session) -> None:
        unit.execute(delete(OpportunityForecast))
        unit.execute(delete(ForecastRun).where(ForecastRun.model == "win"))
        run = ForecastRun(
            company_id=company, model="win", measure="winning", currency_code="EUR", cutoff_on=TODAY, run_at=now
        )
        unit.add(run)
        unit.flush()
        unit.add_all(
            OpportunityForecast(
                forecast_run_id=run.id, opportunity_id=world.opportunities[name], stated=stated / 100, used=used,
                chance=chance / 100,
            )
            for name, (stated, chance) in said.items()
        )  # fmt: skip
        unit.flush()

    database.run(lambda unit: tell_gaps(unit, company, lambda: renew(unit), now=now))


def told(database: Database, world: World, login: str = "sales") -> list[str]:
    """Return what a person is told in the app, in English."""
    with database.read() as session, use_locale("en"):
        listed = [row for row in unread_notifications(session, world.principal(login), 50) if row.kind == Kind.GAP]
        return [notice.title for notice in reversed(chrome.notices_of(listed, NOW))]


def test_it_is_told_when_it_begins_and_again_after_it_had_closed(database: Database, world: World) -> None:
    much = FAR_APART
    forecast(database, world, {"press": (60, 60 - much), "robot": (20, 20 + much - 1)})
    assert told(database, world) == [
        "The forecast gives Officine Alfa, Hydraulic press 20 points less than is stated: 40 instead of 60."
    ]
    forecast(database, world, {"press": (60, 30), "robot": (20, 25)}, night=1)
    assert len(told(database, world)) == 1, "it differs still"
    forecast(database, world, {"press": (40, 30), "robot": (20, 70)}, night=2)
    assert "50 points more than is stated: 70 instead of 20." in told(database, world)[1]
    forecast(database, world, {"press": (60, 30), "robot": (90, 60)}, night=3)
    assert [line.partition("points")[2][:5] for line in told(database, world)[2:]] == [" less", " less"]
    assert told(database, world, "foreign") == [], "who does not see it hears nothing"


def test_it_comes_by_the_ways_that_people_chose(database: Database, world: World) -> None:
    sales, analyst = world.principal("sales"), world.principal("analyst")
    database.run(lambda unit: following.choose_ways(unit, sales, Kind.GAP, frozenset()))
    database.run(lambda unit: following.choose_ways(unit, analyst, Kind.GAP, frozenset({Channel.APP})))
    forecast(database, world, {"press": (80, 20)})
    assert told(database, world) == []
    assert len(told(database, world, "analyst")) == 1
    with database.read() as session:
        query = select(User.login).join(DigestItem, DigestItem.user_id == User.id).order_by(User.login)
        assert list(session.scalars(query)) == ["country_manager", "manager"], "those who lead read it in their digest"


def test_many_are_told_as_one_and_stand_each_in_the_digest(
    sqlite_database: Database, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_AT_ONCE", 1)
    forecast(sqlite_database, sqlite_world, {"press": (80, 20), "robot": (10, 60)})
    assert told(sqlite_database, sqlite_world) == [
        f"The forecast differs by {FAR_APART} points or more from what is stated of 2 opportunities."
    ]
    with sqlite_database.read() as session:
        user = sqlite_world.users["manager"]
        kept = session.scalars(select(DigestItem.opportunity_id).where(DigestItem.user_id == user)).all()
    assert set(kept) == {sqlite_world.opportunities[name] for name in ("press", "robot")}


def test_what_is_closed_has_no_gap(sqlite_database: Database, sqlite_world: World) -> None:
    forecast(sqlite_database, sqlite_world, {"lines": (80, 20)})
    Seller(sqlite_database, sqlite_world).win("lines")
    with sqlite_database.read() as session:
        assert gaps(session, sqlite_world.companies["IT"], FAR_APART) == {}


def test_a_base_rate_or_a_stage_norm_is_no_word_about_this_opportunity(
    sqlite_database: Database, sqlite_world: World
) -> None:
    for used in ("base", "stage", "corrected"):
        forecast(sqlite_database, sqlite_world, {"press": (80, 20)}, used=used)
    assert told(sqlite_database, sqlite_world) == []


def test_the_nightly_forecast_tells_by_the_chances_of_the_day_before(
    sqlite_database: Database, sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps_query, "FITTED", ("base",))  # the small world has too few deals for more
    seller, company = Seller(sqlite_database, sqlite_world), sqlite_world.companies["IT"]

    def night(number: int) -> list[str]:
        on, now = TODAY + timedelta(days=number), NOW + timedelta(days=number)
        running.forecast(sqlite_database, company, on, now=now, show=lambda *_: lambda _count: None)
        return told(sqlite_database, sqlite_world)

    before = night(0)
    ten, target = sqlite_world.probabilities[10], seller.target("press")
    seller.run(lambda unit: verbs.move(unit, seller.principal, target, ten, today=TODAY, now=NOW))
    assert night(0) == before, "it stands for the day before"
    (new,) = night(1)[len(before) :]
    assert new.startswith("The forecast gives Officine Alfa, Hydraulic press")
    assert new.endswith("instead of 10.")
