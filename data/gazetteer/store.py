"""Unpacks the compiled place list, once, into a small read-only database."""

import hashlib
import lzma
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any, Final

from pysqlite3 import dbapi2 as sqlite

COMPILED: Final = Path(__file__).with_name("places.tsv.xz")

_SCHEMA: Final = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE country (code TEXT PRIMARY KEY, place_id INTEGER, latitude REAL, longitude REAL) WITHOUT ROWID;
CREATE TABLE division (country TEXT, folded TEXT, level TEXT, region TEXT, name TEXT, latitude REAL, longitude REAL,
  PRIMARY KEY (country, folded, level)) WITHOUT ROWID;
CREATE TABLE place (id INTEGER PRIMARY KEY, country TEXT, region TEXT, province TEXT, name TEXT,
  latitude REAL, longitude REAL, population INTEGER, town INTEGER);
CREATE TABLE alias (country TEXT, folded TEXT, place_id INTEGER, main INTEGER,
  PRIMARY KEY (country, folded, place_id)) WITHOUT ROWID;
"""
_INSERT: Final = {
    "C": "INSERT INTO country VALUES (?,?,?,?)",
    "D": "INSERT INTO division VALUES (?,?,?,?,?,?,?)",
    "P": "INSERT INTO place VALUES (?,?,?,?,?,?,?,?,?)",
    "A": "INSERT INTO alias VALUES (?,?,?,?)",
}


def unpacked(folder: Path | None = None) -> Path:
    """Return the path of the database in `folder` (default: the user's cache), unpacking it if it is not there.

    The name carries a digest of the compiled list and of this layout, so a new release never reads an old file.
    """
    digest = hashlib.sha256(COMPILED.read_bytes() + _SCHEMA.encode()).hexdigest()[:12]
    folder = folder or _cache_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"gazetteer-{digest}.sqlite"
    if not target.exists():
        _unpack(target)
        for outdated in set(folder.glob("gazetteer-*.sqlite")) - {target}:
            outdated.unlink(missing_ok=True)
    return target


def connect(path: Path) -> Any:
    """Open the database read-only; the connection may be shared by threads that take turns."""
    return sqlite.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _cache_folder() -> Path:
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "caudal"


def _unpack(target: Path) -> None:
    # Two processes may start at once: each fills a file of its own, and the last rename wins with equal content.
    handle, draft = tempfile.mkstemp(prefix=".gazetteer-", dir=target.parent)
    os.close(handle)
    try:
        with closing(sqlite.connect(draft)) as connection, lzma.open(COMPILED, "rt", encoding="utf-8") as lines:
            connection.executescript(_SCHEMA)
            _fill(connection, lines)
            connection.commit()
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)


def _fill(connection: Any, lines: IO[str]) -> None:
    rows: dict[str, list[tuple[str, ...]]] = {kind: [] for kind in _INSERT}
    for kind, row in _rows(lines):
        rows[kind].append(row)
    rows["A"].sort()  # in the order of the index: three times faster
    for kind, statement in _INSERT.items():
        connection.executemany(statement, rows[kind])


def _rows(lines: IO[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield (kind, row); a place line carries its folded names behind its columns: main ones, then the others."""
    for line in lines:
        kind, *fields = line.rstrip("\n").split("\t")
        if kind != "P":
            yield kind, tuple(fields)
            continue
        *place, main, others = fields
        yield "P", tuple(place)
        place_id, country = place[0], place[1]
        for names, is_main in ((main, "1"), (others, "0")):
            yield from (("A", (country, name, place_id, is_main)) for name in names.split("|") if name)
