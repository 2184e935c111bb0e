"""Billing: invoices in parts, credit notes with negative amounts, and the payments that came in."""

from typing import Final

import numpy as np

from data.demo.cards import CODES
from data.demo.chain import FAMILY_NAMES, Orders, tax
from data.demo.columns import (
    Array,
    Table,
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

TERMS: Final = np.array([30, 30, 60])  # days, by contact
TWO_PAYMENTS_SHARE: Final = 0.06
CREDITED_PERCENT: Final = np.array([5, 10, 15, 20, 30, 100])


def billing(ground: Ground, chunk: Chunk, orders: Orders) -> dict[str, Table]:
    """Return invoices and credit notes, their lines and the payments."""
    rng = stream(ground.truth.seed, "invoice", chunk.number)
    order, part = np.nonzero(~np.isnat(orders.plan.invoiced_on))
    by_day = np.argsort(orders.plan.invoiced_on[order, part], kind="stable")
    order, part = order[by_day], part[by_day]
    lines = _lines(orders, order, part)
    net = total(lines["invoice"], lines["net_minor"], len(order))
    issued_on = orders.plan.invoiced_on[order, part]
    head = _head(ground, chunk, orders, order, issued_on, net, "I")
    credited, notes, note_lines = _credit_notes(rng, ground, chunk, orders, order, head, lines)
    paid, payments = _payments(rng, ground, head, credited)
    invoices = {**head, "paid_minor": paid, "kind": np.full(len(order), "invoice")}
    invoices["status"] = np.where(paid >= head["gross_minor"] + credited, "paid", "issued")
    invoices["credited_invoice_id"] = nullable(head["id"], np.zeros(len(order), dtype=bool))
    return {
        "invoice": _stacked(invoices, notes),
        "invoice_line": _line_table(ground, _stacked(lines, note_lines), np.concatenate([head["id"], notes["id"]])),
        "payment": {"id": ground.ids("payment", len(payments["invoice_id"])), **payments},
    }


def _lines(orders: Orders, order: Array, part: Array) -> Table:
    """Return the lines of each invoice: what its part adds to the order line's share, so that all parts make it whole."""
    counts = np.bincount(orders.order_of_line, minlength=len(orders.deal))
    invoice, position = repeat(counts[order])
    line = (np.cumsum(counts) - counts)[order[invoice]] + position
    until = np.cumsum(orders.plan.percent, axis=1)
    after = until[order, part][invoice]
    share = orders.plan.percent[order, part][invoice]
    net = orders.lines["net_minor"][line]
    return {
        "invoice": invoice,
        "line_no": position + 1,
        "sales_order_line_id": orders.lines["id"][line],
        "product_family_id": orders.lines["product_family_id"][line],
        "quantity": orders.lines["quantity"][line] * share / 100,
        "net_minor": net * after // 100 - net * (after - share) // 100,
    }


def _head(
    ground: Ground, chunk: Chunk, orders: Orders, order: Array, issued_on: Array, net: Array, letter: str
) -> Table:
    deal, source = orders.deal[order], orders.table
    company, year = source["company_id"][order], years(issued_on)
    number = running(company * 10_000 + year, ground.numbers(letter))
    tax_minor = tax(net, company, chunk.deals.foreign[deal])
    copied = ("opportunity_id", "contact_id", "agent_id", "owner_id", "team_id", "currency_code")
    return {
        "id": ground.ids("invoice", len(order)),
        "company_id": company,
        "series": year.astype(np.str_),
        "number": joined(CODES[company], f"-{letter}-", year.astype(np.str_), "-", padded(number, 5)),
        "sales_order_id": source["id"][order],
        **{name: source[name][order] for name in copied},
        "issued_on": issued_on,
        "issued_month": months(issued_on),
        "due_on": issued_on + TERMS[chunk.deals.contact[deal] % len(TERMS)],
        "net_minor": net,
        "tax_minor": tax_minor,
        "gross_minor": net + tax_minor,
        "created_at": issued_on.astype("datetime64[s]"),
        "updated_at": issued_on.astype("datetime64[s]"),
    }


def _credit_notes(
    rng: np.random.Generator, ground: Ground, chunk: Chunk, orders: Orders, order: Array, head: Table, lines: Table
) -> tuple[Array, Table, Table]:
    """Return what was credited of each invoice (gross, negative), the credit notes and their lines."""
    size = len(order)
    days = rng.integers(10, 60, size=size)
    issued_on = forward(head["issued_on"] + days)
    credited = np.flatnonzero((rng.random(size) < ground.truth.credit_note_share) & (issued_on < ground.today))
    percent = CREDITED_PERCENT[rng.integers(len(CREDITED_PERCENT), size=size)]
    place = np.full(size, -1)
    place[credited] = np.arange(len(credited))
    taken = np.flatnonzero(place[lines["invoice"]] >= 0)
    note_lines = {name: values[taken] for name, values in lines.items()}
    share = percent[note_lines["invoice"]]
    note_lines["net_minor"] = -(note_lines["net_minor"] * share // 100)
    note_lines["quantity"] = -note_lines["quantity"] * share / 100
    note_lines["invoice"] = place[note_lines["invoice"]] + size  # rows after those of the invoices
    net = total(note_lines["invoice"] - size, note_lines["net_minor"], len(credited))
    notes = _head(ground, chunk, orders, order[credited], issued_on[credited], net, "C")
    notes["credited_invoice_id"] = head["id"][credited]
    notes["kind"] = np.full(len(credited), "credit_note")
    notes["status"] = np.full(len(credited), "issued")
    notes["paid_minor"] = np.zeros(len(credited), dtype=np.int64)
    gross = np.zeros(size, dtype=np.int64)
    gross[credited] = notes["gross_minor"]
    return gross, notes, note_lines


def _payments(rng: np.random.Generator, ground: Ground, head: Table, credited: Array) -> tuple[Array, Table]:
    """Return what each invoice has been paid, and the payments: most about when due, some in two parts."""
    owed = head["gross_minor"] + credited
    terms = (head["due_on"] - head["issued_on"]).astype(np.int64)
    waited = np.rint(terms * np.exp(rng.normal(0.08, 0.28, len(owed)))).astype(np.int64)
    paid_on = forward(head["issued_on"] + np.maximum(waited, 2))
    split = rng.random(len(owed)) < TWO_PAYMENTS_SHARE
    first = np.where(split, owed // 2, owed)
    second_on = forward(paid_on + rng.integers(10, 50, size=len(owed)))
    now = (owed > 0) & (paid_on < ground.today)
    later = now & split & (second_on < ground.today)
    paid = np.where(now, first, 0) + np.where(later, owed - first, 0)
    payments = {
        "invoice_id": np.concatenate([head["id"][now], head["id"][later]]),
        "paid_on": np.concatenate([paid_on[now], second_on[later]]),
        "amount_minor": np.concatenate([first[now], (owed - first)[later]]),
    }
    return paid, payments


def _stacked(first: Table, second: Table) -> Table:
    """Return the rows of both tables; a masked column keeps its gaps."""
    return {
        name: nullable(
            np.concatenate([np.asarray(values), second[name]]),
            np.concatenate([_present(values), _present(second[name])]),
        )
        for name, values in first.items()
    }


def _present(values: Array) -> Array:
    return ~np.ma.getmaskarray(values)


def _line_table(ground: Ground, lines: Table, invoice_ids: Array) -> Table:
    columns = {name: values for name, values in lines.items() if name != "invoice"}
    return {
        "id": ground.ids("invoice_line", len(lines["invoice"])),
        "invoice_id": invoice_ids[lines["invoice"]],
        "description": FAMILY_NAMES[lines["product_family_id"] - 1],
        **columns,
    }
