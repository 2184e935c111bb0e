"""The grid of opportunities: its columns, and what an address asks of it beside the filter: order, groups, narrowing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlencode

from domain.errors import BadFilter
from domain.filter import PipelineFilter
from domain.outcome import Outcome

LARGEST_ID: Final = 2**63 - 1
LARGEST_AMOUNT: Final = 10**13
LONGEST_TEXT: Final = 100
MOST_SORTS: Final = 4
NARROWING: Final = "f."  # what keys of column filters begin with: f.title=pump


class Kind(StrEnum):
    """What a column holds, and so how it is written, filtered and grouped."""

    TEXT = "text"
    CHOICE = "choice"  # ids of a list
    CODE = "code"  # words of a fixed set
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    DAYS = "days"


class Shown(StrEnum):
    """Which outcomes the grid shows."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"
    ALL = "all"

    @property
    def outcome(self) -> Outcome | None:
        """The one outcome that is shown, None for all but cancelled."""
        return None if self is Shown.ALL else Outcome(self.value)


# In the order in which the columns stand until somebody moves them.
COLUMNS: Final[Mapping[str, Kind]] = MappingProxyType({
    "number": Kind.TEXT, "contact": Kind.TEXT, "title": Kind.TEXT, "stage": Kind.CHOICE, "net": Kind.MONEY,
    "probability": Kind.PERCENT, "weighted": Kind.MONEY, "expected_order_on": Kind.DATE, "idle": Kind.DAYS,
    "owner": Kind.CHOICE, "type": Kind.CHOICE, "created_on": Kind.DATE, "pipeline": Kind.CHOICE, "outcome": Kind.CODE,
    "last_activity_on": Kind.DATE, "gross": Kind.MONEY, "discount": Kind.MONEY, "currency": Kind.CODE,
    "expected_delivery_on": Kind.DATE, "expected_invoice_on": Kind.DATE, "closed_on": Kind.DATE, "agent": Kind.CHOICE,
    "team": Kind.CHOICE, "company": Kind.CHOICE, "quality": Kind.CHOICE, "reason": Kind.CHOICE,
})  # fmt: skip
BY_MONTH: Final = frozenset({"expected_order_on"})  # grouped by the month of the day; its key is domain.period's number
GROUPABLE: Final = (
    frozenset(name for name, kind in COLUMNS.items() if kind in {Kind.CHOICE, Kind.CODE}) | {"probability"} | BY_MONTH
)


@dataclass(frozen=True, slots=True)
class Sort:
    """A column by which rows are ordered."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


BY_WEIGHTED: Final = (Sort("weighted", descending=True),)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What one column must hold: text within it, one of some ids or words, or a value between two, ends included.

    Amounts are in major units of each row's own currency; id 0 stands for an empty field.
    """

    text: str = ""
    ids: frozenset[int] = frozenset()
    words: frozenset[str] = frozenset()
    low: Decimal | date | None = None
    high: Decimal | date | None = None


@dataclass(frozen=True, slots=True)
class GridView:
    """What one address asks of the grid."""

    pipeline: PipelineFilter = field(default_factory=PipelineFilter)
    shown: Shown = Shown.OPEN
    sorts: tuple[Sort, ...] = BY_WEIGHTED
    group: str | None = None
    narrowed: Mapping[str, Narrowing] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def from_query(cls, query: str | Mapping[str, str], today: date) -> "GridView":
        """Read the view from a URL's query; unknown keys are somebody else's, unreadable values raise BadFilter."""
        values = dict(parse_qsl(query.removeprefix("?"))) if isinstance(query, str) else dict(query)
        return cls(
            pipeline=PipelineFilter.from_query(values, today),
            shown=_shown(values.get("outcome", "")),
            sorts=read_sorts(values.get("sort", "")) or BY_WEIGHTED,
            group=_group(values.get("group", "")),
            narrowed=MappingProxyType({
                key.removeprefix(NARROWING): _narrowing(key, text)
                for key, text in values.items()
                if key.startswith(NARROWING) and text
            }),
        )  # fmt: skip

    def to_query(self) -> str:
        """Write the view as a URL query without the question mark; the view of an empty query is the empty text."""
        own = {
            "outcome": "" if self.shown is Shown.OPEN else self.shown.value,
            "sort": "" if self.sorts == BY_WEIGHTED else ",".join(map(str, self.sorts)),
            "group": self.group or "",
            **{NARROWING + name: _written(narrowing) for name, narrowing in sorted(self.narrowed.items())},
        }
        written = urlencode({key: value for key, value in own.items() if value}, safe=",")
        return "&".join(part for part in (self.pipeline.to_query(), written) if part)


def read_sorts(text: str) -> tuple[Sort, ...]:
    """Read "-net,contact"; raise BadFilter for a column that there is not, or that is named twice."""
    sorts = tuple(Sort(part.removeprefix("-"), part.startswith("-")) for part in text.split(",") if part)
    names = [sort.column for sort in sorts]
    if len(sorts) > MOST_SORTS or len(set(names)) < len(names) or not set(names) <= COLUMNS.keys():
        raise BadFilter(key="sort", value=text[:40])
    return sorts


def _shown(text: str) -> Shown:
    try:
        return Shown(text or Shown.OPEN)
    except ValueError:
        raise BadFilter(key="outcome", value=text[:40]) from None


def _group(text: str) -> str | None:
    if text and text not in GROUPABLE:
        raise BadFilter(key="group", value=text[:40])
    return text or None


def _narrowing(key: str, text: str) -> Narrowing:
    kind = COLUMNS.get(key.removeprefix(NARROWING))
    try:
        if kind is Kind.TEXT:
            return Narrowing(text=_text(text))
        if kind is Kind.CHOICE:
            return Narrowing(ids=frozenset(_ids(text.split(","))))
        if kind is Kind.CODE:
            return Narrowing(words=frozenset(_words(text.split(","))))
        if kind is Kind.DATE:
            low, high = (date.fromisoformat(part) if part else None for part in _ends(text))
            return Narrowing(low=low, high=high)
        if kind is not None:
            least, most = (_number(part) if part else None for part in _ends(text))
            return Narrowing(low=least, high=most)
    except (ValueError, InvalidOperation):
        pass
    raise BadFilter(key=key[:40], value=text[:40])


def _text(text: str) -> str:
    cleaned = " ".join(text.split())
    if not cleaned or not cleaned.isprintable() or len(cleaned) > LONGEST_TEXT:
        raise ValueError(text)
    return cleaned


def _ids(parts: Sequence[str]) -> Iterable[int]:
    for part in parts:
        if not (part.isascii() and part.isdecimal()) or int(part) > LARGEST_ID:
            raise ValueError(part)
        yield int(part)


def _words(parts: Sequence[str]) -> Iterable[str]:
    for part in parts:
        if not (part.isascii() and part.isalpha()) or len(part) > LONGEST_TEXT:
            raise ValueError(part)
        yield part


def _ends(text: str) -> tuple[str, str]:
    low, dots, high = text.partition("..")
    if not dots or not (low or high):
        raise ValueError(text)
    return low, high


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite() or abs(number) > LARGEST_AMOUNT:
        raise ValueError(text)
    return number


def _written(narrowing: Narrowing) -> str:
    if narrowing.text:
        return narrowing.text
    if narrowing.ids or narrowing.words:
        return ",".join([*map(str, sorted(narrowing.ids)), *sorted(narrowing.words)])
    ends = (narrowing.low, narrowing.high)
    return "..".join("" if end is None else end.isoformat() if isinstance(end, date) else f"{end:f}" for end in ends)
