"""Settings: the index of all lists, the table of one, and the words and stores of its form."""

from components.lookups.index import Group, Tile, index
from components.lookups.page import ACTION, ANSWER, ASK, BODY, FORM, framed, register
from components.lookups.table import Entry, Listing, listing
from components.lookups.words import counted_word, uses_text

__all__ = [
    "ACTION", "ANSWER", "ASK", "BODY", "FORM", "Entry", "Group", "Listing", "Tile", "counted_word", "framed", "index",
    "listing", "register", "uses_text",
]  # fmt: skip
