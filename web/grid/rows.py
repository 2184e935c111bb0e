"""The rows of the grid: blocks from any depth, as the browser comes near to them."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from data.queries.grid import ROW_FIELDS, Block, Grid, GridRow, Place
from data.queries.grid.names import NAMED, names
from data.queries.reporting import reporting_currency
from data.session import Session
from domain import clock
from domain.access import Permission
from domain.errors import MalformedInput
from domain.grid import LARGEST_ID, GridView
from web import router, session
from web.grid.view import View
from web.routes import needs

doors = Blueprint("grid", __name__)

ROWS_PATH = "/grid/opportunities"
MOST_ROWS = 200
MOST_BLOCKS = 120
FIRST_ROWS = "0:100:0"
OWN_KEYS = ("blocks", "near")


@doors.get(ROWS_PATH)
@needs(Permission.SEE_PIPELINE)
def rows() -> Response:
    """Answer with blocks of rows: `blocks=start:limit:count` or `…:count:=key` of a group, `near=position:id`.

    A group without a value has no key: `…:count:=`. Raises MalformedInput, BadFilter.
    """
    principal = session.principal()
    principal.require(Permission.SEE_PIPELINE)
    values = router.read_search(request.query_string.decode("utf-8", "replace"))
    asked = GridView.from_query(values, clock.today(principal.time_zone))
    blocks = read_blocks(values, asked)
    with session.database().read() as reading:
        currency = reporting_currency(reading, principal, asked.pipeline)
        view = View(principal, asked, currency, clock.today(principal.time_zone))
        grid = view.grid(reading)
        found = [row for block in blocks for row in _padded(grid, block)]
        return jsonify(fields=ROW_FIELDS, rows=found, names=_names(reading, found))


def read_blocks(values: dict[str, str], asked: GridView) -> list[Block]:
    """Return the blocks of an address; raise MalformedInput for what is none, or for too much at once."""
    near = _near(values.get("near", ""))
    parts = (values.get("blocks") or FIRST_ROWS).split(";")
    if len(parts) > MOST_BLOCKS:
        raise MalformedInput
    blocks = [_block(part, asked, near) for part in parts]
    if sum(block.limit for block in blocks) > MOST_ROWS:
        raise MalformedInput
    return blocks


def _block(text: str, asked: GridView, near: Place | None) -> Block:
    place, grouped, key = text.partition("=")
    numbers = [_number(part) for part in place.removesuffix(":").split(":")]
    if len(numbers) != 3 or bool(grouped) is not (asked.group is not None):
        raise MalformedInput
    start, limit, count = numbers
    if not grouped:
        return Block(start, limit, count=count, near=near)
    return Block(start, limit, group=_key(asked.group or "", key), grouped=True, count=count)


def _key(column: str, text: str) -> int | str | None:
    if not text:
        return None
    return text[:40] if column in {"outcome", "currency"} else _number(text)


def _near(text: str) -> Place | None:
    if not text:
        return None
    position, _colon, id_ = text.partition(":")
    return Place(_number(position), _number(id_))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > LARGEST_ID:
        raise MalformedInput
    return int(text)


def _padded(grid: Grid, block: Block) -> list[GridRow | None]:
    """Return as many rows as were counted; those that are gone meanwhile are empty."""
    found: list[GridRow | None] = list(grid.rows(block))
    wanted = min(block.limit, (block.count or 0) - block.start)
    return found[: block.limit] + [None] * (wanted - len(found))


def _names(reading: Session, found: list[GridRow | None]) -> dict[str, Any]:
    """Return what the ids in these rows are called."""
    rows_ = [row for row in found if row is not None]
    places = {column: ROW_FIELDS.index(column) for column in NAMED}
    return {column: names(reading, column, [row[place] for row in rows_]) for column, place in places.items()}
