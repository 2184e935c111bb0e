"""The legend: what the classes of the rings are called and coloured, in their order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from components.formats import percent
from components.language import gettext as _
from components.theme import probability_colour
from data.queries import options
from data.queries.grid.names import names
from data.queries.map import OTHERS
from data.session import Session
from domain.access import Principal
from domain.map import AGES, Ring, Share, added

OWNER_COLOURS: Final = ("st-visit", "st-final", "st-detailed", "st-accepted", "st-budget", "p-50", "st-start")
AGE_COLOURS: Final = ("p-25", "p-50", "p-75", "p-90")
NOTHING: Final = "var(--cd-st-start)"


@dataclass(frozen=True, slots=True)
class Legend:
    """The entries as the browser draws them; `alias` names the class under which another one is shown."""

    entries: list[dict[str, Any]]
    alias: Mapping[str, str]

    def sorted(self, shares: Iterable[Share]) -> list[Share]:
        """Return the shares by the legend's classes, in its order."""
        places = {entry["key"]: place for place, entry in enumerate(self.entries)}
        known = self._known(shares)
        return sorted(known, key=lambda share: (places.get(share.key, len(places)), share.key))

    def _known(self, shares: Iterable[Share]) -> Sequence[Share]:
        return added(replace(share, key=self.alias.get(share.key, share.key)) for share in shares)


def legend(reading: Session, principal: Principal, ring: Ring, classes: Sequence[Share]) -> Legend:
    """Return the legend of the classes in view."""
    if ring is Ring.STAGE:
        return _of_stages(reading, principal, classes)
    if ring is Ring.PROBABILITY:
        named = {
            share.key: (percent(int(share.key)), probability_colour(int(share.key)))
            for share in sorted(classes, key=lambda share: int(share.key))
        }
        return _legend(classes, named)
    return _legend(classes, _ages() if ring is Ring.AGE else _owners(reading, classes))


def _of_stages(reading: Session, principal: Principal, classes: Sequence[Share]) -> Legend:
    """Stages of several pipelines that look and are called the same are one."""
    first: dict[tuple[str, str], str] = {}
    alias: dict[str, str] = {}
    named: dict[str, tuple[str, str]] = {}
    glyphs: dict[str, int] = {}
    for stage in options.stages(reading, principal):
        key = first.setdefault((stage.name, stage.colour), str(stage.id))
        alias[str(stage.id)] = key
        named.setdefault(key, (stage.name, f"var(--cd-st-{stage.colour})"))
        glyphs.setdefault(key, stage.glyph)
    known = added(replace(share, key=alias.get(share.key, share.key)) for share in classes)
    found = _legend(known, named)
    return Legend([entry | {"glyph": glyphs.get(entry["key"])} for entry in found.entries], alias)


def _ages() -> dict[str, tuple[str, str]]:
    first, second, third = AGES
    texts = (
        _("Up to {days} days old", days=first),
        _("{first} to {last} days old", first=first + 1, last=second),
        _("{first} to {last} days old", first=second + 1, last=third),
        _("Over {days} days old", days=third),
    )
    return {
        str(place): (text, f"var(--cd-{colour})")
        for place, (text, colour) in enumerate(zip(texts, AGE_COLOURS, strict=True))
    }


def _owners(reading: Session, classes: Sequence[Share]) -> dict[str, tuple[str, str]]:
    """Name the owners in view; in the order of their ids, so that colours stay while the map moves."""
    ids = sorted(int(share.key) for share in classes if share.key != OTHERS)
    called = names(reading, "owner", ids)
    named = {
        str(id_): (called.get(id_, ""), f"var(--cd-{colour})") for id_, colour in zip(ids, OWNER_COLOURS, strict=False)
    }
    return named | {OTHERS: (_("Others"), NOTHING)}


def _legend(classes: Sequence[Share], named: Mapping[str, tuple[str, str]]) -> Legend:
    places = list(named)
    ordered = sorted(classes, key=lambda share: places.index(share.key) if share.key in named else len(places))
    entries = [
        {
            "key": share.key,
            "label": named.get(share.key, ("", NOTHING))[0],
            "colour": named.get(share.key, ("", NOTHING))[1],
            "glyph": None,
            "count": share.opportunities,
            "net": share.net_minor,
        }
        for share in ordered
    ]
    return Legend(entries, {})
