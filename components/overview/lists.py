"""Lists: the largest open opportunities, and those that wait for somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import stage_glyph
from components.language import gettext as _
from components.language import ngettext
from components.overview.panel import Filled


@dataclass(frozen=True, slots=True)
class Row:
    """One opportunity; amounts in minor units of the reporting currency, `note` is what its list is about."""

    id: int
    contact: str
    title: str
    stage: str
    colour: str
    glyph: int
    percent: int
    minor: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """All that a list stands for, and where it is shown in full."""

    count: int
    net_minor: int
    href: str
    currency: str


def largest(rows: Sequence[Row], weighted_minor: int, currency: str, today: date) -> Filled:
    """Return the largest by weighted value, and which share of the whole they hold."""
    if not rows:
        return Filled("", html.P(_("No opportunity is open."), className="cd-mut"))
    held = sum(row.minor for row in rows)
    caption = ngettext(
        "The largest holds {share} of the weighted pipeline, {day}",
        "The {n} largest hold {share} of the weighted pipeline, {day}",
        len(rows), share=formats.percent(100 * held / weighted_minor if weighted_minor else 0),
        day=formats.day(today, today),
    )  # fmt: skip
    return Filled(caption, _list(rows, currency))


def waiting(rows: Sequence[Row], total: Total, sentence: str) -> Filled:
    """Return the first of those that wait, with how many there are, what they are worth and the way to all of them."""
    if not total.count:
        return Filled(sentence, html.P(_("None. Well kept."), className="cd-mut"))
    shown = ngettext(
        "Show the {n} opportunity", "Show the {n} opportunities", total.count, n=formats.number(total.count)
    )
    many = ngettext(
        "{n} opportunity, {amount} net", "{n} opportunities, {amount} net", total.count,
        n=formats.number(total.count), amount=formats.money(total.net_minor, total.currency, style="k"),
    )  # fmt: skip
    foot = html.A(shown, href=total.href, **attributes(data_cd_nav="exact"))
    return Filled(f"{sentence} {many}", _list(rows, total.currency), foot)


def _list(rows: Sequence[Row], currency: str) -> html.Ul:
    return html.Ul([html.Li(_line(row, currency)) for row in rows], className="cd-toplist")


def _line(row: Row, currency: str) -> html.A:
    note = row.note or formats.percent(row.percent)
    glyph = html.Span(
        [stage_glyph(row.glyph, row.colour), html.Span(row.stage, className="visually-hidden")], title=row.stage
    )
    name = html.Span([html.B(row.contact), " ", row.title] if row.contact else row.title, className="cd-trunc")
    amount = html.Span(
        formats.money(row.minor, currency),
        className="cd-toplist__v cd-n",
        title=formats.money(row.minor, currency, style="2"),
    )
    return html.A(
        [glyph, name, html.Span(note, className="cd-n cd-mut"), amount],
        href=f"/opportunity/{row.id}",
        title=f"{row.contact} {row.title}".strip(),
        **attributes(data_cd_nav="filtered"),
    )
