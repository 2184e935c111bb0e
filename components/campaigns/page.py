"""The page of a campaign: its numbers, the opportunities that came of it, its members and its costs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.campaigns.dialogs import PARTS, campaign_dialogs
from components.campaigns.numbers import figures, members_text, numbers
from components.contacts.words import plain_link
from components.dialog import plain_amount
from components.forms import opener, pencil, record, sender
from components.language import gettext as _
from components.language import pgettext
from components.opportunity.words import DASH, amount, country, nothing, place
from domain.campaign import CampaignChoices, CampaignDetail, CostRow, Measures, MemberRow

OUTCOMES = {"open": "brand", "won": "pos", "lost": "", "cancelled": ""}


def campaign_body(
    detail: CampaignDetail, measures: Measures, choices: CampaignChoices, *, request_key: str, today: date
) -> html.Div:
    """Return the page; `request_key` makes a repeated click one change."""
    row = detail.campaign
    add_cost = {"cost": "", "description": "", "amount": plain_amount(0, row.currency), "spent_on": today.isoformat()}
    plus_member = pencil(PARTS, "member", _("Add a member"), "plus-lg", {"contact": "", "became_lead_on": ""})
    plus_cost = pencil(PARTS, "cost", _("Add a cost"), "plus-lg", add_cost)
    parts = [
        _head(detail),
        figures(numbers(row, measures)),
        html.P(_("Opportunities count as far as you see them."), className="cd-mut cd-small"),
        _flat(_("Opportunities that came of it"), _deals(detail, today)),
        _flat(_("Members"), _members(detail, today), plus_member if detail.changeable else None),
        _flat(_("Costs"), _costs(detail, today), plus_cost if detail.changeable else None),
    ]
    asked = campaign_dialogs(detail, choices, today) if detail.changeable else []
    facts = {"id": row.id, "version": row.version, "request_key": request_key}
    return record(PARTS, facts, [*parts, *asked], "cd-opp cd-docpage cd-campaignpage")


def _head(detail: CampaignDetail) -> html.Header:
    row = detail.campaign
    days = " – ".join(formats.long_day(on) for on in (row.starts_on, row.ends_on) if on)
    known = [html.Span(text) for text in (row.code, days, row.company, members_text(row.results.members)) if text]
    tags = [html.Span(row.category, className="cd-tag")] if row.category else []
    title = html.Div([html.H1(row.name), *tags], className="cd-dochead__t")
    edit = [opener(PARTS, "edit", _("Edit"), "pencil")] if detail.changeable else []
    return html.Header(
        [
            html.Div([title, html.Div(known, className="cd-opphead__m")], className="cd-opphead__t"),
            html.Div(edit, className="cd-opphead__a cd-dochead__a"),
        ],
        className="cd-opphead",
    )


def _flat(title: str, body: Any, action: Any = None) -> html.Section:
    """Return a panel whose content reaches its edges."""
    actions = [html.Div(action, className="cd-panel__a")] if action else []
    head = html.Header([html.H2(title), *actions], className="cd-panel__head cd-docpanel__h")
    return html.Section([head, html.Div(body)], className="card cd-panel cd-docpanel")


def _table(label: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], numbered: int) -> html.Div:
    """Return a table; the column `numbered` holds amounts."""
    tones = ["num cd-n" if number == numbered else None for number in range(len(heads))]
    head = html.Tr([html.Th(text, scope="col", className=tone) for text, tone in zip(heads, tones, strict=True)])
    body = [html.Tr([html.Td(cell, className=tone) for cell, tone in zip(row, tones, strict=True)]) for row in rows]
    listed = html.Table([html.Thead(head), html.Tbody(body)], className="cd-table")
    return html.Div(listed, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))


def _deals(detail: CampaignDetail, today: date) -> Any:
    deals = detail.deals
    if not deals:
        return nothing(_("No opportunity names this campaign, as far as you can see."))
    heads = [_("Opportunity"), _("Outcome"), _("Stage"), _("Net"), _("Created"), _("Owner")]
    rows = [
        [
            plain_link(deal.title, f"/opportunity/{deal.id}", "cd-table__link"),
            _outcome(deal.outcome),
            deal.stage,
            amount(deal.net_minor, deal.currency),
            formats.day(deal.created_on, today),
            deal.owner,
        ]
        for deal in deals
    ]
    return [
        _table(_("Opportunities that came of it"), heads, rows, 3),
        *_more(detail.campaign.results.opportunities - len(rows)),
    ]


def _outcome(outcome: str) -> html.Span:
    words = {"open": pgettext("opportunity", "Open"), "won": _("Won"), "lost": _("Lost"), "cancelled": _("Cancelled")}
    tone = OUTCOMES[outcome]
    return html.Span(words[outcome], className=f"cd-tag{f' cd-tag--{tone}' if tone else ''}")


def _members(detail: CampaignDetail, today: date) -> Any:
    if not detail.members:
        return nothing(_("Nobody was addressed yet."))
    heads = [_("Contact"), _("Place"), _("Became a lead"), *([_("Change")] if detail.changeable else [])]
    rows = [_member(row, today, changeable=detail.changeable) for row in detail.members]
    return [_table(_("Members"), heads, rows, -1), *_more(detail.campaign.results.members - len(rows))]


def _more(count: int) -> list[html.P]:
    """Say how many rows are left out."""
    if count <= 0:
        return []
    return [html.P(_("{n} more are not shown.", n=formats.number(count)), className="cd-inlineempty")]


def _member(row: MemberRow, today: date, *, changeable: bool) -> list[Any]:
    on = row.became_lead_on
    cells: list[Any] = [
        plain_link(row.name, f"/contact/{row.contact_id}", "cd-table__link"),
        place(row.city, country(row.country_code)) or DASH,
        formats.day(on, today) if on else DASH,
    ]
    if not changeable:
        return cells
    fill = {"member": str(row.contact_id), "member_name": row.name, "became_lead_on": on.isoformat() if on else ""}
    change = pencil(PARTS, "lead", _("Change {name}", name=row.name), fill=fill)
    drop = sender("drop_member", _("Remove {name}", name=row.name), "trash", {"member": str(row.contact_id)})
    return [*cells, html.Div([change, drop], className="cd-rowtools")]


def _costs(detail: CampaignDetail, today: date) -> Any:
    if not detail.costs:
        return nothing(_("Nothing was spent yet."))
    heads = [_("Spent on"), _("What for"), _("Amount"), *([_("Change")] if detail.changeable else [])]
    currency = detail.campaign.currency
    rows = [_cost(row, currency, today, changeable=detail.changeable) for row in detail.costs]
    return _table(_("Costs"), heads, rows, 2)


def _cost(row: CostRow, currency: str, today: date, *, changeable: bool) -> list[Any]:
    cells: list[Any] = [formats.day(row.spent_on, today), row.description, amount(row.amount_minor, currency)]
    if not changeable:
        return cells
    fill = {
        "cost": str(row.id), "description": row.description, "amount": plain_amount(row.amount_minor, currency),
        "spent_on": row.spent_on.isoformat(),
    }  # fmt: skip
    change = pencil(PARTS, "cost", _("Change {name}", name=row.description), fill=fill)
    drop = sender("drop_cost", _("Remove {name}", name=row.description), "trash", {"cost": str(row.id)})
    return [*cells, html.Div([change, drop], className="cd-rowtools")]
