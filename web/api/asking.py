"""Asking: the filter and the page of an address; what an answer could not mean is refused, not passed over."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from domain import clock
from domain.errors import BadFilter
from domain.filter import LARGEST_ID, LONGEST_TEXT, PipelineFilter
from web import router

LIMIT: Final = 100
MOST: Final = 500
LONGEST_VALUE: Final = 200
PAGING: Final = ("after", "limit")
OF_OPPORTUNITIES: Final = (
    "company", "type", "owner", "agent", "contact", "stage", "p", "period", "created", "idle", "q",
    "as_of",
)  # fmt: skip
OF_DOCUMENTS: Final = ("company", "type", "owner", "agent", "contact", "period", "q", "as_of")
OF_FORECASTS: Final = ("company", "as_of")
OF_SNAPSHOTS: Final = ("on", *(key for key in OF_OPPORTUNITIES if key != "as_of"))


IDS: Final = {
    "type": "string",
    "pattern": r"^[1-9][0-9]{0,17}(,[1-9][0-9]{0,17})*$",
    "maxLength": LONGEST_VALUE,
    "example": "1,2",
}
PERCENTS: Final = {"type": "string", "pattern": r"^([0-9]|[1-4][0-9]|50)-(5[0-9]|[6-9][0-9]|100)$", "example": "25-75"}
SPAN: Final = {
    "type": "string", "pattern": r"^(199[0-9]|20[0-9]{2})(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$", "example": "2026-Q3",
}  # fmt: skip
IDLE: Final = {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,3})$", "example": "30"}
WORDS: Final = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT, "pattern": r"^[^\x00-\x1f\x7f]*$"}
# Each key with its JSON schema and what it means. A period may also be two days or months, "2026-01-15..2026-03-31",
# which no schema can say without days that are none.
KEYS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "company": (IDS, "Ids of companies."),
    "type": (IDS, "Ids of opportunity types."),
    "owner": (IDS, "Ids of owners."),
    "agent": (IDS, "Ids of agents."),
    "contact": (IDS, "Ids of contacts."),
    "stage": (IDS, "Ids of stages."),
    "p": (PERCENTS, "Stated probability from–to, in percent."),
    "period": (SPAN, "Of the expected order while open, else of closing, ordering or issuing; also two days: 2026-01-15..2026-03-31."),
    "created": (SPAN, "When the opportunity was created."),
    "idle": (IDLE, "Without contact for more than so many days."),
    "q": (WORDS, "Words in number, title or contact."),
    "as_of": ({"type": "string", "format": "date"}, "Everything as it was at the end of an earlier day."),
    "on": ({"type": "string", "format": "date"}, "The day of the snapshot; the newest without."),
    "after": ({"type": "integer", "minimum": 0, "maximum": LARGEST_ID}, "Only rows behind this id; `next` of an answer has it filled in."),
    "limit": ({"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}, "How many rows at most."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: the filter, behind which id, how many rows, and of which day."""

    pipeline: PipelineFilter
    after: int
    limit: int
    on: date | None
    values: Mapping[str, str]


def asked(search: str, known: tuple[str, ...], time_zone: str) -> Asked:
    """Read an address on the person's own day; raise BadFilter for a key that the list does not know or a value that cannot be read."""
    values = router.read_search(search)
    for key, value in values.items():
        if key not in {*known, *PAGING} or not _is_readable(key, value):
            raise BadFilter(key=key[:40], value=value[:40])
    if "q" in values:  # signs that nobody sees part words, as spaces do
        values["q"] = "".join(sign if sign.isprintable() else " " for sign in values["q"])
    wanted = PipelineFilter.from_query(values, clock.today(time_zone))
    if wanted.as_of is not None and wanted.as_of > clock.present_day(time_zone):
        raise BadFilter(key="as_of", value=values["as_of"])
    return Asked(
        wanted,
        _number(values, "after", 0, 0, LARGEST_ID),
        _number(values, "limit", LIMIT, 1, MOST),
        _day(values),
        values,
    )


def _is_readable(key: str, value: str) -> bool:
    schema, _ = KEYS[key]
    pattern = None if schema is SPAN else schema.get("pattern")
    return 0 < len(value) <= schema.get("maxLength", LONGEST_VALUE) and bool(
        pattern is None or re.match(pattern, value)
    )


def _number(values: Mapping[str, str], key: str, default: int, lowest: int, highest: int) -> int:
    text = values.get(key)
    if text is None:
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
