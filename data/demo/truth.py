"""The truths planted in the demo company, so that what the app finds can be held against them."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from statistics import NormalDist
from typing import Final, Self

import numpy as np

from data.demo.columns import Array
from data.demo.lookups import OPPORTUNITY_TYPES, ORIGINS, PIPELINES, STAGES, STEPS

FOREIGN_CURRENCY: Final = "CHF"
# By opportunity type: share of the deals, median net amount in EUR, spread of its logarithm, win rate of a middling
# deal as a logit, and how its stays compare with the usual ones.
TYPE_SHARE: Final = np.array([0.36, 0.29, 0.2, 0.15])
TYPE_MEDIAN: Final = np.array([92_000.0, 47_000.0, 15_500.0, 5_200.0])
TYPE_SPREAD: Final = np.array([0.72, 0.68, 0.5, 0.7])
TYPE_LOGIT: Final = np.array([-0.95, -0.6, 0.05, 0.35])
TYPE_PACE: Final = np.array([1.12, 0.98, 0.78, 0.5])
ORIGIN_SHARE: Final = np.array([0.2, 0.24, 0.22, 0.16, 0.18])
ORIGIN_LOGIT: Final = np.array([0.0, 0.5, -0.1, -0.25, -0.65])
STARS_SHARE: Final = np.array([0.1, 0.22, 0.34, 0.24, 0.1])
# How far the lost ones come: share by pipeline and last step.
LOST_AT: Final = np.array([[0.15, 0.21, 0.21, 0.25, 0.15, 0.03], [0.19, 0.24, 0.31, 0.0, 0.22, 0.04]])
STAY_MEDIAN: Final = np.array([18.0, 30.0, 31.0, 38.0, 32.0, 16.0])
STAY_SPREAD: Final = 0.6
# New deals a day by month, January to December.
CREATED_BY_MONTH: Final = np.array([0.95, 1.05, 1.2, 1.05, 1.1, 1.05, 0.85, 0.45, 1.2, 1.2, 1.1, 0.8])
GROWTH_A_YEAR: Final = 0.06


@dataclass(frozen=True)
class Truth:
    """What was planted; logits are natural, shares lie between 0 and 1, amounts are minor units of EUR.

    The chance to win is sigmoid(type + log_size × ln(net ÷ the type's median) + stars × (stars − 3) + origin + owner,
    + ramp_up × the part of the owner's first half year that is still ahead).
    """

    seed: int
    opportunities: int
    today: str
    starts_on: str
    price_increase_on: str
    owner_logit: dict[str, float] = field(default_factory=dict)
    type_logit: dict[str, float] = field(default_factory=dict)
    origin_logit: dict[str, float] = field(default_factory=dict)
    type_median_minor: dict[str, int] = field(default_factory=dict)
    lost_at_stage: dict[str, dict[str, float]] = field(default_factory=dict)
    win_rate: dict[str, float] = field(default_factory=dict)
    win_rate_by_stage: dict[str, dict[str, float]] = field(default_factory=dict)
    created_by_month: tuple[float, ...] = ()
    log_size: float = -0.45
    stars: float = 0.38
    ramp_up: float = -0.5
    owner_spread: float = 0.2
    growth_a_year: float = GROWTH_A_YEAR
    price_increase: float = 0.06
    slip_log_bias: float = 0.15
    slip_log_spread: float = 0.25
    share_late: float = 0.0
    slip_median_days: float = 0.0
    august_postponed: float = 0.55
    quarter_end_pull: float = 0.3
    quarter_end_days: int = 20
    foreign_currency: str = FOREIGN_CURRENCY
    foreign_share: float = 0.08
    zombie_share: float = 0.018
    reopened_share: float = 0.025
    backwards_share: float = 0.07
    no_address_share: float = 0.03
    credit_note_share: float = 0.03
    cancelled_order_share: float = 0.01
    no_next_step_share: float = 0.26
    next_step_late_share: float = 0.14
    expected_pushed_share: float = 0.25
    not_ordered_yet_share: float = 0.45  # of what was won in the last fortnight
    draft_order_share: float = 0.45  # of the orders of the last three weeks
    undated_order_share: float = 0.04
    draft_invoice_share: float = 0.5  # of what will be invoiced within ten days
    debit_note_share: float = 0.006
    invoiced_apart_share: float = 0.3  # of the deals with several lines
    no_invoice_date_share: float = 0.15  # of the open deals

    def to_json(self) -> str:
        """Return everything as indented JSON."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote."""
        values = json.loads(text)
        return cls(**{**values, "created_by_month": tuple(values["created_by_month"])})


def planted(seed: int, opportunities: int, today: date, starts_on: date, owners: dict[str, float]) -> Truth:
    """Return the truths that hold before anything is drawn."""
    types = [code for code, *_ in OPPORTUNITY_TYPES]
    bare = Truth(seed, opportunities, today.isoformat(), starts_on.isoformat(), date(today.year - 1, 1, 1).isoformat())
    return replace(
        bare,
        owner_logit=owners,
        type_logit=dict(zip(types, TYPE_LOGIT.tolist(), strict=True)),
        origin_logit=dict(zip((code for code, _ in ORIGINS), ORIGIN_LOGIT.tolist(), strict=True)),
        type_median_minor=dict(zip(types, (TYPE_MEDIAN * 100).astype(int).tolist(), strict=True)),
        lost_at_stage=_by_stage([row.tolist() for row in LOST_AT]),
        created_by_month=tuple(CREATED_BY_MONTH.tolist()),
        share_late=round(NormalDist().cdf(bare.slip_log_bias / bare.slip_log_spread), 4),
    )


def drawn(truth: Truth, chances: "Chances", slips: Array) -> Truth:
    """Return the truths with those that depend on who took part: win rates and the usual slip."""
    by_pipeline = chances.by_pipeline()
    return replace(
        truth,
        win_rate=chances.by_type(),
        win_rate_by_stage=_by_stage([_still_winning(*pair) for pair in zip(by_pipeline, LOST_AT, strict=True)]),
        slip_median_days=float(np.median(slips)) if len(slips) else 0.0,
    )


@dataclass
class Chances:
    """Adds up the chances to win that the deals were drawn with, by opportunity type."""

    counts: Array = field(default_factory=lambda: np.zeros(len(OPPORTUNITY_TYPES)))
    sums: Array = field(default_factory=lambda: np.zeros(len(OPPORTUNITY_TYPES)))

    def add(self, types: Array, chances: Array) -> None:
        """Add deals: index of the type and chance to win."""
        self.counts += np.bincount(types, minlength=len(self.counts))
        self.sums += np.bincount(types, weights=chances, minlength=len(self.sums))

    def by_type(self) -> dict[str, float]:
        """Return the mean chance of each type."""
        means = self.sums / np.maximum(self.counts, 1)
        return {code: round(float(mean), 4) for (code, *_), mean in zip(OPPORTUNITY_TYPES, means, strict=True)}

    def by_pipeline(self) -> list[float]:
        """Return the mean chance in each pipeline."""
        means = []
        for pipeline in range(1, len(PIPELINES) + 1):
            held = np.array([default == pipeline for *_, default in OPPORTUNITY_TYPES])
            means.append(float(self.sums[held].sum() / max(self.counts[held].sum(), 1)))
        return means


def _still_winning(win_rate: float, lost_at: Array) -> list[float]:
    """Return P(won | came at least this far) for each step."""
    lost_later = np.cumsum(lost_at[::-1])[::-1]
    rates: list[float] = (win_rate / (win_rate + (1 - win_rate) * lost_later)).round(4).tolist()
    return rates


def _by_stage(rows: list[list[float]]) -> dict[str, dict[str, float]]:
    return {
        code: {
            stage: rows[number - 1][step] for pipeline, step, stage, *_ in STAGES if pipeline == number and step < STEPS
        }
        for number, (code, _) in enumerate(PIPELINES, 1)
    }
