"""The list of plans, with what they are made of: period types and plan types."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.forms import opener
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import DASH, nothing
from components.plans import PARTS
from components.plans.words import cuts, kinds


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan of the list; the amount in minor units."""

    href: str
    name: str
    company: str
    type: str
    kind: str
    edition: int
    starts_on: date
    ends_on: date
    currency: str
    total_minor: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class TypeShown:
    """A period type or a plan type: its name, what it is, how many ranges or plans it has, and from when to when."""

    name: str
    about: str
    count: int
    first_on: date | None = None
    last_on: date | None = None


def plans(shown: Sequence[Shown], today: date, *, changeable: bool, ready: bool) -> html.Section:
    """Return the panel of plans; a new one can be made once there is a plan type (`ready`)."""
    new = [opener(PARTS, "create", _("New plan"), "plus-lg", style="btn-primary")] if changeable and ready else []
    about = _(
        "What was planned by zone, user, agent and product family, and what came of it. Seen by everyone but sales people."
    )
    if not shown:
        first = _("No plan yet. Make a period type and a plan type first, below.") if not ready else _("No plan yet.")
        return panel(_("Plans"), about, nothing(first), new)
    heads = [_("Plan"), _("Edition"), _("Company"), _("Type"), _("Days"), _("State"), _("Planned")]
    rows = [
        [
            html.A(plan.name, href=plan.href, className="cd-table__link", **attributes(data_cd_nav="exact")),
            formats.number(plan.edition), plan.company, plan.type, _days(plan.starts_on, plan.ends_on, today),
            _("closed") if plan.is_closed else _("open"), formats.money(plan.total_minor, plan.currency),
        ]
        for plan in shown
    ]  # fmt: skip
    return panel(_("Plans"), about, table(_("Plans"), heads, rows, {1, 6}), new)


def period_types(shown: Sequence[TypeShown], today: date, *, changeable: bool) -> html.Section:
    """Return the panel of period types."""
    buttons = [
        opener(PARTS, "period", _("New period type"), "plus-lg"),
        *([opener(PARTS, "year", _("Add a year"), "calendar-plus")] if shown else []),
    ]
    heads = [_("Period type"), _("Cuts into"), _("Ranges"), _("From – to")]
    rows = [
        [row.name, cuts().get(row.about, row.about), formats.number(row.count),
         _days(row.first_on, row.last_on, today) if row.first_on and row.last_on else DASH]
        for row in shown
    ]  # fmt: skip
    body = table(_("Period types"), heads, rows, {2}) if rows else nothing(_("No period type yet."))
    return panel(_("Period types"), _("How a year is cut."), body, buttons if changeable else [])


def plan_types(shown: Sequence[TypeShown], *, changeable: bool, ready: bool) -> html.Section:
    """Return the panel of plan types; one can be made once there is a period type (`ready`)."""
    new = [opener(PARTS, "type", _("New plan type"), "plus-lg")] if changeable and ready else []
    rows = [
        [row.name, kinds().get(row.about, row.about), ngettext("{n} plan", "{n} plans", row.count)] for row in shown
    ]
    heads = [_("Plan type"), _("About"), _("Used by")]
    body = table(_("Plan types"), heads, rows, set()) if rows else nothing(_("No plan type yet."))
    return panel(_("Plan types"), _("What plans are about, and in which ranges."), body, new)


def panel(title: str, about: str, body: Any, tools: Sequence[Any] = (), foot: Any = None) -> html.Section:
    """Return a panel whose content reaches its edges."""
    head = html.Header(
        [
            html.Div([html.H2(title), html.P(about)], className="cd-panel__t"),
            *([html.Div(list(tools), className="cd-panel__a")] if tools else []),
        ],
        className="cd-panel__head",
    )
    ends = [html.Div(foot, className="cd-panel__foot")] if foot is not None else []
    return html.Section([head, html.Div(body), *ends], className="card cd-panel cd-docpanel")


def table(
    label: str, heads: Sequence[Any], rows: Sequence[Sequence[Any]], numeric: set[int], tones: Sequence[str] = ()
) -> html.Div:
    """Return a table whose first column names the row; `tones` are classes of the rows."""

    def style(place: int) -> str | None:
        return "num cd-n" if place in numeric else None

    head = html.Tr([html.Th(text, scope="col", className=style(place)) for place, text in enumerate(heads)])
    body = [
        html.Tr(
            [
                html.Th(row[0], scope="row"),
                *[html.Td(cell, className=style(place)) for place, cell in enumerate(row[1:], start=1)],
            ],
            className=tones[number] if number < len(tones) else None,
        )
        for number, row in enumerate(rows)
    ]
    shown = html.Table([html.Thead(head), html.Tbody(body)], className="cd-table cd-plan")
    return html.Div(shown, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=label))


def _days(first: date, last: date, today: date) -> str:
    return f"{formats.day(first, today)} – {formats.day(last, today)}"
