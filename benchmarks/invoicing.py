"""Opening the invoicing board on the server: 12 and 24 months, collapsed and expanded to the first cards of every cell.

    python -m benchmarks.invoicing FOLDER [--invoices 50000 500000 5000000] [--postgresql URL]

Fills a demo company with an opportunity for every five invoices in FOLDER (kept for the next run) or in databases of the
server at URL, copies its invoices until there are as many as wanted, and prints the medians of 20 rounds in
milliseconds: without a filter, and the same narrowed to a random owner, agent, company or text each.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import func, insert, literal, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from data.migrate import current, upgrade
from data.queries import options, people
from data.queries.invoicing import Cards, board
from data.schema.invoice import Invoice
from data.session import Database
from data.summary import refresh_statistics, without_triggers
from domain import clock
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.invoicing import InvoicingView, Kind
from workflow.demo import fill_demo, is_empty

ROUNDS = 20
SIZES = (50_000, 500_000, 5_000_000)
INVOICES_PER_OPPORTUNITY = 5
MONTHS = (12, 24)
COPIED = [column for column in Invoice.__table__.columns if column.key not in {"id", "number", "source_id"}]


def main() -> None:
    """Measure each size in turn and print a table."""
    asked = _arguments()
    heads = " ".join(f"{months} {how:<9}" for months in MONTHS for how in ("months", "expanded"))
    print(f"{'invoices':>10} {'engine':<10} {'':<10} {heads}   milliseconds, median (worst)")
    for size in asked.invoices:
        database = _filled(asked.folder, size, asked.postgresql)
        for name, cells in _rows(database):
            print(f"{size:>10,} {database.engine.dialect.name:<10} {name:<10} {cells}", flush=True)
        database.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--invoices", type=int, nargs="+", default=SIZES)
    parser.add_argument("--postgresql", help="URL whose database name gets the size appended; the databases must exist")
    return parser.parse_args()


def _database_of(server: str, size: int) -> str:
    url = make_url(server)
    return url.set(database=f"{url.database}_{size}").render_as_string(hide_password=False)


def _filled(folder: Path, size: int, server: str | None) -> Database:
    place = folder.absolute() / f"invoices-{size}"
    place.mkdir(parents=True, exist_ok=True)
    database = Database(_database_of(server, size) if server else f"sqlite:///{place / 'caudal.db'}")
    if current(database.url) is None or is_empty(database):
        print(f"filling {size:,} …", file=sys.stderr)
        fill_demo(database, place, opportunities=size // INVOICES_PER_OPPORTUNITY, seed=7)
    upgrade(database.url)
    _copy_invoices(database, size)
    return database


def _copy_invoices(database: Database, size: int) -> None:
    """Copy invoices under other numbers until there are `size` of them."""
    with database.read() as session:
        count, last = session.execute(select(func.count(), func.max(Invoice.id)).select_from(Invoice)).one()
    if count >= size:
        return
    with database.write() as session, without_triggers(session):
        for copy in range(1, size):
            missing = size - count
            if missing <= 0:
                break
            source = select(
                *COPIED, Invoice.number + literal(f"-{copy}") if session.get_bind().dialect.name == "sqlite"
                else func.concat(Invoice.number, f"-{copy}")
            ).where(Invoice.id <= last).order_by(Invoice.id).limit(missing)  # fmt: skip
            session.execute(insert(Invoice).from_select([*(column.key for column in COPIED), "number"], source))
            count += min(missing, last)
    with database.write() as session:
        refresh_statistics(session)


def _rows(database: Database) -> Iterator[tuple[str, str]]:
    with database.read() as session:
        principal = _administrator(session)
        narrow = list(_filters(session, principal, random.Random(7)))
    for name, filters in (("everything", [PipelineFilter()] * ROUNDS), ("narrowed", narrow)):
        yield name, " ".join(_cell(database, principal, filters, months) for months in MONTHS)


def _cell(database: Database, principal: Principal, filters: list[PipelineFilter], months: int) -> str:
    collapsed, expanded = [], []
    for wanted in filters:
        view = _view(wanted, months)
        collapsed.append(_best_of_three(partial(_open, database, principal, view)))
        expanded.append(_best_of_three(partial(_open, database, principal, replace(view, collapsed=frozenset()))))
    return " ".join(f"{statistics.median(times):>5.1f} ({max(times):>5.1f})" for times in (collapsed, expanded))


def _view(wanted: PipelineFilter, months: int) -> InvoicingView:
    """Return the view of the months that end with this year."""
    december = clock.today().year * 12 + 11
    return InvoicingView(wanted, december - months + 1, december)


def _administrator(session: Session) -> Principal:
    found = next(person for person in people.people(session) if person.role == "administrator")
    principal = people.principal_of_user(session, found.id)
    assert principal is not None  # noqa: S101  the demo company has one
    return principal


def _filters(session: Session, principal: Principal, chance: random.Random) -> Iterator[PipelineFilter]:
    lists = options.filter_options(session, principal)
    for number in range(ROUNDS):
        yield (
            PipelineFilter(owner_ids=frozenset({chance.choice(lists.owners).id})),
            PipelineFilter(agent_ids=frozenset({chance.choice(lists.agents).id})),
            PipelineFilter(company_ids=frozenset({chance.choice(lists.companies).id}), currency="USD"),
            PipelineFilter(text=chance.choice(["plastica", "meccanica", "gmbh"])),
        )[number % 4]


def _open(database: Database, principal: Principal, view: InvoicingView) -> None:
    today = clock.today()
    with database.read() as session:
        for section in board(session, principal, view, today=today):
            cards = Cards(session, principal, view, section.currency, section.company_ids, today=today)
            for kind in Kind:
                if kind not in view.collapsed:
                    for month in section.lane(kind).cells:
                        cards.page(kind, month)


def _best_of_three(work: Callable[[], object]) -> float:
    """Return the best of three, so that what else the machine does counts least."""
    return min(_milliseconds(work) for _attempt in range(3))


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
