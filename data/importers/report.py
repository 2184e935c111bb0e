"""The report of an import: what came in, what was corrected, what was wrong, and what to do next."""

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.engine import make_url

from data.engine import sqlite_path
from data.importers.issues import Issue, Severity
from data.importers.plan import Plan
from data.importers.reading import Table
from data.importers.run import Counts

SHOWN: Final = 20
NAMES: Final = {
    "team": "teams", "person": "people", "family": "product families", "product": "products", "contact": "contacts",
    "opportunity": "opportunities", "order": "orders", "order_line": "order lines", "invoice": "invoices",
}  # fmt: skip
PRECISIONS: Final = {
    "exact": "at given coordinates", "postal": "by postal code", "city": "by city", "region": "by region",
    "country": "by country only", "none": "nowhere",
}  # fmt: skip
_FORMULA: Final = re.compile(r"[=@+\-\t\r]")
_NUMBER: Final = re.compile(r"[-+]?[\d.,]+%?")


@dataclass(frozen=True)
class Report:
    """What an import did; `repeated` when the same files had been imported before and nothing was done."""

    profile: str
    company: str
    succeeded: bool
    dry_run: bool = False
    repeated: bool = False
    run_id: int | None = None
    counts: dict[str, Counts] = field(default_factory=dict)
    placed: dict[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    error_count: int = 0
    bad_rows: tuple[Path, ...] = ()
    left_unread: tuple[str, ...] = ()
    seconds: float = 0.0
    first_run_at: datetime | None = None

    @property
    def errors(self) -> tuple[Issue, ...]:
        """What stopped the import."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Issue, ...]:
        """What was taken in nevertheless."""
        return tuple(issue for issue in self.issues if issue.severity is Severity.WARNING)

    @property
    def text(self) -> str:
        """The report as lines to read."""
        lines = [self._headline()]
        lines += [
            f"  {NAMES.get(entity, entity):<17}{_told(counts)}"
            for entity, counts in self.counts.items()
            if counts.total
        ]
        if self.placed:
            places = (f"{self.placed[key]} {words}" for key, words in PRECISIONS.items() if key in self.placed)
            lines.append(f"  contacts placed  {', '.join(places)}")
        lines += _listed("Not good", self.errors, self.error_count)
        lines += [f"The bad rows, with what is wrong with them, are in {path}" for path in self.bad_rows]
        lines += _listed("Taken in all the same", self.warnings, len(self.warnings))
        if self.left_unread:
            lines.append(f"Not part of the profile, not read: {', '.join(self.left_unread)}")
        if self.succeeded and not self.dry_run:
            lines.append(
                f"Administrators see {self.company} at once. For others: "
                f"manage.py user add LOGIN --name NAME --role ROLE --company {self.company}"
            )
        return "\n".join(lines)

    def _headline(self) -> str:
        what = f"{self.profile} into {self.company}"
        if self.repeated:
            when = f" on {self.first_run_at:%Y-%m-%d %H:%M} UTC" if self.first_run_at else ""
            return f"{what}: the same files were imported{when}. Nothing was changed; this was the result:"
        if not self.succeeded:
            return f"{what}: {self.error_count} things are not good. Nothing was changed."
        if self.dry_run:
            return f"{what}: everything is good ({self.seconds:.1f} s). This was a trial; nothing was changed."
        return f"{what}: imported in {self.seconds:.1f} s."


def write_bad_rows(plan: Plan, url: str, now: datetime) -> tuple[Path, ...]:
    """Write one CSV per file with its bad rows as they were, each with its number and reasons; return the paths.

    The folder is `imports`, beside the embedded database, else in the working directory.
    """
    reasons: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for issue in plan.issues.errors:
        if issue.spot.row > 1:
            column = f"{issue.spot.column}: " if issue.spot.column else ""
            reasons[issue.spot.file][issue.spot.row].append(f"{column}{issue.reason}")
    database = sqlite_path(make_url(url))
    folder = (database.parent if database else Path.cwd()) / "imports"
    return tuple(
        _write(
            folder,
            f"{now:%Y%m%dT%H%M%S}-{Path(table.file).stem}-bad-rows.csv",
            table.header,
            table,
            reasons[table.file],
        )
        for table in plan.tables.values()
        if table.file in reasons
    )


def _write(folder: Path, name: str, header: tuple[str, ...], table: Table, reasons: dict[int, list[str]]) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / name
    lines = sorted((line for line in (*table.lines, *table.refused) if line.row in reasons), key=lambda line: line.row)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", "reason", *header])
        writer.writerows([line.row, "; ".join(reasons[line.row]), *map(harmless, line.cells)] for line in lines)
    return path


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell


def _told(counts: Counts) -> str:
    parts = (("added", counts.added), ("changed", counts.changed), ("as they were", counts.unchanged))
    return ", ".join(f"{count} {words}" for words, count in parts if count) or "none"


def _listed(title: str, issues: tuple[Issue, ...], count: int) -> list[str]:
    if not issues:
        return []
    more = [f"  … and {count - SHOWN} more"] if count > SHOWN else []
    return [f"{title}:", *(f"  {issue}" for issue in issues[:SHOWN]), *more]
