"""Live: what open browsers hear of: written with the change, numbered once it is committed, read by who may see it."""

from workflow.live.numbering import is_anything_unnumbered, number, purge
from workflow.live.reading import MOST_AT_ONCE, Heard, Place, after, hears, last, saw
from workflow.live.telling import announce

__all__ = [
    "MOST_AT_ONCE",
    "Heard",
    "Place",
    "after",
    "announce",
    "hears",
    "is_anything_unnumbered",
    "last",
    "number",
    "purge",
    "saw",
]
