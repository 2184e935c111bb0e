"""Percents: the new percentage of a probability given to its open opportunities, each as a change of its own."""

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Probability
from domain.outcome import Outcome
from workflow.lookups.change import Act

AT_ONCE = 500
VERB = "change_percent"


def apply(session: Session, act: Act, probability: Probability) -> int:
    """State the row's percentage for its open opportunities, tell it in their log and return how many there were."""
    differs = (
        Opportunity.outcome == Outcome.OPEN.value,
        Opportunity.probability_id == probability.id,
        Opportunity.stated_percent != probability.percent,
    )
    columns = (Opportunity.id, Opportunity.company_id, Opportunity.version, Opportunity.stated_percent)
    found = session.execute(select(*columns).where(*differs).order_by(Opportunity.id).with_for_update()).all()
    for start in range(0, len(found), AT_ONCE):
        part = found[start : start + AT_ONCE]
        session.execute(
            update(Opportunity)
            .where(Opportunity.id.in_([row.id for row in part]))
            .values(stated_percent=probability.percent, version=Opportunity.version + 1, updated_at=act.now)
            .execution_options(synchronize_session=False)
        )
        session.execute(insert(Event), [
            {
                "at": act.now, "company_id": row.company_id, "user_id": act.principal.user_id, "entity": "opportunity",
                "entity_id": row.id, "verb": VERB, "before": {"stated_percent": row.stated_percent},
                "after": {"stated_percent": probability.percent}, "entity_version": row.version + 1,
            }
            for row in part
        ])  # fmt: skip
    return len(found)
