"""The bridge as a file: one line for each deal of each bar, with what it was and what it is."""

from collections.abc import Iterator

from flask import Blueprint, Response, request

from components.forecast.changes_words import bar_names, outcome_name
from data.queries.export import Cell, Heading
from domain.access import Permission
from domain.changes import Deal, Effect, Side
from domain.money import Money
from web import changes, exports, session
from web.routes import needs

doors = Blueprint("changes", __name__)
HEADINGS = (
    Heading("cause", "text"), Heading("number", "text"), Heading("title", "text"), Heading("contact", "text"),
    Heading("outcome_then", "text"), Heading("outcome_now", "text"), Heading("stage_then", "text"),
    Heading("stage_now", "text"), Heading("owner_then", "text"), Heading("owner_now", "text"),
    Heading("currency", "text"), Heading("net_then", "money"), Heading("net_now", "money"),
    Heading("percent_then", "percent"), Heading("percent_now", "percent"), Heading("expected_then", "date"),
    Heading("expected_now", "date"), Heading("effect", "money"), Heading("effect_currency", "text"),
)  # fmt: skip


@doors.get("/export/changes.csv")
@needs(Permission.EXPORT)
def as_csv() -> Response:
    """Answer with the bridge as CSV."""
    view = _view()
    rows = list(_rows(changes.found_here(view)))
    return exports.attached(exports.csv_text(rows, HEADINGS), "text/csv", f"{_name(view)}.csv")


@doors.get("/export/changes.xlsx")
@needs(Permission.EXPORT)
def as_xlsx() -> Response:
    """Answer with the bridge as a workbook."""
    view = _view()
    sheet = exports.Sheet("changes", HEADINGS, list(_rows(changes.found_here(view))))
    return exports.attached(exports.xlsx_pieces(sheet), exports.XLSX_TYPE, f"{_name(view)}.xlsx")


def _view() -> changes.View:
    return changes.View.of(session.principal(), request.query_string.decode("utf-8", "replace"))


def _name(view: changes.View) -> str:
    return f"changes-{view.since}-{view.today}"


def _rows(it: changes.Found) -> Iterator[tuple[Cell, ...]]:
    """Yield the line of each deal in the reader's language, then for each bar what rounding leaves; all effects add up to the difference."""
    names, currency = bar_names(), it.bridge.currency
    for one in it.bridge.bars:
        for effect in one.effects:
            yield (
                names[one.bar],
                *_deal(effect, it.deals.get(effect.opportunity_id)),
                Money(effect.minor, currency),
                currency,
            )
        if one.rounding:
            empty = (None,) * (len(HEADINGS) - 3)
            yield (names[one.bar], *empty, Money(one.rounding, currency), currency)


def _deal(effect: Effect, deal: Deal | None) -> tuple[Cell, ...]:
    then, now = effect.then, effect.now
    side = now or then
    names: tuple[Cell, ...] = (deal.number, deal.title, deal.contact) if deal else (None, None, None)
    places: tuple[Cell, ...] = (
        (deal.stage_then, deal.stage_now, deal.owner_then, deal.owner_now) if deal else (None, None, None, None)
    )
    ends = (_end(then), _end(now))
    return (
        *names, ends[0][0], ends[1][0], *places, side.currency if side else None,
        *(cell for column in (1, 2, 3) for cell in (ends[0][column], ends[1][column])),
    )  # fmt: skip


def _end(side: Side | None) -> tuple[Cell, ...]:
    if side is None:
        return (None, None, None, None)
    return outcome_name(side.outcome), Money(side.net_minor, side.currency), side.percent, side.expected_on
