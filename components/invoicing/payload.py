"""What the invoicing board's browser half is sent: one compact tree of plain values, months by their place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from domain.basis import USUAL
from domain.money import exponent

# The order of a card's values on the wire; every row of cards keeps it.
CARD_FIELDS = (
    "id", "version", "kind", "number", "contact", "title", "on", "net", "currency", "net_reporting", "status", "open",
    "dated_by", "changeable", "percent", "due_on", "full",
)  # fmt: skip
CARDS_PER_CELL = 5
CARDS_PER_LIST = 50

CardRow = Sequence[object]
Cursor = Sequence[object] | None


class Counted(Protocol):
    """A sum over all rows: how many documents, their net, and what of it is open; in minor units."""

    @property
    def count(self) -> int:
        """How many documents there are."""

    @property
    def net_minor(self) -> int:
        """What they add up to."""

    @property
    def open_minor(self) -> int:
        """What of it is not paid yet, or not invoiced yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some cards in the order of CARD_FIELDS; `cursor` asks for the next, None when there are no more."""

    rows: Sequence[CardRow] = ()
    cursor: Cursor = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One kind of documents: its sums by month, what has no date, what is still a draft; cards where it is expanded."""

    kind: str
    cells: Mapping[int, Counted]
    undated: Counted
    drafts: Counted
    pages: Mapping[int, Page] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """The companies that share a currency; `targets` and `last_year` are in minor units by month."""

    currency: str
    companies: Sequence[str]
    lanes: Sequence[Lane]
    invoiced_to_date: Counted
    targets: Mapping[int, int] = field(default_factory=dict)
    last_year: Mapping[int, int] = field(default_factory=dict)
    rates_on: date | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole board: its months (year × 12 + month − 1), its basis, and what the reader may change.

    `rev` grows with every answer (milliseconds will do); `types` are value and label of the kinds of opportunities;
    `targets_path` leads to the editor of targets, empty for those who may not set them. `chance` is the probability that
    opportunities are weighted by.
    """

    rev: int
    today: date
    first_month: int
    last_month: int
    basis: str
    shown: Sequence[str]
    collapsed: Sequence[str]
    movable: Sequence[str] = ()
    types: Sequence[tuple[str, str]] = ()
    currencies: Sequence[str] = ()
    targets_path: str = ""
    chance: str = USUAL.value

    @property
    def months(self) -> range:
        """Return the months shown."""
        return range(self.first_month, self.last_month + 1)


def board_payload(setting: Setting, sections: Sequence[Section]) -> dict[str, Any]:
    """Return the whole board for its data store; months are places in lists, so that no key repeats."""
    codes = {*setting.currencies, *(section.currency for section in sections)}
    return {
        "rev": setting.rev,
        "today": setting.today.isoformat(),
        "first": setting.first_month,
        "last": setting.last_month,
        "basis": setting.basis,
        "chance": setting.chance,
        "shown": list(setting.shown),
        "collapsed": list(setting.collapsed),
        "movable": list(setting.movable),
        "types": [list(pair) for pair in setting.types],
        "targets_path": setting.targets_path,
        "exponents": {code: exponent(code) for code in sorted(codes)},
        "fields": list(CARD_FIELDS),
        "sections": [section_payload(section, setting.months) for section in sections],
    }


def section_payload(section: Section, months: range) -> dict[str, Any]:
    """Return the sums of one section, with the first cards of its expanded lanes."""
    return {
        "currency": section.currency,
        "companies": list(section.companies),
        "rates_on": section.rates_on.isoformat() if section.rates_on else None,
        "invoiced": _sums(section.invoiced_to_date),
        "targets": [section.targets.get(month) for month in months],
        "last_year": [section.last_year.get(month, 0) for month in months],
        "lanes": [_lane(lane, months) for lane in section.lanes],
    }


def cell_page(month: int, page: Page) -> dict[str, Any]:
    """Return the cards of one cell as they stand now."""
    return {"month": month, "cards": _rows(page), "cursor": _cursor(page)}


def list_page(request: Mapping[str, Any], page: Page) -> dict[str, Any]:
    """Return further cards for the request that asked for them, named by its own values."""
    return {**request, "cards": _rows(page), "cursor": _cursor(page)}


def ack_payload(
    seq: int,
    *,
    ok: bool,
    message: str = "",
    event_id: int | None = None,
    version: int | None = None,
    section: dict[str, Any] | None = None,
    cells: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    """Return what became of an action: the section's sums and the cards of the touched cells after it.

    `event_id` offers Undo; `version` is the document's, for a further change in a row.
    """
    return {
        "seq": seq,
        "ok": ok,
        "message": message,
        "event_id": event_id,
        "version": version,
        "section": section,
        "cells": list(cells),
    }


def _lane(lane: Lane, months: range) -> dict[str, Any]:
    return {
        "kind": lane.kind,
        "cells": [_sums(lane.cells[month]) if month in lane.cells else None for month in months],
        "undated": _sums(lane.undated),
        "drafts": _sums(lane.drafts),
        "pages": [cell_page(month, page) for month, page in lane.pages.items() if page.rows],
    }


def _sums(counted: Counted) -> list[int]:
    return [counted.count, counted.net_minor, counted.open_minor]


def _rows(page: Page) -> list[list[object]]:
    return [[_plain(value) for value in row] for row in page.rows]


def _cursor(page: Page) -> list[object] | None:
    return None if page.cursor is None else [_plain(part) for part in page.cursor]


def _plain(value: object) -> object:
    """Return dates as ISO text and decimals as numbers: what JSON can carry. Money comes as integers already."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
