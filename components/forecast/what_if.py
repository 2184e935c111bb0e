"""What if: assumptions beside the forecast, what they make of the year, and how sure its target is then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html

from components import formats
from components.attributes import attributes
from components.forecast import scenarios
from components.forecast.outlook_words import Shown, chance, short
from components.language import gettext as _
from components.overview.words import signed
from domain.outlook import OutlookPath
from domain.scenario import Fate, Scenario

HISTOGRAM = "forecast-histogram"  # figure
READOUT, DEALS, STATUS = "forecast-readout", "forecast-deals", "forecast-status"
UNCHANGED = "0"  # of a choice that assumes nothing
MOST_NAMED = 6
WORDS = ("win", "slip", "size", "run")  # of the sliders, as an address has them
LOSS = 50  # percent of their odds that the deals of an owner who leaves lose


@dataclass(frozen=True, slots=True)
class Slider:
    """An assumption that moves: its word in the address, its range, and how it is written."""

    word: str
    label: str
    note: str
    low: int
    high: int
    unit: str

    @property
    def id(self) -> str:
        """The id of the slider."""
        return slider_id(self.word)


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity whose fate may be assumed: its name, its amount written, and what is assumed of it now."""

    id: int
    contact: str
    title: str
    amount: str
    fate: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be assumed besides the sliders: deals, owners who leave, currencies that move; with the present values."""

    deals: Sequence[Deal]
    owners: Sequence[tuple[int, str]]
    currencies: Sequence[str]
    months: Sequence[date]
    scenario: Scenario


def slider_id(word: str) -> str:
    """Return the id of the slider of a word."""
    return f"forecast-{word}"


def sliders() -> list[Slider]:
    """Return the assumptions that move, in their order."""
    percent = formats.percent(0).removeprefix("0")
    weeks = formats.NBSP + _("wk")
    return [
        Slider("win", _("Win rate"), _("of the model"), -40, 40, percent),
        Slider("slip", _("Deliveries slip"), _("all that is to come"), -4, 12, weeks),
        Slider("size", _("Deal size"), _("of open opportunities"), -40, 40, percent),
        Slider("run", _("New business"), _("of the last 12 months"), -40, 40, percent),
    ]


def panel(*, may_share: bool) -> html.Section:
    """Return the panel; the numbers and the deals arrive by callback, the sliders are set by the browser."""
    heading = f"{READOUT}-title"
    titles = [html.H2(_("What if"), id=heading), html.P(_("Moves are relative to the forecast"))]
    tools = html.Div(scenarios.button(), className="cd-panel__a")
    head = html.Header([html.Div(titles, className="cd-panel__t"), tools], className="cd-panel__head")
    graph = dcc.Graph(id=HISTOGRAM, responsive=True, className="cd-fcfill", config={"displayModeBar": False})
    spread = html.Div(
        graph, className="cd-fchist", role="img", **attributes(aria_label=_("How often the year ends where"))
    )
    reset = html.Button(_("Reset"), type="button", className="btn btn-sm btn-ghost", **attributes(data_fc_reset=""))
    foot = html.Div(
        [html.Span(id=STATUS, className="cd-mut", role="status"), reset, scenarios.save_button(may_share=may_share)],
        className="cd-scen__f",
    )
    body = html.Div(
        [html.Div(id=READOUT, className="cd-scen__v"), spread, *map(_slider, sliders()), html.Div(id=DEALS), foot],
        className="cd-scen",
    )
    return html.Section(
        [head, html.Div(body, className="cd-panel__body")],
        className="card cd-panel cd-c4",
        **attributes(aria_labelledby=heading),
    )


def _slider(slider: Slider) -> html.Div:
    name = html.Label([slider.label, html.Span(slider.note, className="cd-mut")], htmlFor=slider.id)
    value = html.Span(f"{formats.number(0)}{slider.unit}", className="cd-n cd-slider__o")
    control = dbc.Input(
        id=slider.id, type="range", class_name="form-range", min=slider.low, max=slider.high, step=1, value=0
    )
    return html.Div(
        [name, value, control], className="cd-slider", **attributes(data_fc_word=slider.word, data_fc_unit=slider.unit)
    )


def readout(shown: Shown) -> list[html.Div]:
    """Return how the year is likely to close under these assumptions, and the chance of its target."""
    path = shown.asked
    likely = formats.money(path.band.p50, path.currency)
    cells = [html.Div([_key(_("Likely close")), html.Span(likely, className="cd-n cd-scen__big")])]
    if path.chance_of_target is not None:
        found = html.Span(chance(path.chance_of_target), className="cd-n cd-scen__big")
        cells.append(html.Div([_key(_("Chance of target")), found], className="cd-scen__r"))
    return cells


def _key(text: str) -> html.Span:
    return html.Span(text, className="cd-total__k")


def status(shown: Shown) -> list[Any]:
    """Return what the assumptions change: the likely close before and after, and the chance of the target."""
    if not shown.is_changed:
        return [_("Same as the forecast")]
    base, path = shown.base, shown.asked
    change = path.band.p50 - base.band.p50
    tone = "neg" if change < 0 else "pos" if change > 0 else "mut"
    said: list[Any] = [
        html.B(signed(change, path.currency), className=f"cd-n cd-{tone}"),
        " ",
        _("against {amount}", amount=short(base.band.p50, base.currency)),
    ]
    if base.chance_of_target is not None and path.chance_of_target is not None:
        said += [
            "; ",
            _("chance {before} → {after}", before=chance(base.chance_of_target), after=chance(path.chance_of_target)),
        ]
    return said


def choices(given: Choices) -> list[Any]:
    """Return what may be assumed of single deals, of owners who leave and of currencies."""
    plain = given.deals and given.deals[0].fate in {"", f"{given.months[0]:%Y-%m}"}
    first = [_first(given.deals[0], given)] if plain else []
    others = given.deals[len(first) :]
    rest = [_fate(deal, given) for deal in others]
    parts = [
        *([_group(_("Single opportunities"), rest)] if rest else []),
        *([_group(_("Somebody leaves"), [_owners(given)])] if given.owners else []),
        *([_group(_("Currencies"), [_currency(code, given) for code in given.currencies])] if given.currencies else []),
    ]
    scenario = given.scenario
    more = bool(scenario.leaving or scenario.fx or any(deal.fate for deal in others))
    summary = html.Summary(_("More assumptions"))
    return [
        *first,
        *([html.Details([summary, *parts], open=more, className="cd-asdata cd-scen__more")] if parts else []),
    ]


def _first(deal: Deal, given: Choices) -> html.Label:
    """Return the opportunity that decides most, to be counted as won this month."""
    month = given.months[0]
    box = dbc.Checkbox(id=f"forecast-deal-{deal.id}", value=bool(deal.fate), class_name="cd-scen__box")
    text = _(
        "Include {contact}, {title}, as won in {month}",
        contact="\0", title=deal.title, month=formats.month(month),
    )  # fmt: skip
    before, _mark, after = text.partition("\0")
    known = attributes(data_fc_word=f"deal.{deal.id}", data_fc_on=deal.fate or f"{month:%Y-%m}")
    amount = html.Span(deal.amount, className="cd-n cd-mut")
    return html.Label(
        [box, html.Span([before, html.B(deal.contact), after]), amount], className="cd-scen__chk", **known
    )


def _group(title: str, rows: Sequence[Any]) -> html.Fieldset:
    return html.Fieldset([html.Legend(title), *rows], className="cd-scen__g")


def _fate(deal: Deal, given: Choices) -> html.Div:
    options = [
        {"label": _("As forecast"), "value": UNCHANGED},
        {"label": _("Won"), "value": Fate.WON.value},
        {"label": _("Lost"), "value": Fate.LOST.value},
        *(
            {"label": _("Won in {month}", month=formats.month(month)), "value": f"{month:%Y-%m}"}
            for month in given.months
        ),
    ]
    name = html.Label([html.B(deal.contact), " ", deal.title], htmlFor=f"forecast-deal-{deal.id}", className="cd-trunc")
    choice = dbc.Select(id=f"forecast-deal-{deal.id}", options=options, value=deal.fate or UNCHANGED, size="sm")
    return _line(name, html.Span(deal.amount, className="cd-n cd-mut"), choice, f"deal.{deal.id}")


def _owners(given: Choices) -> html.Div:
    """Return who leaves; their deals lose half of their odds."""
    options = [
        {"label": _("Nobody"), "value": UNCHANGED},
        *({"label": name, "value": str(id_)} for id_, name in given.owners),
    ]
    leaving = next(iter(given.scenario.leaving), None)
    name = html.Label(_("Their deals lose half of their odds"), htmlFor="forecast-leaving", className="cd-mut")
    choice = dbc.Select(id="forecast-leaving", options=options, value=str(leaving or UNCHANGED), size="sm")
    return html.Div([name, choice], className="cd-scen__l", **attributes(data_fc_leaving=str(LOSS)))


def _currency(code: str, given: Choices) -> html.Div:
    percents = (-10, -5, 0, 5, 10)
    now = given.scenario.fx.get(code, 0)
    options = [
        {"label": formats.percent(percent, signed=True) if percent else _("As today"), "value": str(percent)}
        for percent in sorted({*percents, now})
    ]
    name = html.Label(code, htmlFor=f"forecast-fx-{code}")
    choice = dbc.Select(id=f"forecast-fx-{code}", options=options, value=str(now), size="sm")
    return _line(name, None, choice, f"fx.{code}")


def _line(name: Any, amount: Any, choice: Any, word: str) -> html.Div:
    cells = [cell for cell in (name, amount, choice) if cell is not None]
    return html.Div(cells, className="cd-scen__l", **attributes(data_fc_word=word))


def months_of(path: OutlookPath) -> list[date]:
    """Return the months that are still to come, in which something may be assumed to be won."""
    return [month.month for month in path.months if not month.is_over and not month.is_beyond]


def named(deals: Sequence[Deal], fates: Mapping[int, str]) -> list[Deal]:
    """Return at most so many deals: those that something is assumed of never fall out."""
    kept = [deal for deal in deals if deal.id in fates]
    rest = [deal for deal in deals if deal.id not in fates][: max(MOST_NAMED - len(kept), 0)]
    chosen = {deal.id for deal in (*kept, *rest)}
    return [deal for deal in deals if deal.id in chosen]
