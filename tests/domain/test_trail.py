"""What a change in the log was about."""

import pytest

from domain.trail import TrailKind, kinds_of


@pytest.mark.parametrize(
    ("verb", "before", "after", "kinds"),
    [
        ("move", {"stated_percent": 25, "probability_id": 3}, {"stated_percent": 50, "probability_id": 4}, "probability"),
        ("move_to_stage", {"stage_id": 1}, {"stage_id": 2}, "state"),
        ("win", {"outcome": "open", "closed_on": None}, {"outcome": "won", "closed_on": "2026-07-15"}, "state date"),
        ("complete_task", {"stage_task_id": None}, {"stage_task_id": 4}, "task"),
        ("edit", {"owner_id": 1, "net_minor": 5}, {"owner_id": 2, "net_minor": 6}, "owner amount"),
        ("edit_lines", {"lines": []}, {"lines": [1]}, "amount"),
        ("send_quote", {"quote": "Q-1", "quote_status": "draft"}, {"quote": "Q-1", "quote_status": "sent"}, "document"),
        ("order", {}, {"order": "O-1", "order_id": 7}, "document"),
        ("edit", {"title": "a"}, {"title": "b"}, "other"),
        ("edit", {"net_minor": 5}, {"net_minor": 5}, "other"),
    ],
)  # fmt: skip
def test_a_change_is_of_every_kind_that_it_touches(
    verb: str, before: dict[str, object], after: dict[str, object], kinds: str
) -> None:
    assert kinds_of(verb, before, after) == {TrailKind(kind) for kind in kinds.split()}
