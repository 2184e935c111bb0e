"""The list of campaigns with their results, the latest first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats, states
from components.attributes import attributes
from components.campaigns.numbers import amount, money, share
from components.contacts.words import plain_link
from components.language import gettext as _
from components.opportunity.words import DASH
from domain.campaign import CampaignRow, Measures


def table(rows: Sequence[tuple[CampaignRow, Measures]], today: date) -> html.Div:
    """Return the list; amounts in the currency of each campaign."""
    if not rows:
        text = _("A campaign shows what was spent, who became a lead and which opportunities came of it.")
        return states.elsewhere(_("No campaign yet"), text, [])
    formulas = [_(formula) for formula in rows[0][1].formulas]
    heads = [
        (_("Name"), "", ""), (_("Category"), "", ""), (_("Starts"), "", ""), (_("Budget"), "num", ""),
        (_("Costs"), "num", ""), (_("Leads"), "num", ""), (_("Conversion"), "num", formulas[0]),
        (_("Cost per lead"), "num", formulas[1]), (_("Opportunities"), "num", ""),
        (_("Cost per opportunity"), "num", formulas[2]), (_("Won, net"), "num", ""), (_("Return"), "num", formulas[3]),
    ]  # fmt: skip
    head = html.Tr(
        [html.Th(text, scope="col", className=tone or None, title=said or None) for text, tone, said in heads]
    )
    body = [_row(row, measures, today) for row, measures in rows]
    listed = html.Table(
        [html.Caption(_("Campaigns"), className="visually-hidden"), html.Thead(head), html.Tbody(body)], className="cd-table"
    )  # fmt: skip
    label = attributes(aria_label=_("Campaigns"))
    return html.Div(
        html.Div(listed, className="cd-tablewrap", tabIndex=0, role="region", **label), className="card cd-listbody"
    )


def _row(row: CampaignRow, measures: Measures, today: date) -> html.Tr:
    results, currency = row.results, row.currency
    numbers = [
        money(row.budget_minor, currency) if row.budget_minor else DASH, money(results.cost_minor, currency),
        formats.number(results.leads), share(measures.conversion), amount(measures.cost_per_lead, currency),
        formats.number(results.opportunities), amount(measures.cost_per_opportunity, currency),
        money(results.won_minor, currency), share(measures.back),
    ]  # fmt: skip
    cells: list[Any] = [
        html.Th(plain_link(row.name, f"/campaign/{row.id}", "cd-table__link"), scope="row"),
        html.Td(row.category or DASH),
        html.Td(formats.day(row.starts_on, today) if row.starts_on else DASH, className="cd-n"),
        *(html.Td(number, className="num cd-n") for number in numbers),
    ]
    return html.Tr(cells)
