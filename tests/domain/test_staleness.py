"""The idle cue changes after two weeks and after a month."""

from datetime import date

from domain.staleness import IdleLevel, idle_days, idle_level


def test_the_cue_changes_the_day_after_each_limit() -> None:
    levels = [idle_level(days) for days in (0, 14, 15, 30, 31)]
    assert levels == [IdleLevel.FRESH, IdleLevel.FRESH, IdleLevel.IDLE, IdleLevel.IDLE, IdleLevel.STALE]


def test_without_contact_the_days_count_from_creation() -> None:
    today = date(2026, 11, 24)
    assert idle_days(None, date(2026, 11, 4), today) == 20
    assert idle_days(date(2026, 11, 20), date(2026, 11, 4), today) == 4
    assert idle_days(date(2026, 12, 1), date(2026, 11, 4), today) == 0
