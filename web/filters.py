"""Filters: the filter of an address, and the bar that shows it with everything the person may choose."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from dash import html

from components import filter_bar, filter_fields
from components.filter_bar import NO_PIPELINES, Choice, Pipelines
from components.formats import long_day, percent
from components.language import gettext as _
from data.queries import options
from data.queries.reporting import reporting_currency
from data.session import Session
from domain import clock
from domain.access import Permission, Principal
from domain.board import BoardSort
from domain.errors import BadFilter
from domain.filter import PipelineFilter
from web import router

YEARS_BACK = 3
WEIGHING = frozenset(
    {
        "/overview",
        "/opportunities",
        "/progress-board",
        "/stages-board",
        "/forecast/analysis",
        "/map",
        "/invoicing",
    }
)  # by the chosen probability


def of_search(search: str | None, time_zone: str) -> PipelineFilter:
    """Return the filter of an address on the reader's own day; raise BadFilter for one that cannot be read."""
    return PipelineFilter.from_query(router.read_search(search), clock.today(time_zone))


def sort_of_search(search: str | None, usual: BoardSort) -> BoardSort:
    """Return the order of the cards that an address asks for, `usual` when it asks for none."""
    text = router.read_search(search).get("sort") or usual.value
    try:
        return BoardSort(text)
    except ValueError:
        raise BadFilter(key="sort", value=text[:40]) from None


def bar(
    reading: Session,
    principal: Principal,
    current: PipelineFilter,
    *,
    path: str = "",
    no_period: str = "",
    pipelines: Pipelines = NO_PIPELINES,
    extra: Sequence[Any] = (),
) -> html.Div:
    """Return the filter bar showing `current`.

    `no_period` is what the page shows without one, `pipelines` begin the bar of a page that shows one, `extra` ends it.
    Such a page shows that pipeline's stages itself: they are a filter there only when a link brings it.
    """
    choices = choices_of(reading, principal, current, weighs=path in WEIGHING, no_period=no_period, pipelines=pipelines)
    return filter_bar.filter_bar(
        choices,
        current,
        path=path,
        may_share=principal.may(Permission.SHARE_VIEWS),
        day=principal.looks_from,
        extra=extra,
    )


def told(reading: Session, principal: Principal, current: PipelineFilter) -> list[tuple[str, str]]:
    """Return what narrows a view, name and value as its chips say them."""
    chips = filter_fields.fields_of(choices_of(reading, principal, current, weighs=True), current)
    words = [(_("Text"), current.text)] if current.text else []
    words += [(_("As of"), long_day(principal.looks_from))] if principal.looks_from else []
    return [(chip.title, chip.text) for chip in chips if chip.is_set and chip.choices] + words


def choices_of(
    reading: Session,
    principal: Principal,
    current: PipelineFilter,
    *,
    weighs: bool = False,
    no_period: str = "",
    pipelines: Pipelines = NO_PIPELINES,
) -> filter_bar.FilterOptions:
    """Return everything that the person may choose in the filter bar."""
    found = options.filter_options(reading, principal)
    return filter_bar.FilterOptions(
        pipelines=pipelines,
        companies=_choices(found.companies),
        periods=periods(clock.today(principal.time_zone)),
        types=_choices(found.types),
        owners=_choices(found.owners),
        agents=_choices(found.agents),
        contacts=_choices(options.contacts(reading, principal, current.contact_ids)),
        percents=_percents(found.percents),
        stages=_stages(found.stages) if current.stage_ids or not pipelines.choices else [],
        currencies=[Choice(code, code) for code in found.currencies],
        currency=reporting_currency(reading, principal, PipelineFilter()),
        no_period=no_period,
        weighs=weighs,
    )


def _choices(found: Iterable[options.Option]) -> list[Choice]:
    return [Choice(str(option.id), option.label, option.count) for option in found]


def _stages(found: Sequence[options.StageOption]) -> list[Choice]:
    return [Choice(str(stage.id), _stage_label(stage, found), stage.count) for stage in found]


def _percents(rows: Iterable[options.PercentOption]) -> list[Choice]:
    """Return each percentage once, however many rows of the probability table have it."""
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.percent] = counts.get(row.percent, 0) + row.count
    return [Choice(str(value), percent(value), count) for value, count in counts.items()]


def _stage_label(stage: options.StageOption, stages: Iterable[options.StageOption]) -> str:
    """Return the stage's name, with its pipeline where there is more than one."""
    several = len({other.pipeline_id for other in stages}) > 1
    return f"{stage.name} · {stage.pipeline}" if several else stage.name


def periods(today: date) -> list[Choice]:
    """Return the periods that one chooses among."""
    relative = [
        Choice("this-month", _("This month")),
        Choice("next-month", _("Next month")),
        Choice("this-quarter", _("This quarter")),
        Choice("next-quarter", _("Next quarter")),
        Choice("this-year", _("This year")),
        Choice("last-365-days", _("Last 365 days")),
    ]
    return relative + [Choice(str(year), str(year)) for year in range(today.year + 1, today.year - YEARS_BACK, -1)]
