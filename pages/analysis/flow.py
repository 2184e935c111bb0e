"""How opportunities flow: funnel, stays, cohorts and reasons, each with what it rests on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from components.forecast.analysis import flow as pictures
from components.language import gettext as _
from components.overview.panel import Filled
from data.queries.analysis import closings, stays
from data.queries.overview import funnel
from data.session import Session
from domain.analysis import Cohort, FunnelRow, StageStays
from domain.outcome import Outcome
from domain.period import add_months, month_of
from metrics.analysis import CohortOutcome, StageStay
from metrics.frames import frame
from metrics.funnel import StageFunnel, Step
from web.analysis import View

YEAR = 12
QUARTER = 3
STAY_MONTHS, COHORT_MONTHS, REASON_QUARTERS = 24, 18, 8
Counts = dict[tuple[str, str], tuple[int, int]]  # by reason and quarter: how many, and their value


def funnel_of(reading: Session, view: View) -> Filled:
    """Return the funnel of the chosen pipeline."""
    span = (view.today, view.today) if view.pipeline_id is None else view.started
    return pictures.funnel_panel(steps(reading, view), span, view.currency)


def steps(reading: Session, view: View) -> list[FunnelRow]:
    """Return the steps of the chosen pipeline's funnel, winning at the end; none without a pipeline."""
    if view.pipeline_id is None:
        return []
    first_on, last_on = view.started
    converter = view.converter(reading)
    found = funnel.stages(reading, view.pipeline_id)
    rows = funnel.furthest(
        reading, view.principal, view.wanted, view.pipeline_id, first_on, last_on, converter=converter
    )
    made = StageFunnel.compute(frame(rows, funnel.Furthest._fields), [stage.position for stage in found])
    names = [stage.name for stage in found]
    shown = [_step(name, step) for name, step in zip(names, made, strict=False)]
    return [*shown, FunnelRow(_("Won"), made[-1].reached, made[-1].reached_minor)]


def stays_of(reading: Session, view: View) -> Filled:
    """Return how long stays in the stages of the chosen pipeline took, and how old those are that stand there."""
    return pictures.stays_panel(stages(reading, view), STAY_MONTHS)


def stages(reading: Session, view: View) -> list[StageStays]:
    """Return the stages of the chosen pipeline with the stays in them; none without a pipeline."""
    if view.pipeline_id is None:
        return []
    since = view.midnight(add_months(view.today, -STAY_MONTHS))
    asked = (reading, view.principal, view.wanted, view.pipeline_id)
    finished = frame(stays.finished(*asked, since), stays.Stay._fields)
    standing = frame(stays.standing(*asked, view.today), stays.Stay._fields)
    shown = []
    for stage in funnel.stages(reading, view.pipeline_id):
        usual = StageStay.compute(finished[finished["stage_id"] == stage.id])
        here = standing[standing["stage_id"] == stage.id]
        long = 0 if usual.high is None else int(here.loc[here["days"] > usual.high, "row_count"].sum())
        shown.append(StageStays(stage.name, usual, StageStay.compute(here), long))
    return shown


def cohorts_of(reading: Session, view: View) -> Filled:
    """Return what became of those created in each of the last months."""
    return pictures.cohorts_panel(by_month(reading, view), view.currency)


def by_month(reading: Session, view: View) -> list[Cohort]:
    """Return the cohorts of the last months, the earliest first."""
    first_on = add_months(view.today, 1 - COHORT_MONTHS).replace(day=1)
    rows = closings.created(
        reading, view.principal, view.wanted, first_on, view.today, converter=view.converter(reading)
    )
    return CohortOutcome.compute(frame(rows, closings.Created._fields))


def reasons_of(reading: Session, view: View) -> tuple[Filled, Filled]:
    """Return why opportunities were lost, and why they were won, by quarter."""
    lost, won = (
        pictures.reasons_panel(counts, quarters, view.currency, outcome)
        for outcome in (Outcome.LOST, Outcome.WON)
        for quarters, counts in [reason_counts(reading, view, outcome)]
    )
    return lost, won


def reason_counts(reading: Session, view: View, outcome: Outcome) -> tuple[list[str], Counts]:
    """Return the names of the last quarters, and how many were closed that way for each reason in each of them."""
    quarters = quarters_until(view.today, REASON_QUARTERS)
    first_on = date(quarters[0] // YEAR, quarters[0] % YEAR + 1, 1)
    rows = closings.reasons(
        reading, view.principal, view.wanted, first_on, view.today, converter=view.converter(reading)
    )
    names = {start: f"Q{start % YEAR // QUARTER + 1} {start // YEAR % 100:02}" for start in quarters}
    return list(names.values()), _by_quarter(rows, outcome, names)


def quarters_until(today: date, count: int) -> list[int]:
    """Return the first months of the last quarters, the present one at the end."""
    last = month_of(today) // QUARTER * QUARTER
    return [last - QUARTER * back for back in reversed(range(count))]


def last_year(today: date) -> tuple[date, date]:
    """Return the last 365 days, both ends included."""
    return today - timedelta(days=364), today


def _by_quarter(rows: Sequence[closings.Why], outcome: Outcome, names: Mapping[int, str]) -> Counts:
    counts: Counts = {}
    for row in rows:
        if row.outcome == outcome:
            key = row.reason, names[row.month // QUARTER * QUARTER]
            count, minor = counts.get(key, (0, 0))
            counts[key] = (count + row.row_count, minor + row.net_minor)
    return counts


def _step(name: str, step: Step) -> FunnelRow:
    return FunnelRow(
        name=name,
        reached=step.reached,
        reached_minor=step.reached_minor,
        went_on_share=step.went_on_share or 0.0,
        went_on_share_of_value=step.went_on_share_of_value or 0.0,
        lost=step.lost,
        lost_minor=step.lost_minor,
        still=step.still,
    )
