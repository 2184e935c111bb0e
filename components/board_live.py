"""What a board hears of changes by others: it asks how those cards stand, and shows them where they are now."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import ClientsideFunction, Input, State, clientside_callback, dcc

from components.board import BoardIds, CardRow, Column, ack_payload


def news_of(board_id: str) -> str:
    """Return the store, browser → server: which cards were changed, no id for very many."""
    return f"{board_id}-news"


def changed_of(board_id: str) -> str:
    """Return the store, server → browser: how they stand, from `changed_payload`."""
    return f"{board_id}-changed"


def live_stores(board_id: str) -> list[Any]:
    """Return the stores of a board that follows what others do."""
    return [dcc.Store(id=news_of(board_id)), dcc.Store(id=changed_of(board_id))]


def register_live(board_id: str) -> None:
    """Register the clientside callback that shows changed cards."""
    clientside_callback(
        ClientsideFunction("caudal_board_live", "show"),
        Input(changed_of(board_id), "data"),
        State(BoardIds(board_id).canvas, "id"),
        prevent_initial_call=True,
    )


def changed_payload(
    seq: int, cards: Mapping[int, tuple[str | None, CardRow | None]], columns: Sequence[Column]
) -> dict[str, Any]:
    """Return cards by id, each with the column it is in (none when the board does not show it), and all totals."""
    totals = ack_payload(seq, ok=True, columns=columns)
    found = {id_: ack_payload(seq, ok=True, card=card, column=column) for id_, (column, card) in cards.items()}
    return {
        "seq": seq,
        "cards": [{"id": id_, "column": one["column"], "card": one["card"]} for id_, one in found.items()],
        "columns": totals["columns"],
        "summary": totals["summary"],
    }
