"""Amounts of opportunities: lines that add up to the cent, currencies, and what people thought on the way."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data.demo.columns import Array, Table, choose_each, repeat, stream, total
from data.demo.history import History
from data.demo.lookups import FAMILIES, STEPS
from data.demo.opportunities import Deals
from data.demo.truth import Truth

# Share of the deals with 1, 2, … lines, by opportunity type.
LINE_COUNTS: Final = np.array(
    [[0.1, 0.3, 0.3, 0.2, 0.1], [0.35, 0.4, 0.25, 0, 0], [0.6, 0.4, 0, 0, 0], [1, 0, 0, 0, 0]]
)
DISCOUNTS: Final = np.array([0, 0, 0, 0, 2, 3, 5, 8, 10, 12])
# Amounts of large things are whole euros, those of spare parts have cents.
ROUNDING: Final = np.array([10_000, 1_000, 1_000, 5])
# Days from the order to the delivery, by opportunity type.
LEAD_DAYS: Final = np.array([120, 75, 20, 18])
# Things that take longer to deliver may be invoiced line by line, so many days apart.
APART_FROM_DAYS: Final = 60
DAYS_APART: Final = 35
NO_AMOUNT_YET: Final = np.array([0.4, 0.1, 0, 0, 0, 0, 0, 0])  # by the furthest step so far
FIRST_GUESS_SPREAD: Final = 0.16


@dataclass(frozen=True)
class Lines:
    """Lines by deal and in order, in minor units of the deal's currency; `deal` is the row in the chunk."""

    deal: Array
    number: Array
    family: Array
    gross: Array
    discount: Array
    quantity: Array

    @property
    def net(self) -> Array:
        """Net amounts: gross − discount."""
        return self.gross - self.discount

    def __len__(self) -> int:
        return len(self.deal)


@dataclass(frozen=True)
class Rates:
    """Units of the foreign currency for one euro, from day to day."""

    days: Array
    values: Array

    def at(self, days: Array) -> Array:
        """Return the rate of the last day on or before each day."""
        place = np.searchsorted(self.days, days.astype("datetime64[D]"), side="right") - 1
        rates: Array = self.values[np.maximum(place, 0)]
        return rates


def lines(truth: Truth, chunk: int, deals: Deals, history: History, rates: Rates) -> Lines:
    """Split the size of each deal into lines of different families; early deals may have none yet."""
    rng = stream(truth.seed, "line", chunk)
    counts = choose_each(rng, LINE_COUNTS[deals.kind]) + 1
    unknown = rng.random(len(deals)) < NO_AMOUNT_YET[furthest_steps(history, len(deals))]
    counts = np.where(unknown, 0, counts)
    deal, position = repeat(counts)
    families = _families(rng, deals.kind)[deal, position]
    parts = rng.gamma(2.5, 1, len(deal))
    parts /= np.bincount(deal, weights=parts, minlength=len(deals))[deal]
    percent = DISCOUNTS[rng.integers(len(DISCOUNTS), size=len(deal))]
    rate = np.where(deals.foreign, rates.at(np.floor(deals.created).astype(np.int64).astype("datetime64[D]")), 1.0)
    step = ROUNDING[deals.kind[deal]]
    wanted = deals.size[deal] * 100 * rate[deal] * parts / (1 - percent / 100)
    gross = np.maximum(np.rint(wanted / step), 1).astype(np.int64) * step
    return Lines(
        deal=deal,
        number=position + 1,
        family=families + 1,
        gross=gross,
        discount=(gross * percent + 50) // 100,
        quantity=rng.integers(1, 5, size=len(deal)),
    )


def furthest_steps(history: History, size: int) -> Array:
    """Return the furthest open step that each deal has seen."""
    furthest = np.zeros(size, dtype=np.int64)
    np.maximum.at(furthest, history.deal, np.where(history.step < STEPS, history.step, 0))
    return furthest


def net_amounts(lines: Lines, size: int) -> Array:
    """Return each deal's net amount, Σ of its lines."""
    return total(lines.deal, lines.net, size)


def net_on_the_way(truth: Truth, chunk: int, history: History, net: Array) -> Array:
    """Return the amount that each stay carried: rough early on, the true one at last."""
    rng = stream(truth.seed, "line", chunk + 1_000_000)
    guessed = net[history.deal] * np.exp(rng.normal(0.03, FIRST_GUESS_SPREAD, len(history)))
    rough = np.rint(guessed / 50_000).astype(np.int64) * 50_000
    rough[(history.step == 0) & (rng.random(len(history)) < 0.3)] = 0
    settled = history.last | (history.step > 3) | ((history.step == 3) & (rng.random(len(history)) < 0.6))
    return np.where(settled, net[history.deal], rough)


def in_base(net: Array, foreign: Array, days: Array, rates: Rates) -> Array:
    """Return net amounts in the base currency at the rates of the days, rounded half to even."""
    return np.where(foreign, np.rint(net / rates.at(days)), net).astype(np.int64)


def line_table(truth: Truth, chunk: int, deals: Deals, lines: Lines, ids: Array, opportunity: Table) -> Table:
    """Return the lines as rows, dated like their opportunity; some are to be invoiced on days of their own."""
    deal = lines.deal
    return {
        "id": ids,
        "opportunity_id": deals.ids[deal],
        "line_no": lines.number,
        "product_family_id": lines.family,
        "description": np.array([row[1] for row in FAMILIES])[lines.family - 1],
        "gross_minor": lines.gross,
        "discount_minor": lines.discount,
        "net_minor": lines.net,
        "expected_revenue_minor": lines.net,
        "expected_order_on": opportunity["expected_order_on"][deal],
        "expected_delivery_on": opportunity["expected_delivery_on"][deal],
        "expected_invoice_on": _invoiced_apart(truth, chunk, deals, lines, opportunity["expected_invoice_on"]),
        "closed_on": opportunity["closed_on"][deal],
    }


def _invoiced_apart(truth: Truth, chunk: int, deals: Deals, lines: Lines, expected: Array) -> Array:
    """Return a day for each line of the deals that are invoiced line by line, else NaT: the opportunity's day counts."""
    rng = stream(truth.seed, "unsettled", chunk + 1_000_000)
    several = np.bincount(lines.deal, minlength=len(deals)) > 1
    apart = several & (LEAD_DAYS[deals.kind] > APART_FROM_DAYS) & (rng.random(len(deals)) < truth.invoiced_apart_share)
    days = expected[lines.deal] + (lines.number - 1) * DAYS_APART
    return np.where(apart[lines.deal], days, np.datetime64("NaT"))


def _families(rng: np.random.Generator, kind: Array) -> Array:
    """Return the indices of all families in the order in which each deal prefers them, without repetition."""
    shares = np.array([row[4] for row in FAMILIES]).T[kind]
    with np.errstate(divide="ignore"):
        return np.argsort(-(np.log(shares) + rng.gumbel(size=shares.shape)), axis=1, kind="stable")
