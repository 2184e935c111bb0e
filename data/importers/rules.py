"""Field rules: from which columns, and how, a field of a record is read."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from data.importers.profile_parts import BadProfile, names, nothing_left, take, written

MISSING: Final = ("allow", "warn", "refuse")
ROUNDED: Final = ("half-up", "half-even")


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How a field is read. Either `columns` or `value`; what is empty takes `fallback`, and `missing` says how loudly."""

    columns: tuple[str, ...] = ()
    value: str | None = None
    join: str = " "
    prefix: str = ""
    map: dict[str, str] | None = None
    create: bool = False
    dates: str | None = None
    factor: Decimal = Decimal(1)
    unknown: tuple[str, ...] = ()
    round: str | None = None
    missing: str = "allow"
    earliest: tuple[str, ...] = ()

    @property
    def all_columns(self) -> tuple[str, ...]:
        """Every column it reads."""
        return (*self.columns, *self.earliest)


def read_rule(rule: object, where: str) -> FieldRule:
    """Return a rule written as a column's name or as a table; raise BadProfile."""
    if isinstance(rule, str):
        return FieldRule(columns=(rule,))
    if not isinstance(rule, dict):
        raise BadProfile(f"{where} is neither a column's name nor a table")
    values: dict[str, Any] = dict(rule)
    made = FieldRule(
        columns=names(values, "column", where),
        value=take(values, "value", str, where, None),
        join=take(values, "join", str, where, " "),
        prefix=take(values, "prefix", str, where, ""),
        map=take(values, "map", dict, where, None),
        create=take(values, "create", bool, where, default=False),
        dates=written(values, where),
        factor=_factor(values, where),
        unknown=names(values, "unknown", where),
        round=take(values, "round", str, where, None),
        missing=take(values, "missing", str, where, "allow"),
        earliest=names(values, "earliest", where),
    )
    nothing_left(values, where)
    if bool(made.columns) == (made.value is not None):
        raise BadProfile(f"{where} needs either “column” or “value”")
    if made.missing not in MISSING:
        raise BadProfile(f"{where} says missing = “{made.missing}”; it can be {', '.join(MISSING)}")
    if made.round is not None and made.round not in ROUNDED:
        raise BadProfile(f"{where} says round = “{made.round}”; it can be {', '.join(ROUNDED)}")
    return made


def _factor(values: dict[str, Any], where: str) -> Decimal:
    text = take(values, "factor", str, where, "1")
    if not re.fullmatch(r"\d+(?:\.\d+)?", text) or not Decimal(text):
        raise BadProfile(f'{where} says factor = “{text}”; write a number in quotes, such as "1000"')
    return Decimal(text)
