"""The ledger's counts are those of the lists that they lead to, at every hour and in every time zone."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from data.schema.opportunity import Opportunity
from data.session import Database
from domain import clock
from domain.quality import Flaw
from tests.web.tiny import Tiny
from tests.world import World
from web import analysis, changes, forecast, invoicing, overview, quality
from web.boards.asking import View as BoardView
from web.grid.view import View
from web.map.asking import Looking

LATE = datetime(2026, 7, 15, 23, 30, tzinfo=UTC)  # tomorrow in Rome


@pytest.mark.parametrize("zone", ["UTC", "Europe/Rome", "America/Lima"])
def test_late_in_the_evening_the_ledger_and_its_list_mean_the_same_day(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    today = update(Opportunity).where(Opportunity.id == sqlite_world.opportunities["press"])
    sqlite_database.run(lambda unit: unit.execute(today.values(expected_order_on=LATE.date())))
    monkeypatch.setattr(clock, "now", lambda: LATE)
    person = sqlite_world.principal("executive")
    object.__setattr__(person, "time_zone", zone)
    with tiny.server.test_request_context(), sqlite_database.read() as reading:
        shown = quality.shown(reading, person, "")
        finding = next(one for one in shown.ledger.findings if one.flaw is Flaw.OVERDUE)
        view = View.of(reading, person, shown.link(Flaw.OVERDUE).partition("?")[2])
        listed = view.grid(reading).in_order(100)
        board = BoardView.of(reading, person, shown.link(Flaw.OVERDUE).partition("?")[2])
        on_board = board.columns(reading).summary.count
    assert view.today == clock.today(zone)
    assert finding.count == len(listed) == on_board > 0


@pytest.mark.parametrize("zone", ["Europe/Rome", "America/Lima"])
def test_every_page_reads_its_address_on_the_readers_own_day(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATE)
    person = sqlite_world.principal("executive")
    object.__setattr__(person, "time_zone", zone)
    query = "flaw=overdue&idle=30"
    with tiny.server.test_request_context(), sqlite_database.read() as reading:
        read = [
            View.of(reading, person, query).asked.pipeline, BoardView.of(reading, person, query).wanted,
            Looking.of(reading, person, query).wanted, overview.View.of(reading, person, query).asked,
            analysis.View.of(reading, person, query).wanted, changes.View.of(person, query).wanted,
            invoicing.View.of(person, query).asked.pipeline, forecast.View.of(person, query).wanted,
        ]  # fmt: skip
    days = {(one.flawed and one.flawed.today, one.idle and one.idle.before_on) for one in read}
    assert days == {(clock.today(zone), clock.today(zone) - timedelta(days=30))}
