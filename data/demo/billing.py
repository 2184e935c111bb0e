"""Billing: invoices in parts, drafts of the next ones, credit and debit notes, and the payments that came in."""

from typing import Final

import numpy as np

from data.demo.cards import CODES
from data.demo.chain import FAMILY_NAMES, Orders, tax
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

TERMS: Final = np.array([30, 30, 60])  # days, by contact
TWO_PAYMENTS_SHARE: Final = 0.06
DEBITED: Final = "Transport and packaging"
CREDITED_PERCENT: Final = np.array([5, 10, 15, 20, 30, 100])


def billing(ground: Ground, chunk: Chunk, orders: Orders) -> dict[str, Table]:
    """Return invoices, drafts, credit notes and debit notes, their lines and the payments."""
    rng = stream(ground.truth.seed, "invoice", chunk.number)
    order, part = np.nonzero(~np.isnat(orders.plan.invoiced_on))
    by_day = np.argsort(orders.plan.invoiced_on[order, part], kind="stable")
    order, part = order[by_day], part[by_day]
    lines = _lines(orders, order, part)
    net = total(lines["invoice"], lines["net_minor"], len(order))
    head = _head(ground, chunk, orders, order, orders.plan.invoiced_on[order, part], net, "I")
    credited, notes, note_lines = _credit_notes(rng, ground, chunk, orders, order, head, lines)
    credit = total(credited, notes["gross_minor"], len(order))
    paid, payments = _payments(rng, ground, head, credit)
    status = np.where(paid >= head["gross_minor"] + credit, "paid", "issued")
    invoices = {**head, **_kind("invoice", status, paid)}
    notes |= _kind("credit_note", status[credited], np.zeros_like(credited), head["id"][credited])
    debits, debit_lines, debit_payments = _debit_notes(ground, chunk, orders, order, head)
    parts = [(invoices, lines), (notes, note_lines), _drafts(ground, chunk, orders), (debits, debit_lines)]
    payments = _stacked(payments, debit_payments)
    return {
        "invoice": _stacked(*(each for each, _ in parts)),
        "invoice_line": _line_table(ground, parts),
        "payment": {"id": ground.ids("payment", len(payments["invoice_id"])), **payments},
    }


def _kind(kind: str, status: Array, paid: Array, credited: Array | None = None) -> Table:
    """Return kind and state of documents, and the ids of those that they credit."""
    nothing = nullable(np.zeros(len(status), dtype=np.int64), np.zeros(len(status), dtype=bool))
    return {
        "kind": np.full(len(status), kind),
        "status": status,
        "paid_minor": paid,
        "credited_invoice_id": nothing if credited is None else credited,
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
        "description": FAMILY_NAMES[orders.lines["product_family_id"][line] - 1],
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
    """Return the rows of the invoices credited, the credit notes and their lines."""
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
    note_lines["invoice"] = place[note_lines["invoice"]]
    net = total(note_lines["invoice"], note_lines["net_minor"], len(credited))
    return credited, _head(ground, chunk, orders, order[credited], issued_on[credited], net, "C"), note_lines


def _drafts(ground: Ground, chunk: Chunk, orders: Orders) -> tuple[Table, Table]:
    """Return drafts of the invoices that come next, dated yesterday, and their lines."""
    order, part = np.nonzero(orders.plan.prepared)
    lines = _lines(orders, order, part)
    net = total(lines["invoice"], lines["net_minor"], len(order))
    issued_on = backward(np.full(len(order), ground.today - 1))
    head = _head(ground, chunk, orders, order, issued_on, net, "D")
    return {**head, **_kind("invoice", np.full(len(order), "draft"), np.zeros(len(order), dtype=np.int64))}, lines


def _debit_notes(ground: Ground, chunk: Chunk, orders: Orders, order: Array, head: Table) -> tuple[Table, Table, Table]:
    """Return debit notes for what came up after some invoices and belongs to no order, their lines and payments."""
    rng = stream(ground.truth.seed, "unsettled", chunk.number + 3_000_000)
    size = len(order)
    issued_on = forward(head["issued_on"] + rng.integers(15, 70, size=size))
    rows = np.flatnonzero((rng.random(size) < ground.truth.debit_note_share) & (issued_on < ground.today))
    net = rng.integers(8, 90, size=len(rows)) * 1_000
    notes = _head(ground, chunk, orders, order[rows], issued_on[rows], net, "N")
    nowhere = np.zeros(len(rows), dtype=bool)
    notes |= {name: nullable(notes[name], nowhere) for name in ("sales_order_id", "opportunity_id")}
    paid_on = forward(notes["due_on"] + rng.integers(0, 20, size=len(rows)))
    paid = paid_on < ground.today
    notes |= _kind("debit_note", np.where(paid, "paid", "issued"), np.where(paid, notes["gross_minor"], 0))
    lines = {
        "invoice": np.arange(len(rows)),
        "line_no": np.ones(len(rows), dtype=np.int64),
        "sales_order_line_id": nullable(rows, nowhere),
        "product_family_id": nullable(rows, nowhere),
        "description": np.full(len(rows), DEBITED),
        "quantity": np.ones(len(rows)),
        "net_minor": net,
    }
    payments = {"invoice_id": notes["id"], "paid_on": paid_on, "amount_minor": notes["gross_minor"]}
    return notes, lines, {name: values[paid] for name, values in payments.items()}


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


def _stacked(*tables: Table) -> Table:
    """Return the rows of all tables; a masked column keeps its gaps."""
    return {
        name: nullable(
            np.concatenate([np.asarray(table[name]) for table in tables]),
            np.concatenate([_present(table[name]) for table in tables]),
        )
        for name in tables[0]
    }


def _present(values: Array) -> Array:
    return ~np.ma.getmaskarray(values)


def _line_table(ground: Ground, parts: list[tuple[Table, Table]]) -> Table:
    """Return the lines of all documents as rows; those of each part name theirs by its row."""
    columns = [
        {"invoice_id": head["id"][lines["invoice"]], **{name: lines[name] for name in lines if name != "invoice"}}
        for head, lines in parts
    ]
    stacked = _stacked(*columns)
    return {"id": ground.ids("invoice_line", len(stacked["invoice_id"])), **stacked}
