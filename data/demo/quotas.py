"""Quotas: the usual result of the years before and a tenth more, by company, team and agent, spread over the months."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from data.demo.columns import Array, Table, months
from data.demo.people import AGENTS, Staff
from data.demo.truth import Truth

MEASURES: Final = ("bookings", "billings")
FIRST_YEAR: Final = 1990
MORE: Final = 1.1
MOST_YEARS: Final = 2
STEP: Final = 100_000  # targets are whole thousands of euros
NEXT_MONTHS: Final = 3  # of the next year, as far as people have thought


@dataclass
class Results:
    """Bookings and billings in minor units of EUR, by measure, agent id and month."""

    sums: Array = field(default_factory=lambda: np.zeros((len(MEASURES), len(AGENTS) + 1, 130 * 12), dtype=np.int64))

    def add(self, measure: str, agents: Array, months: Array, amounts: Array) -> None:
        """Add amounts of one measure; months are year × 12 + month − 1."""
        np.add.at(self.sums[MEASURES.index(measure)], (agents, months - FIRST_YEAR * 12), amounts)


def quotas(truth: Truth, results: Results, staff: Staff) -> Table:
    """Return the targets of every year after the first whole one, and of the first quarter of the next one."""
    begins, today = (int(day[:4]) for day in (truth.starts_on, truth.today))
    this_month = (today - FIRST_YEAR) * 12 + int(truth.today[5:7]) - 1
    parts = []
    for measure, name in enumerate(MEASURES):
        sums = results.sums[measure]
        for year in range(begins + 2, today + 1):
            span = min(year - begins - 1, MOST_YEARS)
            parts.append(_months(sums, year, (year - FIRST_YEAR) * 12, span, 12, staff, name))
        parts.append(_months(sums, today + 1, this_month, MOST_YEARS, NEXT_MONTHS, staff, name))
    table = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    absent = {name: np.ma.masked_array(table[name], mask=table[name] == 0) for name in ("team_id", "agent_id")}
    return {"id": np.arange(1, len(table["month"]) + 1), **table, **absent}


def _months(sums: Array, year: int, until: int, span: int, count: int, staff: Staff, measure: str) -> Table:
    """Return targets of a year's first `count` months: the agents', from the `span` years before `until`, and their sums."""
    usual = sums[:, until - 12 * span : until].sum(axis=1) / span
    profile = np.roll(sums[:, until - 24 : until].reshape(len(sums), -1, 12).sum(axis=(0, 1)) + 1, until % 12)
    wanted = np.outer(usual * MORE, profile[:count] / profile.sum())
    rounded = _handed_over(np.rint(wanted / STEP).astype(np.int64), year, staff) * STEP
    agent, month = np.nonzero(rounded)
    target = rounded[agent, month]
    own = _rows(staff.company[agent], staff.team[agent], agent, month, target)
    team = _summed(staff.company[agent], staff.team[agent], month, target)
    company = _summed(staff.company[agent], np.zeros_like(agent), month, target)
    table = {name: np.concatenate([each[name] for each in (company, team, own)]) for name in own}
    table["month"] = table["month"] + year * 12
    table["measure"] = np.full(len(table["month"]), measure)
    return table


def _handed_over(targets: Array, year: int, staff: Staff) -> Array:
    """Give each agent the part of the predecessor's targets that goes with the contacts, from the month of coming."""
    for agent in np.flatnonzero(staff.predecessor):
        before = staff.predecessor[agent]
        here = months(staff.hired_on[agent : agent + 1])[0] - year * 12 <= np.arange(targets.shape[1])
        part = staff.share[agent] / (staff.share[agent] + staff.share[before])
        moved = np.where(here, np.rint(targets[before] * part).astype(np.int64), 0)
        targets[agent] += moved
        targets[before] -= moved
    return targets


def _summed(company: Array, team: Array, month: Array, target: Array) -> Table:
    keys, place = np.unique(np.stack([company, team, month]), axis=1, return_inverse=True)
    sums = np.zeros(keys.shape[1], dtype=np.int64)
    np.add.at(sums, place, target)
    return _rows(keys[0], keys[1], np.zeros_like(keys[0]), keys[2], sums)


def _rows(company: Array, team: Array, agent: Array, month: Array, target: Array) -> Table:
    return {"company_id": company, "team_id": team, "agent_id": agent, "month": month, "target_minor": target}
