"""The chain from offer to sale: quotes with their revisions, and the orders that won opportunities became."""

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from data.demo.amounts import LEAD_DAYS, ROUNDING, Lines
from data.demo.cards import CODES
from data.demo.columns import (
    Array,
    Table,
    backward,
    forward,
    joined,
    months,
    nullable,
    padded,
    repeat,
    running,
    stream,
    total,
    years,
)
from data.demo.ground import Chunk, Ground
from data.demo.lookups import FAMILIES, WON
from data.demo.people import COMPANIES

QUOTED_STEPS: Final = (2, 3, 4)
VALID_DAYS: Final = 45
# What was won lately may have no order yet, later on only a draft; an invoice may be prepared so long before its day.
RECENT_DAYS: Final = 14
DRAFT_DAYS: Final = 21
PREPARED_DAYS: Final = 10
# An earlier revision asked for a little more.
REVISION_BIAS, REVISION_SPREAD = 0.02, 0.05
# Shares of the amount that are invoiced, by opportunity type, in percent so that sums stay whole.
INVOICED_PERCENT: Final = np.array([[30, 60, 10, 0], [40, 60, 0, 0], [25, 25, 25, 25], [100, 0, 0, 0]])
# Days from the order (first part) or from the delivery (the others) to the invoice; contracts are billed by quarter.
INVOICE_DAYS: Final = np.array([[7, 3, 45, 0], [7, 4, 0, 0], [10, 91, 182, 273], [2, 0, 0, 0]])
FROM_DELIVERY: Final = np.array([[0, 1, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0]])
TAX_PERCENT: Final = np.array([0, *(company.tax_percent for company in COMPANIES)])
FAMILY_NAMES: Final = np.array([row[1] for row in FAMILIES])


@dataclass(frozen=True)
class Plan:
    """When the parts of each order are invoiced; arrays are orders × parts."""

    percent: Array
    planned_on: Array
    invoiced_on: Array  # NaT for parts that are not due yet
    prepared: Array  # marks parts that are not due yet, but of which a draft invoice lies ready
    cancelled: Array  # by order
    draft: Array  # by order
    undated: Array  # by order: nobody said when it will be invoiced

    @property
    def billed(self) -> Array:
        """The percentage of each order that has been invoiced."""
        percent: Array = np.sum(self.percent * ~np.isnat(self.invoiced_on), axis=1)
        return percent

    @property
    def next_on(self) -> Array:
        """When the next invoice of each order is planned, NaT where none is to come."""
        waiting = (self.percent > 0) & np.isnat(self.invoiced_on) & ~self.cancelled[:, None]
        first = np.where(waiting, self.planned_on, np.datetime64("2200-01-01")).min(axis=1)
        return np.where(waiting.any(axis=1) & ~self.undated, first, np.datetime64("NaT"))

    @property
    def last_on(self) -> Array:
        """When the next invoice of each order is planned, or its last one where all are written: it keeps its month."""
        last = np.where(self.percent > 0, self.planned_on, np.datetime64("1900-01-01")).max(axis=1)
        return np.where((self.billed == 100) & ~self.cancelled & ~self.draft, last, self.next_on)

    def of(self, rows: Array) -> "Plan":
        """Return the plan of some of the orders."""
        return Plan(**{each.name: getattr(self, each.name)[rows] for each in fields(self)})


@dataclass(frozen=True)
class Orders:
    """The orders of one chunk, their lines and the plan of their invoices."""

    table: Table
    lines: Table
    order_of_line: Array  # row of the order of each line
    deal: Array  # row of the deal of each order
    plan: Plan


def quotes(ground: Ground, chunk: Chunk) -> tuple[Table, Table]:
    """Return quotes and their lines: one quote for each opportunity, a revision for each stay in a quoting stage."""
    rng = stream(ground.truth.seed, "quote", chunk.number)
    stays = chunk.history
    stay = np.flatnonzero(np.isin(stays.step, QUOTED_STEPS) & (chunk.opportunity["net_minor"][stays.deal] > 0))
    deal = stays.deal[stay]
    newest = np.append(deal[1:] != deal[:-1], np.ones(min(len(deal), 1), dtype=bool))
    issued_on = _issued(rng, ground, chunk, stay)
    factor = np.where(newest, 1.0, np.exp(rng.normal(REVISION_BIAS, REVISION_SPREAD, len(deal))))
    lines, quote = _scaled(chunk, deal, factor)
    head = {
        "id": ground.ids("quote", len(deal)),
        **_quote_numbers(ground, chunk, deal, newest, issued_on),
        "opportunity_id": chunk.deals.ids[deal],
        "contact_id": chunk.deals.contact[deal] + 1,
        "status": _statuses(ground, chunk, deal, newest, issued_on),
        "issued_on": issued_on,
        "valid_until_on": issued_on + VALID_DAYS,
        "created_at": issued_on.astype("datetime64[s]"),
        "updated_at": issued_on.astype("datetime64[s]"),
        **_sums(chunk, deal, lines, quote),
    }
    keys = {"id": ground.ids("quote_line", len(lines)), "quote_id": head["id"][quote]}
    return head, {**keys, **_line_columns(lines)}


def _issued(rng: np.random.Generator, ground: Ground, chunk: Chunk, stay: Array) -> Array:
    """Return a day soon after each stay began and before it ended."""
    entered_on = chunk.history.entered_on[stay]
    left_on = np.where(chunk.history.last[stay], ground.today, chunk.history.left_at[stay].astype("datetime64[D]"))
    days = np.minimum((left_on - entered_on).astype(np.int64), 5)
    return backward(entered_on + (rng.random(len(stay)) * days).astype(np.int64))


def _quote_numbers(ground: Ground, chunk: Chunk, deal: Array, newest: Array, issued_on: Array) -> Table:
    """Return company, number and revision; all revisions of a quote bear the number of the first."""
    first = np.append(np.ones(min(len(deal), 1), dtype=bool), newest[:-1])
    quote = np.cumsum(first) - 1
    company, year = chunk.deals.company[deal][first], years(issued_on)[first]
    number = running(company * 10_000 + year, ground.numbers("quote"))
    written = joined(CODES[company], "-Q-", year.astype(np.str_), "-", padded(number, 4))
    return {
        "company_id": company[quote],
        "number": written[quote],
        "revision": np.arange(len(deal)) - np.flatnonzero(first)[quote],
    }


def orders(ground: Ground, chunk: Chunk, quote_table: Table) -> Orders:
    """Return the orders of the won opportunities, with a plan of their invoices."""
    won = chunk.history.step[chunk.history.last] == WON
    won_deals = np.flatnonzero(won & (chunk.opportunity["net_minor"] > 0))
    lots = stream(ground.truth.seed, "unsettled", chunk.number).random((4, len(won_deals)))
    ordered = np.flatnonzero(~_not_ordered_yet(ground, chunk, won_deals, lots[0]))
    deal, plan = won_deals[ordered], _plan(ground, chunk, won_deals, lots).of(ordered)
    lines, order = _scaled(chunk, deal, np.ones(len(deal)))
    line_billed = lines.net * plan.billed[order] // 100
    table = {
        **_order_columns(ground, chunk, deal, plan),
        "quote_id": _accepted(quote_table, chunk.deals.ids[deal]),
        "invoiced_minor": total(order, line_billed, len(deal)),
        **_sums(chunk, deal, lines, order),
    }
    keys = {"id": ground.ids("sales_order_line", len(lines)), "sales_order_id": table["id"][order]}
    line_table = {**keys, **_line_columns(lines), "invoiced_minor": line_billed}
    return Orders(table, line_table, order, deal, plan)


def _not_ordered_yet(ground: Ground, chunk: Chunk, deal: Array, lot: Array) -> Array:
    """Mark deals that were won lately and whose order nobody has written yet."""
    recent = chunk.opportunity["closed_on"][deal] >= ground.today - RECENT_DAYS
    marked: Array = recent & (lot < ground.truth.not_ordered_yet_share)
    return marked


def _plan(ground: Ground, chunk: Chunk, deal: Array, lots: Array) -> Plan:
    """Plan the parts of each order; an invoice is written some days late and never before the part before it."""
    rng = stream(ground.truth.seed, "order", chunk.number)
    kind, ordered_on = chunk.deals.kind[deal], chunk.opportunity["closed_on"][deal]
    delivered = ordered_on + (LEAD_DAYS[kind] * np.exp(rng.normal(0.05, 0.22, len(deal)))).astype(np.int64)
    cancelled = rng.random(len(deal)) < ground.truth.cancelled_order_share
    planned_on = np.where(FROM_DELIVERY[kind] == 1, delivered[:, None], ordered_on[:, None]) + INVOICE_DAYS[kind]
    late = rng.exponential(4, planned_on.shape).astype(np.int64) + (rng.random(planned_on.shape) < 0.08) * 25
    actual_on = np.maximum.accumulate(forward(planned_on + late), axis=1)
    recent = ordered_on >= ground.today - DRAFT_DAYS
    draft = recent & ~cancelled & (lots[1] < ground.truth.draft_order_share)
    percent, idle = INVOICED_PERCENT[kind], (cancelled | draft)[:, None]
    due = (percent > 0) & (actual_on < ground.today) & ~idle
    soon = (percent > 0) & ~due & (actual_on < ground.today + PREPARED_DAYS) & ~idle
    first_soon = soon & (np.cumsum(soon, axis=1) == 1)
    return Plan(
        percent=percent,
        planned_on=planned_on,
        invoiced_on=np.where(due, actual_on, np.datetime64("NaT")),
        prepared=first_soon & (lots[2] < ground.truth.draft_invoice_share)[:, None],
        cancelled=cancelled,
        draft=draft,
        undated=draft | (lots[3] < ground.truth.undated_order_share),
    )


def _order_columns(ground: Ground, chunk: Chunk, deal: Array, plan: Plan) -> Table:
    opportunity, company = chunk.opportunity, chunk.deals.company[deal]
    ordered_on, planned_on = opportunity["closed_on"][deal], plan.last_on
    year = years(ordered_on)
    number = running(company * 10_000 + year, ground.numbers("order"))
    entered_at = chunk.history.entered_at[chunk.history.last][deal]
    return {
        "id": ground.ids("sales_order", len(deal)),
        "company_id": company,
        "number": joined(CODES[company], "-O-", year.astype(np.str_), "-", padded(number, 4)),
        "opportunity_id": chunk.deals.ids[deal],
        "contact_id": chunk.deals.contact[deal] + 1,
        "agent_id": opportunity["main_agent_id"][deal],
        "owner_id": opportunity["owner_id"][deal],
        "team_id": opportunity["team_id"][deal],
        "status": np.select(
            [plan.cancelled, plan.draft, plan.billed == 100], ["cancelled", "draft", "invoiced"], "open"
        ),
        "ordered_on": ordered_on,
        "ordered_month": months(ordered_on),
        "requested_delivery_on": forward(ordered_on + LEAD_DAYS[chunk.deals.kind[deal]]),
        "planned_invoice_on": planned_on,
        "planned_invoice_month": nullable(months(planned_on), ~np.isnat(planned_on)),
        "created_at": entered_at,
        "updated_at": entered_at,
    }


def tax(net: Array, company: Array, foreign: Array) -> Array:
    """Return the tax on net amounts, none on exports, rounded to the cent."""
    percent = np.where(foreign, 0, TAX_PERCENT[company])
    return np.rint(net * percent / 100).astype(np.int64)


def _scaled(chunk: Chunk, deal: Array, factor: Array) -> tuple[Lines, Array]:
    """Return the lines of each row's deal, times the factor where it is not 1, and the row of each line."""
    source = chunk.lines
    counts = np.bincount(source.deal, minlength=len(chunk.deals))
    row, position = repeat(counts[deal])
    line = (np.cumsum(counts) - counts)[deal[row]] + position
    step = ROUNDING[chunk.deals.kind[deal[row]]]
    same = factor[row] == 1.0
    scaled = np.maximum(np.rint(source.gross[line] * factor[row] / step), 1).astype(np.int64) * step
    gross = np.where(same, source.gross[line], scaled)
    discount = np.where(same, source.discount[line], scaled * source.discount[line] // source.gross[line])
    lines = Lines(deal[row], position + 1, source.family[line], gross, discount, source.quantity[line])
    return lines, row


def _sums(chunk: Chunk, deal: Array, lines: Lines, row: Array) -> Table:
    """Return currency and amounts of documents: Σ of their lines, and the tax."""
    net = total(row, lines.net, len(deal))
    return {
        "currency_code": chunk.opportunity["currency_code"][deal],
        "gross_minor": total(row, lines.gross, len(deal)),
        "discount_minor": total(row, lines.discount, len(deal)),
        "net_minor": net,
        "tax_minor": tax(net, chunk.deals.company[deal], chunk.deals.foreign[deal]),
    }


def _line_columns(lines: Lines) -> Table:
    return {
        "line_no": lines.number,
        "product_family_id": lines.family,
        "description": FAMILY_NAMES[lines.family - 1],
        "quantity": lines.quantity,
        "unit_price_minor": lines.gross // lines.quantity,
        "discount_minor": lines.discount,
        "net_minor": lines.net,
    }


def _statuses(ground: Ground, chunk: Chunk, deal: Array, newest: Array, issued_on: Array) -> Array:
    outcome = chunk.opportunity["outcome"][deal]
    fresh = (ground.today - issued_on).astype(np.int64) < 4
    expired = issued_on + VALID_DAYS < ground.today
    return np.select(
        [~newest, outcome == "won", outcome == "lost", fresh, expired],
        ["superseded", "accepted", "rejected", "draft", "expired"],
        "sent",
    )


def _accepted(quote_table: Table, opportunity_ids: Array) -> Array:
    """Return the id of the accepted quote of each opportunity."""
    accepted = np.flatnonzero(quote_table["status"] == "accepted")
    place = np.searchsorted(quote_table["opportunity_id"][accepted], opportunity_ids)
    ids: Array = quote_table["id"][accepted[place]]
    return ids
