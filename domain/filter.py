"""The one filter: what every query takes and every link carries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from domain import period as periods
from domain.basis import USUAL, Basis
from domain.errors import BadFilter, BadPeriod
from domain.period import Period
from domain.quality import Flaw, Flawed

LONGEST_TEXT = 100
MOST_IDLE_DAYS = 9999
LARGEST_ID = 2**63 - 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Idle:
    """Without contact for more than some days: the last one was before a day."""

    days: int
    before_on: date


@dataclass(frozen=True, slots=True)
class PipelineFilter:
    """What is looked at; an empty field does not narrow anything, all fields combine with AND.

    `period` bounds open opportunities by expected order date and closed ones by closing date, `created` all of them by
    the day they were created; `currency` is the one totals are shown in, `basis` the probability they are weighted by.
    """

    company_ids: frozenset[int] = frozenset()
    period: Period | None = None
    type_ids: frozenset[int] = frozenset()
    owner_ids: frozenset[int] = frozenset()
    agent_ids: frozenset[int] = frozenset()
    contact_ids: frozenset[int] = frozenset()
    percent_min: int = 0
    percent_max: int = 100
    stage_ids: frozenset[int] = frozenset()
    created: Period | None = None
    idle: Idle | None = None
    flawed: Flawed | None = None
    currency: str | None = None
    text: str = ""
    as_of: date | None = None
    basis: Basis = USUAL

    @classmethod
    def from_query(cls, query: str | Mapping[str, str], today: date) -> "PipelineFilter":
        """Read the filter from a URL's query; unknown keys are somebody else's, unreadable values raise BadFilter."""
        values = dict(parse_qsl(query.removeprefix("?"))) if isinstance(query, str) else dict(query)
        percent_min, percent_max = _read(values, "p", _percents, (0, 100))
        return cls(
            company_ids=_read(values, "company", _ids, frozenset()),
            period=_read(values, "period", lambda text: periods.parse(text, today), None),
            type_ids=_read(values, "type", _ids, frozenset()),
            owner_ids=_read(values, "owner", _ids, frozenset()),
            agent_ids=_read(values, "agent", _ids, frozenset()),
            contact_ids=_read(values, "contact", _ids, frozenset()),
            percent_min=percent_min,
            percent_max=percent_max,
            stage_ids=_read(values, "stage", _ids, frozenset()),
            created=_read(values, "created", lambda text: periods.parse(text, today), None),
            idle=_read(values, "idle", lambda text: _idle(text, today), None),
            flawed=_read(values, "flaw", lambda text: Flawed(Flaw(text), today), None),
            currency=_read(values, "currency", _currency, None),
            text=_read(values, "q", _text, ""),
            as_of=_read(values, "as_of", date.fromisoformat, None),
            basis=_read(values, "chance", Basis, USUAL),
        )

    def to_query(self) -> str:
        """Write the filter as a URL query without the question mark; the empty filter is the empty text."""
        percents = f"{self.percent_min}-{self.percent_max}"
        values = {
            "company": _joined(self.company_ids),
            "period": self.period.text if self.period else "",
            "type": _joined(self.type_ids),
            "owner": _joined(self.owner_ids),
            "agent": _joined(self.agent_ids),
            "contact": _joined(self.contact_ids),
            "p": "" if percents == "0-100" else percents,
            "stage": _joined(self.stage_ids),
            "created": self.created.text if self.created else "",
            "idle": str(self.idle.days) if self.idle else "",
            "flaw": self.flawed.flaw.value if self.flawed else "",
            "currency": self.currency or "",
            "q": self.text,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "chance": "" if self.basis is USUAL else self.basis.value,
        }
        return urlencode({key: value for key, value in values.items() if value}, safe=",")

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing narrows the view (currency and basis only choose how totals are shown)."""
        return replace(self, currency=None, basis=USUAL) == PipelineFilter()


def _read(values: Mapping[str, str], key: str, reader: Callable[[str], T], default: T) -> T:
    text = values.get(key, "")
    if not text:
        return default
    try:
        return reader(text)
    except (ValueError, BadPeriod):
        raise BadFilter(key=key, value=text[:40]) from None


def _ids(text: str) -> frozenset[int]:
    ids = frozenset(int(part) for part in text.split(",") if part.isascii() and part.isdecimal())
    if len(ids) != len(set(text.split(","))) or any(number > LARGEST_ID for number in ids):
        raise ValueError(text)
    return ids


def _percents(text: str) -> tuple[int, int]:
    low, _, high = text.partition("-")
    if not (low.isdecimal() and high.isdecimal()) or not 0 <= int(low) <= int(high) <= 100:
        raise ValueError(text)
    return int(low), int(high)


def _idle(text: str, today: date) -> Idle:
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST_IDLE_DAYS:
        raise ValueError(text)
    return Idle(int(text), today - timedelta(days=int(text)))


def _currency(text: str) -> str:
    if len(text) != 3 or not text.isascii() or not text.isupper():
        raise ValueError(text)
    return text


def _text(text: str) -> str:
    cleaned = " ".join(text.split())
    if "\x00" in cleaned or not cleaned.isprintable():
        raise ValueError(text)
    return cleaned[:LONGEST_TEXT]


def _joined(ids: frozenset[int]) -> str:
    return ",".join(str(number) for number in sorted(ids))
