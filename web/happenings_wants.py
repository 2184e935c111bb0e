"""What a person wants to be told: how it stands, and what they changed of it."""

from collections.abc import Sequence
from datetime import time

from components.happenings import rail
from components.happenings.rail import Wants
from components.language import gettext as _
from data.queries.audience import CHOICE, DIGEST, QUIET
from data.queries.people import address_of, reached_teams
from data.queries.preferences import follows, preference
from data.session import Session
from domain.access import Permission, Principal
from domain.attention import DEFAULTS, Digest, Kind, Quiet, Rhythm, Ways, read_ways
from domain.errors import MalformedInput
from web import session
from workflow import following

KINDS = tuple(rail.kinds())


def wants(reading: Session, principal: Principal) -> Wants:
    """Return what the person wants to be told, as it stands."""
    return Wants(
        address=address_of(reading, principal.user_id),
        sends=bool(session.settings().smtp_url),
        imports=principal.may(Permission.IMPORT),
        ways={kind: _ways(reading, principal, kind) for kind in Kind},
        quiet=Quiet.read(preference(reading, principal, QUIET)),
        digest=Digest.read(preference(reading, principal, DIGEST)),
        teams=[
            (id_, name, follows(reading, principal, "team", id_)) for id_, name in reached_teams(reading, principal)
        ],
    )


def choose_ways(principal: Principal, chosen: Sequence[Sequence[str]]) -> str:
    """Keep the ways of the kinds, in the order in which they are shown, that differ; return what to say."""
    database = session.database()
    wanted = {kind: read_ways(",".join(values)) for kind, values in zip(KINDS, chosen, strict=True)}

    def work(unit: Session) -> bool:
        changed = {kind: ways for kind, ways in wanted.items() if ways != _ways(unit, principal, kind)}
        for kind, ways in changed.items():
            following.choose_ways(unit, principal, kind, ways)
        return bool(changed)

    return _("Saved") if database.run(work) else ""


def choose_delivery(principal: Principal, quiet: tuple[str, str, bool], digest: tuple[str, str]) -> str:
    """Keep the quiet hours and the hour of the digest; return what to say. Raises MalformedInput."""
    begins, ends, weekends = quiet
    rhythm, at = digest
    if rhythm not in set(Rhythm):
        raise MalformedInput
    hours = Quiet(_time(begins), _time(ends), weekends)
    summary = Digest(Rhythm(rhythm), _time(at))

    def work(unit: Session) -> bool:
        before = Quiet.read(preference(unit, principal, QUIET)), Digest.read(preference(unit, principal, DIGEST))
        following.choose_quiet(unit, principal, hours)
        following.choose_digest(unit, principal, summary)
        return before != (hours, summary)

    return _("Saved") if session.database().run(work) else ""


def _ways(reading: Session, principal: Principal, kind: Kind) -> Ways:
    text = preference(reading, principal, CHOICE + kind.value)
    return read_ways(text) if text else DEFAULTS[principal.role][kind]


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise MalformedInput from None
