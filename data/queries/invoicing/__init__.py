"""Invoicing: months, lanes and cards of the invoicing board."""

from data.queries.invoicing.cards import FIELDS, PAGE_SIZE, CardPage, Cards
from data.queries.invoicing.months import Cell, Lane, Section, board, sections
from data.queries.invoicing.sums import UNDATED, Sum, Sums

__all__ = [
    "FIELDS", "PAGE_SIZE", "UNDATED", "CardPage", "Cards", "Cell", "Lane", "Section", "Sum", "Sums", "board", "sections",
]  # fmt: skip
