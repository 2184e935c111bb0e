"""Since when an opportunity is in its stage: kept by triggers, however the history is written."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, select, update

from data.schema.opportunity import Opportunity, StageHistory
from data.session import Database
from data.summary import Difference, differences, rebuild
from tests.world import NOW, TODAY, World


def entered_on(database: Database, opportunity_id: int) -> tuple[date | None, date]:
    with database.read() as session:
        columns = Opportunity.stage_entered_on, Opportunity.stage_sort_on
        return tuple(session.execute(select(*columns).where(Opportunity.id == opportunity_id)).one())  # type: ignore[return-value]  # two days


def lasting(opportunity_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return StageHistory.opportunity_id == opportunity_id, StageHistory.left_at.is_(None)


def test_the_day_is_the_one_of_the_present_stay(database: Database, world: World) -> None:
    press = world.opportunities["press"]  # half of its 60 days in the present stage
    assert entered_on(database, press) == (TODAY - timedelta(days=30), TODAY - timedelta(days=30))
    with database.write() as session:
        session.execute(update(StageHistory).where(*lasting(press)).values(entered_at=NOW - timedelta(days=3)))
    assert entered_on(database, press)[0] == TODAY - timedelta(days=3)
    with database.read() as session:
        assert differences(session) == []


def test_without_a_history_the_day_it_was_created_counts(database: Database, world: World) -> None:
    press = world.opportunities["press"]
    with database.write() as session:
        session.execute(delete(StageHistory).where(StageHistory.opportunity_id == press))
    assert entered_on(database, press) == (None, TODAY - timedelta(days=60))


def test_a_wrong_day_is_found_and_a_rebuild_cures_it(database: Database, world: World) -> None:
    press = world.opportunities["press"]
    with database.write() as session:
        session.execute(update(Opportunity).where(Opportunity.id == press).values(stage_entered_on=TODAY))
    with database.write() as session:
        true = TODAY - timedelta(days=30)
        assert differences(session) == [Difference("opportunity", (press,), (TODAY,), (true,))]
        rebuild(session)
        assert differences(session) == []
