"""Quotes: what can be done with one as it stands, and when it has expired."""

from datetime import timedelta

import pytest

from domain.outcome import Outcome
from domain.quote import has_expired, steps_of_quote
from tests.world import TODAY


@pytest.mark.parametrize(
    ("status", "days", "outcome", "ordered", "steps"),
    [
        ("draft", 10, Outcome.OPEN, False, "send accept revise"),
        ("sent", 10, Outcome.OPEN, False, "accept reject revise"),
        ("sent", 0, Outcome.OPEN, False, "accept reject revise"),
        ("sent", -1, Outcome.OPEN, False, "accept reject expire revise"),
        ("accepted", 10, Outcome.OPEN, False, "order revise"),
        ("accepted", 10, Outcome.WON, False, "order"),
        ("accepted", 10, Outcome.OPEN, True, ""),
        ("accepted", 10, Outcome.LOST, False, ""),
        ("accepted", 10, Outcome.CANCELLED, False, ""),
        ("rejected", 10, Outcome.OPEN, False, "revise"),
        ("expired", -5, Outcome.OPEN, False, "accept revise"),
        ("superseded", 10, Outcome.OPEN, False, ""),
    ],
)
def test_a_quote_offers_what_can_be_done_next(
    status: str,
    days: int,
    outcome: Outcome,
    ordered: bool,  # noqa: FBT001  a parameter of the table above
    steps: str,
) -> None:
    until = TODAY + timedelta(days=days)
    assert " ".join(steps_of_quote(status, until, outcome, TODAY, is_ordered=ordered)) == steps


def test_only_a_sent_quote_runs_out_by_itself() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert has_expired("sent", yesterday, TODAY)
    assert not has_expired("sent", TODAY, TODAY)
    assert not has_expired("sent", None, TODAY)
    assert not has_expired("draft", yesterday, TODAY)
    assert has_expired("expired", None, TODAY)
