"""Boards: one board component, two column models: by probability (`View`) and by stage (`StagesView`)."""

from web.boards.answering import (
    DECIMAL_COMMA,
    act,
    answer,
    more,
    nothing_found,
    payload,
    perform,
    refuse,
    result_text,
)
from web.boards.asking import Action, ClosingForm, PageRequest, View
from web.boards.following import News, follow
from web.boards.stages import HABIT, HabitChoice, StagesView

__all__ = [
    "DECIMAL_COMMA", "HABIT", "Action", "ClosingForm", "HabitChoice", "News", "PageRequest", "StagesView", "View", "act", "answer", "follow", "more",
    "nothing_found", "payload", "perform", "refuse", "result_text",
]  # fmt: skip
