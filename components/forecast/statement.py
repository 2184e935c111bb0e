"""The statement: what the year is likely to bring, how sure that is, and how it stands against the target."""

from datetime import date, datetime
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.forecast.outlook_words import chance, short
from components.language import gettext as _
from components.overview.words import mark, marked, strong
from domain.outlook import Measure, OutlookPath

HOW = "forecast-how"  # the dialog that says how the forecast is made


def statement(path: OutlookPath, today: date, run_at: datetime) -> list[Any]:
    """Return the sentence, what it rests on, and when and how it was made; `run_at` is local time."""
    caveats = [] if path.is_empty else _caveats(path, today)
    said = html.Div([html.P(_sentence(path), className="cd-statement"), *caveats], className="cd-fchead__t")
    made = _(
        "Forecast of {day}, {time}. {count} draws.",
        day=formats.day(run_at.date(), today),
        time=formats.clock_time(run_at),
        count=formats.number(path.draws),
    )
    how = html.Button(_("How this is computed"), type="button", className="cd-linkbtn", **attributes(data_fc_open=HOW))
    return [said, html.P([made, " ", how], className="cd-fchead__m")]


def plain(path: OutlookPath) -> str:
    """Return the sentence as a text, for paper."""
    return "".join(piece if isinstance(piece, str) else str(piece.children) for piece in _sentence(path))


def _sentence(path: OutlookPath) -> list[Any]:
    if path.is_empty:
        return [_nothing(path.measure, str(path.year))]
    return [*_likely(path), " ", *_against_target(path)]


def _nothing(measure: Measure, year: str) -> str:
    return {
        Measure.INVOICED: _("There is nothing to forecast {year} from: nothing was invoiced in it, and neither orders nor open opportunities with an amount and a date say what will be.", year=year),
        Measure.ORDERED: _("There is nothing to forecast {year} from: nothing was ordered in it, and no open opportunity with an amount and a date says what will be.", year=year),
        Measure.WON: _("There is nothing to forecast {year} from: nothing was won in it, and no open opportunity with an amount and a date says what will be.", year=year),
    }[measure]  # fmt: skip


def _likely(path: OutlookPath) -> list[Any]:
    parts = {
        "likely": strong(short(path.band.p50, path.currency)),
        "low": _number(path.band.p10, path),
        "high": _number(path.band.p90, path),
    }
    marks = {name: mark(name) for name in parts} | {"year": str(path.year)}
    if all(month.is_over for month in path.months):
        return marked(_closed(path.measure, marks), parts)
    if path.is_partial:
        marks["month"] = formats.month(reached(path)[-1])
        text = _(
            "Up to {month}, {year} is likely to bring {likely}, between {low} and {high} in 8 of 10 cases.", **marks
        )
        return marked(text, parts)
    text = {
        Measure.INVOICED: _("{year} is likely to close at {likely}, between {low} and {high} in 8 of 10 cases.", **marks),
        Measure.ORDERED: _("Orders of {year} are likely to reach {likely}, between {low} and {high} in 8 of 10 cases.", **marks),
        Measure.WON: _("What is won in {year} is likely to reach {likely}, between {low} and {high} in 8 of 10 cases.", **marks),
    }[path.measure]  # fmt: skip
    return marked(text, parts)


def _closed(measure: Measure, marks: dict[str, str]) -> str:
    return {
        Measure.INVOICED: _("{year} closed at {likely}.", **marks),
        Measure.ORDERED: _("Orders of {year} came to {likely}.", **marks),
        Measure.WON: _("What was won in {year} came to {likely}.", **marks),
    }[measure]


def _against_target(path: OutlookPath) -> list[Any]:
    if path.is_partial:
        return [_("The forecast does not reach further yet.")]
    if path.without:
        names = ", ".join(path.without)
        return [_("There is no forecast yet of {names}: of them only what has come is counted.", names=names)]
    if path.target_minor is None or path.gap_minor is None:
        return [_("There is no target for it.")]
    short_of = path.gap_minor < 0
    parts = {
        "gap": strong(short(abs(path.gap_minor), path.currency), "neg" if short_of else "pos"),
        "target": _number(path.target_minor, path),
        "chance": strong(chance(path.chance_of_target or 0.0)),
    }
    marks = {name: mark(name) for name in parts}
    if path.chance_of_target is None or all(month.is_over for month in path.months):
        below, above = _("That is {gap} short of the {target} target."), _("That is {gap} above the {target} target.")
        return marked((below if short_of else above).format(**marks), parts)
    if short_of:
        text = _("That is {gap} short of the {target} target; the chance of reaching it is {chance}.", **marks)
    else:
        text = _("That is {gap} above the {target} target; the chance of reaching it is {chance}.", **marks)
    return marked(text, parts)


def _caveats(path: OutlookPath, today: date) -> list[Any]:
    """Say what one must know to read the sentence, most of all when the forecast has no skill."""
    said = (
        [] if path.is_skilled else [html.B(_("No better than repeating last year: trust the range, not the number."))]
    )
    notes = [_(note) for note in path.notes]
    if path.fresh_share < 1:
        share = formats.percent(100 * path.fresh_share)
        notes.append(
            _(
                "New business is counted with the {share} that these filters had of it in the last twelve months.",
                share=share,
            )
        )
    if path.rates_on:
        notes.append(_("Other currencies at rates from {day} on.", day=formats.day(path.rates_on, today)))
    pieces: list[Any] = [*said, *([" "] if said and notes else []), " ".join(notes)]
    return [html.P(pieces, className="cd-mut cd-small cd-fchead__c")] if said or notes else []


def reached(path: OutlookPath) -> list[date]:
    """Return the months that the forecast reaches, or that are over."""
    return [month.month for month in path.months if not month.is_beyond] or [path.months[0].month]


def _number(minor: int, path: OutlookPath) -> html.Span:
    return html.Span(short(minor, path.currency), className="cd-n")
