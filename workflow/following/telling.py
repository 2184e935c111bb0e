"""Telling: what follows from a change for those who want to hear of it, in the transaction of the change."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.queries.audience import Listener, Place, audience, wants_digest
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Stage
from domain.attention import Channel, Kind, Ways
from domain.money import Money
from domain.noticing import MANY, Change, News, may_be_news, news_of
from domain.telling import Told
from workflow.following.delivering import deliver, keep
from workflow.journal import Telling
from workflow.mail.queue import Mail, queue_mail
from workflow.notices import Notice, notify

MOST_AT_ONCE: Final = 5  # of one transaction; more are told to a person as one


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is to be told of one change, and by which ways."""

    listener: Listener
    ways: Ways
    news: News
    place: Place
    event_id: int


def tell_followers(session: Session, told: Sequence[Telling], _depth: int) -> None:
    """Tell those who want to hear of it what was done to opportunities; what one did oneself is no news."""
    worth = [telling for telling in told if _is_worth(telling)]
    if not worth:
        return
    messages: dict[int, list[Message]] = defaultdict(list)
    for message in recipients(session, worth):
        messages[message.listener.principal.user_id].append(message)
    entry = worth[0].entry
    for mine in messages.values():
        if len(mine) > MOST_AT_ONCE:
            _tell_as_one(session, mine, entry.principal.display_name, entry.now)
        else:
            for message in mine:
                _tell(session, message, entry.now)


def recipients(session: Session, told: Sequence[Telling]) -> list[Message]:
    """Return who is to be told of which change, and by which ways: each person once for a change."""
    places = {telling.event.id: _place(telling.record) for telling in told if isinstance(telling.record, Opportunity)}
    listeners = audience(session, {key for place in places.values() for key in place.keys})
    changes = _changes(session, told)
    found = []
    for telling in told:
        news, place = news_of(changes[telling.event.id]), places[telling.event.id]
        for listener in listeners:
            if listener.principal.user_id != telling.entry.principal.user_id:
                message = _first(listener, news, place, telling.event.id)
                found += [message] if message is not None else []
    return found


def _is_worth(telling: Telling) -> bool:
    event = telling.event
    return isinstance(telling.record, Opportunity) and may_be_news(event.verb, event.after or {})


def _first(listener: Listener, news: Sequence[News], place: Place, event_id: int) -> Message | None:
    """Return the most important thing that the person wants to hear of."""
    for each in news:
        if each.only in {None, listener.principal.user_id}:
            ways = listener.ways_about(each.kind, place)
            ways = ways if wants_digest(listener) else ways - {Channel.DIGEST}
            if ways:
                return Message(listener, ways, each, place, event_id)
    return None


def _tell(session: Session, message: Message, now: datetime) -> None:
    deliver(session, message.listener, message.ways, _notice(message), now=now)


def _notice(message: Message) -> Notice:
    return Notice(
        told=message.news.told,
        key=f"event:{message.event_id}",
        kind=message.news.kind.value,
        opportunity_id=message.place.opportunity_id,
        severity=message.news.severity,
        event_id=message.event_id,
    )


def _tell_as_one(session: Session, messages: Sequence[Message], actor: str, now: datetime) -> None:
    """Tell of many changes at once with one notice and one mail; a digest lists them all."""
    user_id = messages[0].listener.principal.user_id
    key, many = f"events:{messages[0].event_id}", Told(MANY, {"actor": actor, "count": len(messages)})
    by_way = {way: [each for each in messages if way in each.ways] for way in Channel}
    if by_way[Channel.APP]:
        notice = Notice(told=many, key=key, kind=Kind.MOVED.value, path="/activity", event_id=messages[0].event_id)
        notify(session, [user_id], notice, now=now)
    if by_way[Channel.MAIL]:
        body = [each.news.told for each in by_way[Channel.MAIL][:50]]
        mail = Mail(key=f"{key}:{user_id}", subject=many, body=body, to_user_id=user_id, path="/activity")
        queue_mail(session, mail, now=now)
    for message in by_way[Channel.DIGEST]:
        keep(session, user_id, _notice(message), now)


def _place(record: Opportunity) -> Place:
    return Place(record.id, record.company_id, record.team_id, record.owner_id, record.contact_id)


def _changes(session: Session, told: Sequence[Telling]) -> Mapping[int, Change]:
    """Return the changes with the names that their sentences need, read with one query each."""
    records = [telling.record for telling in told if isinstance(telling.record, Opportunity)]
    contacts = {row[0]: row[1] for row in session.execute(
        select(Contact.id, Contact.name).where(Contact.id.in_({record.contact_id for record in records if record.contact_id}))
    )}  # fmt: skip
    stages = {row[0]: (row[1], row[2]) for row in session.execute(select(Stage.id, Stage.name, Stage.sort_order))}
    return {
        telling.event.id: _change(telling, record, contacts, stages)
        for telling, record in zip(told, records, strict=True)
    }


def _change(
    telling: Telling, record: Opportunity, contacts: Mapping[int, str], stages: Mapping[int, tuple[str, int]]
) -> Change:
    contact = contacts.get(record.contact_id or 0)
    return Change(
        verb=telling.event.verb,
        actor=telling.entry.principal.display_name,
        what=f"{contact}, {record.title}" if contact else record.title,
        net=Money(record.net_minor, record.currency_code),
        before=telling.event.before or {},
        after=telling.event.after or {},
        stage=stages.get(record.stage_id, ("", 0))[0],
        ranks={id_: rank for id_, (_name, rank) in stages.items()},
    )
