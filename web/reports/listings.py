"""Listings: what each page says on paper; the same queries as its screen, so that both show the same numbers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Final

from components.filter_fields import flaw_name
from components.forecast import quality as ledger_words
from components.forecast.outlook_words import SWATCHES, part_name
from components.forecast.statement import plain
from components.formats import day, money, number, percent, short_month
from components.language import gettext as _
from components.report import Table
from data.queries.export import Cell, Heading
from data.session import Database
from domain.access import Principal
from domain.money import Money
from domain.outlook import OutlookMonth, OutlookPath, Part
from web import quality
from web.boards.asking import View as BoardView
from web.boards.asking import label_of
from web.boards.stages import StagesView
from web.forecast import View
from web.grid.export import listed

MOST_ROWS: Final = 400  # on paper; a sheet has all of them
Said = tuple[str, list[Table]]
Listed = Callable[[Database, Principal, str, date], Said]


def progress_board(database: Database, principal: Principal, search: str, _today: date) -> Said:
    """Return the columns of the Progress board."""
    return _board(database, principal, search, BoardView)


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


def forecast(database: Database, principal: Principal, search: str, _today: date) -> Said:
    """Return the year of the address, month by month, with its assumptions when it has some."""
    view = View.of(principal, search)
    with database.read() as reading:
        path = view.path(reading, view.scenario)
    parts = [part for part in Part if path.total(part) or part in SWATCHES]
    heads = [_("Month"), *map(part_name, parts), _("Mean"), "P10", "P50", "P90", _("Target"), _("Gap")]
    rows = [_month(month, parts, path.currency) for month in path.months]
    table = Table(str(path.year), heads, [*rows, _year(path, parts)], frozenset(range(1, len(heads))), summed=True)
    said = [plain(path), *([] if view.scenario.is_empty else [_("With the assumptions of “What if”.")])]
    return " ".join(said), [table]


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


def _board(database: Database, principal: Principal, search: str, model: type[BoardView]) -> Said:
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


def _month(month: OutlookMonth, parts: Sequence[Part], currency: str) -> list[str]:
    band = [month.band.p10, month.band.p50, month.band.p90]
    spread = ["–"] * len(band) if month.is_beyond else [money(minor, currency) for minor in band]
    amounts = [*(month.part(part) for part in parts), month.mean_minor]
    gap = None if month.is_beyond else month.gap_minor
    return [
        short_month(month.month),
        *(money(minor, currency) for minor in amounts),
        *spread,
        *_against(month.target_minor, gap, currency),
    ]


def _year(path: OutlookPath, parts: Sequence[Part]) -> list[str]:
    amounts = [*map(path.total, parts), path.mean_minor, path.band.p10, path.band.p50, path.band.p90]
    gap = None if path.is_partial else path.gap_minor
    return [
        str(path.year),
        *(money(minor, path.currency) for minor in amounts),
        *_against(path.target_minor, gap, path.currency),
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
