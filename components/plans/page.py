"""One plan: its head, its tree with what rolls up, and its tools."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.dialog import plain_amount
from components.forms import opener, pencil, sender, sending
from components.icons import icon
from components.language import gettext as _
from components.opportunity.words import DASH, nothing
from components.plans import PARTS
from components.plans.listing import Shown, panel, table
from domain.plan.periods import Span
from domain.plan.tree import Branch, PlanKind, Tree, Value

ALL = ""


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan with its tree and ranges; `exports` are the addresses of its files by name."""

    about: Shown
    back: str
    note: str
    tree: Tree
    spans: Mapping[int, Span]
    changeable: bool
    exports: Mapping[str, str]
    today: date


def head(plan: PlanShown) -> html.Header:
    """Return the head: the way back, what the plan is, and what can be done with it."""
    about = plan.about
    days = f"{formats.long_day(about.starts_on)} – {formats.long_day(about.ends_on)}"
    edition = _("edition {n}", n=formats.number(about.edition))
    known = [html.Span(text) for text in (edition, about.company, about.type, days, about.currency, plan.note) if text]
    back = html.A(
        [icon("arrow-left"), _("All plans")],
        href=plan.back,
        className="btn btn-sm btn-ghost",
        **attributes(data_cd_nav="exact"),
    )
    tags = [html.Span(_("closed"), className="cd-tag")] if about.is_closed else []
    return html.Header(
        [
            html.Div(
                [html.Div([html.H2(about.name), *tags], className="cd-dochead__t"), html.Div(known, className="cd-opphead__m")],
                className="cd-opphead__t",
            ),
            html.Div([back, *_tools(plan)], className="cd-opphead__a cd-dochead__a"),
        ],
        className="cd-opphead",
    )  # fmt: skip


def _tools(plan: PlanShown) -> list[Any]:
    files = [
        html.A([icon("download"), name], href=href, className="btn btn-outline-secondary", **attributes(download=""))
        for name, href in plan.exports.items()
    ]
    if not plan.changeable:
        return files
    copy = opener(PARTS, "copy", _("Copy"), "copy", fill={"years": "0", "percent": "0"})
    if plan.about.is_closed:
        return [*files, copy, sending("reopen", [icon("unlock"), _("Reopen")], {}, "btn btn-outline-secondary")]
    chosen = html.Button(
        [icon("upload"), _("Import CSV or XLSX")],
        type="button",
        className="btn btn-outline-secondary",
        **attributes(data_cd_planfile=""),
    )
    shut = sending("close", [icon("lock"), _("Close")], {}, "btn btn-outline-secondary")
    drop = opener(PARTS, "drop", _("Delete"), "trash")
    return [*files, chosen, copy, shut, drop]


def lines(plan: PlanShown) -> html.Section:
    """Return the panel with the tree: one column per range, what rolls up, and the average price."""
    may = plan.changeable and not plan.about.is_closed
    tools = [opener(PARTS, "line", _("Add a line"), "plus-lg", style="btn-primary", fill={"parent": ""})] if may else []
    branches = plan.tree.branches()
    about = _("Groups add up what is in them. Average price = amount ÷ quantity.")
    if plan.about.kind == PlanKind.MARKETING.value:
        about = _("Groups add up what is in them.")
    if not branches:
        return panel(
            _("Lines"),
            about,
            nothing(_("No lines yet: add groups of a zone, a user or an agent, and in them what is planned.")),
            tools,
        )
    heads: list[Any] = [_("Line"), *[_range(span, plan.today) for span in plan.spans.values()], _("Total")]
    sales = plan.about.kind == PlanKind.SALES.value
    heads += [_("Average price")] if sales else []
    heads += [_("Change")] if may else []
    rows = [_row(plan, branch, may=may, sales=sales) for branch in branches]
    sums = plan.tree.total()
    rows.append(
        [_("Total"), *_values(plan, sums), *([_price(plan, _sum(sums))] if sales else []), *([""] if may else [])]
    )
    tones = [f"cd-plan__d{min(branch.depth, 4)}{'' if branch.node.is_detail else ' cd-plan__g'}" for branch in branches]
    numeric = set(range(1, len(plan.spans) + 2 + sales))
    return panel(
        _("Lines"), about, table(_("Lines of the plan"), heads, rows, numeric, [*tones, "cd-commit__sum"]), tools
    )


def _range(span: Span, today: date) -> html.Span:
    days = f"{formats.day(span.starts_on, today)} – {formats.day(span.ends_on, today)}"
    return html.Span(span.label, title=days)


def _row(plan: PlanShown, branch: Branch, *, may: bool, sales: bool) -> list[Any]:
    price = [_price(plan, branch.total)] if sales else []
    return [branch.node.name, *_values(plan, branch.values), *price, *([_row_tools(plan, branch)] if may else [])]


def _values(plan: PlanShown, values: Mapping[int, Value]) -> list[Any]:
    return [*[_value(plan, values.get(place, Value())) for place in plan.spans], _value(plan, _sum(values))]


def _sum(values: Mapping[int, Value]) -> Value:
    return sum(values.values(), Value())


def _value(plan: PlanShown, value: Value) -> Any:
    if value == Value():
        return DASH
    money = formats.money(value.minor, plan.about.currency)
    if not value.quantity:
        return money
    return [money, html.Span(formats.number(value.quantity, _digits(value)), className="cd-mut cd-small cd-commit__c")]


def _digits(value: Value) -> int:
    return 0 if value.quantity == value.quantity.to_integral_value() else 2


def _price(plan: PlanShown, value: Value) -> str:
    return DASH if value.price_minor is None else formats.money(value.price_minor, plan.about.currency, style="2")


def _row_tools(plan: PlanShown, branch: Branch) -> html.Div:
    node = branch.node
    named = {"name": branch.path}
    drop = sender("drop_line", _("Remove {name}", **named), "trash", {"node": str(node.id)})
    if not node.is_detail:
        add = pencil(PARTS, "line", _("Add a line to {name}", **named), "plus-lg", {"parent": str(node.id)})
        return html.Div([add, *([drop] if branch.is_empty else [])], className="cd-rowtools")
    total = branch.total
    spread = {
        "node": str(node.id), "path": branch.path, "amount": plain_amount(total.minor, plan.about.currency),
        "quantity": formats.number(total.quantity, _digits(total)),
    }  # fmt: skip
    change = pencil(PARTS, "values", _("Change {name}", **named), fill=_fill(plan, branch))
    return html.Div(
        [
            change,
            pencil(PARTS, "spread", _("Spread a total over {name}", **named), "distribute-horizontal", spread),
            drop,
        ],
        className="cd-rowtools",
    )


def _fill(plan: PlanShown, branch: Branch) -> dict[str, str]:
    """Return what the dialog of values holds for a detail."""
    values = {place: branch.values.get(place, Value()) for place in plan.spans}
    amounts = {f"a{place}": plain_amount(value.minor, plan.about.currency) for place, value in values.items()}
    quantities = {f"q{place}": formats.number(value.quantity, _digits(value)) for place, value in values.items()}
    return {"node": str(branch.node.id), "path": branch.path, **amounts, **quantities}


def chosen(spans: Mapping[int, Span], current: int | None, hrefs: Mapping[int | None, str]) -> html.Div:
    """Return the links that narrow the closing report to a range; None is all of them."""
    names: Sequence[tuple[int | None, str]] = [
        (None, _("All")),
        *[(place, span.label) for place, span in spans.items()],
    ]
    links = [
        html.A(
            name, href=hrefs[place],
            **attributes(data_cd_nav="exact", **({"aria_current": "true"} if place == current else {})),
        )
        for place, name in names
    ]  # fmt: skip
    return html.Div(links, className="cd-seg cd-planspans", role="group", **attributes(aria_label=_("Range")))
