"""A new company: its CRM data come in, its people work on them, and the books balance to the end."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.backup import backup, restore
from data.check import check
from data.importers import run_import
from data.queries import board, export
from data.queries.cards import Cards
from data.queries.people import principal_of_user
from data.queries.reporting import reporting_currency
from data.session import Database
from domain import clock
from domain.access import Principal, Role
from domain.board import BoardSort, ColumnKey, Totals
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from tests.data.test_backup import programs  # noqa: F401  a fixture: the PostgreSQL programs that fit the server
from workflow.opportunities import Change, Closing, Target, drop, undo
from workflow.users import add_user

MAVEN = Path(__file__).parent.parent / "fixtures" / "maven_crm"
EVERYTHING = PipelineFilter()
LOST, WON = ColumnKey(Outcome.LOST), ColumnKey(Outcome.WON)


class Desk(NamedTuple):
    """A person at work on the board."""

    database: Database
    person: Principal

    def columns(self) -> dict[ColumnKey, Totals]:
        with self.database.read() as session:
            return {column.key: column.totals for column in self._board(session).columns}

    def first_card(self, column: ColumnKey) -> tuple[int, int]:
        """Return id and version of the first card of a column."""
        with self.database.read() as session:
            found = self._board(session)
            cards = Cards(session, self.person, EVERYTHING, currency=found.currency, as_of=found.as_of)
            row = cards.page(column, BoardSort.WEIGHTED).rows[0]
        return int(row[0] or 0), int(row[1] or 0)

    def drop(self, card: tuple[int, int], column: ColumnKey, closing: Closing | None = None) -> Change:
        target = Target(*card)
        return self.database.run(
            lambda session: drop(session, self.person, target, column, closing, today=clock.today(), now=clock.now())
        )

    def undo(self, change: Change) -> Change:
        return self.database.run(
            lambda session: undo(session, self.person, change.event_id or 0, today=clock.today(), now=clock.now())
        )

    def exported_net(self) -> tuple[int, int]:
        """Return how many rows an export has, and what they add up to."""
        place = [heading.name for heading in export.HEADINGS].index("net")
        with self.database.read() as session:
            rows = list(export.rows(session, self.person, EVERYTHING))
        return len(rows), sum(getattr(row[place], "minor", 0) for row in rows)

    def _board(self, session: Session) -> board.Columns:
        currency = reporting_currency(session, self.person, EVERYTHING)
        return board.columns(session, self.person, EVERYTHING, currency=currency, as_of=clock.today())


def test_a_company_brings_its_data_works_on_them_and_keeps_them(database: Database, tmp_path: Path) -> None:
    report = run_import(database, [MAVEN], profile="maven_crm", company=None, dry_run=False, show=_silent)
    assert report.succeeded, report.text
    deals = report.counts["opportunity"].added
    again = run_import(database, [MAVEN], profile="maven_crm", company=None, dry_run=False, show=_silent)
    assert again.repeated

    user_id = add_user(
        database, login="maria.rossi", display_name="Maria Rossi", role=Role.SALES_MANAGER,
        password="quite a long sentence", companies=[report.company], now=clock.now(),
    )  # fmt: skip
    with database.read() as session:
        person = principal_of_user(session, user_id)
    assert person is not None
    desk = Desk(database, person)
    before = desk.columns()
    assert sum(totals.count for totals in before.values()) == deals
    assert desk.exported_net() == _counted(before)

    # A move, a win for another amount, a loss taken back, a won one opened again.
    opened = [key for key in before if key.outcome is Outcome.OPEN]
    source, target = next(key for key in opened if before[key].count), opened[-1]
    moved = desk.drop(desk.first_card(source), target)
    won = desk.drop((moved.opportunity_id, moved.version), WON, Closing(_reason(database, +1), clock.today(), 123_400))
    lost = desk.drop(desk.first_card(source), LOST, Closing(_reason(database, -1), clock.today() - timedelta(days=1)))
    undone = desk.undo(lost)
    after = desk.columns()
    assert after[WON].count == before[WON].count + 1
    assert after[WON].net_minor == before[WON].net_minor + 123_400
    assert after[LOST] == before[LOST]
    assert desk.exported_net() == _counted(after)
    reopened = desk.drop((won.opportunity_id, won.version), source)
    assert reopened.after["stated_percent"] == moved.after["stated_percent"]
    assert desk.columns()[WON] == before[WON]
    assert (undone.verb, reopened.verb) == ("undo", "reopen")

    with database.read() as session:
        assert check(session) == []
    _comes_back(database, desk, tmp_path)


def _comes_back(database: Database, desk: Desk, folder: Path) -> None:
    """Check that a backup brings everything back, also after the worst."""
    at_backup = desk.columns()
    backup(database.url, folder / "copy.backup")
    database.run(lambda session: session.execute(text("DELETE FROM opportunity_line")))
    database.run(
        lambda session: session.execute(
            text("UPDATE opportunity SET gross_minor = 0, discount_minor = 0, net_minor = 0")
        )
    )
    assert desk.columns() != at_backup
    database.dispose()
    restore(folder / "copy.backup", database.url, force=True)
    assert desk.columns() == at_backup


def _counted(columns: dict[ColumnKey, Totals]) -> tuple[int, int]:
    return sum(totals.count for totals in columns.values()), sum(totals.net_minor for totals in columns.values())


def _reason(database: Database, sign: int) -> int:
    with database.read() as session:
        return int(session.scalar(text("SELECT MIN(id) FROM closing_reason WHERE sign = :sign"), {"sign": sign}) or 0)


def _silent(_label: str, _total: int) -> Callable[[int], object]:
    return lambda _count: None
