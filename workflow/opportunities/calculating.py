"""Calculating: the amounts of the lines are taken from the quote that stands, and the difference is shown before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.schema.sales import Quote, QuoteLine
from domain.access import Principal
from domain.errors import LinesChanged, NoQuote
from domain.quote import standing
from workflow.opportunities.change import Change, Target, held
from workflow.opportunities.lines import LineValues, lines_of, save_lines, seal, values_of


@dataclass(frozen=True, slots=True)
class Proposal:
    """What calculating would do: each line before and after, None where there is none, and the seal of the lines."""

    quote_id: int
    number: str
    revision: int
    seal: str
    pairs: tuple[tuple[LineValues | None, LineValues | None], ...]

    @property
    def lines(self) -> list[LineValues]:
        """The lines as they would be."""
        return [after for _, after in self.pairs if after is not None]


def propose(session: Session, principal: Principal, opportunity_id: int) -> Proposal:
    """Return what the lines would become by the quote that stands. Raises NotFound, NotPermitted, NoQuote."""
    opportunity = held(session, principal, opportunity_id)
    quotes = session.scalars(
        select(Quote).where(Quote.opportunity_id == opportunity.id, Quote.currency_code == opportunity.currency_code)
    )
    quote = standing(quotes.all())
    if quote is None:
        raise NoQuote(title=opportunity.title)
    present = values_of(lines_of(session, opportunity.id))
    rows = session.scalars(
        select(QuoteLine).where(QuoteLine.quote_id == quote.id).order_by(QuoteLine.line_no, QuoteLine.id)
    )
    offered = rows.all() or [
        QuoteLine(
            line_no=1, discount_minor=quote.discount_minor, net_minor=quote.net_minor, description=opportunity.title
        )
    ]
    return Proposal(quote.id, quote.number, quote.revision, seal(present), tuple(_paired(present, offered)))


def calculate(
    session: Session, principal: Principal, target: Target, quote_id: int, seen: str, *, today: date, now: datetime
) -> Change:
    """Take the values from the quote that was shown; raises what `propose` and `save_lines` raise.

    LinesChanged also when another quote stands by now.
    """
    proposal = propose(session, principal, target.opportunity_id)
    if proposal.quote_id != quote_id:
        opportunity = held(session, principal, target.opportunity_id)
        raise LinesChanged(title=opportunity.title, who="Caudal")
    return save_lines(session, principal, target, seen, proposal.lines, today=today, now=now, verb="calculate")


def _paired(
    present: Sequence[LineValues], offered: Sequence[QuoteLine]
) -> list[tuple[LineValues | None, LineValues | None]]:
    """Match each line of the quote with one of ours: the same family and words, else the same family."""
    free = list(present)
    pairs: list[tuple[LineValues | None, LineValues | None]] = []
    found = {id(line): _taken(free, line, exact=True) for line in offered}
    for line in offered:
        ours = found[id(line)] or _taken(free, line, exact=False)
        pairs.append((ours, _with(ours or LineValues(), line)))
    return [*pairs, *((line, None) for line in free)]


def _taken(free: list[LineValues], line: QuoteLine, *, exact: bool) -> LineValues | None:
    for ours in free:
        if ours.product_family_id == line.product_family_id and (not exact or ours.description == line.description):
            free.remove(ours)
            return ours
    return None


def _with(ours: LineValues, line: QuoteLine) -> LineValues:
    return replace(
        ours,
        product_family_id=line.product_family_id,
        description=line.description,
        gross_minor=line.net_minor + line.discount_minor,
        discount_minor=line.discount_minor,
    )
