"""The closing report: what came against each line of a plan, how far off it was, and what belongs to no line."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html

from components import formats
from components.contacts.words import plain_link
from components.forecast.commit import signed
from components.language import gettext as _
from components.opportunity.words import DASH, nothing
from components.plans.listing import panel, table
from components.plans.words import reasons, sources
from domain.plan.matching import Closing, Source
from domain.plan.tree import Branch, PlanKind, Tree, Value

SHOWN: Mapping[str, tuple[Source, ...]] = {
    PlanKind.SALES.value: (Source.INVOICES, Source.ORDERS, Source.OPPORTUNITIES),
    PlanKind.MARKETING.value: (Source.COSTS,),
}
PATHS: Mapping[Source, str] = {
    Source.INVOICES: "/invoice/", Source.ORDERS: "/order/", Source.OPPORTUNITIES: "/opportunity/", Source.COSTS: "/campaign/",
}  # fmt: skip


def report(
    tree: Tree, found: Closing, spans: Sequence[int], kind: str, currency: str, tools: Sequence[Any]
) -> html.Section:
    """Return the panel: planned, what came, and the variance of each line in some ranges."""
    about = _(
        "Variance = invoiced − planned. Documents count as far as you see them, each line on the first line of the plan that fits."
    )
    if kind == PlanKind.MARKETING.value:
        about = _("Variance = spent − planned. Each cost counts on the first line that is about its campaign.")
    if not tree.details():
        return panel(_("Closing report"), about, nothing(_("The plan has no lines yet.")))
    shown = SHOWN[kind]
    heads = [
        _("Line"),
        _("Planned"),
        sources()[shown[0]],
        _("Variance"),
        _("Variance in %"),
        *[sources()[each] for each in shown[1:]],
    ]
    branches = tree.branches()
    rows = [_row(tree, branch, found, spans, shown, currency) for branch in branches]
    total = _sums(tree.details(), tree, found, spans, shown)
    rows.append([_("Total"), *_cells(total, currency, is_cost=Source.COSTS in shown)])
    tones = [f"cd-plan__d{min(branch.depth, 4)}{'' if branch.node.is_detail else ' cd-plan__g'}" for branch in branches]
    body = table(_("Closing report"), heads, rows, set(range(1, len(heads))), [*tones, "cd-commit__sum"])
    return panel(_("Closing report"), about, body, tools)


def unmatched(found: Closing, currency: str) -> html.Section | None:
    """Return the panel of what belongs to no line and why; None when everything does."""
    if not found.unmatched:
        return None
    heads = [_("What"), _("Why it counts on no line"), _("Document lines"), _("Amount"), _("For example")]
    order = list(Source)
    rows = [
        [
            sources()[source], reasons()[reason], formats.number(why.count), formats.money(why.minor, currency),
            [part for place, id_ in enumerate(why.examples, start=1) for part in (" ", plain_link(formats.number(place), f"{PATHS[source]}{id_}"))],
        ]
        for (source, reason), why in sorted(found.unmatched.items(), key=lambda pair: (order.index(pair[0][0]), -abs(pair[1].minor)))
    ]  # fmt: skip
    body = table(_("Not on any line"), heads, rows, {2, 3})
    return panel(_("Not on any line"), _("What came in these ranges but is not planned for."), body)


Sums = tuple[Value, ...]  # planned, then what came from each source


def sums_of(tree: Tree, branch: Branch, found: Closing, spans: Sequence[int], kind: str) -> Sums:
    """Return what a line or a group planned in some ranges, and what came from each source."""
    return _sums(_below(tree, branch), tree, found, spans, SHOWN[kind])


def _row(
    tree: Tree, branch: Branch, found: Closing, spans: Sequence[int], shown: Sequence[Source], currency: str
) -> list[Any]:
    return [
        branch.node.name,
        *_cells(_sums(_below(tree, branch), tree, found, spans, shown), currency, is_cost=Source.COSTS in shown),
    ]


def _below(tree: Tree, branch: Branch) -> list[Any]:
    return [node for node in tree.details() if branch.node in tree.ancestry(node)]


def _sums(nodes: Sequence[Any], tree: Tree, found: Closing, spans: Sequence[int], shown: Sequence[Source]) -> Sums:
    planned = sum((tree.cells.get((node.id, span), Value()) for node in nodes for span in spans), Value())
    return planned, *(sum((found.came(node.id, source, spans) for node in nodes), Value()) for source in shown)


def _cells(sums: Sums, currency: str, *, is_cost: bool) -> list[Any]:
    def money(minor: int) -> str:
        return formats.money(minor, currency)

    planned, came, *others = sums
    variance = came.minor - planned.minor
    share = formats.percent(variance * 100 / planned.minor, 1, signed=True) if planned.minor else DASH
    return [
        _both(planned, currency),
        _both(came, currency),
        signed(variance, money, is_cost=is_cost),
        share,
        *[_both(each, currency) for each in others],
    ]


def _both(value: Value, currency: str) -> Any:
    if value == Value():
        return DASH
    money = formats.money(value.minor, currency)
    if not value.quantity:
        return money
    digits = 0 if value.quantity == value.quantity.to_integral_value() else 2
    return [money, html.Span(formats.number(value.quantity, digits), className="cd-mut cd-small cd-commit__c")]
