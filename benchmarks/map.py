"""One move of the map on the server: marks, list, totals and legend of the new view, and how large the answer is.

    python -m benchmarks.map FOLDER [--opportunities 10000 100000 1000000] [--postgresql URL]

Fills a demo company per size in FOLDER (kept for the next run) or in databases of the server at URL, and prints for each
view the median and the worst of its rounds in milliseconds, and the largest answer in kB, as it is and compressed.
"""

import argparse
import gzip
import json
import random
import statistics
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.board import SIZES, administrator, filled, milliseconds
from components.language import use_locale
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.access import Principal
from domain.map import Ring
from web.map import ViewAsk, answer

ROUNDS = 8
WIDE, HIGH = 1232, 808  # pixels of the map on a desktop screen
TILE = 512
VIEWS = {"world": 1.2, "continent": 3.6, "country": 5.5, "region": 8.0, "city": 11.5}


def main() -> None:
    """Measure each size in turn and print a table."""
    options = _arguments()
    print(
        f"{'opportunities':>13} {'contacts':>9} {'view':<10} {'marks':>5} {'median':>7} {'worst':>7}   ms {'kB':>6} {'gzip':>6}"
    )
    for size in options.opportunities:
        database = filled(options.folder, size, options.postgresql)
        _measure(database, size)
        database.dispose()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--opportunities", type=int, nargs="+", default=SIZES)
    parser.add_argument("--postgresql", help="URL whose database name gets the size appended; the databases must exist")
    return parser.parse_args()


def _measure(database: Database, size: int) -> None:
    with database.read() as session:
        person = administrator(session)
        contacts = session.scalar(select(func.count()).select_from(Contact)) or 0
        places = _places(session)
    cold = [milliseconds(partial(_answered, database, person, _around(45, 9, 1, ring))) for ring in Ring]
    print(
        f"{size:>13,} {contacts:>9,} first look with each ring: {', '.join(f'{taken:.0f}' for taken in cold)} ms",
        flush=True,
    )
    for name, zoom in VIEWS.items():
        found = list(_rounds(database, person, places, zoom))
        times, sizes, packed, marks = zip(*found, strict=True)
        print(
            f"{size:>13,} {contacts:>9,} {name:<10} {max(marks):>5} {statistics.median(times):>7.1f} {max(times):>7.1f}"
            f"      {max(sizes) / 1000:>6.1f} {max(packed) / 1000:>6.1f}",
            flush=True,
        )


def _places(session: Session) -> list[tuple[float, float]]:
    query = select(Contact.latitude, Contact.longitude).join(Opportunity, Opportunity.contact_id == Contact.id)
    rows = session.execute(query.order_by(Opportunity.id).limit(1000))
    placed = [(latitude, longitude) for latitude, longitude in rows if latitude is not None and longitude is not None]
    return random.Random(7).sample(placed, ROUNDS)


def _rounds(
    database: Database, person: Principal, places: list[tuple[float, float]], zoom: float
) -> Iterator[tuple[float, int, int, int]]:
    """Yield milliseconds, bytes, compressed bytes and marks of a move to each place, each with another ring."""
    rings = list(Ring)
    for number, (latitude, longitude) in enumerate(places):
        ask = _around(latitude, longitude, zoom, rings[number % len(rings)])
        told: list[dict[str, object]] = []
        taken = milliseconds(lambda: told.append(_answered(database, person, ask)))  # noqa: B023  run at once
        written = json.dumps(told[0], separators=(",", ":")).encode()
        yield taken, len(written), len(gzip.compress(written, 6)), len(told[0]["marks"])  # type: ignore[arg-type]  # a list


def _answered(database: Database, person: Principal, ask: ViewAsk) -> dict[str, object]:
    with database.read() as session, use_locale("en"):
        return answer(session, person, "", ask)


def _around(latitude: float, longitude: float, zoom: float, ring: Ring) -> ViewAsk:
    degree = TILE * 2**zoom / 360  # pixels at the equator; a little too high a view further north
    return ViewAsk(
        seq=1,
        west=longitude - WIDE / 2 / degree,
        south=latitude - HIGH / 2 / degree,
        east=longitude + WIDE / 2 / degree,
        north=latitude + HIGH / 2 / degree,
        zoom=zoom,
        ring=ring,
    )


if __name__ == "__main__":
    main()
