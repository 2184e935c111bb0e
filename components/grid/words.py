"""The words of the grid: its columns, and every sentence that assets/7?-grid-*.js says, its {parts} left open."""

from components.language import gettext as _
from components.language import pgettext
from domain.basis import USUAL, Basis


def column_names(basis: Basis = USUAL) -> dict[str, str]:
    """Return what each column of the grid is called; amounts are weighted by `basis`."""
    weighted = {
        Basis.STATED: _("Weighted"),
        Basis.STAGE: _("Weighted by stage norm"),
        Basis.MODEL: _("Weighted by model"),
    }
    return {
        "number": _("Number"),
        "contact": _("Contact"),
        "title": _("Opportunity"),
        "stage": _("Stage"),
        "net": _("Net"),
        "probability": _("Probability"),
        "weighted": weighted[basis],
        "expected_order_on": _("Expected order"),
        "idle": pgettext("column", "Idle"),
        "owner": _("Owner"),
        "type": _("Type"),
        "created_on": _("Created"),
        "pipeline": _("Pipeline"),
        "outcome": _("Outcome"),
        "last_activity_on": _("Last activity"),
        "gross": _("Gross"),
        "discount": _("Discount"),
        "currency": _("Currency"),
        "expected_delivery_on": _("Expected delivery"),
        "expected_invoice_on": _("Expected invoice"),
        "closed_on": _("Closed on"),
        "agent": _("Agent"),
        "team": _("Team"),
        "company": _("Company"),
        "quality": _("Quality"),
        "reason": _("Closing reason"),
    }


def outcome_names() -> dict[str, str]:
    """Return what the outcomes are called, and all of them together."""
    return {"open": pgettext("opportunity", "Open"), "won": _("Won"), "lost": _("Lost"), "all": _("All")}


def grid_text() -> dict[str, str]:
    """Return the catalogue for the grid's text store; the browser fills the {parts} and picks _one or _many."""
    return {**_rows(), **_tools(), **_filters(), **_profiles(), **_bulk()}


def _rows() -> dict[str, str]:
    return {
        "opportunities_one": _("{n} opportunity"),
        "opportunities_many": _("{n} opportunities"),
        "weighted_word": _("weighted"),
        "days": _("{n} d"),
        "days_hours": _("{days} d {hours} h"),
        "not_loaded": _("Rows could not be loaded"),
        "try_again": _("Try again"),
        "library_missing": _("The grid could not be loaded. Load the page again."),
    }


def _tools() -> dict[str, str]:
    return {
        "show": _("Show"),
        "group_by": _("Group by"),
        "no_group": _("No groups"),
        "coloured": _("Colour by stage"),
        "columns": _("Columns"),
        "columns_hint": _("Tick what is shown; the pin keeps a column in view at the left."),
        "pin": _("Keep {column} in view"),
        "up": _("Move {column} to the left"),
        "down": _("Move {column} to the right"),
        "funnel": _("Funnel by probability"),
        "funnel_row": _("{label}: {count}, {net}. Show only these"),
        "done": _("Done"),
    }


def _filters() -> dict[str, str]:
    return {
        "filter_contains": _("Contains"),
        "filter_at_least": _("At least"),
        "filter_at_most": _("At most"),
        "filter_from": _("From"),
        "filter_to": _("To"),
        "apply": _("Apply"),
        "clear": _("Clear"),
        "column_filters": _("Clear column filters"),
        "not_set": _("Not set"),
    }


def _profiles() -> dict[str, str]:
    return {
        "profile": _("Profile"),
        "profile_standard": _("Standard"),
        "profile_save": _("Save these columns"),
        "profile_name": _("Name"),
        "profile_for": _("For"),
        "profile_me": _("Only me"),
        "profile_everyone": _("Everyone"),
        "profile_default": _("Open the grid with it"),
        "profile_save_button": _("Save profile"),
        "profile_delete": _("Delete profile {name}"),
        "profile_saved": _("Profile saved"),
        "profile_deleted": _("Profile deleted"),
        "profile_is_default": _("default"),
    }


def _bulk() -> dict[str, str]:
    return {
        "selected_one": _("{n} selected"),
        "selected_many": _("{n} selected"),
        "select_all": _("Select all {n}"),
        "unselect": _("Clear selection"),
        "change": _("Change…"),
        "bulk_title": _("Change opportunities"),
        "bulk_what": _("What changes"),
        "bulk_owner": _("Owner"),
        "bulk_stage": _("Stage"),
        "bulk_order": _("Expected order"),
        "bulk_delivery": _("Expected delivery"),
        "bulk_invoice": _("Expected invoice"),
        "bulk_lose": _("Close as lost"),
        "bulk_reason": _("Reason"),
        "bulk_on": _("Date"),
        "bulk_note": _("Note"),
        "bulk_empty_date": _("An empty date takes the date away."),
        "bulk_do": _("Change"),
        "cancel": _("Cancel"),
        "undo": _("Undo"),
        "checking": _("Looking what would change…"),
    }
