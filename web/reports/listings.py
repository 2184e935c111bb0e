"""Listings: what each page says on paper; the same queries as its screen, so that both show the same numbers."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import islice
from typing import Final

from components.filter_fields import flaw_name
from components.forecast import quality as ledger_words
from components.formats import day, money, number, percent, short_month
from components.language import gettext as _
from components.report import Table
from data.queries.export import Cell, Heading
from data.session import Database
from domain.access import Principal
from domain.money import Money
from domain.outlook import Measure, OutlookMonth, OutlookPath, Part
from domain.scenario import Scenario
from web import filters, quality, router
from web.boards.asking import View, label_of
from web.boards.stages import StagesView
from web.grid.export import listed
from workflow.forecasts.outlook import outlook

MOST_ROWS: Final = 400  # on paper; a sheet has all of them
Said = tuple[str, list[Table]]
Listed = Callable[[Database, Principal, str, date], Said]


def progress_board(database: Database, principal: Principal, search: str, _today: date) -> Said:
    """Return the columns of the Progress board."""
    return _board(database, principal, search, View)


def stages_board(database: Database, principal: Principal, search: str, _today: date) -> Said:
    """Return the columns of the Stages board."""
    return _board(database, principal, search, StagesView)


def opportunities(database: Database, principal: Principal, search: str, _today: date) -> Said:
    """Return the rows of the list, in its columns and order, as many as paper bears."""
    rows, headings = listed(database, principal, search)
    shown = list(islice(rows, MOST_ROWS))
    rest = sum(1 for _row in rows)
    numeric = frozenset(
        place for place, heading in enumerate(headings) if heading.kind in {"money", "percent", "count"}
    )
    cells = [[_cell(cell, heading) for cell, heading in zip(row, headings, strict=True)] for row in shown]
    said = _("{n} opportunities", n=number(len(shown) + rest))
    more = _("The first {n} are shown; an export as CSV or XLSX has all of them.", n=number(len(shown))) if rest else ""
    return " ".join(part for part in (said, more) if part), [Table("", [one.name for one in headings], cells, numeric)]


def forecast(database: Database, principal: Principal, search: str, today: date) -> Said:
    """Return the outlook of the year, month by month."""
    values = router.read_search(search)
    measure = values.get("measure")
    with database.read() as reading:
        path = outlook(
            reading, principal, filters.of_search(search), today=today,
            measure=Measure(measure) if measure in set(Measure) else Measure.INVOICED,
            scenario=Scenario.from_query(values.get("s")),
        )  # fmt: skip
    heads = [
        _("Month"),
        _("Actual"),
        _("Backlog"),
        _("Pipeline"),
        _("New business"),
        "P10",
        "P50",
        "P90",
        _("Target"),
        _("Gap"),
    ]
    rows = [_month(month, path.currency) for month in path.months]
    return _statement(path), [
        Table(str(path.year), heads, [*rows, _year(path)], frozenset(range(1, len(heads))), summed=True)
    ]


def data_quality(database: Database, principal: Principal, search: str, _today: date) -> Said:
    """Return the ledger of data quality."""
    with database.read() as reading:
        found = quality.shown(reading, principal, search).ledger
    heads = [_("What wants a look"), _("Opportunities"), _("Weighted"), _("What it does to the forecast")]
    rows = [
        [flaw_name(one.flaw), number(one.count), money(one.weighted_minor, found.currency), ledger_words.effect(one, found.currency)]
        for one in found.findings
        if one.count
    ]  # fmt: skip
    return ledger_words.statement(found), [Table("", heads, rows, frozenset({1, 2}))]


LISTINGS: Final[Mapping[str, tuple[Callable[[], str], Listed]]] = {
    "/progress-board": (lambda: _("Progress board"), progress_board),
    "/stages-board": (lambda: _("Stages board"), stages_board),
    "/opportunities": (lambda: _("Opportunities"), opportunities),
    "/map": (lambda: _("Map"), opportunities),
    "/forecast": (lambda: _("Forecast"), forecast),
    "/forecast/quality": (lambda: _("Data quality"), data_quality),
}


def _board(database: Database, principal: Principal, search: str, model: type[View]) -> Said:
    with database.read() as reading:
        found = model.of(reading, principal, search).columns(reading)
    heads = [_("Column"), _("Opportunities"), _("Net"), _("Weighted")]
    rows = [
        [
            label_of(one), number(one.totals.count),
            money(one.totals.net_minor, found.currency), money(one.totals.weighted_minor, found.currency),
        ]
        for one in found.columns
    ]  # fmt: skip
    whole = found.summary
    total = [
        _("Open"),
        number(whole.count),
        money(whole.net_minor, found.currency),
        money(whole.weighted_minor, found.currency),
    ]
    said = _(
        "{n} open opportunities, {net} net, {weighted} weighted by their probability.",
        n=number(whole.count), net=money(whole.net_minor, found.currency),
        weighted=money(whole.weighted_minor, found.currency),
    )  # fmt: skip
    return said, [Table("", heads, [*rows, total], frozenset({1, 2, 3}), summed=True)]


def _statement(path: OutlookPath) -> str:
    currency, band = path.currency, path.band
    said = _(
        "{year} is likely to close at {likely}, between {low} and {high} in 8 of 10 cases.",
        year=path.year, likely=money(band.p50, currency, style="k"), low=money(band.p10, currency, style="k"),
        high=money(band.p90, currency, style="k"),
    )  # fmt: skip
    if path.target_minor is None or path.chance_of_target is None:
        return said
    chance = _(
        "The chance of reaching the target of {target} is {chance}.",
        target=money(path.target_minor, currency, style="k"), chance=percent(round(100 * path.chance_of_target)),
    )  # fmt: skip
    return f"{said} {chance}"


def _month(month: OutlookMonth, currency: str) -> list[str]:
    pipeline = month.pipeline_minor
    fresh = month.fresh_minor + month.history_minor
    amounts = [month.actual_minor, month.backlog_minor, pipeline, fresh, month.band.p10, month.band.p50, month.band.p90]
    return [
        short_month(month.month),
        *(money(minor, currency) for minor in amounts),
        *_against(month.target_minor, month.gap_minor, currency),
    ]


def _year(path: OutlookPath) -> list[str]:
    fresh = path.total(Part.FRESH) + path.total(Part.HISTORY)
    parts = [path.total(Part.ACTUAL), path.total(Part.BACKLOG), path.total(Part.PIPELINE), fresh]
    amounts = [*parts, path.band.p10, path.band.p50, path.band.p90]
    return [
        str(path.year),
        *(money(minor, path.currency) for minor in amounts),
        *_against(path.target_minor, path.gap_minor, path.currency),
    ]


def _against(target: int | None, gap: int | None, currency: str) -> list[str]:
    return ["–" if minor is None else money(minor, currency) for minor in (target, gap)]


def _cell(cell: Cell, heading: Heading) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Money):
        return money(cell.minor, cell.currency)
    if isinstance(cell, date):
        return day(cell)
    if heading.kind == "percent":
        return percent(int(cell))
    return number(cell) if isinstance(cell, int) else str(cell)
