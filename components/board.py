"""Boards: the empty canvas that assets/4?-board-*.js draws on, its stores, its words, and what travels through them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from dash import ClientsideFunction, Input, State, clientside_callback, dcc, html

from components import states
from components.attributes import attributes
from components.board_wire import plain, wire
from components.board_words import board_text
from components.theme import avatar_tint, initials
from domain.basis import USUAL, Basis
from domain.board import BoardSort, Totals
from domain.money import exponent

# The order of a card's values on the wire; what is empty at the end of a row is left out.
CARD_FIELDS = (
    "id", "version", "number", "contact", "title", "owner_id", "stage_id", "net", "currency", "net_reporting",
    "weighted_reporting", "expected_on", "created_on", "last_activity_on", "next_kind", "next_subject", "next_on",
    "changeable", "amount_known", "model_percent", "closed_on", "paused",
)  # fmt: skip
UNOPENED = ("first",)  # the cursor of a column that sends its cards only when somebody opens it
PAGE_SIZE = 50

Kind = Literal["lost", "open", "won"]
CardRow = Sequence[object]
Cursor = Sequence[object] | None


@dataclass(frozen=True, slots=True)
class BoardIds:
    """The ids of one board's elements; pages read and write the stores by them."""

    board: str

    @property
    def canvas(self) -> str:
        """The element that the browser draws on; its children are no Dash components."""
        return f"{self.board}-canvas"

    @property
    def data(self) -> str:
        """Store, server → browser: the whole board, from `board_payload`."""
        return f"{self.board}-data"

    @property
    def action(self) -> str:
        """Store, browser → server: one move or undo, exactly one per drop."""
        return f"{self.board}-action"

    @property
    def ack(self) -> str:
        """Store, server → browser: what became of an action, from `ack_payload`."""
        return f"{self.board}-ack"

    @property
    def page_request(self) -> str:
        """Store, browser → server: more cards of one column."""
        return f"{self.board}-page-request"

    @property
    def page(self) -> str:
        """Store, server → browser: those cards, from `page_payload`."""
        return f"{self.board}-page"

    @property
    def text(self) -> str:
        """Store: every sentence the board says, from `board_text`."""
        return f"{self.board}-text"


@dataclass(frozen=True, slots=True)
class Column:
    """A column as data: what it is called, what it adds up to, the first of its cards and where they go on.

    `percent` makes it a column of a probability board. On a stages board `colour` names the stage's colour, `glyph` fills
    from 0 to 5, `usual_percent` is the stage's default probability, `facts` say how long cards stay.
    """

    key: str
    kind: Kind
    label: str
    totals: Totals
    percent: Decimal | int | None = None
    probability_id: int | None = None
    colour: str | None = None
    glyph: int | None = None
    usual_percent: int | None = None
    facts: Mapping[str, int | None] | None = None
    cards: Sequence[CardRow] = ()
    cursor: Cursor = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as a chip on a card; `colour` is one of theme.STAGE_COLOURS, `glyph` fills from 0 to 5."""

    name: str
    colour: str
    glyph: int
    pipeline: str
    kind: Kind = "open"


@dataclass(frozen=True, slots=True)
class Reason:
    """A closing reason: sign +1 explains a win, -1 a loss."""

    id: int
    text: str
    sign: int


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for the whole board: dates, reporting currency, order, and whether the reader may change anything.

    `rev` grows with every answer, over all workers (milliseconds will do): the browser drops an older board.
    """

    rev: int
    today: date
    currency: str
    as_of: date | None = None
    rates_on: date | None = None
    sort: BoardSort = BoardSort.WEIGHTED
    basis: Basis = USUAL
    changeable: bool = True
    page_size: int = PAGE_SIZE


def board_layout(
    board_id: str,
    label: str,
    *,
    user: str = "",
    percents: Sequence[int] = (0, 25, 50, 75, 90),
    open_path: str = "/opportunity/",
    export_path: str = "/export/opportunities",
    url: str = "url",
) -> list[Any]:
    """Return the board's canvas, skeleton and stores, to be the children of main.cd-content.cd-boardpage.

    `user` keeps folded columns apart per person; `open_path` + id is where a card leads; `export_path` + ".csv" or
    ".xlsx" takes the address's query, an empty one offers no export; `url` is the dcc.Location that sorting writes to.
    """
    ids = BoardIds(board_id)
    settings = attributes(data_label=label, data_user=user, data_open=open_path, data_export=export_path, data_url=url)
    stores = (ids.data, ids.action, ids.ack, ids.page_request, ids.page)
    return [
        html.Div(id=ids.canvas, className="cd-boardpage", **settings),
        states.board_skeleton(percents),
        dcc.Store(id=ids.text, data=board_text()),
        *(dcc.Store(id=store) for store in stores),
    ]


def register_board(board_id: str) -> None:
    """Register the three clientside callbacks of a board: draw, acknowledge, append. None of them asks the server."""
    ids = BoardIds(board_id)
    canvas = State(ids.canvas, "id")
    clientside_callback(
        ClientsideFunction("caudal_board", "draw"), Input(ids.data, "data"), State(ids.text, "data"), canvas
    )
    for name, store in (("acknowledge", ids.ack), ("append", ids.page)):
        clientside_callback(
            ClientsideFunction("caudal_board", name), Input(store, "data"), canvas, prevent_initial_call=True
        )


def card_row(**values: object) -> list[object]:
    """Return one card as it travels; names are those of CARD_FIELDS, dates become ISO text, money is in minor units."""
    return wire([values[name] for name in CARD_FIELDS])


def board_payload(
    setting: Setting,
    columns: Sequence[Column],
    *,
    stages: Mapping[int, Stage],
    owners: Mapping[int, str],
    reasons: Sequence[Reason] = (),
    currencies: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the whole board for its data store. Owners map id → name; `currencies` are those of the cards."""
    today = setting.today.isoformat()
    return {
        "rev": setting.rev,
        "today": today,
        "as_of": setting.as_of.isoformat() if setting.as_of else today,
        "currency": setting.currency,
        "rates_on": setting.rates_on.isoformat() if setting.rates_on else None,
        "sort": str(setting.sort),
        "basis": setting.basis.value,
        "exponents": {code: exponent(code) for code in sorted({setting.currency, *currencies})},
        "page_size": setting.page_size,
        "changeable": setting.changeable,
        "summary": summary_of(columns),
        "fields": list(CARD_FIELDS),
        "columns": [_column(column) for column in columns],
        "stages": {str(key): _stage(stage) for key, stage in stages.items()},
        "owners": {str(key): _owner(key, name) for key, name in owners.items()},
        "reasons": [{"id": reason.id, "text": reason.text, "sign": reason.sign} for reason in reasons],
    }


def ack_payload(
    seq: int,
    *,
    ok: bool,
    message: str = "",
    event_id: int | None = None,
    card: CardRow | None = None,
    column: str | None = None,
    columns: Sequence[Column] = (),
    tasks: Sequence[tuple[int, str]] = (),
) -> dict[str, Any]:
    """Return what became of an action: the fresh card, the column it is in now, and all totals after the change.

    `event_id` offers Undo, `tasks` are what a win was refused for, by id and name. A refusal with a fresh card in another column shows it there (somebody else was faster).
    """
    return {
        "seq": seq,
        "ok": ok,
        "message": message,
        "event_id": event_id,
        "card": wire(card) if card is not None else None,
        "column": column,
        "tasks": list(tasks),
        "columns": [{"key": one.key, **_totals(one.totals), **_own(one, "facts")} for one in columns],
        "summary": summary_of(columns) if columns else None,
    }


def page_payload(request: Mapping[str, Any], cards: Sequence[CardRow], cursor: Cursor) -> dict[str, Any]:
    """Return more cards of the column that `request` (the page request as it came) names."""
    return {
        "seq": request["seq"],
        "rev": request["rev"],
        "column": request["column"],
        "cards": [wire(card) for card in cards],
        "cursor": _cursor(cursor),
    }


def summary_of(columns: Sequence[Column]) -> dict[str, int]:
    """Return count, net and weighted amount of the open columns together."""
    return _totals(sum((column.totals for column in columns if column.kind == "open"), Totals()))


def _column(column: Column) -> dict[str, Any]:
    named = {
        "key": column.key,
        "kind": column.kind,
        "label": column.label,
        "percent": plain(column.percent),
        "probability_id": column.probability_id,
    }
    rows = [wire(card) for card in column.cards]
    own = _own(column, "colour", "glyph", "usual_percent", "facts")
    return {**named, **own, **_totals(column.totals), "cards": rows, "cursor": _cursor(column.cursor)}


def _own(column: Column, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(column, name)) is not None}


def _totals(totals: Totals) -> dict[str, int]:
    return {"count": totals.count, "net": totals.net_minor, "weighted": totals.weighted_minor}


def _stage(stage: Stage) -> dict[str, Any]:
    return {
        "name": stage.name,
        "colour": stage.colour,
        "glyph": stage.glyph,
        "pipeline": stage.pipeline,
        "kind": stage.kind,
    }


def _owner(user_id: int, name: str) -> dict[str, Any]:
    return {"name": name, "initials": initials(name), "tint": avatar_tint(user_id)}


def _cursor(cursor: Cursor) -> list[object] | None:
    return None if cursor is None else [plain(part) for part in cursor]
