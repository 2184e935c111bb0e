"""A small year as a forecast sees it from its middle: three months over, one running, the rest to come."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from domain.outlook import Band, Histogram, Measure, OutlookMonth, OutlookPath, OwnedDeal

TODAY: Final = date(2026, 4, 12)
YEAR, MONTHS = 2026, 12
OVER, RUNNING = 3, 4  # months that are over, and the one that runs
ACTUAL, BACKLOG, PIPELINE, FRESH, HISTORY = 50_000_000, 20_000_000, 15_000_000, 9_000_000, -2_000_000
TARGET = 48_000_000
WIDTH = 6_000_000  # of half the range of a month; that of the year grows with its root


def outlook(**changes: object) -> OutlookPath:
    """Return the forecast of the year, some fields of it changed."""
    months = tuple(_month(number) for number in range(1, MONTHS + 1))
    likely = sum(month.band.p50 for month in months)
    half = round(WIDTH * (MONTHS - OVER) ** 0.5)
    made = OutlookPath(
        year=YEAR,
        measure=Measure.INVOICED,
        currency="EUR",
        months=months,
        band=Band(likely - half, likely - half // 2, likely, likely + half // 2, likely + half),
        histogram=Histogram(likely - 18 * 2_000_000, 2_000_000, tuple(min(at, 35 - at) for at in range(36))),
        chance_of_target=0.284,
        owned=(
            OwnedDeal(7, "2026/7", "Blending station", "Molino Grandi S.p.A.", 14_820_000, 6_000_000, 0.41, 0.2),
            OwnedDeal(9, "2026/9", "Dosing skid", "Oleificio Valtenna S.p.A.", 10_885_000, 4_000_000, 0.5, 0.1),
        ),
        run_at=datetime(2026, 4, 12, 0, 31, tzinfo=UTC),
        known_on=date(2026, 4, 11),
        draws=5_000,
        is_skilled=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # the fields of the path


def _month(number: int) -> OutlookMonth:
    first = date(YEAR, number, 1)
    if number <= OVER:
        brought = Band(*[ACTUAL] * 5)
        return OutlookMonth(
            first, ACTUAL, band=brought, so_far=Band(*[ACTUAL * number] * 5), target_minor=TARGET, is_over=True
        )
    actual = ACTUAL // 5 if number == RUNNING else 0
    likely = actual + BACKLOG + PIPELINE + FRESH + HISTORY
    so_far = ACTUAL * OVER + ACTUAL // 5 + (likely - actual) * (number - OVER)
    half = round(WIDTH * (number - OVER) ** 0.5)
    return OutlookMonth(
        first, actual, BACKLOG, PIPELINE, FRESH, HISTORY,
        band=Band(likely - WIDTH, likely - WIDTH // 2, likely, likely + WIDTH // 2, likely + WIDTH),
        so_far=Band(so_far - half, so_far - half // 2, so_far, so_far + half // 2, so_far + half),
        target_minor=TARGET,
        is_running=number == RUNNING,
    )  # fmt: skip
