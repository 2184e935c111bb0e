"""How opportunities flow: the funnel, stays in stages, cohorts."""

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html

from components import formats
from components.forecast.analysis.bars import bar, parts_bar, spread_bar
from components.forecast.league import table
from components.forecast.words import share
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import Filled
from domain.analysis import Cohort, FunnelRow, StageStays

NOTHING = "–"
YEAR = 12


def funnel_panel(steps: Sequence[FunnelRow], span: tuple[date, date], currency: str) -> Filled:
    """Return how many reached each stage, went on, were lost there or are still there, by count and by value."""
    started = steps[0].reached if steps else 0
    if not started:
        return Filled("", html.P(_("Nothing was started in this time."), className="cd-mut"))
    caption = ngettext(
        "{n} started from {first} to {last}, lost ones included; each counts once, at the furthest stage it reached",
        "{n} started from {first} to {last}, lost ones included; each counts once, at the furthest stage it reached",
        started,
        n=formats.number(started),
        first=formats.month(span[0]),
        last=formats.month(span[1]),
    )
    head = [
        _("Stage"), "", _("Reached"), _("Value"), _("Went on"), _("by value"), _("Lost here"), _("Value lost"),
        _("Still there"),
    ]  # fmt: skip
    rows = [_funnel_row(step, started, currency) for step in steps]
    return Filled(caption, table(head, rows, _("Funnel")))


def _funnel_row(step: FunnelRow, started: int, currency: str) -> list[object]:
    reached = [
        bar(step.reached / started),
        formats.number(step.reached),
        formats.money(step.reached_minor, currency, style="k"),
    ]
    if step.went_on_share is None or step.went_on_share_of_value is None:
        return [step.name, *reached, *[NOTHING] * 5]
    return [
        step.name,
        *reached,
        share(step.went_on_share),
        share(step.went_on_share_of_value),
        formats.number(step.lost),
        formats.money(step.lost_minor, currency, style="k"),
        formats.number(step.still),
    ]


def stays_panel(stages: Sequence[StageStays], months: int) -> Filled:
    """Return how long stays took by stage, and how old those are that stand there now."""
    cases = sum(stage.finished.cases for stage in stages)
    caption = ngettext(
        "{n} finished stay of the last {months} months; bars from the 25th to the 80th percentile, tick at the middle",
        "{n} finished stays of the last {months} months; bars from the 25th to the 80th percentile, tick at the middle",
        cases,
        n=formats.number(cases),
        months=months,
    )
    scale = max((stage.finished.high or 0 for stage in stages), default=0)
    head = [
        _("Stage"),
        "",
        "n",
        _("Median"),
        _("80 in 100 by"),
        _("Open now"),
        _("Their median age"),
        _("Longer than 80 in 100"),
    ]
    rows = [
        [
            stage.name, spread_bar(stage.finished, scale), formats.number(stage.finished.cases),
            days(stage.finished.middle), days(stage.finished.high), formats.number(stage.standing.cases),
            days(stage.standing.middle), formats.number(stage.too_long),
        ]
        for stage in stages
    ]  # fmt: skip
    return Filled(caption, table(head, rows, _("Stays in stages")))


def cohorts_panel(cohorts: Sequence[Cohort], currency: str) -> Filled:
    """Return what became of those created in each month."""
    if not cohorts:
        return Filled("", html.P(_("Nothing was created in this time."), className="cd-mut"))
    created = sum(cohort.created for cohort in cohorts)
    caption = ngettext(
        "{n} created; young months have had less time, so their share won can only rise",
        "{n} created; young months have had less time, so their share won can only rise",
        created,
        n=formats.number(created),
    )
    head = [
        _("Created in"), "", _("Created"), _("Won"), _("Share"), _("95 in 100 between"), _("Lost"), _("Still open"),
        _("Value won"),
    ]  # fmt: skip
    rows = [_cohort_row(cohort, currency) for cohort in reversed(cohorts)]
    return Filled(caption, table(head, rows, _("Cohorts by month of creation")))


def _cohort_row(cohort: Cohort, currency: str) -> list[object]:
    return [
        month(cohort.month),
        parts_bar([("won", cohort.won), ("lost", cohort.lost), ("open", cohort.still)]),
        formats.number(cohort.created),
        formats.number(cohort.won),
        share(cohort.rate),
        f"{share(cohort.low)} – {share(cohort.high)}",
        formats.number(cohort.lost),
        formats.number(cohort.still),
        _short(cohort.won_minor, currency),
    ]


def reasons_panel(
    counts: Mapping[tuple[str, str], tuple[int, int]], quarters: Sequence[str], currency: str, outcome: str
) -> Filled:
    """Return why opportunities were won or lost, by quarter and reason; `counts` by reason and quarter: n and value."""
    names = sorted(
        {reason for reason, _quarter in counts},
        key=lambda name: (-sum(n for (reason, _quarter), (n, _minor) in counts.items() if reason == name), name),
    )
    cases = sum(n for n, _minor in counts.values())
    if not cases:
        return Filled("", html.P(_("Nothing was closed in this time."), className="cd-mut"))
    caption = ngettext("{n} closed, by quarter", "{n} closed, by quarter", cases, n=formats.number(cases))
    head = [_("Reason"), "", *quarters, _("Together"), _("Share"), _("Value")]
    kind = "own" if outcome == "won" else "lost"
    rows = []
    for name in names:
        of = [counts.get((name, quarter), (0, 0)) for quarter in quarters]
        together, minor = sum(n for n, _minor in of), sum(value for _n, value in of)
        rows.append(
            [
                name or _("none given"), bar(together / cases, kind), *(formats.number(n) if n else NOTHING for n, _minor in of),
                formats.number(together), share(together / cases), formats.money(minor, currency, style="k"),
            ]
        )  # fmt: skip
    return Filled(caption, table(head, rows, _("Reasons by quarter")))


def _short(minor: int, currency: str) -> str:
    return formats.money(minor, currency, style="k")


def days(count: int | None) -> str:
    """Write a number of days, a dash for none."""
    return NOTHING if count is None else formats.days(count)


def month(number: int) -> str:
    """Write a month given as year × 12 + month − 1."""
    return formats.month(date(number // YEAR, number % YEAR + 1, 1))
