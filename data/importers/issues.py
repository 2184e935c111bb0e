"""Issues: what was wrong with a value of a file, and what was corrected on the way in."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

LONGEST_VALUE = 80
LONGEST_REASON = 500
# More than this nobody reads; the rest is only counted.
KEPT_ERRORS = 10_000


class Severity(StrEnum):
    """An error stops the whole import, a warning is only counted."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was read: row 1 is the header, 0 the file as a whole."""

    file: str
    row: int = 0
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that was wrong at a spot; `count` tells how many rows have the same warning."""

    spot: Spot
    reason: str
    severity: Severity
    count: int = 1

    def __str__(self) -> str:
        place = [self.spot.file]
        if self.spot.row:
            place.append(f"row {self.spot.row}")
        if self.spot.column:
            place.append(f"column “{self.spot.column}”")
        value = f" (“{self.spot.value}”)" if self.spot.value else ""
        rows = f" [{self.count} rows, this is the first]" if self.count > 1 else ""
        return f"{', '.join(place)}{value}: {self.reason}{rows}"


@dataclass
class Issues:
    """What has been found so far."""

    errors: list[Issue] = field(default_factory=list)
    error_count: int = 0
    _warnings: dict[tuple[str, str | None, str], Issue] = field(default_factory=dict)

    def error(self, spot: Spot, reason: str) -> None:
        """Note what stops the import."""
        self.error_count += 1
        if len(self.errors) < KEPT_ERRORS:
            self.errors.append(Issue(_cut(spot), reason[:LONGEST_REASON], Severity.ERROR))

    def warn(self, spot: Spot, reason: str) -> None:
        """Count what is taken in nevertheless: one warning for all rows with the same reason."""
        key = (spot.file, spot.column, reason)
        known = self._warnings.get(key)
        if known:
            self._warnings[key] = replace(known, count=known.count + 1)
        else:
            self._warnings[key] = Issue(_cut(spot), reason[:LONGEST_REASON], Severity.WARNING)

    @property
    def warnings(self) -> list[Issue]:
        """The warnings, the first met first."""
        return list(self._warnings.values())

    @property
    def all(self) -> tuple[Issue, ...]:
        """Errors in the order of files and rows, then warnings."""
        return (*sorted(self.errors, key=lambda issue: (issue.spot.file, issue.spot.row)), *self.warnings)


def _cut(spot: Spot) -> Spot:
    value = spot.value if spot.value is None else spot.value.replace("\0", "�")[:LONGEST_VALUE]
    return replace(spot, file=spot.file[:200], value=value, column=spot.column and spot.column[:120])
