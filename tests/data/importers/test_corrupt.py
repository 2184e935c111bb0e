"""Spoiled copies of the files: each is refused with a clear report, and nothing is changed."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from data.importers.report import harmless
from data.schema.importing import ImportIssue, ImportRun
from data.session import Database
from tests.data.importers.files import MAVEN, NORTHWIND, copied, everything, imported, looking, replaced

DEALS = "sales_pipeline.csv"
Spoil = Callable[[Path], None]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def swapped(name: str, old: str, new: str) -> Spoil:
    return lambda folder: replaced(folder / name, old, new)


def deal(**changed: str) -> Spoil:
    """Change values of the first won deal."""
    values = {**dict(zip(COLUMNS, FIELDS, strict=True)), **changed}
    return swapped(DEALS, FIRST_DEAL, ",".join(values.values()))


def rewritten(name: str, change: Callable[[str], str], encoding: str = "utf-8") -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(change(text(folder / name)).encode(encoding))

    return spoil


def raw(name: str, change: Callable[[bytes], bytes]) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return spoil


def semicolons(content: str) -> str:
    return content.replace(",", ";")


# The first won deal of the excerpt, and its row.
FIRST_DEAL = next(line for line in text(MAVEN / DEALS).splitlines() if ",Won," in line)
ROW = text(MAVEN / DEALS).splitlines().index(FIRST_DEAL) + 1
FIELDS = FIRST_DEAL.split(",")
COLUMNS = text(MAVEN / DEALS).splitlines()[0].split(",")
ENGAGED = FIELDS[5]

SPOILED: dict[str, tuple[Spoil, str]] = {
    "a missing column": (swapped(DEALS, "deal_stage", "stage"), f"{DEALS}, row 1, column “deal_stage”: this column is missing"),
    "a column twice": (swapped(DEALS, "opportunity_id,sales_agent", "product,sales_agent"), "stands in the header twice"),
    "a date that is none": (deal(close_date="2017-02-30"), f"row {ROW}, column “close_date” (“2017-02-30”): is not a date written 2026-12-31"),
    "a date written otherwise": (deal(close_date="03/01/2017"), "(“03/01/2017”): is not a date written"),
    "a date long ago": (deal(close_date="1917-03-01"), "is outside the years 1990 to 2100"),
    "closed before created": (deal(close_date="2015-03-01"), f"lies before the day of creation, {ENGAGED}"),
    "closed in the future": (deal(close_date="2099-03-01"), "lies in the future"),
    "won without a date": (deal(close_date=""), "is empty, but the opportunity is"),
    "open with a closing day": (deal(deal_stage="Engaging"), "an open opportunity has no closing day"),
    "another delimiter": (rewritten(DEALS, semicolons), "it seems to be separated by a semicolon, not by a comma"),
    "cut off in a row": (rewritten(DEALS, lambda content: content[:-8]), "too few: the file may be cut off"),
    "cut off in quotes": (rewritten(DEALS, lambda content: content + 'X1,"Moses'), "a quoted value never ends; the file may be cut off"),
    "a value too many": (swapped(DEALS, FIRST_DEAL, f"{FIRST_DEAL},7"), f"row {ROW} (“{FIELDS[0]}”): has 9 values under 8 columns, too many"),
    "a comma in an amount": (deal(close_value="1,054"), "nothing was shifted"),
    "a letter in an amount": (deal(close_value="12O"), "is not an amount in USD; write it like 12,500.00"),
    "a negative amount": (deal(close_value="-7"), "is negative"),
    "too many decimals": (deal(close_value="7.005"), "is not an amount in USD"),
    "an unknown stage": (deal(deal_stage="Dreaming"), "(“Dreaming”): is not mapped to a stage"),
    "an unknown account": (deal(account="Nobody & Co"), "(“Nobody & Co”): is not among the contacts"),
    "an unknown agent": (deal(sales_agent="Nobody"), "(“Nobody”): is not among the people"),
    "an unknown product": (deal(product="GTY"), "(“GTY”): is not among the products"),
    "a key twice": (swapped(DEALS, FIRST_DEAL, f"{FIRST_DEAL}\n{FIRST_DEAL}"), f"the key stands already in row {ROW}"),
    "a key missing": (deal(opportunity_id=""), f"row {ROW}, column “opportunity_id”: the key is empty"),
    "a line of totals": (rewritten(DEALS, lambda content: f"{content},Total,,,,,,10005534\n"), "this looks like a line of totals; remove it"),
    "an unknown country": (swapped("accounts.csv", "China", "Chyna"), "(“Chyna”): is not a country"),
    "a circle of parents": (swapped("accounts.csv", "United States,\n", "United States,Bluth Company\n"), "leads back to itself"),
    "a damaged file": (raw(DEALS, lambda content: content[:300] + b"\0\0" + content[302:]), "holds a NUL character"),
    "an empty file": (raw(DEALS, lambda _content: b""), f"{DEALS}: is empty"),
    "a file in UTF-16": (rewritten(DEALS, lambda content: content, "utf-16"), "is not UTF-8; save the file as UTF-8"),
    "a file missing": (lambda folder: (folder / DEALS).unlink(), f"{DEALS}: this file is missing"),
    "a bare control character": (swapped("accounts.csv", "Isdom", "Is\adom"), "holds control characters"),
}  # fmt: skip


@pytest.mark.parametrize("what", SPOILED)
def test_spoiled_files_are_refused_and_nothing_is_changed(what: str, untouched: Database, tmp_path: Path) -> None:
    spoil, said = SPOILED[what]
    folder = copied(MAVEN, tmp_path / "spoiled")
    spoil(folder)
    before = everything(untouched)
    report = imported(untouched, folder)
    assert not report.succeeded
    assert said in report.text
    assert "Nothing was changed" in report.text
    assert everything(untouched) == before


def test_latin_1_is_refused_where_utf_8_is_declared(database: Database, tmp_path: Path) -> None:
    folder = copied(NORTHWIND, tmp_path / "spoiled")
    name = "customers.csv"
    rewritten(name, lambda content: content, "latin-1")(folder)
    before = everything(database)
    report = imported(database, folder, profile="northwind")
    assert not report.succeeded
    assert f"{name}: line " in report.text
    assert "which is not UTF-8; save the file as UTF-8" in report.text
    assert everything(database) == before


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("order_details.csv", "\n10", "\n99", "is not among the orders"),
        ("order_details.csv", ",0.15", ",15", "is not a part of one, from 0 to 1"),
        ("order_details.csv", ",0\n", ",\n", ""),
        ("customers.csv", "HANAR,", "HANNAR,", "is not among the contacts"),
        ("employees.csv", "Sales Manager", "Sales Wizard", "(“Sales Wizard”): is not mapped; the profile knows"),
        ("orders.csv", "1996-", "2996-", "is outside the years 1990 to 2100"),
    ],
)
def test_orders_are_checked_too(
    name: str, old: str, new: str, said: str, sqlite_database: Database, tmp_path: Path
) -> None:
    folder = copied(NORTHWIND, tmp_path / "spoiled")
    replaced(folder / name, old, new)
    report = imported(sqlite_database, folder, profile="northwind")
    assert report.succeeded == (said == "")
    assert said in report.text


def test_every_bad_row_is_reported_and_comes_back_as_a_file(sqlite_database: Database, tmp_path: Path) -> None:
    folder = copied(MAVEN, tmp_path / "spoiled")
    lines = text(folder / DEALS).splitlines()
    lines[3] = lines[3].replace("2017-", "2017/")
    lines[7] += ",=HYPERLINK(1)"
    lines[9] = "=cmd" + lines[9][lines[9].index(",") :].replace(",20", ",30")
    (folder / DEALS).write_text("\n".join(lines), encoding="utf-8")
    report = imported(sqlite_database, folder)
    assert {issue.spot.row for issue in report.errors} == {4, 8, 10}
    (path,) = report.bad_rows
    assert str(path) in report.text
    assert path.parent == tmp_path / "imports"
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *bad = csv.reader(file)
    assert header[:3] == ["row", "reason", "opportunity_id"]
    assert [row[0] for row in bad] == ["4", "8", "10"]
    assert "is not a date" in bad[0][1]
    assert bad[1][-1] == "'=HYPERLINK(1)"
    assert bad[2][2] == "'=cmd"


def test_a_refused_import_is_kept_once_its_company_exists(database: Database, tmp_path: Path) -> None:
    imported(database, MAVEN)
    folder = copied(MAVEN, tmp_path / "spoiled")
    deal(close_date="2017-02-30")(folder)
    before = everything(database)
    report = imported(database, folder)
    after = everything(database)
    assert {name for name in before if before[name] != after[name]} == {"import_run", "import_issue"}
    with looking(database) as session:
        run = session.get_one(ImportRun, report.run_id)
        issue = session.scalars(select(ImportIssue).where(ImportIssue.severity == "error")).one()
        assert session.scalar(select(func.count()).select_from(ImportRun)) == 2
    assert run.status == "failed"
    assert (issue.file, issue.row_no, issue.column, issue.value) == (DEALS, ROW, "close_date", "2017-02-30")
    assert imported(database, MAVEN).repeated


def test_long_values_are_cut_in_the_report(untouched: Database, tmp_path: Path) -> None:
    folder = copied(MAVEN, tmp_path / "spoiled")
    deal(deal_stage="D" * 500)(folder)
    (issue,) = imported(untouched, folder).errors
    assert issue.spot.value == "D" * 80


@pytest.mark.parametrize(
    ("cell", "written"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-x", "'-x"), ("-5.00", "-5.00"), ("+39 011", "'+39 011"), ("Acme", "Acme")],
)
def test_formulas_are_disarmed_and_numbers_are_not(cell: str, written: str) -> None:
    assert harmless(cell) == written
