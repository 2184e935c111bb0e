"""The opportunities of a contact: those that are open, those that are over, and what they come to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.contacts.words import plain_link
from components.language import gettext as _
from components.language import ngettext, pgettext
from components.opportunity.words import DASH, amount, day_time, nothing
from domain.contact import ContactDetail, DealRow, DealSums, Sum


def figures(detail: ContactDetail, today: date) -> html.Dl:
    """Return what is open, weighted, won and lost with the contact, and when it was spoken to last."""
    sums = detail.sums
    last = detail.contacted_at.date() if detail.contacted_at else None
    spoken = _("{days} ago", days=formats.days((today - last).days)) if last and last < today else ""
    parts = [
        _figure(pgettext("opportunity", "Open"), _money(sums.open, sums), _count(sums.open)),
        _figure(_("Weighted"), formats.money(sums.weighted_minor, sums.currency), _("net × stated probability")),
        _figure(_("Won"), _money(sums.won, sums), _count(sums.won)),
        _figure(_("Lost"), _money(sums.lost, sums), _count(sums.lost)),
        _figure(_("Last activity"), day_time(last, today) if last else DASH, spoken or _rates(sums)),
    ]
    return html.Dl(parts, className="cd-kfs cd-kfs--5", title=_rates(sums) or None)


def open_table(detail: ContactDetail, today: date) -> Any:
    """Return the open opportunities, those touched last first."""
    if not detail.open_deals:
        return nothing(_("Nothing is open with this contact, as far as you can see."))
    heads = [_("Opportunity"), _("Stage"), _("Probability"), _("Net"), _("Expected order"), _("Owner")]
    rows = [
        [_link(row), row.stage, formats.percent(row.percent), amount(row.net_minor, row.currency),
         _day(row.expected_order_on, today), row.owner]
        for row in detail.open_deals
    ]  # fmt: skip
    return _table(_("Open opportunities"), heads, rows, {2, 3}, detail.sums.open.count)


def past_table(detail: ContactDetail, today: date) -> Any:
    """Return the opportunities that are won, lost or cancelled, the latest first."""
    if not detail.past_deals:
        return nothing(_("No opportunity with this contact was closed, as far as you can see."))
    heads = [_("Opportunity"), _("Outcome"), _("Net"), _("Closed"), _("Owner")]
    rows = [
        [_link(row), _outcome(row.outcome), amount(row.net_minor, row.currency), _day(row.closed_on, today), row.owner]
        for row in detail.past_deals
    ]
    return _table(_("Past opportunities"), heads, rows, {2}, detail.sums.won.count + detail.sums.lost.count)


def _table(label: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], numbers: set[int], count: int) -> html.Div:
    tone = dict.fromkeys(numbers, "num cd-n")
    head = html.Tr([html.Th(text, scope="col", className=tone.get(place)) for place, text in enumerate(heads)])
    body = [html.Tr([html.Td(cell, className=tone.get(place)) for place, cell in enumerate(row)]) for row in rows]
    listed = html.Table([html.Thead(head), html.Tbody(body)], className="cd-table")
    more = [html.P(_("Showing {shown} of {total}", shown=len(rows), total=count), className="cd-inlineempty cd-small")]
    scrolls = attributes(aria_label=label)
    wrapped = html.Div(listed, className="cd-tablewrap", tabIndex=0, role="region", **scrolls)
    return html.Div([wrapped, *(more if count > len(rows) else [])])


def _link(row: DealRow) -> html.Div:
    link = plain_link(row.title, f"/opportunity/{row.id}", "cd-table__link")
    return html.Div([link, html.Span(f" {row.number}", className="cd-mut cd-small")], className="cd-trunc cd-dealname")


def _outcome(outcome: str) -> html.Span:
    words = {"won": (_("Won"), "pos"), "lost": (_("Lost"), ""), "cancelled": (_("Cancelled"), "")}
    text, tone = words[outcome]
    return html.Span(text, className=f"cd-tag{f' cd-tag--{tone}' if tone else ''}")


def _day(on: date | None, today: date) -> Any:
    return day_time(on, today) if on else DASH


def _money(part: Sum, sums: DealSums) -> str:
    return formats.money(part.net_minor, sums.currency)


def _count(part: Sum) -> str:
    return ngettext("{n} opportunity", "{n} opportunities", part.count)


def _rates(sums: DealSums) -> str:
    return _("Rates of {day}", day=formats.long_day(sums.rates_on)) if sums.rates_on else ""


def _figure(label: str, value: Any, below: str) -> html.Div:
    return html.Div(
        [html.Dt(label), html.Dd(value, className="cd-n"), html.Dd(below, className="cd-kf__s cd-n")], className="cd-kf"
    )
