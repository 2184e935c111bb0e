"""Asking: the filter and the page of an address; what an answer could not mean is refused, not passed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain import clock
from domain.errors import BadFilter
from domain.filter import LARGEST_ID, PipelineFilter
from web import router

LIMIT: Final = 100
MOST: Final = 500
PAGING: Final = ("after", "limit")
OF_OPPORTUNITIES: Final = (
    "company", "type", "owner", "agent", "contact", "stage", "p", "period", "created", "idle", "q",
)  # fmt: skip
OF_DOCUMENTS: Final = ("company", "type", "owner", "agent", "contact", "period", "q")
OF_FORECASTS: Final = ("company",)
OF_SNAPSHOTS: Final = ("on", *OF_OPPORTUNITIES)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the filter, behind which id, how many rows, and of which day."""

    pipeline: PipelineFilter
    after: int
    limit: int
    on: date | None
    values: Mapping[str, str]


def asked(search: str, known: tuple[str, ...]) -> Asked:
    """Read an address; raise BadFilter for a key that this list does not know or a value that cannot be read."""
    values = router.read_search(search)
    for key in values:
        if key not in {*known, *PAGING}:
            raise BadFilter(key=key[:40], value=values[key][:40])
    return Asked(
        PipelineFilter.from_query(values, clock.today()),
        _number(values, "after", 0, 0, LARGEST_ID),
        _number(values, "limit", LIMIT, 1, MOST),
        _day(values),
        values,
    )


def _number(values: Mapping[str, str], key: str, default: int, lowest: int, highest: int) -> int:
    text = values.get(key, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) <= 19) or not lowest <= int(text) <= highest:
        raise BadFilter(key=key, value=text[:40])
    return int(text)


def _day(values: Mapping[str, str]) -> date | None:
    text = values.get("on", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadFilter(key="on", value=text[:40]) from None
