"""The dialogs of plans: types and plans on the list; lines, values, spreading and copies on one plan."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import html

from components.attributes import attributes
from components.dialog import day, field, money, pair
from components.forms import Options, choice, dialog, hidden, text
from components.language import gettext as _
from components.plans import PARTS
from components.plans.words import cuts, kinds, ways
from domain.plan.periods import Cut, Span
from domain.plan.tree import PlanKind

LONGEST = 2000


def of_list(companies: Options, period_types: Options, plan_types: Options, year: int) -> list[html.Dialog]:
    """Return the dialogs of the list."""
    free = _(
        "One range per line of text, parted by |, such as: Spring 2026-03-01 2026-05-31 | Summer 2026-06-01 2026-08-31"
    )
    period = [
        field(_("Name"), text("name"), single=True),
        field(_("Cuts a year into"), choice("mode", list(cuts().items()), Cut.MONTHS.value, empty=None), single=True),
        field(_("Year"), text("year", year, mode="numeric", longest=4), single=True),
        _when(Cut.FREE.value, field(_("Ranges"), text("ranges", longest=LONGEST), single=True), free),
    ]
    add = [
        field(_("Period type"), choice("period_type", period_types, _first(period_types), empty=None), single=True),
        field(_("Year"), text("year", year + 1, mode="numeric", longest=4), single=True),
        field(_("Ranges, for a type of any ranges"), text("ranges", longest=LONGEST), single=True),
        html.P(free, className="cd-mut cd-small"),
    ]
    kind = [
        field(_("Name"), text("name"), single=True),
        field(_("About"), choice("kind", list(kinds().items()), PlanKind.SALES.value, empty=None), single=True),
        field(_("Period type"), choice("period_type", period_types, _first(period_types), empty=None), single=True),
    ]
    return [
        dialog(PARTS, "period", _("New period type"), period, _("Create")),
        dialog(PARTS, "year", _("Add a year"), add, _("Add")),
        dialog(PARTS, "type", _("New plan type"), kind, _("Create")),
        dialog(PARTS, "create", _("New plan"), _new_plan(companies, plan_types, year), _("Create plan")),
    ]


def _new_plan(companies: Options, plan_types: Options, year: int) -> list[Any]:
    return [
        field(_("Name"), text("name"), single=True),
        pair(
            field(_("Company"), choice("company", companies, _first(companies), empty=None)),
            field(_("Type"), choice("type", plan_types, _first(plan_types), empty=None)),
        ),
        pair(
            field(_("From"), day("starts_on", date(year, 1, 1))),
            field(_("Until"), day("ends_on", date(year, 12, 31))),
        ),
        field(_("Note"), text("note", longest=1000), single=True),
    ]


def of_plan(spans: Mapping[int, Span], currency: str, kind: str, lines: Mapping[str, Options]) -> list[html.Dialog]:
    """Return the dialogs of one plan; `lines` are what its lines can be about, by the word for it."""
    path = html.P(html.B(**attributes(data_cd_said="path")))
    values: list[Any] = [*hidden("node"), path]
    sales = kind == PlanKind.SALES.value
    for place, span in spans.items():
        amount = field(
            _("{range}: amount in {currency}", range=span.label, currency=currency), money(f"a{place}", 0, currency)
        )
        values.append(
            pair(amount, field(_("Quantity"), text(f"q{place}", mode="decimal", longest=20))) if sales else amount
        )
    total = [
        *hidden("node"),
        html.P(html.B(**attributes(data_cd_said="path"))),
        field(_("Amount in {currency}", currency=currency), money("amount", 0, currency), single=True),
        *([field(_("Quantity"), text("quantity", mode="decimal", longest=20), single=True)] if sales else []),
        field(_("Spread"), choice("how", list(ways().items()), "evenly", empty=None), single=True),
    ]
    copy = [
        field(
            _("As"),
            choice(
                "years",
                [("0", _("A new edition of the same days")), ("1", _("The plan of the next year"))],
                "0",
                empty=None,
            ),
            single=True,
        ),
        field(_("Change all values in %"), text("percent", "0", mode="decimal", longest=8), single=True),
    ]
    return [
        dialog(PARTS, "line", _("Add a line"), _line(kind, lines), _("Add")),
        dialog(PARTS, "values", _("Values of a line"), values, _("Save")),
        dialog(PARTS, "spread", _("Spread a total"), total, _("Spread")),
        dialog(PARTS, "copy", _("Copy the plan"), copy, _("Copy")),
        dialog(
            PARTS,
            "drop",
            _("Delete the plan"),
            [html.P(_("The plan and all its lines are deleted. This cannot be undone."))],
            _("Delete"),
            danger=True,
        ),
    ]


def _line(kind: str, lines: Mapping[str, Options]) -> list[Any]:
    words = {
        "zone": _("A zone"), "user": _("A user"), "agent": _("An agent"), "family": _("A product family"), "campaign": _("A campaign"),
        "name": _("A group of its own name"),
    }  # fmt: skip
    offered = [about for about in words if about == "name" or lines.get(about)]
    first = "family" if kind == PlanKind.SALES.value and "family" in offered else offered[0]
    chosen = [
        _when(about, field(words[about], choice(about, lines[about], _first(lines[about]), empty=None), single=True))
        for about in offered
        if about != "name"
    ]
    return [
        *hidden("parent"),
        field(_("About"), choice("mode", [(about, words[about]) for about in offered], first, empty=None), single=True),
        *chosen,
        _when("name", field(_("Name"), text("name"), single=True)),
    ]


def _when(mode: str, control: Any, about: str = "") -> html.Div:
    """Return a field that is shown only while its way is chosen."""
    notes = [html.P(about, className="cd-mut cd-small")] if about else []
    return html.Div([control, *notes], **attributes(data_cd_mode=mode))


def _first(options: Options) -> int | str | None:
    return options[0][0] if options else None
