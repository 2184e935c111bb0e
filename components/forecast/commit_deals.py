"""The opportunities of a period with the category of each: suggested by its chance, set by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components import formats
from components.attributes import attributes
from components.contacts.words import plain_link
from components.forecast.category_words import category_names
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import DASH, nothing
from domain.category import CHOOSABLE, Category


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity of the period; the chance in percent, the amount in minor units of the page's currency."""

    id: int
    version: int
    title: str
    contact: str
    owner: str
    stage: str
    on: date | None
    category: Category
    suggested: Category
    chosen: bool
    percent: float
    net_minor: int
    changeable: bool


def deals(shown: Sequence[Deal], count: int, currency: str, today: date) -> html.Section:
    """Return the panel: the largest opportunities of the period; `count` is how many there are."""
    caption = ngettext(
        "{n} opportunity expected or won in the period.", "{n} opportunities expected or won in the period.", count
    )
    rule = _("From a chance of 70 percent commit is suggested, from 40 best case, below that pipeline.")
    head = html.Header(
        html.Div([html.H2(_("Opportunities")), html.P(f"{caption} {rule}")], className="cd-panel__t"),
        className="cd-panel__head",
    )
    body = _table(shown, currency, today) if shown else nothing(_("Nothing is expected or was won in this period."))
    rest = count - len(shown)
    more = [
        html.P(
            _("{n} smaller ones are not shown. Narrow the filter to see them.", n=formats.number(rest)),
            className="cd-inlineempty",
        )
    ]
    return html.Section([head, html.Div(body), *(more if rest > 0 else [])], className="card cd-panel cd-docpanel")


def _table(shown: Sequence[Deal], currency: str, today: date) -> html.Div:
    heads = [
        _("Opportunity"),
        _("Contact"),
        _("Owner"),
        _("Stage"),
        _("Expected or won"),
        _("Chance"),
        _("Category"),
        _("Net"),
    ]
    numeric = {5, 7}
    head = html.Tr(
        [html.Th(text, scope="col", className="num" if place in numeric else None) for place, text in enumerate(heads)]
    )
    body = [html.Tr(_cells(deal, currency, today)) for deal in shown]
    table = html.Table([html.Thead(head), html.Tbody(body)], className="cd-table cd-commitdeals")
    label = _("Opportunities of the period with their category")
    return html.Div(table, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))


def _cells(deal: Deal, currency: str, today: date) -> list[html.Td]:
    closed = deal.category is Category.CLOSED
    return [
        html.Td(plain_link(deal.title, f"/opportunity/{deal.id}", "cd-table__link")),
        html.Td(deal.contact or DASH),
        html.Td(deal.owner),
        html.Td(deal.stage),
        html.Td(formats.day(deal.on, today) if deal.on else DASH),
        html.Td(DASH if closed else formats.percent(deal.percent), className="num cd-n"),
        html.Td(_category(deal)),
        html.Td(formats.money(deal.net_minor, currency), className="num cd-n"),
    ]


def _category(deal: Deal) -> Any:
    names = category_names()
    if deal.category is Category.CLOSED or not deal.changeable:
        return html.Span(names[deal.category.value], className="cd-tag")
    suggestion = _("{category}, suggested", category=names[deal.suggested.value])
    options = [
        {"value": "", "label": suggestion},
        *[{"value": each.value, "label": names[each.value]} for each in CHOOSABLE],
    ]
    said = html.Span(_("Category of {title}", title=deal.title), className="visually-hidden")
    select = dbc.Select(
        options=options,
        value=deal.category.value if deal.chosen else "",
        placeholder=suggestion,
        class_name="cd-commitpick",
    )
    return html.Label([said, select], **attributes(data_cd_category=str(deal.id), data_cd_version=str(deal.version)))
