"""Restoring: what an undo brings back beside plain fields: lines, competitors, a merged one, the order of a win."""

from typing import Final

from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity
from workflow.journal import Beside, Entry, Values, from_plain
from workflow.opportunities.editing import COMPETITORS, set_competitors
from workflow.opportunities.lines import LINES, restore_lines
from workflow.opportunities.merging import VERB as MERGE
from workflow.opportunities.merging import unmerge
from workflow.opportunities.won_order import take_back_order

VERBS: Final = ("edit", "edit_lines", "calculate", "cancel", MERGE)
BESIDE: Final = (LINES, COMPETITORS, "merged", "merged_id", "moved")


def opposite(session: Session, entry: Entry, opportunity: Opportunity, event: Event) -> tuple[Values, Beside]:
    """Return the fields as they were before one of VERBS, and what else was brought back. Raises CannotUndo."""
    before = event.before or {}
    values = {name: from_plain(name, value) for name, value in before.items() if name not in BESIDE}
    if event.verb == MERGE:
        return values, unmerge(session, entry, opportunity, event)
    told: Beside = ({}, {})
    if isinstance(former := before.get(LINES), list):
        told = restore_lines(session, opportunity.id, former)
    if isinstance(ids := before.get(COMPETITORS), list):
        set_competitors(session, opportunity.id, ids)
        told = (told[0] | {COMPETITORS: (event.after or {})[COMPETITORS]}, told[1] | {COMPETITORS: ids})
    return values, told


def order_taken_back(session: Session, entry: Entry, opportunity: Opportunity, event: Event) -> Values:
    """Take back the order that a win made; return what the event tells of it. Raises CannotUndo."""
    return take_back_order(session, entry, opportunity, event.entity_version) if event.verb == "win" else {}
