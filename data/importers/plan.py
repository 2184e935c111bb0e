"""The plan of an import: all files read and checked, before anything is written."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.importers.checks import check_records
from data.importers.contacts import find_places
from data.importers.fields import Choice
from data.importers.issues import Issues, Spot
from data.importers.profile import Profile
from data.importers.reading import Table, read_table
from data.importers.records import Records, read_records
from data.importers.standing import Standing
from domain.errors import SalesError, sentence
from domain.geography import Place

Show = Callable[[str, int], Callable[[int], object]]


class NothingToImport(SalesError):
    """A path does not lead to a file of the profile."""

    template = sentence("“{path}” is neither a folder nor one of the files of this profile: {files}.")


@dataclass
class Plan:
    """What will be written, or why not."""

    profile: Profile
    company_code: str
    tables: dict[str, Table] = field(default_factory=dict)
    records: Records = field(default_factory=Records)
    places: dict[str, Place] = field(default_factory=dict)
    issues: Issues = field(default_factory=Issues)
    left_unread: tuple[str, ...] = ()
    missing: bool = False  # a file that is needed

    @property
    def fingerprint(self) -> str:
        """A digest of the company, the profile and the contents of all files."""
        parts = [self.company_code, self.profile.digest]
        parts += sorted(f"{table.file} {table.digest}" for table in self.tables.values())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def choices(self) -> set[Choice]:
        """Every row of a list that a record names."""
        return {
            value
            for records in self.records.by_entity.values()
            for record in records
            for value in record.values.values()
            if isinstance(value, Choice)
        }

    @property
    def size(self) -> int:
        """How many records there are."""
        return sum(len(records) for records in self.records.by_entity.values())


def read_files(profile: Profile, paths: Sequence[Path], company_code: str, show: Show) -> Plan:
    """Find the profile's files and read them as text; raise NothingToImport."""
    plan = Plan(profile, company_code)
    found, others = _found(profile, paths)
    plan.left_unread = tuple(sorted(others))
    advance = show("Reading", len(found))
    for key, shape in profile.files.items():
        if key in found:
            columns = profile.columns_of(key)
            plan.tables[key] = read_table(found[key], shape, columns, profile.reading, plan.issues)
            advance(1)
        elif not shape.optional:
            plan.issues.error(Spot(shape.name), "this file is missing")
            plan.missing = True
    return plan


def complete(plan: Plan, standing: Standing, today: date, show: Show) -> None:
    """Turn rows into records, check them against each other and the database, and place the contacts."""
    plan.records = read_records(plan.profile, plan.tables, plan.issues)
    if all(table.usable for table in plan.tables.values()) and not plan.missing:
        check_records(plan.profile, plan.records, standing, today, plan.issues)
    if not plan.issues.error_count:
        plan.places = find_places(plan.records, show("Placing contacts", len(plan.records.of("contact"))))


def _found(profile: Profile, paths: Sequence[Path]) -> tuple[dict[str, Path], list[str]]:
    """Return the profile's files by key, and the names of other CSV files that lie beside them."""
    wanted = {shape.name.casefold(): key for key, shape in profile.files.items()}
    found: dict[str, Path] = {}
    others = []
    for path in paths:
        if path.is_dir():
            inside = sorted(each for each in path.iterdir() if each.is_file())
            others += [
                each.name for each in inside if each.suffix.casefold() == ".csv" and each.name.casefold() not in wanted
            ]
            found |= {wanted[each.name.casefold()]: each for each in inside if each.name.casefold() in wanted}
        elif path.name.casefold() in wanted:
            found[wanted[path.name.casefold()]] = path
        else:
            raise NothingToImport(path=path, files=", ".join(shape.name for shape in profile.files.values()))
    return found, others
