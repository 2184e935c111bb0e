"""Any good set of files: importing it again, whatever the order of its rows, changes nothing."""

import csv
import random
import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.session import Database
from data.summary import differences
from tests.data.importers.conftest import with_rates
from tests.data.importers.files import MAVEN, imported, looking

HEADER = (
    "opportunity_id",
    "sales_agent",
    "product",
    "account",
    "deal_stage",
    "engage_date",
    "close_date",
    "close_value",
)
NAMES = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=20)
COUNTRIES = st.sampled_from(["United States", "Philipines", "Italy", "KR", "Deutschland"])
DAYS = st.dates(date(1999, 1, 5), date(2026, 1, 1)).map(str)


@st.composite
def deals(draw: st.DrawFn, accounts: list[str]) -> tuple[str, ...]:
    stage = draw(st.sampled_from(["Prospecting", "Engaging", "Won", "Lost"]))
    engaged = "" if stage == "Prospecting" else draw(DAYS)
    closed, value = "", ""
    if stage in {"Won", "Lost"}:
        closed = str(date.fromisoformat(engaged) + timedelta(draw(st.integers(0, 150))))
        value = str(draw(st.integers(0, 10**8)))
    account = draw(st.sampled_from(["", *accounts]))
    agent, product = (
        draw(st.sampled_from(["Moses Frase", "Zane Levy"])),
        draw(st.sampled_from(["GTXPro", "GTX Pro", "MG Special"])),
    )
    return (agent, product, account, stage, engaged, closed, value)


@st.composite
def sets(draw: st.DrawFn) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    accounts: list[tuple[str, ...]] = [
        (
            name,
            "technolgy",
            "1999",
            str(draw(st.integers(0, 99))),
            "5",
            draw(COUNTRIES),
            draw(st.sampled_from(["", *names[:place]])),
        )
        for place, name in enumerate(names)
    ]
    drawn = draw(st.lists(deals(names), min_size=1, max_size=12))
    dated = any(deal[4] for deal in drawn)
    rows = [(f"D{number}", *deal) for number, deal in enumerate(drawn) if dated or deal[3] != "Prospecting"]
    return accounts, rows


def written(folder: Path, accounts: list[tuple[str, ...]], rows: list[tuple[str, ...]]) -> Path:
    shutil.copytree(MAVEN, folder)
    header = (MAVEN / "accounts.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    for name, head, lines in (("accounts.csv", header, accounts), ("sales_pipeline.csv", HEADER, rows)):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *lines])
    return folder


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=sets(), seed=st.integers(0, 99))
def test_importing_again_in_any_order_changes_nothing(
    drawn: tuple[list[tuple[str, ...]], list[tuple[str, ...]]], seed: int, sqlite_template: Path
) -> None:
    accounts, rows = drawn
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copyfile(sqlite_template, folder / "caudal.db")
        for database in with_rates(f"sqlite:///{folder / 'caudal.db'}"):
            first = imported(database, written(folder / "first", accounts, rows))
            assert first.succeeded, first.text
            before = amounts(database)
            shuffled = random.Random(seed)  # noqa: S311  an order, no secret
            again = imported(
                database,
                written(folder / "again", shuffled.sample(accounts, len(accounts)), shuffled.sample(rows, len(rows))),
            )
            assert again.succeeded, again.text
            unchanged = all(counts.added == counts.changed == 0 for counts in again.counts.values())
            assert again.repeated or unchanged
            assert amounts(database) == before
            assert before[:2] == (len(accounts), len(rows))
            assert before[2] == sum(int(row[7] or 0) for row in rows if row[7] != "0") * 100


def amounts(database: Database) -> tuple[int, int, int]:
    with looking(database) as session:
        assert not differences(session)
        contacts = session.scalar(select(func.count()).select_from(Contact)) or 0
        count, net = session.execute(select(func.count(), func.coalesce(func.sum(Opportunity.net_minor), 0))).one()
        return contacts, int(count), int(net)
