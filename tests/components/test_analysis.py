"""Analysis and ledger in words: what they say where no money hangs on what is open, and what they weigh by."""

from components.forecast import quality
from components.forecast.analysis import money
from domain.analysis import CoveredMonth, Owner
from domain.outlook import Band
from domain.quality import Finding, Flaw, Ledger
from tests.components.tree import says

MONTH = 2026 * 12 + 6


def test_open_ones_without_amounts_are_not_called_certain() -> None:
    assert "No open opportunity has both an amount and a chance" in says(
        money.concentration_panel([], 2_089, "stated", "USD").body
    )
    assert says(money.concentration_panel([], 0, "stated", "USD").body) == "Nothing is open."
    owner = Owner(1, "Molino Rossi", "Press", 10_000_00, 50, 1.0)
    assert "Molino Rossi" in says(money.concentration_panel([owner], 1, "stated", "EUR").body)


def test_coverage_names_what_it_weighs_by() -> None:
    month = CoveredMonth(MONTH, 10_000_00, 4_000_00, 9_000_00, 3_000_00, 1.5)
    said = says(money.coverage_panel([month], "EUR", "model").body).replace("\u00a0", " ")
    assert "Weighted: Model" in said
    assert "1.5" in said
    assert "There are no targets" in says(money.coverage_panel([], "EUR", "stated").body)


def test_a_flaw_without_money_is_told_by_its_count() -> None:
    findings = (
        Finding(Flaw.OVERDUE, 0, 0, 0, 0),
        Finding(Flaw.AMOUNTLESS, 3, 0, 0, 0),
        Finding(Flaw.STEPLESS, 2, 0, 0, 0),
    )
    said = quality.statement(Ledger("USD", 4, 0, 3, findings))
    assert said == "3 of 4 open opportunities want a look. 3 opportunities count as nothing."
    assert quality.effect(findings[2], "USD") == "2 opportunities, on which no money hangs."
    dear = Finding(Flaw.AMOUNTLESS, 3, 0, 0, 50_000_00)
    assert "they would add US$50k" in quality.effect(dear, "USD")


def test_what_is_left_out_without_a_case_changes_nothing() -> None:
    found = quality.Comparison(2026, "EUR", 0, Band(1, 1, 1, 1, 1), Band(1, 1, 1, 1, 1), None, None)
    assert "nothing changes" in says(quality.compared(found))
    assert "lower" not in says(quality.compared(found))
