"""Dialogs of a campaign: the campaign itself, its costs, its members."""

from datetime import date
from typing import Any

from dash import html

from components.attributes import attributes
from components.dialog import day, field, money, pair
from components.document.parts import Parts
from components.forms import Options, choice, dialog, hidden, text
from components.language import gettext as _
from domain.campaign import CampaignChoices, CampaignDetail, CampaignRow

PARTS, LIST = Parts("campaign"), Parts("campaigns")


def campaign_dialogs(detail: CampaignDetail, choices: CampaignChoices, today: date) -> list[html.Dialog]:
    """Return the dialogs of the page of one campaign."""
    row = detail.campaign
    edit = dialog(PARTS, "edit", _("Edit campaign"), _fields(row, choices), _("Save"))
    return [edit, _cost(row, today), _member(), _lead()]


def new_campaign(choices: CampaignChoices) -> html.Dialog:
    """Return the dialog for a new campaign."""
    first = choices.companies[0][0] if choices.companies else None
    company = field(_("Our company"), choice("company_id", choices.companies, first, empty=None), single=True)
    several = [company] if len(choices.companies) > 1 else []
    return dialog(LIST, "create", _("New campaign"), [*several, *_fields(None, choices)], _("Create campaign"))


def _fields(row: CampaignRow | None, choices: CampaignChoices) -> list[Any]:
    currencies: Options = [(code, code) for code in choices.currencies]
    currency = row.currency if row else "EUR"
    category = row.category_id if row else None
    categories = list(choices.categories)
    if row and row.category_id and row.category and row.category_id not in dict(categories):
        categories.append((row.category_id, row.category))
    return [
        field(_("Name"), text("name", row.name if row else ""), single=True),
        pair(
            field(_("Code"), text("code", row.code if row else "", longest=40)),
            field(_("Category"), choice("category_id", categories, category)),
        ),
        pair(
            field(_("Starts on"), day("starts_on", row.starts_on if row else None)),
            field(_("Ends on"), day("ends_on", row.ends_on if row else None)),
        ),
        pair(
            field(_("Budget"), money("budget", row.budget_minor if row else 0, currency)),
            field(_("Currency"), choice("currency_code", currencies, currency, empty=None)),
        ),
        pair(
            field(_("Goal: leads"), _goal("goal_leads", row.goal_leads if row else None)),
            field(_("Goal: conversion in percent"), _goal("goal_conversion_percent", row.goal_conversion_percent if row else None)),
        ),
        field(_("Goal: return in percent"), _goal("goal_return_percent", row.goal_return_percent if row else None), single=True),
    ]  # fmt: skip


def _goal(name: str, value: int | None) -> Any:
    return text(name, value, mode="numeric", longest=9)


def _cost(row: CampaignRow, today: date) -> html.Dialog:
    fields = [
        *hidden("cost"),
        field(_("What for"), text("description"), single=True),
        pair(
            field(_("Amount in {currency}", currency=row.currency), money("amount", 0, row.currency)),
            field(_("Spent on"), day("spent_on", today)),
        ),
    ]
    return dialog(PARTS, "cost", _("Cost"), fields, _("Save"))


def _member() -> html.Dialog:
    fields = [
        field(_("Contact"), text("contact"), single=True),
        field(_("Became a lead on"), day("became_lead_on", None), single=True),
    ]
    return dialog(PARTS, "member", _("Add a member"), fields, _("Add member"), asks=True)


def _lead() -> html.Dialog:
    fields = [
        *hidden("member"),
        html.P(html.B(**attributes(data_cd_said="member_name"))),
        field(_("Became a lead on"), day("became_lead_on", None), single=True),
        html.P(_("Empty: not a lead."), className="cd-mut cd-small"),
    ]
    return dialog(PARTS, "lead", _("Member of the campaign"), fields, _("Save"))
