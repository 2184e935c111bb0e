"""What the browser is told of the grid beside its rows: sums, groups, funnel, lists to choose from, profiles."""

import time
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from dash import html

from components import states
from components.formats import month, number
from components.grid import column_names, outcome_names
from components.language import explain, ngettext
from components.language import gettext as _
from components.states import Way
from data.queries import options
from data.queries.grid import Sums, funnel, sums
from data.queries.grid.names import NAMED, names
from data.session import Session
from domain.access import Permission, Role
from domain.board import Totals
from domain.errors import SalesError
from domain.grid import BY_MONTH, COLUMNS, GROUPABLE, GridView, Kind, Narrowing
from domain.outcome import Outcome
from web.grid.view import PATH, Profile, View
from web.words import role_name
from workflow.opportunities.bulk import MOST

MILLISECONDS = 1000
MONTHS = 12
NO_NAME = ""
FILTERED = frozenset({"team", "quality", "reason", "currency"})  # chosen from no list


def payload(reading: Session, view: View) -> dict[str, Any]:
    """Return all of it; raise RateMissing where an amount cannot be converted."""
    converter = view.converter(reading)
    everything = sums(reading, view.principal, view.asked, converter)
    total = everything.get(None, Sums(Totals(), {})).totals
    may, labels = view.principal.may, column_names(view.asked.pipeline.basis)
    return {
        "rev": int(time.time() * MILLISECONDS),
        "query": view.asked.to_query(),
        "today": view.today.isoformat(),
        "currency": view.currency,
        "total": _totals(total),
        "sorts": [[sort.column, sort.descending] for sort in view.asked.sorts],
        "group": view.asked.group or "",
        "groups": _groups(reading, view) if view.asked.group else None,
        "shown": view.asked.shown.value,
        "outcomes": outcome_names(),
        "narrowed": {name: _narrowing(wanted) for name, wanted in view.asked.narrowed.items()},
        "columns": [_column(name, kind, label=labels[name]) for name, kind in COLUMNS.items()],
        "funnel": [
            {"percent": row.percent, "label": row.label, **_totals(row.totals)}
            for row in funnel(reading, view.principal, view.asked, converter)
        ],
        **_lists(reading, view),
        **_profiles(view),
        "may_change": may(Permission.CHANGE_OPPORTUNITIES),
        "may_share": may(Permission.SHARE_VIEWS),
        "most": MOST,
    }


def result_text(count: int) -> str:
    """Return how many opportunities the grid holds."""
    return ngettext("{n} opportunity", "{n} opportunities", count, n=number(count))


def nothing_found(reading: Session, view: View) -> html.Div:
    """Return what stands in place of an empty grid."""
    if view.asked == GridView() and not sums(reading, view.principal, GridView(), view.converter(reading)):
        return states.empty(may_import=view.principal.may(Permission.IMPORT))
    way = Way(_("Show all open opportunities"), href=PATH, style="primary")
    text = _("Widen a filter, or look at other outcomes.")
    return states.elsewhere(_("No opportunity matches these filters"), text, [way])


def not_shown(refusal: SalesError) -> html.Div:
    """Return what stands in place of a grid that the address asks for in vain, with the reason and a way back."""
    way = Way(_("Show all open opportunities"), href=PATH, style="primary")
    return states.panel_error(_("The list cannot be shown like this"), explain(refusal), [way])


def _column(name: str, kind: Kind, *, label: str) -> dict[str, Any]:
    return {
        "id": name,
        "kind": kind.value,
        "label": label,
        "groups": _("Month of expected order") if name in BY_MONTH else label if name in GROUPABLE else "",
        "filters": name not in FILTERED,
    }


def _totals(totals: Totals) -> dict[str, int]:
    return {"count": totals.count, "net": totals.net_minor, "weighted": totals.weighted_minor}


def _narrowing(wanted: Narrowing) -> dict[str, Any]:
    ends = {"low": wanted.low, "high": wanted.high}
    return {
        "text": wanted.text,
        "values": [*map(str, sorted(wanted.ids)), *sorted(wanted.words)],
        **{name: None if end is None else str(end) for name, end in ends.items()},
    }


def _groups(reading: Session, view: View) -> list[dict[str, Any]]:
    """Return each group with its sums over all rows, in the order of its list."""
    column = view.asked.group or ""
    found = sums(reading, view.principal, view.asked, view.converter(reading), by=column)
    named = names(reading, column, [key for key in found if key is not None])
    order = [stage.id for stage in options.stages(reading, view.principal)] if column == "stage" else []

    def place(key: Any) -> tuple[bool, int, float, str]:
        rank = order.index(key) if key in order else len(order)
        number_ = 0.0 if key is None or not isinstance(key, int) or column in NAMED else float(key)
        return key is None, rank, -number_ if column == "probability" else number_, named.get(key, str(key)).casefold()

    return [
        {"key": key, "label": _group_label(column, key, named), **_totals(found[key].totals)}
        for key in sorted(found, key=place)
    ]


def _group_label(column: str, key: Any, named: dict[int, str]) -> str:
    if key is None:
        return NO_NAME
    if column == "outcome":
        return outcome_names().get(str(key), str(key))
    if column in BY_MONTH:
        return month(date(key // MONTHS, key % MONTHS + 1, 1))
    return named.get(key, str(key))


def _lists(reading: Session, view: View) -> dict[str, Any]:
    found = options.filter_options(reading, view.principal)
    pipelines = {stage.pipeline_id: stage.pipeline for stage in found.stages}
    several = len(pipelines) > 1
    lists = {
        "owner": [_choice(option) for option in found.owners],
        "type": [_choice(option) for option in found.types],
        "agent": [_choice(option) for option in found.agents],
        "company": [_choice(option) for option in found.companies],
        "pipeline": [{"id": str(id_), "label": name} for id_, name in pipelines.items()],
        "stage": [
            {"id": str(stage.id), "label": f"{stage.name} · {stage.pipeline}" if several else stage.name}
            for stage in found.stages
        ],
        "outcome": [{"id": each.value, "label": outcome_names()[each.value]} for each in _outcomes()],
    }
    return {
        "lists": lists,
        "stages": {
            str(stage.id): {"name": stage.name, "colour": stage.colour, "glyph": stage.glyph, "kind": stage.kind}
            for stage in found.stages
        },
        "reasons": [{"id": reason.id, "label": reason.text} for reason in options.reasons(reading) if reason.sign < 0],
    }


def _outcomes() -> Iterable[Outcome]:
    return (Outcome.OPEN, Outcome.WON, Outcome.LOST)


def _choice(option: options.Option) -> dict[str, str]:
    return {"id": str(option.id), "label": option.label}


def _profiles(view: View) -> dict[str, Any]:
    audiences = {role.value: role_name(role) for role in Role} if view.principal.may(Permission.SHARE_VIEWS) else {}
    shares = view.principal.may(Permission.SHARE_VIEWS)
    return {
        "profiles": [_profile(profile, deletable=shares or profile.audience == "me") for profile in view.profiles],
        "profile": {"id": view.profile.id, **msgspec.to_builtins(view.profile.layout)} if view.profile else None,
        "audiences": audiences,
    }


def _profile(profile: Profile, *, deletable: bool) -> dict[str, Any]:
    told = {"id": profile.id, "name": profile.name, "audience": profile.audience, "is_default": profile.is_default}
    return told | {"deletable": deletable}
