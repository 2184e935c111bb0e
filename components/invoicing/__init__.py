"""The invoicing board: an empty canvas for assets/5?-invoicing-*.js, its stores, its words and what travels through them."""

from components.invoicing.layout import IDS, actions, invoicing_layout, register_invoicing
from components.invoicing.payload import (
    CARD_FIELDS,
    Lane,
    Page,
    Section,
    Setting,
    ack_payload,
    board_payload,
    cell_page,
    list_page,
    section_payload,
)
from components.invoicing.words import invoicing_text

__all__ = [
    "CARD_FIELDS",
    "IDS",
    "Lane",
    "Page",
    "Section",
    "Setting",
    "ack_payload",
    "actions",
    "board_payload",
    "cell_page",
    "invoicing_layout",
    "invoicing_text",
    "list_page",
    "register_invoicing",
    "section_payload",
]
