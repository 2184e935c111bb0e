"""Why 62 %: the walk from the base rate to the chance, what was won of the like, and the other values beside it."""

from typing import Any

from dash import html

from components import formats
from components.attributes import DECORATIVE, attributes
from components.forecast.words import basis_name
from components.language import gettext as _
from components.opportunity.words import DASH
from domain.chance import PERCENT, REST, Chance

Bar = tuple[float, float, str]  # left and width in percent of the line, and the kind


def why(chance: Chance, stated_percent: int) -> html.Section:
    """Return the panel of an open opportunity; says so when the model has no skill here."""
    title = _("Why {percent}", percent=_percent(chance.chance))
    body = [*_walk(chance), *_values(chance, stated_percent), *_notes(chance)]
    head = html.Header(
        html.Div([html.H2(title), html.P(_caption(chance))], className="cd-panel__t"), className="cd-panel__head"
    )
    return html.Section([head, html.Div(body, className="cd-panel__body")], className="card cd-panel")


def feature_name(feature: str) -> str:
    """Return what a feature of the model is called."""
    names = {
        "opportunity_type": _("Type"),
        "origin": _("Origin"),
        "owner": _("Owner"),
        "team": _("Team"),
        "product_family": _("Product family"),
        "place": _("Pipeline and stage"),
        "valued": _("Whether the amount is known"),
        "size": _("Size"),
        "quality": _("Quality of the contact"),
        "age": _("Age"),
        "stay": _("Days in the stage"),
        "silence": _("Days since the last activity"),
        "activity": _("Number of activities"),
        "pushes": _("How often its date was pushed"),
        "until_order": _("Days to the expected order"),
        "stated": _("Stated probability"),
        "level": _("Wins of late"),
        REST: _("Everything else"),
    }
    return names.get(feature, feature)


def _caption(chance: Chance) -> str:
    said_on = formats.day(chance.said_on)
    if chance.has_skill:
        return _("Points added to the base rate, as of {day}", day=said_on)
    return _("By {basis}, as of {day}", basis=basis_name(chance.used), day=said_on)


def _walk(chance: Chance) -> list[Any]:
    """Return the steps as bars that begin where the last one ended; nothing when the model is not used."""
    if not chance.has_skill or chance.model is None:
        return []
    at = PERCENT * chance.base
    rows = [_row(_("Base rate"), _percent(chance.base), (0, at, "b"))]
    for step in chance.walk:
        left, kind = min(at, at + step.points), "p" if step.points > 0 else "n"
        points = formats.number(step.points, signed=True)
        tone = " cd-pos" if step.points > 0 else " cd-neg"
        rows.append(_row(feature_name(step.feature), points, (left, abs(step.points), kind), tone))
        at += step.points
    rows.append(_sum(chance, chance.model))
    return [html.Ul(rows, className="cd-why")]


def _row(label: str, value: str, bar: Bar, tone: str = "") -> html.Li:
    return html.Li(
        [
            html.Span(label, className="cd-why__l"),
            html.Span(_drawn(bar), className="cd-why__t", **DECORATIVE),
            html.Span(value, className=f"cd-n{tone}"),
        ]
    )


def _sum(chance: Chance, model: float) -> html.Li:
    """Return the end of the walk, with a tick where people see the chance."""
    tick = html.B(style={"left": f"{PERCENT * chance.stated:.1f}%"})
    line = html.Span([_drawn((0, PERCENT * model, "s")), tick], className="cd-why__t", **DECORATIVE)
    return html.Li([html.Span(_("Model")), line, html.Span(_percent(model), className="cd-n")], className="cd-why__sum")


def _drawn(bar: Bar) -> html.I:
    left, width, kind = bar
    place = {"left": f"{min(max(left, 0), PERCENT):.1f}%", "width": f"{min(max(width, 0), PERCENT):.1f}%"}
    return html.I(className=kind, style=place)


def _values(chance: Chance, stated_percent: int) -> list[Any]:
    """Return stated, stage and model beside each other; the one in use is marked."""
    values = [
        ("stated", formats.percent(stated_percent), ""),
        ("stage", _maybe(chance.stage), ""),
        ("model", _maybe(chance.model), _interval(chance)),
    ]
    cells = [
        html.Div(
            [html.Dt(basis_name(name)), html.Dd([html.B(value), *([html.Small(note)] if note else [])])],
            className="is-used" if name == chance.used else "",
            **attributes(title=_("in use") if name == chance.used else ""),
        )
        for name, value, note in values
    ]
    return [html.Dl(cells, className="cd-whythree")]


def _interval(chance: Chance) -> str:
    if chance.low is None or chance.high is None:
        return ""
    return formats.percent_range(round(PERCENT * chance.low), round(PERCENT * chance.high))


def _notes(chance: Chance) -> list[html.P]:
    """Return what was won of the like, and why the value in use is used."""
    notes = []
    if chance.like_count:
        text = _(
            "{won} of {count} opportunities like it were won ({share}).",
            won=formats.number(chance.like_won or 0),
            count=formats.number(chance.like_count),
            share=_percent((chance.like_won or 0) / chance.like_count),
        )
        notes.append(text)
    if not chance.has_skill and chance.reason:
        notes.append(_(chance.reason))
    return [html.P(text, className="cd-why__n") for text in notes]


def _percent(value: float) -> str:
    return formats.percent(PERCENT * value)


def _maybe(value: float | None) -> str:
    return DASH if value is None else _percent(value)
