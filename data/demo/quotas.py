"""Quotas: last year's result and a tenth more, by company, team and agent, spread over the months."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from data.demo.columns import Array, Table
from data.demo.people import AGENTS, Staff
from data.demo.truth import Truth

MEASURES: Final = ("bookings", "billings")
FIRST_YEAR: Final = 1990
MORE: Final = 1.1


@dataclass
class Results:
    """Bookings and billings in minor units of EUR, by measure, agent id and month."""

    sums: Array = field(default_factory=lambda: np.zeros((len(MEASURES), len(AGENTS) + 1, 130 * 12), dtype=np.int64))

    def add(self, measure: str, agents: Array, months: Array, amounts: Array) -> None:
        """Add amounts of one measure; months are year × 12 + month − 1."""
        np.add.at(self.sums[MEASURES.index(measure)], (agents, months - FIRST_YEAR * 12), amounts)


def quotas(truth: Truth, results: Results, staff: Staff) -> Table:
    """Return the targets of every year after the first whole one, up to the present."""
    begins, today = (int(day[:4]) for day in (truth.starts_on, truth.today))
    years = range(begins + 2, today + 1)
    parts = [_year(results.sums[measure], year, staff, name) for measure, name in enumerate(MEASURES) for year in years]
    table = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    absent = {name: np.ma.masked_array(table[name], mask=table[name] == 0) for name in ("team_id", "agent_id")}
    return {"id": np.arange(1, len(table["month"]) + 1), **table, **absent}


def _year(sums: Array, year: int, staff: Staff, measure: str) -> Table:
    """Return one year's targets: the agents', and their sums for teams and companies."""
    january = (year - FIRST_YEAR) * 12
    last_year = sums[:, january - 12 : january].sum(axis=1)
    profile = sums[:, max(january - 24, 0) : january].reshape(len(sums), -1, 12).sum(axis=(0, 1)) + 1
    rounded = np.rint(np.outer(last_year * MORE, profile / profile.sum()) / 100_000).astype(np.int64) * 100_000
    agent, month = np.nonzero(rounded)
    target = rounded[agent, month]
    own = _rows(staff.company[agent], staff.team[agent], agent, month, target)
    team = _summed(staff.company[agent], staff.team[agent], month, target)
    company = _summed(staff.company[agent], np.zeros_like(agent), month, target)
    table = {name: np.concatenate([each[name] for each in (company, team, own)]) for name in own}
    table["month"] = table["month"] + year * 12
    table["measure"] = np.full(len(table["month"]), measure)
    return table


def _summed(company: Array, team: Array, month: Array, target: Array) -> Table:
    keys, place = np.unique(np.stack([company, team, month]), axis=1, return_inverse=True)
    sums = np.zeros(keys.shape[1], dtype=np.int64)
    np.add.at(sums, place, target)
    return _rows(keys[0], keys[1], np.zeros_like(keys[0]), keys[2], sums)


def _rows(company: Array, team: Array, agent: Array, month: Array, target: Array) -> Table:
    return {"company_id": company, "team_id": team, "agent_id": agent, "month": month, "target_minor": target}
