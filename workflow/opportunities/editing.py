"""Editing: fields of the header are changed, merged with what others changed meanwhile, refused where both did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.schema.log import Event
from data.schema.opportunity import Opportunity, OpportunityCompetitor, OpportunityLine
from domain.access import Principal
from domain.errors import AmountTooLarge, ClosedAlready, FieldsChanged, InvalidFields, MalformedInput, SalesError
from domain.opportunity import Clash
from domain.outcome import Outcome
from workflow.journal import Beside, Values
from workflow.opportunities import totals
from workflow.opportunities.change import ENTITY, Act, Change, Target, earlier, held, write
from workflow.opportunities.fields import Wish, check_field
from workflow.opportunities.lines import LINES, lines_of, told
from workflow.opportunities.stays import enter_stage

COMPETITORS: Final = "competitor_ids"
AMOUNTS: Final = ("gross_minor", "discount_minor")
# What a closed opportunity was closed with.
SETTLED: Final = frozenset({*AMOUNTS, "currency_code", "probability_id", "pipeline_id"})
FIELDS: Final = (
    "title", "opportunity_type_id", "pipeline_id", "contact_id", "contact_person_id", "main_agent_id", "currency_code",
    "gross_minor", "discount_minor", "probability_id", "contact_quality_id", "expected_margin_minor",
    "expected_order_on", "expected_delivery_on", "expected_invoice_on", "description", "owner_id", "team_id",
    "campaign_id", "origin_id", COMPETITORS, "closing_note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """One field: the value that the person saw, and the one it is to have."""

    seen: object
    wanted: object


def edit(
    session: Session, principal: Principal, target: Target, edits: Mapping[str, Edit], *, today: date, now: datetime
) -> Change:
    """Change fields of an opportunity as one event; the version of the target does not matter, what was seen does.

    Raises NotFound, NotPermitted, MalformedInput for a field that cannot be edited, FieldsChanged when somebody else
    changed one of them, ClosedAlready, InvalidFields with the refusal of each field that cannot be taken.
    """
    opportunity = held(session, principal, target.opportunity_id)
    if done := earlier(session, principal, target.request_key, opportunity.id):
        return done
    if not edits.keys() <= set(FIELDS):
        raise MalformedInput
    present = {name: value_of(session, opportunity, name) for name in edits}
    wanted = {name: edit.wanted for name, edit in edits.items() if edit.wanted != present[name]}
    clashes = [
        _clash(session, opportunity, name, edits[name], present[name])
        for name in wanted
        if edits[name].seen != present[name]
    ]
    if clashes:
        raise FieldsChanged(opportunity.title, clashes)
    if opportunity.outcome != Outcome.OPEN and wanted.keys() & SETTLED:
        raise ClosedAlready(title=opportunity.title)
    lines = told(lines_of(session, opportunity.id)) if "currency_code" in wanted else []
    values = _checked(Wish(session, opportunity, wanted, today))
    act = Act(principal, opportunity, target.request_key, "edit", today, now)
    change = write(session, act, values, _beside(session, opportunity, wanted, lines))
    enter_stage(session, opportunity, principal.user_id, now)
    return change


def value_of(session: Session, opportunity: Opportunity, name: str) -> object:
    """Return what a field holds; competitors are a tuple of ids, the one that lists show first."""
    return competitors_of(session, opportunity) if name == COMPETITORS else getattr(opportunity, name)


def competitors_of(session: Session, opportunity: Opportunity) -> tuple[int, ...]:
    """Return the ids of the competitors, the one that lists show first."""
    query = select(OpportunityCompetitor.competitor_id).where(OpportunityCompetitor.opportunity_id == opportunity.id)
    further = sorted(set(session.scalars(query)) - {opportunity.competitor_id})
    return (opportunity.competitor_id, *further) if opportunity.competitor_id else tuple(further)


def set_competitors(session: Session, opportunity_id: int, ids: Sequence[int]) -> None:
    """Let exactly these competitors stand beside the opportunity."""
    session.execute(delete(OpportunityCompetitor).where(OpportunityCompetitor.opportunity_id == opportunity_id))
    session.add_all(OpportunityCompetitor(opportunity_id=opportunity_id, competitor_id=id_) for id_ in ids)
    session.flush()


def _clash(session: Session, opportunity: Opportunity, name: str, edit: Edit, present: object) -> Clash:
    """Find out who gave the field the value it has."""
    query = (
        select(Event)
        .where(Event.entity == ENTITY, Event.entity_id == opportunity.id)
        .order_by(Event.at.desc(), Event.id.desc())
    )
    found = next((event for event in session.scalars(query) if name in (event.after or {})), None)
    return Clash(name, edit.seen, present, found.user_id if found else None, found.at if found else None)


def _checked(wish: Wish) -> Values:
    """Check every field and return all that changes; raise InvalidFields with everything that is wrong."""
    values: Values = {}
    refusals: dict[str, SalesError] = {}
    for name in wish.values:
        try:
            values |= check_field(wish, name)
        except SalesError as refusal:
            refusals[name] = refusal
    if not refusals:
        try:
            values |= _amounts(wish)
        except AmountTooLarge as refusal:
            refusals["gross_minor"] = refusal
    if refusals:
        raise InvalidFields(refusals)
    return values


def _amounts(wish: Wish) -> Values:
    """Return the amounts that follow from typed ones or from another currency, whose figures stay the same."""
    opportunity, source = wish.opportunity, wish.opportunity.currency_code
    target = str(wish.values.get("currency_code", source))
    typed_now = wish.values.keys() & set(AMOUNTS)
    if target == source and not typed_now:
        return {}
    values: Values = {}
    if target != source:
        lines = _rewrite_lines(wish.session, opportunity, target)
        if opportunity.expected_margin_minor is not None and "expected_margin_minor" not in wish.values:
            values["expected_margin_minor"] = totals.same_figures(opportunity.expected_margin_minor, source, target)
        if opportunity.amounts_from_lines:
            return values | totals.of_lines(wish.session, lines, target, wish.today)
    gross, discount = (_minor(wish, name, source, target) for name in AMOUNTS)
    values |= totals.typed(wish.session, gross, discount, target, wish.today)
    return values if typed_now else values | {"amount_known": opportunity.amount_known}


def _minor(wish: Wish, name: str, source: str, target: str) -> int:
    if name not in wish.values:
        return totals.same_figures(getattr(wish.opportunity, name), source, target)
    minor = wish.values[name]
    if not isinstance(minor, int):
        raise MalformedInput
    return minor


def _rewrite_lines(session: Session, opportunity: Opportunity, currency: str) -> list[OpportunityLine]:
    lines = lines_of(session, opportunity.id)
    for line in lines:
        for name in (*AMOUNTS, "expected_revenue_minor"):
            minor = getattr(line, name)
            if minor is not None:
                setattr(line, name, totals.same_figures(minor, opportunity.currency_code, currency))
        line.net_minor = line.gross_minor - line.discount_minor
    session.flush()
    return lines


def _beside(session: Session, opportunity: Opportunity, wanted: Mapping[str, object], lines: list[Values]) -> Beside:
    """Set the competitors; return what changed beside the header, before and after: they, and lines in new currency."""
    before: Values = {LINES: lines} if lines else {}
    after: Values = {LINES: told(lines_of(session, opportunity.id))} if lines else {}
    chosen = wanted.get(COMPETITORS)
    if isinstance(chosen, tuple):
        before[COMPETITORS], after[COMPETITORS] = list(competitors_of(session, opportunity)), list(chosen)
        set_competitors(session, opportunity.id, chosen)
    return before, after
