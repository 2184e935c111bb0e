"""Check: what must always hold in the data, and a sentence for each thing that does not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, aliased

from data.schema.company import Company
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity, OpportunityLine, StageHistory
from data.schema.pipeline import ClosingReason, Stage
from data.schema.sales import SalesOrder
from data.summary import SEARCHED, differences
from domain.errors import sentence
from domain.outcome import CLOSING_SIGN, Outcome

# Of each kind so many are told one by one; a broken import would fill the screen otherwise.
MOST = 20
BILLED = ("issued", "paid")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be; `template` is translated, then filled with `params`."""

    template: str
    params: dict[str, Any]

    def __str__(self) -> str:
        return self.template.format(**self.params)


def check(session: Session) -> list[Finding]:
    """Return everything that is wrong with the data, nothing when all is well; changes nothing."""
    findings = [*_damage(session), *_text_index(session), *_totals(session)]
    for template, query in RULES:
        rows = session.execute(query.limit(MOST + 1)).mappings().all()
        findings += [Finding(template, dict(row)) for row in rows[:MOST]]
        if len(rows) > MOST:
            count = session.scalar(select(func.count()).select_from(query.subquery())) or 0
            findings.append(Finding(MORE, {"count": count - MOST}))
    return findings


MORE = sentence("… and {count} more of this kind.")
DAMAGED = sentence("The database file is damaged: {detail}. Restore the last backup.")
DANGLING = sentence("Row {row} of {table} points to a row of {parent} that does not exist.")
TEXT = sentence("The text search of {table} does not fit its rows.")
TOTAL = sentence("The board's totals for {key} say {kept}; the opportunities add up to {true}.")


def _damage(session: Session) -> Iterator[Finding]:
    if session.get_bind().dialect.name != "sqlite":
        return
    for (detail,) in session.execute(text(f"PRAGMA integrity_check({MOST})")):
        if detail != "ok":
            yield Finding(DAMAGED, {"detail": detail})
    for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")).fetchmany(MOST):
        yield Finding(DANGLING, {"table": table, "row": row, "parent": parent})


def _text_index(session: Session) -> Iterator[Finding]:
    if session.get_bind().dialect.name != "sqlite":
        return
    for table in SEARCHED:
        try:
            # SQLite asks for this check by a row that is never inserted.
            session.execute(text(f"INSERT INTO {table}_text({table}_text, rank) VALUES ('integrity-check', 1)"))  # noqa: S608  a constant
        except DBAPIError:
            yield Finding(TEXT, {"table": table})


def _totals(session: Session) -> Iterator[Finding]:
    found = differences(session)
    for difference in found[:MOST]:
        key = " / ".join(str(part) for part in (difference.table, *difference.key))
        yield Finding(TOTAL, {"key": key, "kept": difference.kept, "true": difference.true})
    if len(found) > MOST:
        yield Finding(MORE, {"count": len(found) - MOST})


def _of_opportunities(*more: Any) -> Select[*tuple[Any, ...]]:
    return select(Company.code.label("company"), Opportunity.number, *more).join_from(
        Opportunity, Company, Company.id == Opportunity.company_id
    )


def _header_is_not_its_lines() -> Select[*tuple[Any, ...]]:
    sums = (
        select(
            OpportunityLine.opportunity_id,
            func.sum(OpportunityLine.gross_minor).label("gross"),
            func.sum(OpportunityLine.net_minor).label("net"),
        )
        .group_by(OpportunityLine.opportunity_id)
        .subquery()
    )
    gross, net = func.coalesce(sums.c.gross, 0), func.coalesce(sums.c.net, 0)
    return (
        _of_opportunities(Opportunity.net_minor.label("header"), net.label("lines"))
        .outerjoin(sums, sums.c.opportunity_id == Opportunity.id)
        .where(Opportunity.amounts_from_lines, or_(Opportunity.net_minor != net, Opportunity.gross_minor != gross))
    )


def _stage_of_another_pipeline() -> Select[*tuple[Any, ...]]:
    return (
        _of_opportunities(Stage.name.label("stage"))
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Stage.pipeline_id != Opportunity.pipeline_id)
    )


def _outcome_without_its_date() -> Select[*tuple[Any, ...]]:
    is_open = Opportunity.outcome == Outcome.OPEN.value
    return _of_opportunities(Opportunity.outcome, Opportunity.closed_on).where(
        or_(and_(is_open, Opportunity.closed_on.is_not(None)), and_(~is_open, Opportunity.closed_on.is_(None)))
    )


def _closed_before_created() -> Select[*tuple[Any, ...]]:
    return _of_opportunities(Opportunity.created_on, Opportunity.closed_on).where(
        Opportunity.closed_on < Opportunity.created_on
    )


def _reason_of_the_wrong_sign() -> Select[*tuple[Any, ...]]:
    wrong = (
        and_(Opportunity.outcome == outcome.value, ClosingReason.sign != sign) for outcome, sign in CLOSING_SIGN.items()
    )
    return (
        _of_opportunities(Opportunity.outcome, ClosingReason.description.label("reason"))
        .join(ClosingReason, ClosingReason.id == Opportunity.closing_reason_id)
        .where(or_(*wrong))
    )


def _several_present_stages() -> Select[*tuple[Any, ...]]:
    stays = (
        select(StageHistory.opportunity_id, func.count().label("stays"))
        .where(StageHistory.left_at.is_(None))
        .group_by(StageHistory.opportunity_id)
        .having(func.count() > 1)
        .subquery()
    )
    return _of_opportunities(stays.c.stays).join(stays, stays.c.opportunity_id == Opportunity.id)


def _number_twice() -> Select[*tuple[Any, ...]]:
    # Equal ones cannot be stored; these look equal to a person.
    other = aliased(Opportunity)
    plain, others = func.lower(func.trim(Opportunity.number)), func.lower(func.trim(other.number))
    same = and_(other.company_id == Opportunity.company_id, others == plain, other.id > Opportunity.id)
    return _of_opportunities(other.number.label("other")).join(other, same)


def _no_number() -> Select[*tuple[Any, ...]]:
    return _of_opportunities(Opportunity.title).where(func.trim(Opportunity.number) == "")


def _invoiced_beyond_the_order() -> Select[*tuple[Any, ...]]:
    billed = (
        select(Invoice.sales_order_id, func.sum(Invoice.net_minor).label("billed"))
        .where(Invoice.status.in_(BILLED), Invoice.sales_order_id.is_not(None))
        .group_by(Invoice.sales_order_id)
        .subquery()
    )
    invoiced = func.coalesce(billed.c.billed, 0)
    return (
        select(
            Company.code.label("company"),
            SalesOrder.number,
            SalesOrder.net_minor.label("ordered"),
            invoiced.label("billed"),
        )
        .join_from(SalesOrder, Company, Company.id == SalesOrder.company_id)
        .outerjoin(billed, billed.c.sales_order_id == SalesOrder.id)
        .where(or_(invoiced > SalesOrder.net_minor, SalesOrder.invoiced_minor > SalesOrder.net_minor))
    )


RULES: tuple[tuple[str, Select[*tuple[Any, ...]]], ...] = (
    (
        sentence("Opportunity {number} of {company} says {header} minor units, its lines add up to {lines}."),
        _header_is_not_its_lines(),
    ),
    (
        sentence("Opportunity {number} of {company} stands in the stage “{stage}”, which belongs to another pipeline."),
        _stage_of_another_pipeline(),
    ),
    (
        sentence("Opportunity {number} of {company} is {outcome}, but its closing date is {closed_on}."),
        _outcome_without_its_date(),
    ),
    (
        sentence("Opportunity {number} of {company} was closed on {closed_on}, before it was created on {created_on}."),
        _closed_before_created(),
    ),
    (
        sentence("Opportunity {number} of {company} is {outcome}, but its reason “{reason}” explains the opposite."),
        _reason_of_the_wrong_sign(),
    ),
    (
        sentence("Opportunity {number} of {company} is in {stays} stages at once by its history."),
        _several_present_stages(),
    ),
    (
        sentence("Two opportunities of {company} have the same number, written “{number}” and “{other}”."),
        _number_twice(),
    ),
    (sentence("The opportunity “{title}” of {company} has no number."), _no_number()),
    (
        sentence("Order {number} of {company} over {ordered} minor units is invoiced with {billed}."),
        _invoiced_beyond_the_order(),
    ),
)
