"""The list beside the map: an empty panel for assets/9?-map-*.js, its stores and its words."""

from typing import Any

from dash import ClientsideFunction, Input, State, clientside_callback, dcc, html

from components.attributes import attributes
from components.language import gettext as _
from components.language import pgettext

PANEL = "map-list"
TEXT = "map-panel-text"
ASK_POPUP, POPUP = "map-popup-ask", "map-popup"  # whose window is opened, and what stands in it
CHOOSE, CHOSEN = "map-choose", "map-chosen"  # an outline, and whom it holds
ASSIGN, ASSIGNED = "map-assign", "map-assigned"  # one owner for them, and what became of it


def map_panel(export_path: str, *, may_change: bool, may_export: bool) -> list[Any]:
    """Return the panel and its stores; `export_path` is where the files of the chosen contacts are."""
    rights = {"data_change": str(may_change).lower(), "data_export": export_path if may_export else ""}
    aside = html.Aside(
        id=PANEL,
        className="cd-maplist",
        **attributes(aria_label=_("Contacts on the map"), data_loading=_("Loading contacts"), **rights),
    )
    stores = [dcc.Store(id=name) for name in (ASK_POPUP, POPUP, CHOOSE, CHOSEN, ASSIGN, ASSIGNED)]
    return [aside, dcc.Store(id=TEXT, data=panel_text()), *stores]


def register_panel() -> None:
    """Register the clientside callbacks: a window's contents, whom an outline holds, and what became of them."""
    panel = State(PANEL, "id")
    for name, store in (("popup", POPUP), ("chosen", CHOSEN), ("assigned", ASSIGNED)):
        clientside_callback(
            ClientsideFunction("caudal_map_panel", name), Input(store, "data"), panel, prevent_initial_call=True
        )


def panel_text() -> dict[str, str]:
    """Return the sentences of list, window and choice; the browser fills the {parts} and picks _one or _many."""
    return {**_list_text(), **_popup_text(), **_choice_text()}


def _list_text() -> dict[str, str]:
    return {
        "in_view_one": _("{n} contact in view"),
        "in_view_many": _("{n} contacts in view"),
        "sort": pgettext("verb", "Sort"),
        "sort_net": _("Net"),
        "sort_weighted": _("Weighted"),
        "sort_stale": _("Untouched longest"),
        "find": _("Find contact or city"),
        "opportunities_one": _("{n} opportunity"),
        "opportunities_many": _("{n} opportunities"),
        "untouched_one": _("{n} day without contact"),
        "untouched_many": _("{n} days without contact"),
        "more": _("{shown} of {total} shown. Zoom in or find by name."),
        "nobody": _("No contact with open opportunities in this part of the map."),
        "show_all": _("Show all contacts"),
        "loading": _("Loading contacts"),
        "weighted": _("weighted {amount}"),
        "by_stated": _("by stated probability"),
        "by_stage": _("by stage norm"),
        "by_model": _("by the forecast’s chance"),
        "taller": _("Make the list taller"),
        "shorter": _("Make the list shorter"),
    }


def _popup_text() -> dict[str, str]:
    return {
        "close": _("Close"),
        "quality": _("{label}, {stars} of 5 stars"),
        "no_quality": _("No quality noted"),
        "open_one": _("{n} open"),
        "open_many": _("{n} open"),
        "and_more": _("and {n} more"),
        "open_contact": _("Open contact"),
        "filter_contact": _("Filter to this contact"),
        "filter_off": _("Show all contacts again"),
    }


def _choice_text() -> dict[str, str]:
    return {
        "draw": _("Choose contacts by an outline"),
        "draw_hint": _("Draw around the contacts. Esc stops."),
        "all_in_view": _("Choose all in view"),
        "assign": _("Assign to …"),
        "csv": _("CSV file"),
        "xlsx": _("Excel file"),
        "unchoose": _("Clear the choice"),
        "assign_title": _("Give all open opportunities of these contacts to one owner"),
        "owner": _("New owner"),
        "assign_do": _("Assign"),
        "cancel": _("Cancel"),
        "checking": _("Checking …"),
        "undo": _("Undo"),
    }
