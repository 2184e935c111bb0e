"""Mentions: who is named in an activity's note hears of it, if they see what it is about."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.audience import Listener, audience
from data.schema.activity import Activity
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.scope import visible_activities
from domain.access import Permission, Principal
from domain.attention import Kind
from domain.errors import sentence
from domain.mentioning import mentioned
from domain.telling import Told
from workflow.following.delivering import deliver
from workflow.journal import Telling
from workflow.notices import Notice

NOTES: Final = ("note", "outcome_note")
LONGEST: Final = 160  # of a note in a notice
MENTIONED: Final = sentence("{actor} mentions you at {what}: “{text}”")


def tell_mentioned(session: Session, told: Sequence[Telling], _depth: int) -> None:
    """Tell people that a note names them, once for each change that names them anew; oneself one tells nothing."""
    worth = [telling for telling in told if _text(telling.event.after) and not telling.event.undoes_event_id]
    found = [(telling, telling.record) for telling in worth if isinstance(telling.record, Activity)]
    listeners = {each.principal.user_id: each for each in audience(session, ())} if found else {}
    handles = _handles([each.principal for each in listeners.values()])
    for telling, activity in found:
        before = set(mentioned(_text(telling.event.before), handles))
        for id_ in mentioned(_text(telling.event.after), handles):
            if id_ not in before | {telling.entry.principal.user_id} and _sees(session, listeners[id_], activity):
                _tell(session, listeners[id_], telling, activity)


def _handles(people: Sequence[Principal]) -> dict[str, int]:
    """Return by what people are named: their logins, and their names as far as only one is called so."""
    names = Counter(person.display_name.casefold() for person in people)
    called = {person.display_name: person.user_id for person in people if names[person.display_name.casefold()] == 1}
    return called | {person.login: person.user_id for person in people}


def _text(values: dict[str, object] | None) -> str:
    """Return what of a change's notes could name somebody."""
    notes = [str(value) for name in NOTES if (value := (values or {}).get(name))]
    return "\n".join(notes) if any("@" in note for note in notes) else ""


def _sees(session: Session, listener: Listener, activity: Activity) -> bool:
    query = select(Activity.id).where(Activity.id == activity.id, *visible_activities(listener.principal))
    return listener.principal.may(Permission.SEE_PIPELINE) and session.scalar(query) is not None


def _tell(session: Session, listener: Listener, telling: Telling, activity: Activity) -> None:
    text = " ".join(_text(telling.event.after).split())
    params = {
        "actor": telling.entry.principal.display_name,
        "what": _what(session, activity),
        "text": text if len(text) <= LONGEST else f"{text[:LONGEST]}…",
    }
    notice = Notice(
        told=Told(MENTIONED, dict(params)),
        key=f"event:{telling.event.id}:mention",
        kind=Kind.MENTION.value,
        opportunity_id=activity.opportunity_id,
        path=None if activity.opportunity_id else f"/contact/{activity.contact_id}",
        severity="success",
        event_id=telling.event.id,
    )
    deliver(session, listener, listener.ways(Kind.MENTION), notice, now=telling.entry.now)


def _what(session: Session, activity: Activity) -> str:
    """Return what an activity is about, by name."""
    deal = session.get(Opportunity, activity.opportunity_id) if activity.opportunity_id else None
    contact = session.get(Contact, activity.contact_id) if activity.contact_id else None
    return ", ".join([*([contact.name] if contact else []), *([deal.title] if deal else [])]) or activity.subject
