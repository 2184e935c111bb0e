"""The funnel as a table of bars: reached, went on, lost, still there, and what stands in each stage now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.icons import outcome_glyph, stage_glyph
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import Filled
from components.overview.words import DASH

PIPELINE, BY = "overview-funnel-pipeline", "overview-funnel-by"
COUNT, VALUE = "count", "value"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the funnel; numbers are counts, or minor units by value. The last one is winning itself."""

    name: str
    colour: str
    glyph: int
    href: str
    reached: int
    went_on: int
    lost: int
    still: int
    share: float | None
    open_count: int
    open_minor: int
    is_won: bool = False


@dataclass(frozen=True, slots=True)
class Funnel:
    """The funnel of those started between two days; `win_rate` is that of the mature ones, as a sentence."""

    stages: Sequence[Stage]
    first_on: date
    last_on: date
    started: int
    won: int
    still_open: int
    open_before: int
    by: str
    currency: str
    today: date
    formula: str


def tools(pipelines: Sequence[tuple[int, str]]) -> list[Any]:
    """Return the choice of the pipeline and the switch between counting and adding up."""
    choice = dbc.Select(
        id=PIPELINE,
        options=[{"label": name, "value": str(key)} for key, name in pipelines],
        value=str(pipelines[0][0]) if pipelines else "",
        size="sm",
        className="cd-ovselect",
    )
    labelled = html.Label([html.Span(_("Pipeline"), className="visually-hidden"), choice], hidden=len(pipelines) < 2)
    switch = dbc.RadioItems(
        id=BY,
        options=[{"label": _("Count"), "value": COUNT}, {"label": _("Value"), "value": VALUE}],
        value=COUNT,
        inline=True,
        className="cd-seg cd-seg--radio",
        label_class_name="cd-seg__l",
        input_class_name="cd-seg__i",
    )
    return [labelled, html.Div(switch, role="group", **attributes(aria_label=_("Funnel by")))]


def no_pipeline() -> Filled:
    """Return what stands in the panel as long as opportunities have no way to go."""
    return Filled("", html.P(_("No opportunity is open."), className="cd-mut"))


def funnel(shown: Funnel) -> Filled:
    """Return the funnel with its caption and what has to be known to read it."""
    period = _("{first} to {last}", first=formats.month(shown.first_on), last=formats.month(shown.last_on))
    started = ngettext(
        "{n} opportunity started, {period}", "{n} opportunities started, {period}", shown.started,
        n=formats.number(shown.started), period=period,
    )  # fmt: skip
    unit = _("net in {currency}", currency=shown.currency) if shown.by == VALUE else _("counted")
    return Filled(f"{started}; {unit}", _table(shown), _foot(shown))


def _table(shown: Funnel) -> html.Div:
    widest = max((stage.reached for stage in shown.stages), default=0) or 1
    head = [_("Stage"), _("Reached"), _("Went on"), _("Lost"), _("Still there"), _("Open now"), _("Net open")]
    heads = [html.Th(text, scope="col", className="num" if place > 1 else "") for place, text in enumerate(head)]
    rows = [_row(stage, widest, shown) for stage in shown.stages]
    caption = html.Caption(_("Funnel by stage"), className="visually-hidden")
    table = html.Table(
        [caption, html.Thead(html.Tr(heads)), html.Tbody(rows)], className="cd-table cd-funnel", title=shown.formula
    )
    return html.Div(
        table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=_("Funnel by stage"))
    )


def _row(stage: Stage, widest: int, shown: Funnel) -> html.Tr:
    glyph = outcome_glyph("won") if stage.is_won else stage_glyph(stage.glyph, stage.colour)
    colour = "var(--cd-pos)" if stage.is_won else f"var(--cd-st-{stage.colour})"
    width = f"{100 * max(stage.reached, 0) / widest:.1f}%"
    bar = html.Span(
        [html.I(style={"width": width, "--c": colour}), html.Span(_amount(stage.reached, shown), className="cd-n")],
        className="cd-funnel__b",
    )
    name = html.Th(
        html.Span([glyph, html.Span(stage.name, className="cd-trunc")], className="cd-funnel__l"), scope="row"
    )
    if stage.is_won:
        return html.Tr([name, html.Td(bar), *[html.Td() for _place in range(5)]])
    share = formats.percent(100 * stage.share) if stage.share is not None else DASH
    link = html.A(formats.number(stage.open_count), href=stage.href, **attributes(data_cd_nav="exact"))
    return html.Tr([
        name,
        html.Td(bar),
        html.Td([html.Span(_amount(stage.went_on, shown), className="cd-funnel__n"), html.Span(share)], className="num"),
        html.Td(_amount(stage.lost, shown), className="num"),
        html.Td(_amount(stage.still, shown), className="num cd-mut"),
        html.Td(link, className="num"),
        html.Td(
            formats.money(stage.open_minor, shown.currency, style="k"),
            className="num",
            title=formats.money(stage.open_minor, shown.currency, style="2"),
        ),
    ])  # fmt: skip


def _amount(value: int, shown: Funnel) -> str:
    return formats.money(value, shown.currency, style="k") if shown.by == VALUE else formats.number(value)


def _foot(shown: Funnel) -> str:
    share = formats.percent(100 * shown.won / shown.started) if shown.started else DASH
    said = [
        ngettext(
            "{share} of the starts were won; {n} is still open and may raise it.",
            "{share} of the starts were won; {n} are still open and may raise it.",
            shown.still_open, share=share, n=formats.number(shown.still_open),
        ),
        _("Each counts once, at the furthest stage it reached; open now is by the present stage."),
    ]  # fmt: skip
    if shown.open_before:
        said.append(
            ngettext(
                "{n} of the open ones started earlier.", "{n} of the open ones started earlier.", shown.open_before,
                n=formats.number(shown.open_before),
            )
        )  # fmt: skip
    return " ".join(said)
