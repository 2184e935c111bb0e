"""Mentioning: who is named in a note by an @ and their login or their name."""

import re
from collections.abc import Mapping
from typing import Final

AT: Final = re.compile(r"(?<![\w.@])@(?=\w)")  # no mail address
GOES_ON: Final = re.compile(r"[\w-]|\.\w")  # what follows belongs to a longer name
MOST: Final = 20  # people in one note


def mentioned(text: str, handles: Mapping[str, int]) -> list[int]:
    """Return whom a text names, in its order, each once and MOST at most; `handles` are logins and names, case aside."""
    known = sorted(((handle.casefold(), id_) for handle, id_ in handles.items()), key=lambda pair: -len(pair[0]))
    folded = text.casefold()
    found = [_named(folded[at.end() :], known) for at in AT.finditer(folded)]
    return list(dict.fromkeys(id_ for id_ in found if id_ is not None))[:MOST]


def _named(rest: str, known: list[tuple[str, int]]) -> int | None:
    """Return whose handle a text begins with, the longest one."""
    return next(
        (id_ for handle, id_ in known if rest.startswith(handle) and not GOES_ON.match(rest, len(handle))), None
    )
