"""The demo company: put into an empty database, with the truths planted in it written beside."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select

from data.demo import fill
from data.migrate import upgrade
from data.schema.company import Company
from data.session import Database
from domain import clock
from workflow.passwords import hash_password

# Known to everyone: the sign-in page offers the demo people on this machine only.
DEMO_PASSWORD = "caudal-demo-company"  # noqa: S105  it is meant to be read
TRUTH_FILE = "demo-truth.json"
Show = Callable[[str, int], Callable[[int], None]]


def is_empty(database: Database) -> bool:
    """Tell whether no company exists yet."""
    with database.read() as session:
        return session.scalar(select(Company.id).limit(1)) is None


def fill_demo(database: Database, folder: Path, *, opportunities: int, seed: int, show: Show | None = None) -> Path:
    """Migrate, fill and return the path of the planted truths; raise DatabaseNotEmpty for a database in use."""
    upgrade(database.url)
    truth = fill(
        database,
        opportunities,
        seed,
        today=clock.today(),
        password_hash=hash_password(DEMO_PASSWORD),
        progress=show("Demo company", opportunities) if show else None,
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / TRUTH_FILE
    path.write_text(truth.to_json(), encoding="utf-8")
    return path
