"""The chain from offer to sale: quotes with their revisions, and the orders that won opportunities became."""

from dataclasses import dataclass
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
class Orders:
    """The orders of one chunk and when their parts are to be invoiced."""

    table: Table
    lines: Table
    order_of_line: Array  # row of the order of each line
    deal: Array  # row of the deal of each order
    planned_on: Array  # orders × parts
    invoiced_on: Array  # orders × parts; NaT for parts that are not due yet
    percent: Array  # orders × parts


def quotes(ground: Ground, chunk: Chunk) -> tuple[Table, Table]:
    """Return quotes and their lines: one quote for each opportunity, a revision for each stay in a quoting stage."""
    rng = stream(ground.truth.seed, "quote", chunk.number)
    stays, deals = chunk.history, chunk.deals
    quoted = np.flatnonzero(np.isin(stays.step, QUOTED_STEPS) & (chunk.opportunity["net_minor"][stays.deal] > 0))
    deal = stays.deal[quoted]
    newest = np.append(deal[1:] != deal[:-1], np.ones(min(len(deal), 1), dtype=bool))
    first = np.append(np.ones(min(len(deal), 1), dtype=bool), newest[:-1])
    left_on = np.where(stays.last[quoted], ground.today, stays.left_at[quoted].astype("datetime64[D]"))
    stay_days = (left_on - stays.entered_on[quoted]).astype(np.int64)
    issued_on = backward(stays.entered_on[quoted] + (rng.random(len(deal)) * np.minimum(stay_days, 5)).astype(np.int64))
    year = years(issued_on)[first][np.cumsum(first) - 1]
    company = deals.company[deal]
    number = running((company * 10_000 + year)[first], ground.numbers("quote"))[np.cumsum(first) - 1]
    factor = np.where(newest, 1.0, np.exp(rng.normal(REVISION_BIAS, REVISION_SPREAD, len(deal))))
    lines, quote = _scaled(chunk, deal, factor)
    head = {
        "id": ground.ids("quote", len(deal)),
        "company_id": company,
        "number": joined(CODES[company], "-Q-", year.astype(np.str_), "-", padded(number, 4)),
        "revision": np.arange(len(deal)) - np.flatnonzero(first)[np.cumsum(first) - 1],
        "opportunity_id": deals.ids[deal],
        "contact_id": deals.contact[deal] + 1,
        "status": _statuses(ground, chunk, deal, newest, issued_on),
        "issued_on": issued_on,
        "valid_until_on": issued_on + VALID_DAYS,
        "created_at": issued_on.astype("datetime64[s]"),
        "updated_at": issued_on.astype("datetime64[s]"),
        **_sums(chunk, deal, lines, quote),
    }
    ids = ground.ids("quote_line", len(lines))
    return head, {"id": ids, "quote_id": head["id"][quote], **_line_columns(lines)}


def orders(ground: Ground, chunk: Chunk, quote_table: Table) -> Orders:
    """Return the orders of the won opportunities, with a plan of their invoices."""
    rng = stream(ground.truth.seed, "order", chunk.number)
    deals, opportunity = chunk.deals, chunk.opportunity
    deal = np.flatnonzero((chunk.history.step[chunk.history.last] == WON) & (opportunity["net_minor"] > 0))
    kind, ordered_on = deals.kind[deal], opportunity["closed_on"][deal]
    requested_on = forward(ordered_on + LEAD_DAYS[kind])
    delivered = ordered_on + (LEAD_DAYS[kind] * np.exp(rng.normal(0.05, 0.22, len(deal)))).astype(np.int64)
    planned_on, actual_on = _invoice_days(rng, kind, ordered_on, delivered)
    percent = INVOICED_PERCENT[kind]
    cancelled = rng.random(len(deal)) < ground.truth.cancelled_order_share
    due = (percent > 0) & (actual_on < ground.today) & ~cancelled[:, None]
    billed = np.sum(percent * due, axis=1)
    lines, order = _scaled(chunk, deal, np.ones(len(deal)))
    line_billed = lines.net * billed[order] // 100
    year, company = years(ordered_on), deals.company[deal]
    number = running(company * 10_000 + year, ground.numbers("order"))
    waiting = (percent > 0) & ~due & ~cancelled[:, None]
    next_on = np.where(waiting, planned_on, np.datetime64("2200-01-01")).min(axis=1)
    next_on = np.where(waiting.any(axis=1), next_on, np.datetime64("NaT"))
    table = {
        "id": ground.ids("sales_order", len(deal)),
        "company_id": company,
        "number": joined(CODES[company], "-O-", year.astype(np.str_), "-", padded(number, 4)),
        "opportunity_id": deals.ids[deal],
        "quote_id": _accepted(quote_table, deals.ids[deal]),
        "contact_id": deals.contact[deal] + 1,
        "agent_id": opportunity["main_agent_id"][deal],
        "owner_id": opportunity["owner_id"][deal],
        "team_id": opportunity["team_id"][deal],
        "status": np.select([cancelled, billed == 100], ["cancelled", "invoiced"], "open"),
        "ordered_on": ordered_on,
        "ordered_month": months(ordered_on),
        "requested_delivery_on": requested_on,
        "planned_invoice_on": next_on,
        "planned_invoice_month": np.ma.masked_array(months(next_on), mask=np.isnat(next_on)),
        "created_at": chunk.history.entered_at[chunk.history.last][deal],
        "updated_at": chunk.history.entered_at[chunk.history.last][deal],
        "invoiced_minor": total(order, line_billed, len(deal)),
        **_sums(chunk, deal, lines, order),
    }
    ids = ground.ids("sales_order_line", len(lines))
    line_table = {
        "id": ids,
        "sales_order_id": table["id"][order],
        **_line_columns(lines),
        "invoiced_minor": line_billed,
    }
    invoiced_on = np.where(due, actual_on, np.datetime64("NaT"))
    return Orders(table, line_table, order, deal, planned_on, invoiced_on, percent)


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


def _invoice_days(rng: np.random.Generator, kind: Array, ordered_on: Array, delivered: Array) -> tuple[Array, Array]:
    """Return when each part was to be invoiced and when it was, some days later and never before the part before."""
    base = np.where(FROM_DELIVERY[kind] == 1, delivered[:, None], ordered_on[:, None])
    planned = base + INVOICE_DAYS[kind]
    late = rng.exponential(4, planned.shape).astype(np.int64) + (rng.random(planned.shape) < 0.08) * 25
    actual = forward(planned + late)
    return planned, np.maximum.accumulate(actual, axis=1)


def _accepted(quote_table: Table, opportunity_ids: Array) -> Array:
    """Return the id of the accepted quote of each opportunity."""
    accepted = np.flatnonzero(quote_table["status"] == "accepted")
    place = np.searchsorted(quote_table["opportunity_id"][accepted], opportunity_ids)
    ids: Array = quote_table["id"][accepted[place]]
    return ids
