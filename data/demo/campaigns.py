"""Campaigns with their costs and members, and which campaign an opportunity came from."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from data.demo.columns import Array, Table, choose, joined, padded, repeat, stream
from data.demo.contacts import Contacts
from data.demo.people import COMPANIES
from data.demo.truth import Truth

A_YEAR: Final = 3  # campaigns of each company
FROM_DAYS: Final = 270  # how long a campaign brings opportunities
FAIR, CAMPAIGN = 0, 3  # origins that may come from a campaign
CATEGORY_SHARE: Final = np.array([0.4, 0.35, 0.25])
CATEGORY_BUDGET: Final = np.array([32_000, 6_000, 11_000])  # EUR
CATEGORY_NAMES: Final = np.array(["Trade fair", "Mailing", "Seminar"])
COSTS: Final = np.array(["Stand and travel", "Printing and postage", "Speakers and rooms", "Advertising"])


@dataclass(frozen=True)
class Campaigns:
    """The campaigns by company and, within it, in the order of their start."""

    company: Array
    category: Array
    starts_on: Array

    def source(self, company: Array, origin: Array, created_on: Array) -> Array:
        """Return the id of the campaign that each opportunity came from, 0 for none."""
        key = company * 1_000_000 + created_on.astype("datetime64[D]").astype(np.int64)
        known = self.company * 1_000_000 + self.starts_on.astype(np.int64)
        place = np.maximum(np.searchsorted(known, key, side="right") - 1, 0)
        recent = (self.company[place] == company) & (key - known[place] >= 0) & (key - known[place] < FROM_DAYS)
        fits = (origin == CAMPAIGN) | ((origin == FAIR) & (self.category[place] == 0))
        return np.where(recent & fits, place + 1, 0)


def generate(truth: Truth, contacts: Contacts) -> tuple[Campaigns, dict[str, Table]]:
    """Return the campaigns of all years and their tables."""
    rng = stream(truth.seed, "campaign")
    begins, today = np.datetime64(truth.starts_on, "D"), np.datetime64(truth.today, "D")
    days = np.arange(begins, today, np.timedelta64(365 // A_YEAR, "D"))
    company = np.repeat(np.arange(1, len(COMPANIES) + 1), len(days))
    starts_on = np.tile(days, len(COMPANIES)) + rng.integers(0, 60, size=len(company))
    category = choose(rng, CATEGORY_SHARE, len(company))
    campaigns = Campaigns(company, category, starts_on)
    budget = (CATEGORY_BUDGET[category] * rng.uniform(0.7, 1.4, len(company)) / 500).round().astype(np.int64) * 50_000
    months = starts_on.astype("datetime64[M]").astype(np.str_)
    ids = np.arange(1, len(company) + 1)
    table = {
        "id": ids,
        "company_id": company,
        "code": joined("K", padded(ids, 3)),
        "name": joined(CATEGORY_NAMES[category], " ", months),
        "category_id": category + 1,
        "starts_on": starts_on,
        "ends_on": starts_on + np.array([4, 30, 1])[category],
        "currency_code": np.full(len(company), "EUR"),
        "budget_minor": budget,
        "goal_leads": rng.integers(10, 60, size=len(company)),
        "goal_conversion_percent": rng.integers(10, 35, size=len(company)),
        "goal_return_percent": rng.integers(100, 500, size=len(company)),
    }
    tables = {"campaign": table, "campaign_cost": _costs(rng, table), "campaign_member": _members(rng, table, contacts)}
    return campaigns, tables


def _costs(rng: np.random.Generator, campaigns: Table) -> Table:
    row, _ = repeat(rng.integers(2, 6, size=len(campaigns["id"])))
    parts = rng.gamma(2, 1, len(row))
    parts *= rng.uniform(0.8, 1.15, len(campaigns["id"]))[row] / np.bincount(row, weights=parts)[row]
    return {
        "id": np.arange(1, len(row) + 1),
        "campaign_id": row + 1,
        "spent_on": campaigns["starts_on"][row] - rng.integers(-5, 40, size=len(row)),
        "description": COSTS[rng.integers(len(COSTS), size=len(row))],
        "amount_minor": np.rint(campaigns["budget_minor"][row] * parts).astype(np.int64),
    }


def _members(rng: np.random.Generator, campaigns: Table, contacts: Contacts) -> Table:
    """Draw contacts of the campaign's company; a contact is addressed once."""
    row, _ = repeat(rng.integers(15, 60, size=len(campaigns["id"])))
    contact = rng.integers(len(contacts), size=len(row))
    mine = contacts.company[contact] == campaigns["company_id"][row]
    pair = np.unique(row[mine] * 10_000_000 + contact[mine])
    row, contact = pair // 10_000_000, pair % 10_000_000
    lead = rng.random(len(row)) < 0.2
    on = campaigns["starts_on"][row] + rng.integers(1, 40, size=len(row))
    return {
        "campaign_id": row + 1,
        "contact_id": contact + 1,
        "became_lead_on": np.where(lead, on, np.datetime64("NaT")),
    }
