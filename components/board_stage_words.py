"""The words of a stages board: what assets/44-board-stays.js, 45-board-rules.js and 48-board-before.js say."""

from components.language import gettext as _
from components.language import pgettext


def stage_text() -> dict[str, str]:
    """Return this part of the boards' catalogue."""
    return {**_stays(), **_cards(), **_rules(), **_asking()}


def _stays() -> dict[str, str]:
    return {
        "median": pgettext("days in a stage", "median"),
        "median_title_one": _("Median days in this stage, of the last {n} finished stay"),
        "median_title_many": _("Median days in this stage, of the last {n} finished stays"),
        "slow_one": pgettext("one card in a stage", "slow"),
        "slow_many": pgettext("cards in a stage", "slow"),
        "slow_title_one": _("{n} is here for more than {days} days: longer than three of four were"),
        "slow_title_many": _("{n} are here for more than {days} days: longer than three of four were"),
        "onward_title_one": _("{share} of the {n} that left went on to a later stage or were won"),
        "onward_title_many": _("{share} of the {n} that left went on to a later stage or were won"),
        "no_stays": _("No card has left this stage yet, so nothing is known of how long they usually stay"),
        "no_stays_short": _("no stay yet"),
        "few_stays": _("Too few cards have left this stage to say which are slow or how many go on; 20 are needed"),
        "few_stays_short": _("too few to compare"),
    }


def _cards() -> dict[str, str]:
    return {
        "stated_title": _("Stated probability"),
        "tasks_done_one": _("{done} of {total} mandatory task done"),
        "tasks_done_many": _("{done} of {total} mandatory tasks done"),
        "no_tasks": _("no tasks"),
        "stay_title_one": _("{n} day in this stage"),
        "stay_title_many": _("{n} days in this stage"),
        "median_is": _("median {days}"),
    }


def _rules() -> dict[str, str]:
    return {
        "tasks_missing_one": _("{n} mandatory task missing"),
        "tasks_missing_many": _("{n} mandatory tasks missing"),
        "barred_text": _("The pipeline has no move from {source} to {target}."),
        "show_tasks": _("Show the tasks"),
        "options": _("Board options"),
        "habit_head": _("Stated probability, when a card goes to another stage"),
        "habit_ask": _("Ask each time"),
        "habit_always": _("Set it as usual in the stage"),
        "habit_never": _("Keep it as it is"),
    }


def _asking() -> dict[str, str]:
    return {
        "tasks_title": _("Before it goes to {column}"),
        "tasks_legend": _("Mandatory tasks of {stage}, still open"),
        "tasks_note": _("What you tick off is recorded with your name and the time. Going back needs no task."),
        "tasks_needed": _("Tick off every task, or leave the card where it is."),
        "tasks_go": _("Tick off and move"),
        "probability_title": _("Move to {column}"),
        "probability_legend": _("Stated probability"),
        "probability_set": _("Set it to {percent}, as usual in {stage}"),
        "probability_keep": _("Keep {percent}"),
        "remember": _("Remember my answer for the next moves"),
        "move_go": _("Move"),
    }
