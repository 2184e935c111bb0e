"""Records: the rows of the files, read field by field as the profile says."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from data.importers import converters
from data.importers.converters import BadValue
from data.importers.entities import ENTITIES
from data.importers.fields import FieldReader
from data.importers.issues import Issues, Spot
from data.importers.profile import Profile, RecordShape
from data.importers.reading import Line, Table

LONGEST_KEY: Final = 120
EMPTY_KEY: Final = "the key is empty"
OTHERWISE: Final = "says otherwise than an earlier row of the same key; the first was taken"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its values by field (None where the source says nothing) and the line it was read from."""

    shape: RecordShape
    key: str
    values: dict[str, Any]
    table: Table
    line: Line
    entered: tuple[tuple[str, date], ...] = ()  # stage words and the days they were entered

    @property
    def entity(self) -> str:
        """What it is."""
        return self.shape.entity

    def spot(self, name: str | None = None) -> Spot:
        """Return where a field was read."""
        rule = self.shape.fields.get(name or "")
        column = rule.columns[0] if rule and rule.columns else None
        value = self.line.cells[self.table.place(column)] if column else (rule.value if rule else self.key)
        return Spot(self.table.file, self.line.row, column, value)


@dataclass
class Records:
    """All records by entity; those with a key also by key."""

    by_entity: dict[str, list[Record]] = field(default_factory=dict)
    by_key: dict[str, dict[str, Record]] = field(default_factory=dict)
    bad_keys: dict[str, set[str]] = field(default_factory=dict)  # of records left out for a bad value

    def of(self, entity: str) -> list[Record]:
        """Return the records of an entity in the order of the files."""
        return self.by_entity.get(entity, [])


def read_records(profile: Profile, tables: dict[str, Table], issues: Issues) -> Records:
    """Read every record; rows with a value that cannot be read are left out and reported."""
    records = Records()
    for shape in profile.records:
        table = tables.get(shape.file)
        if table is None or not table.usable:
            continue
        rows = _Rows(profile, shape, table, issues, records.bad_keys.setdefault(shape.entity, set()))
        kept = records.by_entity.setdefault(shape.entity, [])
        known = records.by_key.setdefault(shape.entity, {})
        for record in rows.records(known):
            kept.append(record)
            if record.key:
                known[record.key] = record
    return records


class _Rows:
    """Reads the rows of one table as records of one shape."""

    def __init__(self, profile: Profile, shape: RecordShape, table: Table, issues: Issues, bad_keys: set[str]) -> None:
        self._bad_keys = bad_keys
        self._profile = profile
        self._shape = shape
        self._table = table
        self._issues = issues
        self._key = [table.place(column) for column in shape.key]
        self._when = table.place(shape.when) if shape.when else None
        self._fields = {name: FieldReader(profile, shape, name, table) for name in shape.fields}
        told = sorted({column for rule in shape.fields.values() for column in rule.columns})
        self._told = [(table.place(column), column) for column in told]
        self._entered = [(word, table.place(column), column) for word, column in shape.entered.items()]

    def records(self, known: dict[str, Record]) -> Iterator[Record]:
        """Yield the good records; `known` are those with a key that came before."""
        for line in self._table.lines:
            if self._when is not None and not line.cells[self._when]:
                continue
            key = "|".join(line.cells[place] for place in self._key)
            earlier = known.get(key) if key else None
            if earlier and self._shape.distinct:
                self._compare(earlier, line)
                continue
            if not self._key_stands(key, earlier, line):
                continue
            values = self._values(line)
            entered = self._days(line)
            if values is not None and entered is not None:
                yield Record(self._shape, key, values, self._table, line, entered)
            else:
                self._bad_keys.add(key)
        for reader in self._fields.values():
            if rounded := reader.rounded():
                self._issues.warn(Spot(self._table.file, 0, reader.column), rounded)

    def _compare(self, earlier: Record, line: Line) -> None:
        """Count where a row says otherwise than the one that was taken for their key."""
        if earlier.shape is not self._shape:
            return
        for place, column in self._told:
            if line.cells[place] not in {"", earlier.line.cells[place]}:
                self._issues.warn(Spot(self._table.file, line.row, column, line.cells[place]), OTHERWISE)

    def _key_stands(self, key: str, earlier: Record | None, line: Line) -> bool:
        if not self._key:
            return True
        problem = self._key_problem(key, earlier, line)
        if problem and not (self._shape.distinct and problem == EMPTY_KEY):
            self._issues.error(Spot(self._table.file, line.row, self._shape.key[0], line.cells[self._key[0]]), problem)
        return not problem

    def _key_problem(self, key: str, earlier: Record | None, line: Line) -> str:
        if not all(line.cells[place] for place in self._key):
            return EMPTY_KEY
        if len(key) > LONGEST_KEY:
            return f"the key is longer than {LONGEST_KEY} characters"
        return f"the key stands already in row {earlier.line.row} of {earlier.table.file}" if earlier else ""

    def _values(self, line: Line) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        good = True
        currency = self._profile.reading.currency
        # The currency comes first: amounts are read in it.
        for name in sorted(self._fields, key=lambda name: name != "currency"):
            reader = self._fields[name]
            try:
                values[name] = reader.value(line.cells, currency)
            except BadValue as error:
                self._issues.error(reader.spot(line), str(error))
                good = False
                continue
            if values[name] is None and reader.remark:
                self._issues.warn(reader.spot(line), reader.remark)
            elif reader.fell_back:
                self._issues.warn(reader.spot(line), reader.fell_back)
            if name == "currency" and values[name]:
                currency = values[name]
        if "currency" in ENTITIES[self._shape.entity]:
            values["currency"] = currency
        return values if good else None

    def _days(self, line: Line) -> tuple[tuple[str, date], ...] | None:
        days = []
        for word, place, column in self._entered:
            if not line.cells[place]:
                continue
            try:
                days.append(
                    (word, converters.day(line.cells[place], self._profile.reading.dates, self._profile.company.zone))
                )
            except BadValue as error:
                self._issues.error(Spot(self._table.file, line.row, column, line.cells[place]), str(error))
                return None
        return tuple(days)
