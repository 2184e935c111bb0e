"""The words of a board: every sentence that assets/4?-board-*.js says, in the reader's language, {parts} left open."""

from components.board_stage_words import stage_text
from components.language import gettext as _
from components.language import pgettext


def board_text() -> dict[str, str]:
    """Return the catalogue for the board's text store; the browser fills the {parts} and picks _one or _many."""
    return {**_columns(), **_card(), **_moving(), **_closing(), **_menus(), **stage_text()}


def _columns() -> dict[str, str]:
    return {
        "opportunities_one": _("{n} opportunity"),
        "opportunities_many": _("{n} opportunities"),
        "open_net": _("Open, net"),
        "weighted": _("Weighted"),
        "weighted_word": _("weighted"),
        "weighted_title": _("Net amount × stated probability, summed per opportunity"),
        "weighted_title_stage": _("Net amount × norm of its stage, summed per opportunity"),
        "weighted_title_model": _("Net amount × chance that the forecast uses, summed per opportunity"),
        "rates_on": _("at the rates of {date}"),
        "stated": _("by stated probability"),
        "by_stage": _("by stage norm"),
        "by_model": _("by the forecast’s chance"),
        "summary": _("Board total"),
        "share_label": _("{percent} of the weighted pipeline"),
        "flow_label": _("Share of the weighted pipeline: {shares}"),
        "columns": _("Columns"),
        "fold": _("Fold column {column}"),
        "unfold": _("Open column"),
        "folded": _("{column} folded"),
        "unfolded": _("{column} open"),
        "more": _("Showing {shown} of {count}"),
        "loading": _("Loading…"),
        "try_again": _("Not loaded. Try again"),
        "empty_column": _("No opportunities here"),
    }


def _card() -> dict[str, str]:
    return {
        "model": _("Model"),
        "model_label": _("model {model}, stated {stated}"),
        "days": _("{n} d"),
        "open_for_one": _("Open for {n} day"),
        "open_for_many": _("Open for {n} days"),
        "won_in_one": _("won in {n} d"),
        "won_in_many": _("won in {n} d"),
        "lost_after_one": _("lost after {n} d"),
        "lost_after_many": _("lost after {n} d"),
        "lost_on": _("lost {date}"),
        "no_date": _("no date"),
        "no_amount": _("no amount"),
        "expected": _("Expected close"),
        "expected_late": _("Expected close, already past"),
        "expected_label": _("expected {date}"),
        "closed_label": _("closed {date}"),
        "locked_label": _("read only"),
        "plan_next": _("Plan next step"),
        "plan_short": _("Plan step"),
        "next_step": _("Next step"),
        "next_title": _("Next: {what}, {date}"),
        "today": _("today"),
        "tomorrow": _("tomorrow"),
        "days_late": _("{n} d late"),
        "active_today": _("active today"),
        "ago": _("{n} d ago"),
        "idle": _("{n} d idle"),
        "paused": _("until {date}"),
        "paused_title": _("Paused until {date}: {because}"),
        "last_activity_one": _("Last activity {n} day ago"),
        "last_activity_many": _("Last activity {n} days ago"),
        "no_activity": _("No activity since it was created"),
        **_activity_kinds(),
    }


def _activity_kinds() -> dict[str, str]:
    return {
        "kind_call": _("Call"),
        "kind_mail": _("Email"),
        "kind_meeting": _("Meeting"),
        "kind_visit": _("Visit"),
        "kind_video": _("Video call"),
        "kind_quote": _("Send quote"),
        "kind_task": _("Task"),
    }


def _moving() -> dict[str, str]:
    return {
        "keys": _(
            "Enter opens. Space lifts the card, left and right choose the column, Space or Enter drops, Escape cancels. "
            "1 to 9 move to a column, W marks as won, L as lost, M opens the menu, U takes back the last move."
        ),
        "move_to": _("Move to {column}"),
        "whatif_weighted": _("weighted"),
        "whatif_net": _("net"),
        "whatif_won": pgettext("amount", "won"),
        "lifted": _("{contact} lifted from {column}. Left and right choose the column, Enter drops, Escape cancels."),
        "over": _("Over {column}"),
        "over_home": _("Back over {column}, where it was"),
        "returned": _("Returned to {column}. Nothing changed."),
        "stays": _("It is already in {column}."),
        "moved": _("Moved to {column}"),
        "was": _("{contact}, was {column}"),
        "not_moved": _("Not moved to {column}"),
        "refused": _("The change was not accepted. The card is back where it was."),
        "no_answer": _("The server did not answer. The card is back where it was; load the page again to be sure."),
        "undo": _("Undo"),
        "undone": _("Move undone"),
        "locked_title": _("This card cannot be moved"),
        "locked_text": _("You may see {contact} but not change it. Its owner or a sales manager can."),
    }


def _closing() -> dict[str, str]:
    return {
        "mark_won": _("Mark as won"),
        "mark_lost": _("Mark as lost"),
        "won_changes": _("{amount} leaves the open pipeline and counts as won."),
        "lost_changes": _("The weighted pipeline drops by {amount}."),
        "reason": _("Reason"),
        "required": _("required"),
        "choose_reason": _("Choose a reason"),
        "reason_missing": _("Choose a reason first."),
        "won_on_label": _("Won on"),
        "lost_on_label": _("Lost on"),
        "date_missing": _("Give the date."),
        "final_amount": _("Final net amount, {currency}"),
        "amount_missing": _("Give the final amount."),
        "note": _("Note"),
        "create_order": _("Create the order too, from the accepted quote or else from the lines"),
        "cancel": _("Cancel"),
        "close": _("Close"),
    }


def _menus() -> dict[str, str]:
    return {
        "actions_for": _("Actions for {contact}"),
        "card_menu": _("Card actions"),
        "open": _("Open"),
        "move_to_head": _("Move to"),
        "lost_with_reason": _("{column}, with reason"),
        "sort": _("Sort"),
        "sort_weighted": _("Weighted amount"),
        "sort_net": _("Net amount"),
        "sort_expected": _("Expected date"),
        "sort_age": _("Age"),
        "sort_idle": _("Idle time"),
        "sort_stay": _("Slowest first"),
        "export": _("Export"),
        "export_csv": _("CSV file"),
        "export_xlsx": _("Excel file"),
    }
