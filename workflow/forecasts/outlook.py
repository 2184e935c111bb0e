"""Outlook: the path of a year for a person and a filter, from stored claims, drawn anew in a moment for each scenario."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.queries.forecasting.actuals import Actuals, actuals
from data.queries.forecasting.claims import narrows, tells_of_state
from data.queries.forecasting.owned import named
from data.queries.reporting import reporting_currency
from domain.access import Principal
from domain.errors import NoForecastYet, sentence
from domain.filter import PipelineFilter
from domain.money import exponent
from domain.outlook import Band, Histogram, Measure, OutlookMonth, OutlookPath, OwnedDeal
from domain.period import month_of
from domain.scenario import Scenario
from forecasting.total.joint import Marks, largest
from forecasting.total.path import Drawn, draw, expected, with_history
from forecasting.total.standing import OPEN
from workflow.forecasts.asking import Asked, Exchange, ask, assumed
from workflow.forecasts.kept import kept, memory, state, without
from workflow.forecasts.methods import SEED

DRAWS: Final = 5_000
EXACT: Final = 384  # claims drawn one by one, of all companies together
LEVELS: Final = (0.10, 0.25, 0.50, 0.75, 0.90)
BINS: Final = 36
MOST_OWNED: Final = 5
LEAST_SPREAD: Final = 1e-6  # of a year in which nothing is open
MONTHS: Final = 12
NARROWED: Final = sentence(
    "For a part of a company only its claims and its share of new business are counted; the time series speaks for whole companies."
)
NO_FRESH: Final = sentence("This filter means opportunities that exist already: new business is left out.")
NO_SERIES: Final = sentence("There is no time series for this measure: the claims and new business speak alone.")
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """Everything that an answer is drawn from; scenarios change nothing of it."""

    measure: Measure
    year: int
    today: date
    currency: str
    asked: tuple[Asked, ...]
    means: tuple[Array, ...]  # what each is expected to bring, before any scenario
    singly: tuple[Marks, ...]  # which claims of each are drawn one by one, under every scenario the same
    actuals: Actuals
    notes: tuple[str, ...]
    rates_on: date | None
    without: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What may come in each month of the year on top of what has come, in major units: draws and parts, by month."""

    paths: Array
    parts: Array  # backlog, pipeline, fresh, history × months
    reached: NDArray[np.bool_]  # months that the forecast reaches
    drawn: tuple[tuple[Asked, Drawn], ...]


def outlook(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    *,
    today: date,
    measure: Measure = Measure.INVOICED,
    scenario: Scenario | None = None,
    year: int | None = None,
) -> OutlookPath:
    """Return what the year, this one when not told, is likely to bring; the filter's period does not narrow it.

    Raises NoForecastYet when nothing is stored for these companies, RateMissing, UnknownCurrency.
    """
    asked = replace(pipeline_filter, period=None)
    return answered(session, principal, asked, today=today, measure=measure, scenario=scenario, year=year)[1]


def answered(
    session: Session,
    principal: Principal,
    asked: PipelineFilter,
    *,
    today: date,
    measure: Measure,
    scenario: Scenario | None,
    year: int | None,
) -> tuple[Question, OutlookPath]:
    """Return the path of the year with what is asked for it; the filter has no period. Raises as `outlook` does."""
    scenario = scenario or Scenario()
    run_ids, last_event = state(session, _companies(principal, asked), today)
    if not run_ids:
        raise NoForecastYet
    key = (run_ids, last_event, _person(principal), asked, today, measure, year or today.year)
    kept_here = memory(session)
    question = kept_here.get(
        "question", key, lambda: _question(session, principal, asked, run_ids, today, measure, year or today.year)
    )
    path = kept_here.get("answer", (*key, scenario.to_query()), lambda: _path(session, principal, question, scenario))
    return question, path


def drawn(session: Session, question: Question, scenario: Scenario) -> Answer:
    """Draw each company apart under a scenario, all with one common factor, and add them up over the months to come."""
    then = [assumed(session, one, scenario, question.currency) for one in question.asked]
    paths, parts = np.zeros((DRAWS, MONTHS)), np.zeros((4, MONTHS))
    reached = np.zeros(MONTHS, dtype=bool)
    made = []
    for number, after in enumerate(then):
        here, there = places(question, after)
        if not len(here):
            continue
        found = _drawn(question, after, number, months=int(there[-1]) + 1)
        paths[:, here] += found.paths[:, there] * after.factor
        rows = np.array([found.backlog, found.pipeline, found.fresh, found.history])
        parts[:, here] += rows[:, there] * after.factor
        reached[here] = True
        made.append((after, found))
    return Answer(paths, parts, reached, tuple(made))


def _companies(principal: Principal, asked: PipelineFilter) -> list[int]:
    return sorted(principal.company_ids & (asked.company_ids or principal.company_ids))


def _person(principal: Principal) -> tuple[object, ...]:
    return principal.user_id, principal.role, principal.sees, principal.company_ids, principal.team_ids


def _question(
    session: Session,
    principal: Principal,
    pipeline_filter: PipelineFilter,
    run_ids: tuple[int, ...],
    today: date,
    measure: Measure,
    year: int,
) -> Question:
    currency = reporting_currency(session, principal, pipeline_filter)
    exchange = Exchange(session, currency)
    stored = kept(session, run_ids)
    if not stored:
        raise NoForecastYet
    asked = tuple(ask(session, principal, pipeline_filter, one, exchange.factor(one.currency, today)) for one in stored)
    came = actuals(session, principal, pipeline_filter, measure, year, currency, today=today)
    days = [day for day in (exchange.rates_on, came.rates_on) if day is not None]
    notes = _notes(principal, pipeline_filter, asked, measure)
    means = tuple(expected(one.standing, measure.value) for one in asked)
    each = max(EXACT // len(asked), 1)
    singly = tuple(largest(one.standing.claims(measure.value), each) for one in asked)
    lacking = without(session, _companies(principal, pipeline_filter), stored)
    return Question(measure, year, today, currency, asked, means, singly, came, notes, min(days, default=None), lacking)


def _notes(
    principal: Principal, pipeline_filter: PipelineFilter, asked: Sequence[Asked], measure: Measure
) -> tuple[str, ...]:
    notes = [note for one in asked for note in one.kept.notes.get(measure, ())]
    if narrows(principal, pipeline_filter):
        notes = [NO_FRESH if tells_of_state(pipeline_filter) else NARROWED]
    elif not all(measure in one.kept.histories for one in asked):
        notes.append(NO_SERIES)
    return tuple(dict.fromkeys(notes))


def _path(session: Session, principal: Principal, question: Question, scenario: Scenario) -> OutlookPath:
    answer = drawn(session, question, scenario)
    months = _months(question, answer)
    sums = answer.paths.sum(axis=1) * 10 ** exponent(question.currency) + sum(month.actual_minor for month in months)
    path = OutlookPath(
        year=question.year,
        measure=question.measure,
        currency=question.currency,
        months=months,
        band=_band(sums),
        histogram=_histogram(sums),
        chance_of_target=None,
        owned=_owned(session, principal, question, answer),
        run_at=min(one.kept.run_at for one in question.asked),
        known_on=min(one.kept.known_on for one in question.asked),
        draws=DRAWS,
        is_skilled=_is_skilled(question, answer),
        notes=question.notes,
        without=question.without,
        fresh_share=_fresh_share(question),
        rates_on=question.rates_on,
    )
    target = path.target_minor
    chance = None if target is None or path.is_partial or path.without else float((sums >= target).mean())
    return replace(path, chance_of_target=chance)


def _drawn(question: Question, after: Asked, number: int, *, months: int) -> Drawn:
    measure = question.measure
    found = draw(
        after.standing, measure.value, fresh_share=after.fresh_share, seed=SEED, apart=number, draws=DRAWS,
        exact=question.singly[number], months=months,
    )  # fmt: skip
    history = after.kept.histories.get(measure)
    if not after.is_whole or history is None:
        return found
    return with_history(found, history, question.means[number], after.standing.remaining)


def places(question: Question, asked: Asked) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which months of the year, and which of the company's, are still to come and within reach."""
    first = asked.standing.first_month
    month = np.arange(MONTHS) + question.year * 12
    here = (month >= max(first, month_of(question.today))) & (month < first + asked.standing.months)
    return np.flatnonzero(here), month[here] - first


def _months(question: Question, answer: Answer) -> tuple[OutlookMonth, ...]:
    factor = 10 ** exponent(question.currency)
    this, came = month_of(question.today), question.actuals
    numbers = range(question.year * 12, question.year * 12 + MONTHS)
    actual = [came.amounts.get(number, 0) for number in numbers]
    by_month = np.quantile(answer.paths * factor + actual, LEVELS, axis=0)
    so_far = np.quantile(np.cumsum(answer.paths * factor + actual, axis=1), LEVELS, axis=0)
    parts = np.rint(answer.parts * factor).astype(np.int64).T.tolist()
    return tuple(
        OutlookMonth(
            date(question.year, place + 1, 1), actual[place], backlog, pipeline, fresh, history,
            band=_rounded(by_month[:, place]), so_far=_rounded(so_far[:, place]), target_minor=came.targets.get(number),
            is_over=number < this, is_running=number == this,
            is_beyond=number >= this and not answer.reached[place],
        )
        for place, (number, (backlog, pipeline, fresh, history)) in enumerate(zip(numbers, parts, strict=True))
    )  # fmt: skip


def _band(sums: Array) -> Band:
    return _rounded(np.quantile(sums, LEVELS))


def _rounded(values: Array) -> Band:
    return Band(*(round(float(value)) for value in values))


def _histogram(sums: Array) -> Histogram:
    """Return equally wide bins over all but the farthest draws, which count at the ends."""
    low, high = (float(value) for value in np.quantile(sums, (0.002, 0.998)))
    step = max(int(np.ceil((high - low) / BINS)), 1)
    places = np.clip((sums - np.floor(low)) // step, 0, BINS - 1).astype(np.int64)
    return Histogram(int(np.floor(low)), step, tuple(int(count) for count in np.bincount(places, minlength=BINS)))


def _is_skilled(question: Question, answer: Answer) -> bool:
    """Tell whether at least half of what is expected comes from companies whose forecast has skill."""
    means = [(asked, float(found.mean.sum()) * asked.factor) for asked, found in answer.drawn]
    skilled = sum(mean for asked, mean in means if asked.kept.skilled.get(question.measure, True))
    return skilled * 2 >= sum(mean for _, mean in means)


def _fresh_share(question: Question) -> float:
    """Return the part of the companies' new business that is counted."""
    whole = [float(one.standing.fresh_means(question.measure.value).sum()) * one.factor for one in question.asked]
    counted = sum(amount * one.fresh_share for amount, one in zip(whole, question.asked, strict=True))
    return counted / sum(whole) if sum(whole) > 0 else float(all(one.is_whole for one in question.asked))


def _owned(session: Session, principal: Principal, question: Question, answer: Answer) -> tuple[OwnedDeal, ...]:
    """Return the open opportunities with the largest part in the variance of the year."""
    spread = max(float(answer.paths.sum(axis=1).var()), LEAST_SPREAD)
    found: dict[int, tuple[float, float, float, float]] = {}
    for asked, found_here in answer.drawn:
        amounts, counts, variance = _of_year(question, asked, found_here.rows)
        for row in np.argsort(-variance, kind="stable")[:MOST_OWNED]:
            if variance[row] > 0:
                values = amounts[row], counts[row], asked.standing.ever[row], min(variance[row] / spread, 1.0)
                found[int(asked.standing.ids[row])] = values
    chosen = sorted(found, key=lambda id_: (-found[id_][3], id_))[:MOST_OWNED]
    factor = 10 ** exponent(question.currency)
    return tuple(
        OwnedDeal(
            row.id, row.number, row.title, row.contact, round(found[row.id][0] * factor),
            round(found[row.id][1] * factor), float(found[row.id][2]), float(found[row.id][3]),
        )
        for row in named(session, principal, chosen)
    )  # fmt: skip


def _of_year(question: Question, asked: Asked, rows: Array) -> tuple[Array, Array, Array]:
    """Return each claim's amount, what it adds to the year on average, and its variance; only open deals have one."""
    _, there = places(question, asked)
    counts = rows[:, there].sum(axis=1) * asked.factor
    amounts = asked.standing.amounts * asked.factor
    chance = np.divide(counts, amounts, out=np.zeros_like(counts), where=amounts > 0)
    return amounts, counts, np.where(asked.standing.kinds == OPEN, amounts**2 * chance * (1 - chance), 0.0)
