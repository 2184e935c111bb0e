"""What a snapshot wrote down is what the event log says of the same instant, whatever happened afterwards."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from data.queries.forecasting.log import Log, Standing
from data.schema.opportunity import OpportunitySnapshot
from data.session import Database
from tests.selling import Seller
from tests.world import NOW, TODAY, World
from workflow import opportunities as verbs
from workflow.opportunities import Closing, New
from workflow.snapshots import COPIED, take_snapshot


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    """Return somebody who works on after the snapshot."""
    return Seller(database, world)


def stored(database: Database) -> list[Standing]:
    names = [name for name in COPIED if name != "model_percent"]
    columns = [getattr(OpportunitySnapshot, name) for name in names]
    query = (
        select(OpportunitySnapshot.opportunity_id, *columns)
        .where(OpportunitySnapshot.snapshot_on == TODAY)
        .order_by(OpportunitySnapshot.opportunity_id)
    )
    with database.read() as session:
        return [Standing(row[0], **dict(zip(names, row[1:], strict=True))) for row in session.execute(query)]


def rebuilt(database: Database, world: World) -> list[Standing]:
    with database.read() as session:
        return Log(session, world.companies.values()).open_at(NOW)


def take(seller: Seller) -> int:
    return seller.run(lambda unit: take_snapshot(unit, TODAY, NOW))


def work_on(seller: Seller) -> None:
    """Do a bit of everything an hour after the snapshot."""
    seller.now = NOW + timedelta(hours=1)
    seller.edit("press", expected_order_on=date(2026, 10, 1), expected_invoice_on=date(2026, 12, 1))
    seller.edit("press", gross_minor=11_000_000)
    seller.edit("robot", probability_id=seller.world.probabilities[75])
    seller.win("lines", final_minor=8_500_000)
    lost = Closing(seller.world.reasons["PRICE"], TODAY)
    target = seller.target("silent")
    seller.run(lambda unit: verbs.lose(unit, seller.principal, target, lost, today=TODAY, now=seller.now))
    seller.undo(seller.edit("robot", currency_code="CHF"))
    seller.run(lambda unit: verbs.create(unit, seller.principal, new(seller.world), today=TODAY, now=seller.now))


def new(world: World) -> New:
    return New(world.companies["IT"], "Tomorrow's pump", world.types["new"])


def test_rebuilding_the_instant_of_a_snapshot_gives_the_snapshot(seller: Seller) -> None:
    seller.now = NOW - timedelta(hours=2)
    seller.edit("press", expected_order_on=date(2026, 9, 1))
    target = seller.target("robot")
    stage = seller.world.stages["new", 3]
    seller.run(lambda unit: verbs.move_to_stage(unit, seller.principal, target, stage, today=TODAY, now=seller.now))
    assert take(seller) == 11
    work_on(seller)
    assert rebuilt(seller.database, seller.world) == stored(seller.database)


def test_a_second_snapshot_of_the_day_replaces_the_first(seller: Seller) -> None:
    first = take(seller)
    seller.win("lines")
    assert take(seller) == first - 1
    assert len(stored(seller.database)) == first - 1
