"""Scrolling through the list of opportunities: a block of 100 rows at the first, the middle and the last depth.

"scrolled" is the block after the middle one, as it is asked for by somebody who scrolls and has just seen that.

    python -m benchmarks.grid FOLDER [--opportunities 10000 100000 1000000] [--postgresql URL]

Fills a demo company per size in FOLDER (kept for the next run) or in databases of the server at URL, and prints the best
of three in milliseconds per order: over all outcomes without a filter, and narrowed to one company and to 25 % and up.
The sums of the whole list, of its stages and of the funnel come on a line of their own.
"""

import argparse
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from benchmarks.board import SIZES, administrator, filled, milliseconds
from data.queries import options
from data.queries.grid import Block, Grid, Place, funnel, sums
from data.queries.reporting import Converter
from data.session import Database
from domain import clock
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.grid import GridView, Shown, read_sorts
from domain.money import BASE_CURRENCY

ROWS: Final = 100
ATTEMPTS: Final = 3
ORDERS: Final = ("-weighted", "-net", "number", "-created_on", "idle")


def main() -> None:
    """Measure each size in turn and print a table."""
    asked = _arguments()
    print(
        f"{'opportunities':>13} {'engine':<10} {'list':<10} {'order':<12} {'first':>7} {'middle':>7} {'last':>7} {'scrolled':>8}   ms"
    )
    for size in asked.opportunities:
        database = filled(asked.folder, size, asked.postgresql)
        _measure(database, f"{size:>13,} {database.engine.dialect.name:<10}")
        database.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opportunities", type=int, nargs="+", default=SIZES)
    parser.add_argument("--postgresql", help="URL whose database name gets the size appended; the databases must exist")
    return parser.parse_args()


def _measure(database: Database, head: str) -> None:
    with database.read() as session:
        principal = administrator(session)
        company_id = options.filter_options(session, principal).companies[0].id
    narrowed = PipelineFilter(company_ids=frozenset({company_id}), percent_min=25)
    for name, wanted in {"all": PipelineFilter(), "filtered": narrowed}.items():
        _orders(database, principal, wanted, f"{head} {name:<10}")
        _sums(database, principal, wanted, f"{head} {name:<10}")


def _orders(database: Database, principal: Principal, wanted: PipelineFilter, head: str) -> None:
    for order in ORDERS:
        view = GridView(wanted, Shown.ALL, read_sorts(order))
        with database.read() as session:
            found = sums(session, principal, view, Converter(session, BASE_CURRENCY, clock.today()))
        count = found[None].totals.count
        starts = (0, count // 2 // ROWS * ROWS, max(count - ROWS, 0))
        blocks = [Block(start, ROWS, count=count) for start in starts]
        seen = Place(starts[1] + ROWS - 1, _last_id(database, principal, view, blocks[1]))
        blocks.append(Block(starts[1] + ROWS, ROWS, count=count, near=seen))
        times = [_best(database, partial(_block, principal, view, block)) for block in blocks]
        print(f"{head} {order:<12} " + " ".join(f"{time:>7.1f}" for time in times), flush=True)


def _last_id(database: Database, principal: Principal, view: GridView, block: Block) -> int:
    with database.read() as session:
        return Grid(session, principal, view, currency=BASE_CURRENCY, today=clock.today()).ids(block)[-1]


def _sums(database: Database, principal: Principal, wanted: PipelineFilter, head: str) -> None:
    view = GridView(wanted, Shown.ALL)
    works: Mapping[str, Callable[[Session], object]] = {
        "total": partial(_added, principal, view, None),
        "stages": partial(_added, principal, view, "stage"),
        "funnel": partial(_funnel, principal, view),
    }
    told = ", ".join(f"{name} {_best(database, work):.1f}" for name, work in works.items())
    print(f"{head} sums: {told}", flush=True)


def _block(principal: Principal, view: GridView, block: Block, session: Session) -> object:
    return Grid(session, principal, view, currency=BASE_CURRENCY, today=clock.today()).rows(block)


def _added(principal: Principal, view: GridView, by: str | None, session: Session) -> object:
    return sums(session, principal, view, Converter(session, BASE_CURRENCY, clock.today()), by=by)


def _funnel(principal: Principal, view: GridView, session: Session) -> object:
    return funnel(session, principal, view, Converter(session, BASE_CURRENCY, clock.today()))


def _best(database: Database, work: Callable[[Session], object]) -> float:
    """Return the best of some attempts, so that what else the machine does counts least."""

    def once() -> None:
        with database.read() as session:
            work(session)

    return min(milliseconds(once) for _attempt in range(ATTEMPTS))


if __name__ == "__main__":
    main()
