"""Fields: one field of a record, read from the cells of a row as its rule says."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from data.importers import converters
from data.importers.converters import BadValue
from data.importers.entities import Kind
from data.importers.issues import Spot
from data.importers.profile import Profile, RecordShape
from data.importers.reading import Line, Table
from data.importers.rules import FieldRule
from domain.geography import fold
from domain.money import exponent

_CODE: Final = re.compile(r"[^A-Z0-9]+")


@dataclass(frozen=True, slots=True)
class Choice:
    """A row of a list, by its code; with a description it may be made."""

    table: str
    code: str
    description: str | None = None


def coded(text: str, length: int = 40) -> str:
    """Return a text as the code of a row of a list: capitals, digits and underscores."""
    return _CODE.sub("_", fold(text).upper()).strip("_")[:length] or "UNNAMED"


class Roundings:
    """Counts rounded amounts and adds up, by currency, what the rounding added in minor units."""

    def __init__(self) -> None:
        self._count = 0
        self._added: dict[str, Decimal] = {}

    def note(self, currency: str, added: Decimal) -> None:
        """Count one amount."""
        self._count += 1
        self._added[currency] = self._added.get(currency, Decimal(0)) + added

    def told(self, mode: str) -> str:
        """Return it as words; nothing when nothing was rounded."""
        if not self._count:
            return ""
        sums = (
            f"{added.scaleb(-exponent(currency)).normalize():+f} {currency}" for currency, added in self._added.items()
        )
        amounts = "1 amount was" if self._count == 1 else f"{self._count} amounts were"
        return f"{amounts} rounded {mode.replace('-', ' ')} to minor units, which makes {' and '.join(sums)} together"


class FieldReader:
    """Reads one field; equal texts are converted once."""

    def __init__(self, profile: Profile, shape: RecordShape, name: str, table: Table) -> None:
        self._profile = profile
        self._rule: FieldRule = shape.fields[name]
        self._kind = shape.field(name)
        self._places = [table.place(column) for column in self._rule.columns]
        self._table = table
        self._known: dict[tuple[str, str | None], object] = {}
        self._earliest = self._first_day() if self._rule.earliest else None
        self.remark = f"gives no {name.replace('_', ' ')}" if self._rule.missing == "warn" else ""
        self.fell_back = ""
        self._added: dict[tuple[str, str | None], Decimal] = {}  # by text and currency: what rounding added
        self._roundings = Roundings()

    def rounded(self) -> str:
        """Return how many amounts were rounded and what that makes together; nothing when none was."""
        return self._roundings.told(self._rule.round or "")

    @property
    def column(self) -> str | None:
        """The first column it reads."""
        return self._rule.columns[0] if self._rule.columns else None

    def spot(self, line: Line) -> Spot:
        """Return where the field stands in a line."""
        return Spot(
            self._table.file, line.row, self.column, line.cells[self._places[0]] if self._places else self._rule.value
        )

    def value(self, cells: tuple[str, ...], currency: str | None) -> object:
        """Return the value, None for nothing; raise BadValue."""
        self.fell_back = ""
        rule = self._rule
        if rule.value is None:
            text = rule.join.join(part for place in self._places if (part := cells[place]))
        else:
            text = rule.value
        if text in rule.unknown:
            text = ""
        if not text and "" not in (rule.map or ()):
            return self._nothing()
        known = (text, currency if self._kind.kind is Kind.MONEY else None)
        if known not in self._known:
            self._known[known] = self._read(text, currency)
        if added := self._added.get(known):
            self._roundings.note(currency or "", added)
        return self._known[known]

    def _nothing(self) -> object:
        rule = self._rule
        if self._earliest is not None:
            self.fell_back = f"is empty; {self._earliest} was taken, the first day in {' and '.join(rule.earliest)}"
            return self._earliest
        if self._kind.required or self._kind.filled or rule.missing == "refuse":
            raise BadValue("is empty, but needed")
        return None

    def _read(self, text: str, currency: str | None) -> object:
        rule = self._rule
        if rule.map is not None:
            if text not in rule.map:
                raise BadValue(f"is not mapped; the profile knows {', '.join(rule.map)}")
            text = rule.map[text]
        source, text = text, rule.prefix + text
        if self._kind.kind is Kind.MONEY:
            comma = self._profile.reading.decimal_comma
            if rule.round:
                minor, added = converters.rounded_money(
                    text, currency or "", rule.round, comma=comma, factor=rule.factor
                )
                self._added[source, currency] = added
                return minor
            return converters.money(text, currency or "", comma=comma, factor=rule.factor)
        return self._converted(text)

    def _converted(self, text: str) -> object:
        kind, profile = self._kind.kind, self._profile
        if kind is Kind.DAY:
            return converters.day(text, self._rule.dates or profile.reading.dates, profile.company.zone)
        if kind is Kind.STAGE:
            stage = profile.stage(text)
            if stage is None:
                raise BadValue("is not mapped to a stage of the pipeline")
            return stage
        if kind is Kind.LOOKUP:
            return self._choice(text)
        return converters.plain(self._kind, comma=profile.reading.decimal_comma, factor=self._rule.factor)(text)

    def _choice(self, text: str) -> Choice:
        if self._rule.create:
            return Choice(self._kind.target, coded(text), converters.text(text[:1].upper() + text[1:], 200))
        return Choice(self._kind.target, text)

    def _first_day(self) -> date | None:
        """Return the first readable day in the columns that the rule names."""
        days = []
        for place in (self._table.place(column) for column in self._rule.earliest):
            for text in {line.cells[place] for line in self._table.lines} - {""}:
                try:
                    days.append(converters.day(text, self._profile.reading.dates, self._profile.company.zone))
                except BadValue:
                    continue  # reported where the column is read
        return min(days, default=None)
