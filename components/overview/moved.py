"""What moved: the largest changes since a day one by one, and all the others together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import Filled
from components.overview.words import mark, marked, signed, whole

SINCE = "overview-moved-since"
SIGNS = {
    "won": ("trophy", "pos"), "lost": ("x-circle", "neg"), "cancelled": ("slash-circle", ""),
    "reopened": ("arrow-counterclockwise", "pos"), "new": ("plus-lg", "pos"), "moved_out": ("calendar-x", "neg"),
    "moved_in": ("calendar-check", "pos"), "amount_up": ("arrow-up-right", "pos"),
    "amount_down": ("arrow-down-right", "neg"), "surer": ("signpost-split", "pos"),
    "less_sure": ("signpost-split", "neg"), "pushed": ("calendar-event", ""), "pulled": ("calendar-event", ""),
    "other": ("three-dots", ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moved:
    """One opportunity that moved; `expected` are the dates of order then and now, `net_minor` is the amount now."""

    id: int
    contact: str
    title: str
    cause: str
    effect_minor: int
    stated: tuple[int, int]
    net_minor: int
    expected: tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Moves:
    """The largest, the rest in sums, and how many there were of each cause."""

    largest: Sequence[Moved]
    rest_count: int
    rest_up: int
    rest_down: int
    total_minor: int
    causes: Mapping[str, int]
    currency: str
    since: date
    today: date
    formula: str


def tools(since: date, first: date, last: date) -> list[Any]:
    """Return the field for the day."""
    field = dbc.Input(
        id=SINCE, type="date", value=since.isoformat(), min=first.isoformat(), max=last.isoformat(), size="sm",
        class_name="cd-ovdate",
    )  # fmt: skip
    return [html.Label([html.Span(_("Since"), className="cd-mut cd-small"), field], className="cd-ovsince")]


def moved(shown: Moves) -> Filled:
    """Return the list, with the whole effect in its caption; the rows add up to it."""
    net = html.Span(signed(shown.total_minor, shown.currency, "0"), className=f"cd-n {_tone(shown.total_minor)}")
    caption = html.Span(
        marked(_("Effect on won + weighted: {effect}", effect=mark("effect")), {"effect": net}), title=shown.formula
    )
    if not shown.largest and not shown.rest_count:
        nothing = _("Nothing moved since {day}.", day=formats.day(shown.since, shown.today))
        return Filled(caption, html.P(nothing, className="cd-mut"))
    items = [html.Li(_item(one, shown)) for one in shown.largest]
    rest = [html.Li(_rest(shown))] if shown.rest_count else []
    return Filled(caption, html.Ul([*items, *rest], className="cd-changes"), _causes(shown))


def _item(one: Moved, shown: Moves) -> html.A:
    name, tone = SIGNS[one.cause]
    sign = html.Span(icon(name), className=f"cd-note__ic{f' cd-note__ic--{tone}' if tone else ''}")
    said = html.Span(
        [html.B(one.contact or one.title, className="cd-trunc"), html.Span(_what(one, shown), className="cd-trunc")],
        className="cd-ch__t",
    )
    value = html.Span(
        signed(one.effect_minor, shown.currency, "0"),
        className=f"cd-ch__v cd-n {_tone(one.effect_minor)}",
        title=formats.money(one.effect_minor, shown.currency, style="2"),
    )
    return html.A([sign, said, value], href=f"/opportunity/{one.id}", **attributes(data_cd_nav="filtered"))


def _what(one: Moved, shown: Moves) -> str:
    """Say what happened and to what."""
    amount = formats.money(one.net_minor, shown.currency, style="k")
    percents = {"before": formats.percent(one.stated[0]), "after": formats.percent(one.stated[1])}
    days = {"before": _day(one.expected[0], shown), "after": _day(one.expected[1], shown)}
    texts = {
        "won": _("Won {amount}", amount=amount),
        "lost": _("Lost, was at {before}", **percents),
        "cancelled": _("Cancelled"),
        "reopened": _("Reopened at {after}", **percents),
        "new": _("New, {amount} at {after}", amount=amount, **percents),
        "moved_out": _("Order {before} → {after}, out of the period", **days),
        "moved_in": _("Order {before} → {after}, into the period", **days),
        "amount_up": _("Amount raised to {amount}", amount=amount),
        "amount_down": _("Amount lowered to {amount}", amount=amount),
        "surer": _("Probability {before} → {after}", **percents),
        "less_sure": _("Probability {before} → {after}", **percents),
        "pushed": _("Order {before} → {after}", **days),
        "pulled": _("Order {before} → {after}", **days),
        "other": _("Changed"),
    }
    return f"{texts[one.cause]}, {one.title}"


def _day(day: date | None, shown: Moves) -> str:
    return formats.day(day, shown.today) if day else _("no date")


def _rest(shown: Moves) -> html.Div:
    many = ngettext("{n} smaller change", "{n} smaller changes", shown.rest_count, n=formats.number(shown.rest_count))
    same = shown.rest_count - shown.rest_up - shown.rest_down
    parts = [
        *([_("{count} up", count=formats.number(shown.rest_up))] if shown.rest_up else []),
        *([_("{count} down", count=formats.number(shown.rest_down))] if shown.rest_down else []),
        *([_("{count} without effect", count=formats.number(same))] if same else []),
    ]
    text = html.Span([html.B(many), html.Span(", ".join(parts))], className="cd-ch__t")
    # Rounded as the others are, so that what is on the screen adds up.
    rest = whole(shown.total_minor, shown.currency) - sum(
        whole(one.effect_minor, shown.currency) for one in shown.largest
    )
    value = html.Span(signed(rest, shown.currency, "0"), className=f"cd-ch__v cd-n {_tone(rest)}")
    return html.Div([html.Span(icon("three-dots"), className="cd-note__ic"), text, value], className="cd-changes__rest")


def _causes(shown: Moves) -> str:
    """Count what happened; each opportunity by the weightiest thing."""
    causes = shown.causes

    def count(*names: str) -> int:
        return sum(causes.get(name, 0) for name in names)

    amounts, sure = count("amount_up", "amount_down"), count("surer", "less_sure")
    pushed = count("pushed", "moved_out")
    said = [
        (count("won"), ngettext("{n} won", "{n} won", count("won"))),
        (count("lost"), ngettext("{n} lost", "{n} lost", count("lost"))),
        (count("new"), ngettext("{n} new", "{n} new", count("new"))),
        (amounts, ngettext("{n} amount changed", "{n} amounts changed", amounts)),
        (sure, ngettext("{n} probability changed", "{n} probabilities changed", sure)),
        (pushed, ngettext("{n} date pushed", "{n} dates pushed", pushed)),
    ]
    listed = ", ".join(text for number, text in said if number)
    return _("Since {day}: {list}.", day=formats.day(shown.since, shown.today), list=listed) if listed else ""


def _tone(minor: int) -> str:
    return "cd-pos" if minor > 0 else "cd-neg" if minor < 0 else "cd-mut"
