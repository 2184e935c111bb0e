"""Lines: the table of detail lines to edit, and what they would become by the quote that stands."""

import re
from collections.abc import Callable
from dataclasses import fields
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from components.language import gettext as _
from components.language import locale
from components.opportunity.editing import amount_text, plain
from components.opportunity.words import amount as written
from data.queries import editing as queries
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.errors import BadDiscount, InvalidFields, MalformedInput, SalesError
from domain.money import exponent
from web.boards import DECIMAL_COMMA
from web.opportunity import asking
from workflow.opportunities import Change, Target
from workflow.opportunities.calculating import Proposal, propose
from workflow.opportunities.lines import MOST_LINES, LineValues, lines_of, save_lines, seal, values_of

Told = dict[str, Any]
PERCENT: Final = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%")
HUNDRED: Final = Decimal(100)


def table(reading: Session, principal: Principal, opportunity_id: int) -> Told:
    """Return the lines as people type them, their seal and the product families; raise NotFound."""
    form = queries.form(reading, principal, opportunity_id)
    lines = values_of(lines_of(reading, opportunity_id))
    return _money(form.currency) | {
        "seal": seal(lines),
        "lines": [_typed(line, form.currency) for line in lines],
        "families": [(family.id, family.name) for family in queries.families(reading)],
    }


def calculation(reading: Session, principal: Principal, opportunity_id: int) -> Told:
    """Return each line before and after taking the values of the quote; raise NotFound, NotPermitted, NoQuote."""
    proposal = propose(reading, principal, opportunity_id)
    currency = queries.form(reading, principal, opportunity_id).currency
    families = {family.id: family.name for family in queries.families(reading)}
    rows = [_pair(before, after, families, currency) for before, after in proposal.pairs]
    total = [sum(_net(pair[place]) for pair in proposal.pairs) for place in (0, 1)]
    return {
        "seal": proposal.seal,
        "quote_id": proposal.quote_id,
        "quote": _quote(proposal),
        "rows": rows,
        "total": _difference(total[0], total[1], currency),
        "same": all(before == after for before, after in proposal.pairs),
    }


def saved(unit: Session, principal: Principal, target: Target, wish: asking.SaveLines) -> Change:
    """Let the opportunity have the lines that were typed; raises what `save_lines` raises."""
    if len(wish.lines) > 2 * MOST_LINES:
        raise MalformedInput
    currency = queries.form(unit, principal, target.opportunity_id).currency
    refusals: dict[str, SalesError] = {}
    lines = [_read(line, place, currency, refusals) for place, line in enumerate(wish.lines)]
    if refusals:
        raise InvalidFields(refusals)
    return save_lines(
        unit, principal, target, wish.seal, lines, today=clock.today(principal.time_zone), now=clock.now()
    )


def _quote(proposal: Proposal) -> str:
    if not proposal.revision:
        return proposal.number
    return f"{proposal.number} {_('rev. {number}', number=proposal.revision)}"


def _money(currency: str) -> Told:
    return {"currency": currency, "digits": exponent(currency), "comma": locale() in DECIMAL_COMMA}


def _typed(line: LineValues, currency: str) -> Told:
    texts: Told = {"id": line.id}
    for field in fields(LineValues)[1:]:
        value = getattr(line, field.name)
        if value is None or (field.name == "discount_minor" and value == 0):
            texts[field.name] = ""
        elif field.name.endswith("_minor"):
            texts[field.name] = amount_text(value, currency)
        else:
            texts[field.name] = str(plain(value))
    return texts


def _read(line: asking.LineText, place: int, currency: str, refusals: dict[str, SalesError]) -> LineValues:
    values: Told = {"id": line.id}
    for field in fields(LineValues)[1:]:
        text = getattr(line, field.name).strip()
        try:
            values[field.name] = _value(field.name, text, currency, values)
        except MalformedInput:
            raise
        except SalesError as refusal:
            refusals[f"{place}.{field.name}"] = refusal
    return LineValues(**values)


def _value(name: str, text: str, currency: str, values: Told) -> object:
    readers: dict[str, Callable[[], object]] = {
        "product_family_id": lambda: asking.chosen(text),
        "gross_minor": lambda: asking.amount(text, currency) or 0,
        "discount_minor": lambda: _discount(text, currency, values.get("gross_minor", 0)),
        "expected_revenue_minor": lambda: asking.amount(text, currency),
    }
    if name.endswith("_on"):
        return asking.day(text)
    return readers[name]() if name in readers else text or None


def _discount(text: str, currency: str, gross_minor: int) -> int:
    """Read a discount: an amount, or a percentage of the gross amount; raise BadDiscount above all of it."""
    share = PERCENT.fullmatch(text)
    if share is None:
        return asking.amount(text, currency) or 0
    percent = Decimal(share[1].replace(",", "."))
    if percent > HUNDRED:
        raise BadDiscount
    return int((gross_minor * percent / HUNDRED).quantize(Decimal(1), ROUND_HALF_EVEN))


def _pair(before: LineValues | None, after: LineValues | None, families: dict[int | str, str], currency: str) -> Told:
    line = after or before
    name = (line.description or families.get(line.product_family_id or 0, "")) if line else ""
    return {
        "name": name or _("no description"),
        **_difference(_net(before) if before else None, _net(after) if after else None, currency),
    }


def _difference(before: int | None, after: int | None, currency: str) -> Told:
    change = (after or 0) - (before or 0)
    return {
        "before": written(before, currency) if before is not None else "",
        "after": written(after, currency) if after is not None else _("removed"),
        "change": "" if not change else ("+" if change > 0 else "") + written(change, currency),
    }


def _net(line: LineValues | None) -> int:
    return line.gross_minor - line.discount_minor if line else 0
