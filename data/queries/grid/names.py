"""Names: what the ids of rows and groups are called, for those that a person sees in the grid."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.schema.company import Company
from data.schema.contact import ContactQuality
from data.schema.people import Agent, Team, User
from data.schema.pipeline import ClosingReason, OpportunityType, Pipeline, Stage

NAMED: Final[Mapping[str, tuple[InstrumentedAttribute[Any], InstrumentedAttribute[Any]]]] = {
    "stage": (Stage.id, Stage.name),
    "owner": (User.id, User.display_name),
    "type": (OpportunityType.id, OpportunityType.description),
    "pipeline": (Pipeline.id, Pipeline.description),
    "agent": (Agent.id, Agent.name),
    "team": (Team.id, Team.name),
    "company": (Company.id, Company.name),
    "quality": (ContactQuality.id, ContactQuality.description),
    "reason": (ClosingReason.id, ClosingReason.description),
}


def names(session: Session, column: str, ids: Collection[object]) -> dict[int, str]:
    """Return the names of ids that stand in a column; those of columns without names are none."""
    wanted = sorted({id_ for id_ in ids if isinstance(id_, int)})
    if column not in NAMED or not wanted:
        return {}
    key, name = NAMED[column]
    return {id_: str(text) for id_, text in session.execute(select(key, name).where(key.in_(wanted)))}
