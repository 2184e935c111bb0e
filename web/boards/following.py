"""Following: how cards that somebody else changed stand on the board that is asked for."""

from typing import Any

import msgspec

from components.board_live import changed_payload
from data.session import Session
from domain.errors import MalformedInput
from web.boards.answering import payload, result_text, totals, where
from web.boards.asking import View

MOST_CARDS = 20  # assets/b1-live-board.js asks for the whole board beyond


class News(msgspec.Struct):
    """What the browser has heard of: the cards that were changed, no ids for more than it asks for one by one."""

    seq: int
    ids: list[int]


def follow(reading: Session, view: View, news: News) -> tuple[dict[str, Any], dict[str, Any] | None, str]:
    """Return how the cards stand now with all totals, the whole board where it is asked for, and the count."""
    if len(news.ids) > MOST_CARDS:
        raise MalformedInput
    cards = {id_: where(reading, view, id_) for id_ in news.ids}
    changed = changed_payload(news.seq, cards, totals(reading, view))
    whole = payload(reading, view) if not news.ids else None
    return changed, whole, result_text(reading, view, changed["summary"]["count"])
