"""The parts of a profile besides its records: reading, company, pipeline, lists and files, each checked while read."""

import codecs
from dataclasses import dataclass, field
from typing import Any, Final
from zoneinfo import ZoneInfo, available_timezones

from data.importers.converters import WRITTEN
from domain.geography import country_code

_NEEDED: Final = object()
LOOKUP_COLUMNS: Final[dict[str, frozenset[str]]] = {
    "contact_type": frozenset({"kind"}), "contact_origin": frozenset(), "sector": frozenset(),
    "commercial_category": frozenset(), "contact_quality": frozenset({"stars"}), "opportunity_type": frozenset(),
    "closing_reason": frozenset({"sign"}), "competitor": frozenset(), "activity_type": frozenset({"kind", "is_contact"}),
}  # fmt: skip
KINDS: Final = ("open", "won", "lost")
COLOURS: Final = ("start", "visit", "budget", "detailed", "final", "accepted")


class BadProfile(Exception):
    """A profile has a mistake; the argument says which."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the files are written; None is found out file by file and told in the report."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str = '"'
    empty: tuple[str, ...] = ("",)
    dates: str = "iso"
    decimal_comma: bool = False
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class CompanyDefaults:
    """The company that is made when none of this code exists."""

    code: str
    name: str
    currency: str
    country: str
    time_zone: str

    @property
    def zone(self) -> ZoneInfo:
        """The time zone."""
        return ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class StageShape:
    """A stage and the words that the source has for it."""

    words: tuple[str, ...]
    code: str
    name: str
    kind: str
    percent: int
    colour: str


@dataclass(frozen=True, slots=True)
class PipelineShape:
    """The pipeline that the opportunities go through."""

    code: str
    name: str
    stages: tuple[StageShape, ...]


@dataclass(frozen=True, slots=True)
class FileShape:
    """A file, found by its name; columns to leave unread; corrections of known misspellings, column by column."""

    name: str
    ignore: frozenset[str] = frozenset()
    correct: dict[str, dict[str, str]] = field(default_factory=dict)
    optional: bool = False
    footer: bool = False


def take(values: dict[str, Any], key: str, kind: type[Any], where: str, default: Any = _NEEDED) -> Any:
    """Take a value of a kind out of a table; raise BadProfile for another kind or, without a default, for none."""
    if key not in values:
        if default is _NEEDED:
            raise BadProfile(f"{where} lacks “{key}”")
        return default
    value = values.pop(key)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise BadProfile(f"“{key}” of {where} is not a {kind.__name__}")
    return dict(value) if kind is dict else value


def names(values: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    """Take out one text or a list of texts."""
    found = values.pop(key, [])
    listed = [found] if isinstance(found, str) else found
    if not isinstance(listed, list) or not all(isinstance(name, str) for name in listed):
        raise BadProfile(f"“{key}” of {where} is neither a text nor a list of texts")
    return tuple(listed)


def nothing_left(values: dict[str, Any], where: str) -> None:
    """Raise BadProfile for what nobody took."""
    if values:
        raise BadProfile(f"{where} has “{min(values)}”, which means nothing there")


def written(values: dict[str, Any], where: str) -> str | None:
    """Take out how dates are written: "iso", "day-first", "month-first" or a pattern such as "%d.%m.%y"."""
    dates: str | None = take(values, "dates", str, where, None)
    if dates is not None and dates not in WRITTEN and "%" not in dates:
        raise BadProfile(f"{where} says dates = “{dates}”; it can be {', '.join(WRITTEN)} or a pattern like %d.%m.%y")
    return dates


def read_reading(values: dict[str, Any]) -> Reading:
    """Read how the files are written."""
    where = "[reading]"
    reading = Reading(
        encoding=take(values, "encoding", str, where, None),
        delimiter=take(values, "delimiter", str, where, None),
        quote=take(values, "quote", str, where, '"'),
        empty=names(values, "empty", where) or ("",),
        dates=written(values, where) or "iso",
        decimal_comma=take(values, "decimal_comma", bool, where, default=False),
        currency=take(values, "currency", str, where, None),
    )
    nothing_left(values, where)
    if reading.encoding is not None:
        try:
            codecs.lookup(reading.encoding)
        except LookupError:
            raise BadProfile(f"{where} names the unknown encoding “{reading.encoding}”") from None
    if any(len(mark) != 1 for mark in (reading.quote, reading.delimiter or ",")):
        raise BadProfile(f"{where} needs one character each as delimiter and quote")
    return reading


def read_company(values: dict[str, Any]) -> CompanyDefaults:
    """Read the company's defaults."""
    where = "[company]"
    company = CompanyDefaults(**{key: take(values, key, str, where) for key in CompanyDefaults.__dataclass_fields__})
    nothing_left(values, where)
    if company.time_zone not in available_timezones():
        raise BadProfile(f"{where} names the unknown time zone “{company.time_zone}”")
    if country_code(company.country) != company.country:
        raise BadProfile(f"{where} needs the two-letter code of a country")
    return company


def read_pipeline(values: dict[str, Any]) -> PipelineShape:
    """Read the pipeline and its stages."""
    where = "[pipeline]"
    stages = tuple(_stage(shape) for shape in take(values, "stages", list, where))
    pipeline = PipelineShape(take(values, "code", str, where), take(values, "name", str, where), stages)
    nothing_left(values, where)
    if {stage.kind for stage in stages} != set(KINDS):
        raise BadProfile(f"{where} needs stages of each kind: {', '.join(KINDS)}")
    words = [word for stage in stages for word in stage.words]
    if len(words) != len(set(words)) or len(stages) != len({stage.code for stage in stages}):
        raise BadProfile(f"{where} has two stages with the same word or code")
    return pipeline


def _stage(values: dict[str, Any]) -> StageShape:
    where = "a stage"
    stage = StageShape(
        words=names(values, "words", where),
        code=take(values, "code", str, where),
        name=take(values, "name", str, where),
        kind=take(values, "kind", str, where, "open"),
        percent=take(values, "percent", int, where),
        colour=take(values, "colour", str, where, "start"),
    )
    nothing_left(values, where)
    certain = {"won": 100, "lost": 0}.get(stage.kind, stage.percent)
    if stage.kind not in KINDS or stage.colour not in COLOURS or stage.percent != certain or not 0 <= certain <= 100:
        raise BadProfile(f"the stage “{stage.code}” has a kind, colour or percent that does not exist")
    return stage


def read_lookups(values: dict[str, Any]) -> dict[str, tuple[dict[str, Any], ...]]:
    """Read the rows of lists that the import needs; those that exist are taken as they are."""
    for table, rows in values.items():
        if table not in LOOKUP_COLUMNS:
            raise BadProfile(f"there is no list “{table}”; there are {', '.join(LOOKUP_COLUMNS)}")
        wanted = {"code", "description"} | LOOKUP_COLUMNS[table]
        if not isinstance(rows, list) or any(set(row) != wanted for row in rows):
            raise BadProfile(f"each row of the list “{table}” needs {', '.join(sorted(wanted))}")
    return {table: tuple(rows) for table, rows in values.items()}


def read_file(key: str, values: dict[str, Any]) -> FileShape:
    """Read what is said of one file."""
    where = f"the file “{key}”"
    shape = FileShape(
        name=take(values, "name", str, where),
        ignore=frozenset(names(values, "ignore", where)),
        correct=take(values, "correct", dict, where, {}),
        optional=take(values, "optional", bool, where, default=False),
        footer=take(values, "footer", bool, where, default=False),
    )
    nothing_left(values, where)
    return shape
