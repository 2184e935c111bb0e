"""The words of the invoicing board: every sentence that assets/5?-invoicing-*.js says, its {parts} left open."""

from components.language import gettext as _
from components.language import pgettext


def invoicing_text() -> dict[str, str]:
    """Return the catalogue for the board's text store; the browser fills the {parts} and picks _one or _many."""
    return {
        **_kinds(),
        **_figures(),
        **_controls(),
        **_strips(),
        **_grid(),
        **_documents(),
        **_lists(),
        **_moving(),
        **_keys(),
        **_filters(),
    }


def _kinds() -> dict[str, str]:
    return {
        "invoices": _("Invoices"),
        "orders": _("Orders"),
        "opportunities": _("Opportunities"),
        "one_invoices": _("Invoice"),
        "one_orders": _("Order"),
        "one_opportunities": _("Opportunity"),
        "invoice": _("Invoice"),
        "credit_note": _("Credit note"),
        "debit_note": _("Debit note"),
        "documents_one": _("{n} document"),
        "documents_many": _("{n} documents"),
        "lane_exclusive_invoices": pgettext("lane", "invoiced"),
        "lane_exclusive_orders": _("open to invoice"),
        "lane_exclusive_opportunities": _("weighted"),
        "weighted_by_stage": _("by stage norm"),
        "weighted_by_model": _("by the forecast’s chance"),
        "lane_documents_invoices": pgettext("lane", "invoiced"),
        "lane_documents_orders": _("in full"),
        "lane_documents_opportunities": _("in full"),
    }


def _figures() -> dict[str, str]:
    return {
        "figures": _("Figures"),
        "invoiced_to": _("Invoiced to {date}"),
        "invoiced_note_one": _("{n} invoice, {paid} of it paid"),
        "invoiced_note_many": _("{n} invoices, {paid} of it paid"),
        "invoiced_title": _("Net of all invoices of these months up to today, credit notes subtracted"),
        "orders_to_invoice": _("Orders to invoice"),
        "orders_in_full": _("Orders, in full"),
        "orders_note_one": _("{n} order"),
        "orders_note_many": _("{n} orders"),
        "orders_title": _("Net of open orders less what is already invoiced, by planned invoice date"),
        "orders_full_title": _("Net of all orders, also of those already invoiced, by planned invoice date"),
        "opportunities_weighted": _("Opportunities, weighted"),
        "opportunities_in_full": _("Opportunities, in full"),
        "opportunities_note_one": _("{n} expected in {interval}"),
        "opportunities_note_many": _("{n} expected in {interval}"),
        "weighted_title": _(
            "What is not ordered yet × the probability that it is weighted by; what is won counts in full"
        ),
        "opportunities_full_title": _("Net of all open and won opportunities, whatever their probability"),
        "expected_for": _("Expected for {interval}"),
        "documents_in": _("All documents in {interval}"),
        "expected_title": _("Invoices, orders to invoice and weighted opportunities of these months together"),
        "documents_title": _("The sum of all documents shown"),
        "of_target_sum": _("{percent} of the target {target}"),
        "of_targets_known": _("{percent} of the known targets {target}"),
        "no_target_set": _("no target set"),
        "counted_more_than_once": _("a chain counts once per document"),
    }


def _controls() -> dict[str, str]:
    return {
        "basis": _("How amounts count"),
        "basis_exclusive": _("Each amount once"),
        "basis_documents": _("Documents in full"),
        "basis_exclusive_sentence": _(
            "Each amount counts once: expected, then ordered and not yet invoiced, then invoiced."
        ),
        "basis_documents_sentence": _(
            "Every document counts in full, so one sale can count as opportunity, order and invoice."
        ),
        "not_a_forecast": _("A sum of what is known, not a forecast."),
        "month_end_rates": _("Month-end rates"),
        "rates_title": _(
            "Amounts in other currencies are converted at the rate of each month’s end, later ones at today’s"
        ),
        "months_shown": _("Months shown"),
        "interval_year": _("Year"),
        "interval_half": _("Half"),
        "interval_quarter": _("Quarter"),
        "display": _("Display"),
        "show": _("Show"),
        "as_documents": _("As documents"),
        "display_and_filters": _("Display and filters"),
    }


def _strips() -> dict[str, str]:
    return {
        "by_month": _("By month"),
        "against_target": _("against target"),
        "no_target": _("no targets set"),
        "data": _("Data"),
        "data_label": _("Invoicing in {interval}, {currency}"),
        "gap": _("Cumulative gap"),
        "to_target": _("to target"),
        "invoices_to_target": _("invoices to target"),
        "gap_label": _("Cumulative gap to target at the end of {interval}: {amount}"),
        "target": _("Target"),
        "of_target": _("Of target"),
        "last_year": _("Last year"),
        "total": _("Total"),
        "month": _("Month"),
        "now": _("now"),
        "today": _("Today"),
    }


def _grid() -> dict[str, str]:
    return {
        "grid_label": _("Invoicing by month, {currency}"),
        "total_share": _("Total, share of target"),
        "total_invoiced_share": _("Total, invoices of target"),
        "show_documents": _("{kind}: show documents"),
        "show_amounts": _("{kind}: show amounts"),
        "agg_label": _("{kind}, {month}: {amount}, {documents}, show"),
        "more": _("{n} more, {amount}"),
        "more_count": _("{n} more"),
        "more_label": _("{n} more {kind} of {month}, show"),
        "loading": _("Loading…"),
        "not_loaded": _("Not loaded"),
        "try_again": _("Not loaded. Try again"),
        "nothing_here": _("No document falls into these months."),
    }


def _documents() -> dict[str, str]:
    return {
        "no_contact": _("No contact"),
        "no_date": _("no date"),
        "status_invoices_issued": pgettext("invoice", "not paid"),
        "status_invoices_paid": pgettext("invoice", "paid"),
        "status_invoices_draft": pgettext("invoice", "draft"),
        "status_orders_open": pgettext("order", "open"),
        "status_orders_invoiced": pgettext("order", "invoiced"),
        "status_orders_draft": pgettext("order", "draft"),
        "status_opportunities_open": pgettext("opportunity", "open"),
        "status_opportunities_won": _("won, not ordered yet"),
        "at_percent": _("at {percent}"),
        "open_amount": _("{amount} to pay"),
        "open_due": _("{amount} to pay by {date}"),
        "overdue": _("{amount} overdue since {date}"),
        "open_of": _("{open} of {net} to invoice"),
        "of_full": _("of {net}"),
        "missed": _("late"),
        "dated_header": _("date of the whole opportunity"),
        "dated_lead_time": _("order date plus usual time to invoice"),
        "invoices_stay": _("cannot be moved"),
        "read_only": _("read only"),
    }


def _lists() -> dict[str, str]:
    return {
        "list_title": _("{kind}, {month}"),
        "undated_invoices_one": _("{n} invoice has no date"),
        "undated_invoices_many": _("{n} invoices have no date"),
        "undated_orders_one": _("{n} order has no date"),
        "undated_orders_many": _("{n} orders have no date"),
        "undated_opportunities_one": _("{n} opportunity has no date"),
        "undated_opportunities_many": _("{n} opportunities have no date"),
        "undated_note_invoices": _("Their month is unknown, so no column holds them."),
        "undated_note_orders": _("Nobody planned when to invoice them, so no column holds them."),
        "undated_note_opportunities": _(
            "Neither an invoice nor an order is expected on a day, so no column holds them."
        ),
        "drafts_invoices_one": _("{n} draft invoice"),
        "drafts_invoices_many": _("{n} draft invoices"),
        "drafts_orders_one": _("{n} draft order"),
        "drafts_orders_many": _("{n} draft orders"),
        "drafts_opportunities_one": _("{n} draft opportunity"),
        "drafts_opportunities_many": _("{n} draft opportunities"),
        "drafts_note": _("Drafts are not binding yet, so no total holds them."),
        "shown_of": _("{shown} of {count} shown"),
        "show_more": _("Show more"),
        "close": _("Close"),
    }


def _moving() -> dict[str, str]:
    return {
        "actions_for": _("Actions for {number}"),
        "card_menu": _("Document actions"),
        "open": _("Open"),
        "move_to_month": _("Move to month…"),
        "move_number": _("Move {number} to a month"),
        "moved": _("Moved to {month}"),
        "was": _("{number}, {contact}: was {month}."),
        "was_undated": _("{number}, {contact}: had no date."),
        "outside": _("That month is not shown here."),
        "without_date": _("no date"),
        "not_moved": _("Not moved to {month}"),
        "refused": _("The change was not accepted. The document is back where it was."),
        "no_answer": _("The server did not answer. The document is back where it was; load the page again to be sure."),
        "undo": _("Undo"),
        "undone": _("Move undone"),
        "back_in": _("Back in {month}."),
        "back_undated": _("It has no date again."),
        "stays": _("It is already in {month}."),
        "stay_title": _("Invoices stay where they are"),
        "stay_text": _("{number} is dated, and that date is its month. Only orders and opportunities can be planned."),
        "locked_title": _("This document cannot be moved"),
        "locked_text": _("You may see {number} but not plan it. Its owner or a sales manager can."),
    }


def _keys() -> dict[str, str]:
    return {
        "keys": _(
            "Enter opens. Space lifts the document, left and right choose the month, Space or Enter drops, Escape "
            "cancels. M opens the menu, U takes back the last move."
        ),
        "stay_keys": _("Enter opens. An invoice belongs to the month of its date and cannot be moved."),
        "lifted": _(
            "{number}, {contact}, lifted from {month}. Left and right choose the month, Enter drops, Escape cancels."
        ),
        "over": _("Over {month}"),
        "over_home": _("Back over {month}, where it was"),
        "returned": _("Returned to {month}. Nothing changed."),
    }


def _filters() -> dict[str, str]:
    return {
        "more_filters": _("More filters"),
        "status": _("Status"),
        "type": _("Type"),
        "number": _("Number"),
        "contact": _("Contact"),
        "from": _("From"),
        "to": pgettext("date", "To"),
        "clear": _("Clear"),
        "clear_kind": _("Clear filters of {kind}"),
        "done": _("Done"),
        "choice_invoices_issued": pgettext("invoice", "Not paid"),
        "choice_invoices_paid": pgettext("invoice", "Paid"),
        "choice_orders_open": pgettext("order", "Open"),
        "choice_orders_invoiced": pgettext("order", "Invoiced"),
        "choice_opportunities_open": pgettext("opportunity", "Open"),
        "choice_opportunities_won": pgettext("opportunity", "Won"),
    }
