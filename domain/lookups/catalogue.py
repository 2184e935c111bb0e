"""The catalogue: every list, in the groups in which people look for it."""

from collections.abc import Mapping
from typing import Final

from domain.errors import NotFound, sentence
from domain.lookups.description import Lookup
from domain.lookups.organisation import ORGANISATION
from domain.lookups.register import CONTACTS, WORK
from domain.lookups.sales import SALES

GROUPS: Final[tuple[tuple[str, tuple[Lookup, ...]], ...]] = (
    (sentence("Sales process"), SALES),
    (sentence("Contacts"), CONTACTS),
    (sentence("Activities, documents, products"), WORK),
    (sentence("Organisation"), ORGANISATION),
)
LOOKUPS: Final[Mapping[str, Lookup]] = {lookup.key: lookup for _, group in GROUPS for lookup in group}


def lookup_of(key: str) -> Lookup:
    """Return a list by its key; raise NotFound."""
    found = LOOKUPS.get(key)
    if found is None:
        raise NotFound
    return found
