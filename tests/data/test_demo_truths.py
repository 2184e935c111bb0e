"""What was planted in the demo company can be found again in its data, and is written down."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from data import demo
from data.demo import amounts, campaigns, contacts, opportunities, people, truth
from data.demo.columns import Array, months
from data.demo.ground import Chunk, Ground
from data.demo.lookups import OPPORTUNITY_TYPES, ORIGINS, STAGES, STEPS, WON
from data.demo.truth import Truth
from data.gazetteer import Gazetteer

TODAY = date(2026, 11, 24)
SIZE = 24_000
MATURE_DAYS = 540


@dataclass(frozen=True)
class Drawn:
    """One large chunk and what was planted in it."""

    truth: Truth
    chunk: Chunk
    ground: Ground

    @property
    def mature(self) -> Array:
        """Mark the deals that are old enough for all of their kind to be closed, and are."""
        old = np.datetime64(TODAY) - self.chunk.opportunity["created_on"] > np.timedelta64(MATURE_DAYS, "D")
        begun = self.chunk.opportunity["created_on"] >= np.datetime64(self.truth.starts_on)
        marked: Array = old & begun & ~self.chunk.deals.zombie & (self.chunk.opportunity["outcome"] != "open")
        return marked

    @property
    def won(self) -> Array:
        """Mark the won deals."""
        marked: Array = self.chunk.opportunity["outcome"] == "won"
        return marked


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """Return a company large enough for estimates, without a database."""
    planted = truth.planted(7, SIZE, TODAY, date(2021, 11, 1), opportunities.owner_effects(7, Truth.owner_spread))
    staff = people.staff(TODAY)
    register, _ = contacts.generate(planted, SIZE // 6, staff, Gazetteer.open())
    marketing, _ = campaigns.generate(planted, register)
    rates = amounts.Rates(np.array(["2020-01-01"], dtype="datetime64[D]"), np.array([0.95]))
    ground = Ground(planted, staff, register, marketing, rates)
    (chunk,) = demo._chunks(ground)
    chances = truth.Chances()
    chances.add(chunk.deals.kind, chunk.deals.chance)
    return Drawn(truth.drawn(planted, chances, chunk.history.slips), chunk, ground)


def fitted(columns: Array, won: Array) -> Array:
    """Return the coefficients of a logistic regression, by Newton's method."""
    weights = np.zeros(columns.shape[1])
    for _ in range(12):
        chance = 1 / (1 + np.exp(-columns @ weights))
        information = (columns * (chance * (1 - chance))[:, None]).T @ columns
        weights += np.linalg.solve(information, columns.T @ (won - chance))
    return weights


def test_the_win_rate_from_each_stage_is_the_planted_one(drawn: Drawn) -> None:
    furthest = amounts.furthest_steps(drawn.chunk.history, len(drawn.chunk.deals))
    for pipeline, code in ((1, "EQUIPMENT"), (2, "SERVICE")):
        for number, step, stage, *_ in STAGES:
            if number != pipeline or step >= STEPS:
                continue
            reached = drawn.mature & (drawn.chunk.deals.pipeline == pipeline) & (furthest >= step)
            found = drawn.won[reached].mean()
            assert found == pytest.approx(drawn.truth.win_rate_by_stage[code][stage], abs=0.03), (code, stage)


def test_young_deals_alone_would_mislead(drawn: Drawn) -> None:
    created = drawn.chunk.opportunity["created_on"]
    young = (np.datetime64(TODAY) - created < np.timedelta64(60, "D")) & (drawn.chunk.deals.kind == 0)
    closed = drawn.chunk.opportunity["outcome"] != "open"
    assert drawn.won[young & closed].mean() < drawn.truth.win_rate["NEW"] / 2


def test_size_stars_and_origin_count_as_planted(drawn: Drawn) -> None:
    deals, use = drawn.chunk.deals, drawn.mature & (drawn.chunk.opportunity["net_minor"] > 0)
    medians = np.array([drawn.truth.type_median_minor[code] for code, *_ in OPPORTUNITY_TYPES])
    size = np.log(drawn.chunk.opportunity["net_base_minor"][use] / medians[deals.kind[use]])
    types = np.eye(len(OPPORTUNITY_TYPES))[deals.kind[use]]
    origins = np.eye(len(ORIGINS))[deals.origin[use]][:, 1:]
    found = fitted(np.column_stack([size, deals.stars[use] - 3, types, origins]), drawn.won[use])
    assert found[0] == pytest.approx(drawn.truth.log_size, abs=0.08)
    assert found[1] == pytest.approx(drawn.truth.stars, abs=0.06)
    planted = [drawn.truth.origin_logit[code] for code, _ in ORIGINS[1:]]
    assert found[-4:] == pytest.approx(planted, abs=0.2)


def test_new_deals_follow_the_planted_year(drawn: Drawn) -> None:
    created = drawn.chunk.opportunity["created_on"]
    whole = (created >= np.datetime64("2022-01-01")) & (created < np.datetime64("2026-01-01"))
    found = np.bincount(months(created[whole]) % 12, minlength=12)
    assert np.corrcoef(found, drawn.truth.created_by_month)[0, 1] > 0.95


def test_august_closes_little_and_the_ends_of_quarters_much(drawn: Drawn) -> None:
    closed = drawn.chunk.opportunity["closed_on"][drawn.won]
    by_month = np.bincount(months(closed) % 12, minlength=12)
    assert by_month[7] < 0.65 * by_month.mean()
    month_end = ((closed.astype("datetime64[M]") + 1).astype("datetime64[D]") - closed).astype(int) <= 5
    ends = [month_end[months(closed) % 12 == month].mean() for month in (2, 5, 8, 11, 0, 3, 6, 9)]
    assert min(ends[:4]) > 1.5 * max(ends[4:])


def test_orders_slip_as_planted(drawn: Drawn) -> None:
    slips = drawn.chunk.history.slips
    assert (slips > 0).mean() == pytest.approx(drawn.truth.share_late, abs=0.04)
    assert 5 <= drawn.truth.slip_median_days <= 30


def test_prices_rose_once(drawn: Drawn) -> None:
    deals = drawn.chunk.deals
    relative = np.log(deals.size / truth.TYPE_MEDIAN[deals.kind])
    dearer = drawn.chunk.opportunity["created_on"] >= np.datetime64(drawn.truth.price_increase_on)
    rise = np.exp(relative[dearer].mean() - relative[~dearer].mean()) - 1
    assert rise == pytest.approx(drawn.truth.price_increase, abs=0.04)


def test_shares_are_the_planted_ones(drawn: Drawn) -> None:
    deals = drawn.chunk.deals
    assert deals.foreign.mean() == pytest.approx(drawn.truth.foreign_share, abs=0.02)
    assert deals.reopened.mean() == pytest.approx(drawn.truth.reopened_share, abs=0.01)
    stays = drawn.chunk.history
    assert (stays.step == WON).sum() == drawn.won.sum()


def test_people_come_and_go_at_their_time(drawn: Drawn) -> None:
    staff, owner = drawn.ground.staff, drawn.chunk.opportunity["owner_id"]
    left, came = people.USER_ID["jonas.brandt"], people.USER_ID["katrin.ehlers"]
    day = staff.hired_on[11]
    closed = drawn.chunk.opportunity["closed_on"]
    assert (closed[owner == left] < day).all()
    assert ((closed[owner == came] >= day) | np.isnat(closed[owner == came])).all()


def test_truths_survive_being_written_down(drawn: Drawn) -> None:
    assert Truth.from_json(drawn.truth.to_json()) == drawn.truth
