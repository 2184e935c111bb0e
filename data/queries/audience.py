"""The audience: everybody who can be told something, with what they chose, read with a handful of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.people import everybody
from data.schema.preference import Following, UserPreference
from domain.access import Permission, Principal, Role
from domain.attention import APP, DEFAULTS, Digest, Kind, Rhythm, Ways, read_ways

CHOICE: Final = "tell."  # + the kind: the person's ways for it
DIGEST: Final = "tell.digest"
QUIET: Final = "tell.quiet"
Followed = Mapping[tuple[str, int], bool]  # (entity, id) → muted


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who can be told: how far they see, what they chose, what they follow or mute."""

    principal: Principal
    chosen: Mapping[Kind, Ways]
    digest: Digest
    followed: Followed

    def ways(self, kind: Kind) -> Ways:
        """Return by which ways the person wants to be told of a kind: as they chose, else as is usual in their role."""
        return self.chosen.get(kind, DEFAULTS[self.principal.role][kind])

    def ways_about(self, kind: Kind, place: "Place") -> Ways:
        """Return by which ways the person is to be told of a change of an opportunity; none for what they do not see.

        What is nearest counts: opportunity before contact before team. Who follows is told in the app at least, unless
        they switched that kind off; without following, owners are told of their own, and those who lead or look after
        the whole of what they see.
        """
        if not self.principal.may(Permission.SEE_PIPELINE) or not place.is_seen_by(self.principal):
            return frozenset()
        muted = next((self.followed[key] for key in place.keys if key in self.followed), None)
        if muted:
            return frozenset()
        if muted is False and kind not in self.chosen:
            return self.ways(kind) | APP
        concerned = place.owner_id == self.principal.user_id or self.principal.role is not Role.SALES_PERSON
        return self.ways(kind) if concerned or muted is False else frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where an opportunity belongs."""

    opportunity_id: int
    company_id: int
    team_id: int | None
    owner_id: int
    contact_id: int | None

    @property
    def keys(self) -> list[tuple[str, int]]:
        """What one can follow to hear of it, the nearest first."""
        found = [("opportunity", self.opportunity_id), ("contact", self.contact_id), ("team", self.team_id)]
        return [(entity, id_) for entity, id_ in found if id_ is not None]

    def is_seen_by(self, principal: Principal) -> bool:
        """Tell whether somebody sees it."""
        return principal.reaches(company_id=self.company_id, team_id=self.team_id, owner_id=self.owner_id)


def audience(session: Session, keys: Collection[tuple[str, int]]) -> list[Listener]:
    """Return everybody active, by id, with what they follow among `keys`."""
    chosen: dict[int, dict[Kind, Ways]] = defaultdict(dict)
    digests: dict[int, Digest] = {}
    query = select(UserPreference).where(UserPreference.name.startswith(CHOICE, autoescape=True))
    for row in session.scalars(query):
        if row.name == DIGEST:
            digests[row.user_id] = Digest.read(row.value)
        elif row.name.removeprefix(CHOICE) in set(Kind):
            chosen[row.user_id][Kind(row.name.removeprefix(CHOICE))] = read_ways(row.value)
    followed: dict[int, dict[tuple[str, int], bool]] = defaultdict(dict)
    wanted = set(keys)
    for each in session.scalars(select(Following).where(Following.entity_id.in_({id_ for _entity, id_ in wanted}))):
        if (each.entity, each.entity_id) in wanted:
            followed[each.user_id][each.entity, each.entity_id] = each.muted
    return [
        Listener(person, chosen[person.user_id], digests.get(person.user_id, Digest()), followed[person.user_id])
        for person in everybody(session)
    ]


def wants_digest(listener: Listener) -> bool:
    """Tell whether the person gets digests at all."""
    return listener.digest.rhythm is not Rhythm.NEVER
