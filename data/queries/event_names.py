"""Names for the log: what the ids in an event stand for, so that a change can be told in words."""

from collections.abc import Iterable, Mapping
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema.campaign import Campaign
from data.schema.contact import Competitor, Contact, ContactOrigin, ContactPerson, ContactQuality
from data.schema.people import Agent, Team, User
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Probability, Stage, StageTask

Names = InstrumentedAttribute[str]
Keys = InstrumentedAttribute[int]

# The field as events hold it → the field as the log tells it, and where its names are.
NAMED: Final[Mapping[str, tuple[str, Keys, Names]]] = {
    "campaign_id": ("campaign", Campaign.id, Campaign.name),
    "closing_reason_id": ("closing_reason", ClosingReason.id, ClosingReason.description),
    "competitor_id": ("competitor", Competitor.id, Competitor.description),
    "contact_id": ("contact", Contact.id, Contact.name),
    "contact_person_id": ("contact_person", ContactPerson.id, ContactPerson.name),
    "contact_quality_id": ("contact_quality", ContactQuality.id, ContactQuality.description),
    "main_agent_id": ("main_agent", Agent.id, Agent.name),
    "opportunity_type_id": ("type", OpportunityType.id, OpportunityType.description),
    "origin_id": ("origin", ContactOrigin.id, ContactOrigin.description),
    "owner_id": ("owner", User.id, User.display_name),
    "pipeline_id": ("pipeline", Pipeline.id, Pipeline.description),
    "probability_id": ("probability", Probability.id, Probability.description),
    "stage_id": ("stage", Stage.id, Stage.name),
    "stage_task_id": ("task", StageTask.id, StageTask.name),
    "team_id": ("team", Team.id, Team.name),
}


class EventNames:
    """The names of everything that some events mention, read with one query for each kind of thing."""

    def __init__(self, session: Session, told: Iterable[Mapping[str, object]]) -> None:
        mentioned: dict[str, set[int]] = {}
        for values in told:
            for field, value in values.items():
                if field in NAMED and isinstance(value, int):
                    mentioned.setdefault(field, set()).add(value)
        self._names = {field: _names(session, field, ids) for field, ids in mentioned.items()}

    def of(self, values: Mapping[str, object]) -> dict[str, object]:
        """Return the values with names for ids; something that is gone has none."""
        return dict(self._named(field, value) for field, value in values.items())

    def _named(self, field: str, value: object) -> tuple[str, object]:
        if field not in NAMED:
            return field, value
        name = self._names[field].get(value) if isinstance(value, int) else None
        return NAMED[field][0], name


def _names(session: Session, field: str, ids: set[int]) -> dict[int, str]:
    _, key, name = NAMED[field]
    return {row[0]: row[1] for row in session.execute(select(key, name).where(key.in_(ids)))}
