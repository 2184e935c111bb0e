"""Each metric on a few rows that can be added up by hand."""

import subprocess
import sys

import pytest

import metrics
from domain.analysis import Spread
from metrics.analysis import CohortOutcome, Concentration, Slippage, StageStay, Velocity
from metrics.billings import Invoiced, OrdersToInvoice
from metrics.campaign import CampaignReturn, CostPerLead, CostPerOpportunity, LeadConversion
from metrics.closing import DaysToWon, WinRate, mature_after, wilson
from metrics.frames import by_month, first_month, frame, running
from metrics.funnel import StageFunnel, Step
from metrics.metric import Unit
from metrics.movement import Cause, Movement, effects
from metrics.pipeline import OpenPipeline, WeightedPipeline
from metrics.target import Attainment, Coverage, CumulativeGap

LARGE = 2**53 + 1  # a float cannot hold it
MOVED = (
    "opportunity_id", "outcome_then", "outcome_now", "net_then", "net_now", "stated_then", "stated_now",
    "expected_then", "expected_now", "counted_then", "counted_now", "weighted_then_minor", "weighted_now_minor",
)  # fmt: skip


def test_credit_notes_lower_what_is_invoiced_and_nothing_is_rounded() -> None:
    assert Invoiced.compute(frame([(10_000,), (-2_500,), (LARGE,)], ["net_minor"])) == 7_500 + LARGE
    assert Invoiced.compute(frame([], ["net_minor"])) == 0


def test_orders_to_invoice_are_what_is_not_invoiced_yet() -> None:
    orders = frame([(10_000, 10_000), (8_000, 5_000), (5_000, 0)], ["net_minor", "open_minor"])
    assert OrdersToInvoice.compute(orders) == 15_000


def test_the_open_pipeline_adds_up_net_and_weighted() -> None:
    rows = frame([(100_000, 50_000), (LARGE, 30)], ["net_minor", "weighted_minor"])
    assert (OpenPipeline.compute(rows), WeightedPipeline.compute(rows)) == (100_000 + LARGE, 50_030)


def test_the_win_rate_counts_the_decided_ones_and_tells_how_sure_it_is() -> None:
    share = WinRate.compute(frame([("won", 29), ("lost", 56), ("open", 40)], ["outcome", "row_count"]))
    assert (share.hits, share.cases) == (29, 85)
    assert share.value == pytest.approx(29 / 85)
    # Wilson (1927), computed by hand for 29 of 85.
    assert [share.low, share.high] == pytest.approx([0.2493, 0.4468], abs=1e-4)
    assert WinRate.compute(frame([("open", 3)], ["outcome", "row_count"])).value is None


@pytest.mark.parametrize(("hits", "low", "high"), [(0, 0.0, 0.2775), (10, 0.7225, 1.0)])
def test_the_interval_stays_between_none_and_all(hits: int, low: float, high: float) -> None:
    share = wilson(hits, 10)
    assert [share.low, share.high] == pytest.approx([low, high], abs=1e-4)


def test_days_to_won_are_the_middle_of_all_cases() -> None:
    odd = DaysToWon.compute(frame([(10, 1), (40, 1), (900, 1)], ["days", "row_count"]))
    even = DaysToWon.compute(frame([(10, 2), (15, 1), (40, 1)], ["days", "row_count"]))
    assert ((odd.value, odd.cases), (even.value, even.cases)) == ((40, 3), (12.5, 4))
    assert DaysToWon.compute(frame([], ["days", "row_count"])).value is None


def test_a_cohort_is_mature_when_nineteen_of_twenty_decisions_are_in() -> None:
    assert mature_after(frame([(10, 18), (200, 1), (400, 1)], ["days", "row_count"])) == 200
    assert mature_after(frame([], ["days", "row_count"])) is None


def test_attainment_coverage_and_gap() -> None:
    months = frame([(1, 80, 100), (2, 130, 100), (3, 0, 100)], ["month", "invoiced_minor", "target_minor"])
    assert Attainment.compute(months) == pytest.approx(0.7)
    assert list(CumulativeGap.compute(months)) == [-20, 10, -90]
    assert Coverage.compute(270, 90) == pytest.approx(3)
    assert Coverage.compute(270, 0) is None
    assert Attainment.compute(months[:0]) is None


def test_a_month_without_rows_counts_nothing_and_keeps_its_place() -> None:
    rows = frame([(24_300, 5), (24_302, 7), (24_300, 1)], ["month", "net_minor"])
    assert by_month(rows, "net_minor", 24_299, 24_302).to_dict() == {24_299: 0, 24_300: 6, 24_301: 0, 24_302: 7}


def test_the_same_month_of_two_years_are_two_months() -> None:
    """A competitor groups by the name of the month, so that January 2025 and January 2026 are one bar."""
    january = 2025 * 12
    found = by_month(
        frame([(january, 100), (january + 12, 300)], ["month", "net_minor"]), "net_minor", january, january + 12
    )
    assert (found[january], found[january + 12], len(found)) == (100, 300, 13)


def test_the_funnel_counts_lost_ones_and_adds_up() -> None:
    columns = ["position", "outcome", "row_count", "net_minor"]
    rows = [(10, "lost", 4, 400), (10, "open", 1, 50), (20, "lost", 2, 300), (20, "open", 1, 70), (30, "won", 2, 900)]
    first, second, won = StageFunnel.compute(frame(rows, columns), [10, 20])
    assert first == Step(0, 10, 5, 4, 1, 1_720, 1_270, 400, 50)
    assert second == Step(1, 5, 2, 2, 1, 1_270, 900, 300, 70)
    assert (won.reached, won.reached_minor) == (2, 900)
    assert (first.went_on_share, second.went_on_share) == (0.5, 0.4)
    assert all(step.reached == step.went_on + step.lost + step.still for step in (first, second))


def test_movements_name_their_cause_and_add_up_with_the_rest() -> None:
    rows = [
        (1, "open", "won", 100, 120, 50, 100, "", "", True, True, 50, 120),
        (2, "open", "lost", 300, 300, 25, 0, "", "", True, True, 75, 0),
        (3, "", "open", 0, 400, 0, 10, "", "", False, True, 0, 40),
        (4, "open", "open", 100, 90, 50, 50, "", "", True, True, 50, 45),
        (5, "open", "open", 100, 100, 50, 50, "2026-11-30", "2027-01-15", True, False, 50, 0),
        (6, "open", "open", 100, 100, 50, 50, "2026-11-30", "2026-12-15", True, True, 50, 50),
        (7, "lost", "open", 100, 100, 0, 25, "", "", True, True, 0, 25),
        (8, "open", "open", 100, 100, 50, 75, "", "", True, True, 50, 75),
    ]
    causes = list(effects(frame(rows, MOVED))["cause"])
    assert causes == [
        Cause.WON, Cause.LOST, Cause.NEW, Cause.AMOUNT_DOWN, Cause.MOVED_OUT, Cause.PUSHED, Cause.REOPENED, Cause.SURER,
    ]  # fmt: skip
    change = 70 - 75 + 40 - 5 - 50 + 0 + 25 + 25
    found = Movement.compute(frame(rows, MOVED), change, shown=3)
    assert found.largest == ((2, Cause.LOST, -75), (1, Cause.WON, 70), (5, Cause.MOVED_OUT, -50))
    assert (found.rest_count, found.rest_up, found.rest_down) == (5, 3, 1)
    assert sum(effect for _, _, effect in found.largest) + found.rest_minor == found.total_minor == change


def test_every_metric_says_what_it_is() -> None:
    slugs = [metric.slug for metric in metrics.METRICS]
    assert len(set(slugs)) == len(slugs)
    for metric in metrics.METRICS:
        assert isinstance(metric.unit, Unit)
        assert all(text and text == text.strip() for text in (metric.label, metric.formula, metric.meaning))
        assert metric.__doc__


def test_naming_the_metrics_does_not_wait_for_pandas() -> None:
    code = "import sys, metrics; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_months_are_added_up_within_a_span_and_along_it() -> None:
    rows = frame([(24_312, 10), (24_314, -3), (24_312, 5), (24_320, 99)], ["month", "net_minor"])
    assert Invoiced.between(rows, 24_312, 24_315) == 12
    assert running(rows, "net_minor", 24_312, 24_315) == [15, 15, 12, 12]
    assert first_month(rows, otherwise=7) == 24_312
    assert first_month(frame([], ["month", "net_minor"]), otherwise=7) == 7


def test_a_campaign_is_measured_by_leads_costs_and_what_came_back() -> None:
    assert LeadConversion.compute(5, 40) == pytest.approx(0.125)
    assert (CostPerLead.compute(100_000, 3), CostPerOpportunity.compute(100_000, 8)) == (33_333, 12_500)
    assert CampaignReturn.compute(350_000, 100_000) == pytest.approx(2.5)
    assert CampaignReturn.compute(0, 100_000) == pytest.approx(-1.0)


def test_nothing_is_said_of_a_campaign_that_spent_nothing_or_reached_nobody() -> None:
    assert (LeadConversion.compute(0, 0), CampaignReturn.compute(5, 0)) == (None, None)
    assert (CostPerLead.compute(5, 0), CostPerOpportunity.compute(5, 0)) == (None, None)


def test_stays_and_slips_are_told_by_the_nearest_rank_of_all_cases() -> None:
    days = frame([(1, 2), (5, 1), (9, 1), (400, 1)], ["days", "row_count"])
    assert StageStay.compute(days) == Spread(5, 1, 5, 9)
    assert Slippage.compute(frame([(-3, 1), (0, 1), (30, 2)], ["days", "row_count"])) == Spread(4, -3, 0, 30)
    assert StageStay.compute(frame([], ["days", "row_count"])) == Spread(0)


def test_velocity_is_open_times_rate_times_amount_by_days() -> None:
    # 10 open × 3 of 12 won × 50 000 each ÷ 25 days each
    assert Velocity.compute(10, 3, 9, 150_000, 75) == pytest.approx(10 * 0.25 * 50_000 / 25)
    assert Velocity.compute(10, 0, 9, 0, 0) is None
    assert Velocity.compute(10, 1, 0, 5, 0) is None


def test_a_cohort_counts_what_is_still_open_too() -> None:
    rows = [(24_300, "won", 1, 100), (24_300, "lost", 2, 50), (24_300, "open", 1, 30), (24_301, "open", 1, 7)]
    first, second = CohortOutcome.compute(frame(rows, ["month", "outcome", "row_count", "net_minor"]))
    assert (first.created, first.won, first.lost, first.still, first.created_minor, first.won_minor) == (
        4,
        1,
        2,
        1,
        180,
        100,
    )
    assert (first.rate, second.rate, second.created) == (0.25, 0.0, 1)
    assert first.low < 0.25 < first.high


def test_the_variance_is_owned_by_amount_and_doubt() -> None:
    amounts = [(100, 50), (200, 90), (50, 100)]
    each = [100**2 * 0.25, 200**2 * 0.09, 0.0]
    assert Concentration.compute(amounts, sum(each)) == pytest.approx([one / sum(each) for one in each])
    assert Concentration.compute([(100, 100)], 0.0) == [0.0]
