"""Opening a board on the server: all header totals and the first 50 cards per column.

    python -m benchmarks.board FOLDER [--opportunities 10000 100000 1000000] [--postgresql URL] [--stages]

The Progress board, or with --stages the Stages board of the largest pipeline, with how long cards stay there. Fills a demo company per size in FOLDER (kept for the next run) or in databases of the server at URL, and prints medians
of 20 rounds in milliseconds: with a random filter each, without a filter, and of a drop confirmed.
"""

import argparse
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from data.migrate import current
from data.queries import board, options, people, stages
from data.queries.cards import Cards
from data.queries.reporting import reporting_currency
from data.queries.stage_facts import card_facts, slow_counts, usual_stays
from data.session import Database
from domain import clock, period
from domain.access import Principal
from domain.board import BoardSort, ColumnKey
from domain.filter import PipelineFilter
from domain.outcome import Outcome
from workflow.demo import fill_demo, is_empty
from workflow.opportunities import Change, Target, move, move_to_stage, undo

ROUNDS = 20
SIZES = (10_000, 100_000, 1_000_000)


def main() -> None:
    """Measure each size in turn and print a table."""
    options_ = _arguments()
    kind = Stages if options_.stages else Progress
    print(
        f"{'opportunities':>13} {'engine':<10} {'filtered':>9} {'(worst)':>9} {'unfiltered':>10} {'drop':>7}   milliseconds"
    )
    for size in options_.opportunities:
        database = filled(options_.folder, size, options_.postgresql)
        print(f"{size:>13,} {database.engine.dialect.name:<10} {_row(database, kind)}", flush=True)
        database.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opportunities", type=int, nargs="+", default=SIZES)
    parser.add_argument("--postgresql", help="URL whose database name gets the size appended; the databases must exist")
    parser.add_argument("--stages", action="store_true", help="measure the Stages board")
    return parser.parse_args()


def _database_of(server: str, size: int) -> str:
    url = make_url(server)
    return url.set(database=f"{url.database}_{size}").render_as_string(hide_password=False)


def filled(folder: Path, size: int, server: str | None) -> Database:
    """Return the demo company of a size, filled where it is not yet."""
    place = folder.absolute() / str(size)
    database = Database(_database_of(server, size) if server else f"sqlite:///{place / 'caudal.db'}")
    missing = not server and not (place / "caudal.db").exists()
    if missing or _unfilled(database):
        print(f"filling {size:,} …", file=sys.stderr)
        fill_demo(database, place, opportunities=size, seed=7)
    return database


def _unfilled(database: Database) -> bool:
    return current(database.url) is None or is_empty(database)


def _row(database: Database, kind: "type[Progress]") -> str:
    with database.read() as session:
        principal = administrator(session)
        filters = list(_filters(session, principal, random.Random(7)))
    filtered = [_timed(database, kind(principal, wanted)) for wanted in filters]
    plain = [_timed(database, kind(principal, PipelineFilter())) for _round in range(ROUNDS)]
    drops = list(_drops(database, kind(principal, PipelineFilter())))
    return (
        f"{statistics.median(filtered):>9.1f} {max(filtered):>9.1f} "
        f"{statistics.median(plain):>10.1f} {statistics.median(drops):>7.1f}"
    )


def administrator(session: Session) -> Principal:
    """Return a person who sees everything."""
    found = next(person for person in people.people(session) if person.role == "administrator")
    principal = people.principal_of_user(session, found.id)
    assert principal is not None  # noqa: S101  the demo company has one
    return principal


def _filters(session: Session, principal: Principal, chance: random.Random) -> Iterator[PipelineFilter]:
    """Yield a filter per round: an owner, a type, a company, a span of probabilities or a period, alone and together."""
    lists, today = options.filter_options(session, principal), clock.today()
    for _round in range(ROUNDS):
        low = chance.choice([0, 0, 25, 50])
        yield PipelineFilter(
            owner_ids=frozenset({chance.choice(lists.owners).id}) if chance.random() < 0.6 else frozenset(),
            type_ids=frozenset({chance.choice(lists.types).id}) if chance.random() < 0.4 else frozenset(),
            company_ids=frozenset({chance.choice(lists.companies).id}) if chance.random() < 0.4 else frozenset(),
            percent_min=low,
            period=period.parse("this-year", today) if chance.random() < 0.3 else None,
        )


class Progress:
    """The Progress board of one person under one filter."""

    def __init__(self, principal: Principal, wanted: PipelineFilter) -> None:
        self.principal = principal
        self.wanted = wanted
        self.today = clock.today()

    def open(self, session: Session) -> None:
        """Read everything that the board shows at first."""
        found, cards = self.found(session)
        keys = [column.key for column in found.columns if column.key.outcome is Outcome.OPEN and column.totals.count]
        cards.pages(keys, BoardSort.WEIGHTED)

    def found(self, session: Session) -> tuple[board.Columns, Cards]:
        """Return all columns, and the reader of their cards."""
        currency = reporting_currency(session, self.principal, self.wanted)
        columns = board.columns(session, self.principal, self.wanted, currency=currency, as_of=self.today)
        return columns, Cards(session, self.principal, self.wanted, currency=currency, as_of=self.today)

    def move(self, session: Session, target: Target, column: ColumnKey) -> Change:
        """Drop a card on an open column."""
        return move(session, self.principal, target, column.probability_id or 0, today=self.today, now=clock.now())


class Stages(Progress):
    """The Stages board of the pipeline that the person uses most."""

    def open(self, session: Session) -> None:
        """Read everything that the board shows at first."""
        found, cards = self.found(session)
        keys = [column.key for column in found.columns if column.key.outcome is Outcome.OPEN and column.totals.count]
        pages = cards.pages(keys, BoardSort.STAY)
        card_facts(session, [int(str(row[0])) for page in pages.values() for row in page.rows])
        usual = usual_stays(session, self.pipeline_id, self.principal.company_ids)
        slow_counts(session, self.principal, self.narrowed, usual, self.today)

    def found(self, session: Session) -> tuple[board.Columns, Cards]:
        """Return the columns of the pipeline, and the reader of their cards."""
        seen = stages.board_stages(session, self.principal, options.stages(session, self.principal))
        listed = stages.pipelines(seen)
        self.pipeline_id = stages.usual_pipeline(session, self.principal, listed, seen) or 0
        own = [stage for stage in seen if stage.option.pipeline_id == self.pipeline_id]
        self.narrowed = stages.narrowed(self.wanted, own)
        currency = reporting_currency(session, self.principal, self.wanted)
        columns = stages.stage_columns(session, self.principal, self.narrowed, own, currency=currency, as_of=self.today)
        return columns, Cards(session, self.principal, self.narrowed, currency=currency, as_of=self.today)

    def move(self, session: Session, target: Target, column: ColumnKey) -> Change:
        """Drop a card on an open column."""
        return move_to_stage(session, self.principal, target, column.stage_id or 0, today=self.today, now=clock.now())


def _timed(database: Database, view: Progress) -> float:
    """Return the best of three, so that what else the machine does counts least."""
    return min(milliseconds(partial(_open, database, view)) for _attempt in range(3))


def _open(database: Database, view: Progress) -> None:
    with database.read() as session:
        view.open(session)


def _drops(database: Database, view: Progress) -> Iterator[float]:
    """Yield how long each of 20 moves to the column before takes, committed; going back needs no task.

    They come from the fullest column and are taken back afterwards, so that every run finds the same board.
    """
    with database.read() as session:
        found, cards = view.found(session)
        opened = [column for column in found.columns if column.key.outcome is Outcome.OPEN]
        place = max(range(1, len(opened)), key=lambda number: opened[number].totals.count)
        rows = cards.page(opened[place].key, BoardSort.WEIGHTED, limit=ROUNDS).rows
    for row in rows:
        target = Target(int(row[0] or 0), int(row[1] or 0), uuid.uuid4().hex)
        done: list[Change] = []
        yield milliseconds(lambda: done.append(_drop(database, view, target, opened[place - 1].key)))  # noqa: B023  run at once
        database.run(lambda session: _undo(session, view, done[-1]))  # noqa: B023  run at once


def _drop(database: Database, view: Progress, target: Target, column: ColumnKey) -> Change:
    return database.run(lambda session: view.move(session, target, column))


def _undo(session: Session, view: Progress, change: Change) -> Change:
    return undo(session, view.principal, change.event_id or 0, today=view.today, now=clock.now())


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long a piece of work takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
