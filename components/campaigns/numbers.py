"""The numbers of a campaign: each with its formula, and beside the goal that was set for it."""

from dataclasses import dataclass

from dash import html

from components import formats
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import DASH
from domain.campaign import CampaignRow, Measures


@dataclass(frozen=True, slots=True)
class Number:
    """What a number is called, what it is, and how it comes about."""

    label: str
    value: str
    formula: str
    below: str = ""


def numbers(row: CampaignRow, measures: Measures) -> list[Number]:
    """Return the numbers of a campaign in the order of its chain: money, leads, opportunities, return."""
    results, currency = row.results, row.currency
    conversion, per_lead, per_deal, back = (_(formula) for formula in measures.formulas)
    spent = formats.percent(100 * results.cost_minor / row.budget_minor) if row.budget_minor else ""
    of_budget = (
        _("{share} of {budget}", share=spent, budget=money(row.budget_minor, currency)) if spent else _("no budget")
    )
    return [
        Number(_("Costs"), money(results.cost_minor, currency), _("Σ costs of the campaign"), of_budget),
        Number(_("Leads"), formats.number(results.leads), _("contacts that became a lead through it"), goal(row.goal_leads)),
        Number(_("Conversion to leads"), share(measures.conversion), conversion, goal_share(row.goal_conversion_percent)),
        Number(_("Cost per lead"), amount(measures.cost_per_lead, currency), per_lead),
        Number(
            _("Opportunities"), formats.number(results.opportunities), _("opportunities that came of it, cancelled ones left out"),
            _("{won} won, {open} open", won=formats.number(results.won), open=formats.number(results.open)),
        ),
        Number(_("Cost per opportunity"), amount(measures.cost_per_opportunity, currency), per_deal),
        Number(_("Won, net"), money(results.won_minor, currency), _("net of the won opportunities, at the rate of the day each was won")),
        Number(_("Return on the campaign"), share(measures.back), back, goal_share(row.goal_return_percent)),
    ]  # fmt: skip


def figures(shown: list[Number]) -> html.Dl:
    """Return the numbers side by side; each tells its formula when it is pointed at, and to who listens."""
    return html.Dl([_figure(number) for number in shown], className="cd-kfs cd-kfs--8")


def money(minor: int, currency: str) -> str:
    """Write an amount without its decimals."""
    return formats.money(minor, currency)


def amount(minor: int | None, currency: str) -> str:
    """Write an amount, or that it is unknown."""
    return DASH if minor is None else money(minor, currency)


def share(fraction: float | None) -> str:
    """Write a fraction in percent, or that it is unknown."""
    return DASH if fraction is None else formats.percent(100 * fraction)


def goal(count: int | None) -> str:
    """Say which number was the goal."""
    return _("goal {goal}", goal=formats.number(count)) if count is not None else ""


def goal_share(percent: int | None) -> str:
    """Say which share was the goal."""
    return _("goal {goal}", goal=formats.percent(percent)) if percent is not None else ""


def members_text(count: int) -> str:
    """Say how many contacts were addressed."""
    return ngettext("{n} member", "{n} members", count)


def _figure(number: Number) -> html.Div:
    value = html.Dd([number.value, html.Span(f" ({number.formula})", className="visually-hidden")], className="cd-n")
    below = html.Dd(number.below, className="cd-kf__s cd-n")
    return html.Div([html.Dt(number.label), value, below], className="cd-kf", title=number.formula)
