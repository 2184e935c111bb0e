"""Acting: each action of a rule by the verb that a person would use, in the name of the rule's owner."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.opportunity import Opportunity
from data.schema.people import User
from data.schema.pipeline import Stage
from data.schema.webhook import Webhook
from domain import activity
from domain.access import Principal
from domain.activity import day_of
from domain.attention import Kind
from domain.errors import NotFound, NotOffered, sentence
from domain.rules.actions import Action, Assign, Call, Move, Plan, Set, Settable, Tell, Write, filled
from domain.telling import Told, verbatim
from workflow import activities
from workflow.mail.queue import Mail, queue_mail
from workflow.notices import Notice, notify
from workflow.opportunities import Edit, Target, edit, move_to_stage
from workflow.opportunities.change import held
from workflow.rules.subject import Subject, address, person, words
from workflow.webhooks.queueing import queue_webhook

PLANNED: Final = sentence("Planned “{subject}” for {name}.")
SET: Final = sentence("Set a field.")
MOVED: Final = sentence("Moved to “{stage}”.")
ASSIGNED: Final = sentence("Gave it to {name}.")
TOLD: Final = sentence("Told {names}.")
CALLED: Final = sentence("Called {name}.")
WROTE: Final = sentence("Wrote to {address}.")
NOTHING: Final = sentence("It was so already.")


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an action takes place: in whose name, on what, when, and by which key it is known again."""

    principal: Principal
    subject: Subject
    key: str
    now: datetime

    @property
    def today(self) -> date:
        """The day at the rule owner's place."""
        return day_of(self.now, self.principal.time_zone)

    @property
    def opportunity(self) -> Opportunity:
        """The opportunity. Raises NotFound where there is none."""
        if self.subject.opportunity is None:
            raise NotFound
        return self.subject.opportunity


def do(session: Session, stand: Stand, action: Action) -> Told:
    """Do what an action says and return what was done; raise what its verb raises."""
    told: Told = DOING[type(action)](session, stand, action)
    return told


def _plan(session: Session, stand: Stand, action: Plan) -> Told:
    user_id = person(session, stand.subject, action.who)
    subject = filled(action.subject, words(session, stand.subject))[: activity.LONGEST_SUBJECT]
    wish = activity.Plan(
        action.activity_type_id, subject, stand.today + timedelta(days=action.in_days), assigned_user_id=user_id
    )
    about = activities.About(stand.subject.opportunity_id, stand.subject.contact_id)
    activities.plan(session, stand.principal, about, wish, now=stand.now)
    return Told(PLANNED, {"subject": subject, "name": _name(session, user_id)})


def _set(session: Session, stand: Stand, action: Set) -> Told:
    value: object = action.value
    if action.field is Settable.EXPECTED and action.value is not None:
        value = stand.today + timedelta(days=action.value)
    return _edited(session, stand, action.field.value, value, Told(SET))


def _assign(session: Session, stand: Stand, action: Assign) -> Told:
    user_id = person(session, stand.subject, action.who)
    return _edited(session, stand, "owner_id", user_id, Told(ASSIGNED, {"name": _name(session, user_id)}))


def _edited(session: Session, stand: Stand, field: str, value: object, done: Told) -> Told:
    deal = held(session, stand.principal, stand.opportunity.id)
    change = edit(
        session, stand.principal, Target(deal.id, deal.version), {field: Edit(getattr(deal, field), value)},
        today=stand.today, now=stand.now,
    )  # fmt: skip
    return done if change.event_id else Told(NOTHING)


def _move(session: Session, stand: Stand, action: Move) -> Told:
    deal = held(session, stand.principal, stand.opportunity.id)
    stage = session.get(Stage, action.stage_id)
    if stage is None:
        raise NotOffered
    change = move_to_stage(
        session, stand.principal, Target(deal.id, deal.version), stage.id, with_probability=True, today=stand.today,
        now=stand.now,
    )  # fmt: skip
    return Told(MOVED, {"stage": stage.name}) if change.event_id else Told(NOTHING)


def _tell(session: Session, stand: Stand, action: Tell) -> Told:
    ids = list(dict.fromkeys(person(session, stand.subject, who) for who in action.whom))
    said = verbatim(filled(action.text, words(session, stand.subject)))
    notice = Notice(told=said, key=stand.key, kind=Kind.RULE.value, opportunity_id=stand.subject.opportunity_id)
    notify(session, ids, notice, now=stand.now)
    path = f"/opportunity/{stand.subject.opportunity_id}" if stand.subject.opportunity else ""
    for user_id in ids if action.by_mail else ():
        mail = Mail(key=f"{stand.key}:{user_id}", subject=said, body=[said], to_user_id=user_id, path=path)
        queue_mail(session, mail, now=stand.now)
    return Told(TOLD, {"names": ", ".join(_name(session, user_id) for user_id in ids)})


def _write(session: Session, stand: Stand, action: Write) -> Told:
    to, known = address(session, stand.subject), words(session, stand.subject)
    body = [verbatim(part) for part in filled(action.text, known).split("\n\n")]
    mail = Mail(key=stand.key, subject=verbatim(filled(action.subject, known)), body=body, address=to)
    queue_mail(session, mail, now=stand.now)
    return Told(WROTE, {"address": to})


def _call(session: Session, stand: Stand, action: Call) -> Told:
    hook = session.get(Webhook, action.webhook_id)
    if hook is None or not hook.active:
        raise NotOffered
    deal = stand.subject.opportunity
    body: dict[str, object] = {
        "opportunity_id": deal.id if deal else None,
        "contact_id": stand.subject.contact_id,
        **words(session, stand.subject),
    }
    queue_webhook(session, hook.id, "rule", body, key=stand.key, now=stand.now)
    return Told(CALLED, {"name": hook.name})


def _name(session: Session, user_id: int) -> str:
    return session.scalar(select(User.display_name).where(User.id == user_id)) or "–"


DOING: Final[Mapping[type[Action], Callable[[Session, Stand, Any], Told]]] = {
    Plan: _plan, Set: _set, Move: _move, Assign: _assign, Tell: _tell, Write: _write, Call: _call,
}  # fmt: skip
