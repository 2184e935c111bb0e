"""Words: triggers, facts, operators, actions and people as the editor and the list say them."""

from collections.abc import Mapping

from components.language import gettext as _
from components.language import pgettext
from domain.rules import Fact, Operator, Settable, Trigger
from domain.rules.actions import Role

ACTIONS = ("plan", "tell", "write", "set", "move", "assign", "call")


def triggers() -> Mapping[Trigger, str]:
    """Return the triggers as they follow the word “When”."""
    return {
        Trigger.CREATED: _("an opportunity is created"),
        Trigger.STAGE_ENTERED: _("an opportunity enters the stage"),
        Trigger.STAGE_LEFT: _("an opportunity leaves the stage"),
        Trigger.PROBABILITY_CHANGED: _("its probability changes"),
        Trigger.AMOUNT_CHANGED: _("its net amount changes by more than"),
        Trigger.WON: _("it is won"),
        Trigger.LOST: _("it is lost"),
        Trigger.EXPECTED_PASSED: _("its expected order date has passed for"),
        Trigger.NO_ACTIVITY: _("there was no contact for"),
        Trigger.STAY_OVER: _("it has been in the stage for"),
        Trigger.STAY_UNUSUAL: _("it stays longer than four of five won ones in the stage"),
        Trigger.QUOTE_SILENT: _("a quote was sent and not answered for"),
        Trigger.QUOTE_ACCEPTED: _("a quote is accepted"),
        Trigger.QUOTE_EXPIRED: _("a quote has run out"),
        Trigger.ORDER_CONFIRMED: _("an order is confirmed"),
        Trigger.INVOICE_ISSUED: _("an invoice is issued"),
        Trigger.INVOICE_OVERDUE: _("an invoice is overdue for"),
        Trigger.TASK_DUE: _("an activity is due and not done for"),
        Trigger.MEMBER_ADDED: _("a contact is added to a campaign"),
    }


def trigger_groups() -> tuple[tuple[str, tuple[Trigger, ...]], ...]:
    """Return the triggers in the groups in which they are offered."""
    return (
        (_("Something changes"), (
            Trigger.CREATED, Trigger.STAGE_ENTERED, Trigger.STAGE_LEFT, Trigger.PROBABILITY_CHANGED,
            Trigger.AMOUNT_CHANGED, Trigger.WON, Trigger.LOST,
        )),
        (_("Time goes by"), (
            Trigger.NO_ACTIVITY, Trigger.STAY_OVER, Trigger.STAY_UNUSUAL, Trigger.EXPECTED_PASSED, Trigger.TASK_DUE,
        )),
        (_("Quotes, orders and invoices"), (
            Trigger.QUOTE_SILENT, Trigger.QUOTE_ACCEPTED, Trigger.QUOTE_EXPIRED, Trigger.ORDER_CONFIRMED,
            Trigger.INVOICE_ISSUED, Trigger.INVOICE_OVERDUE,
        )),
        (_("Campaigns"), (Trigger.MEMBER_ADDED,)),
    )  # fmt: skip


def facts() -> Mapping[Fact, str]:
    """Return what a condition can ask, as it follows the word “if”."""
    return {
        Fact.NET: _("the net amount"),
        Fact.PERCENT: _("the stated probability"),
        Fact.PIPELINE: _("the pipeline"),
        Fact.STAGE: _("the stage"),
        Fact.TYPE: _("the type"),
        Fact.OUTCOME: _("the outcome"),
        Fact.OWNER: _("the owner"),
        Fact.TEAM: _("the team"),
        Fact.AGENT: _("the main agent"),
        Fact.COMPANY: _("the company"),
        Fact.QUALITY: _("the contact quality"),
        Fact.ORIGIN: _("the origin"),
        Fact.CAMPAIGN: _("the campaign"),
        Fact.EXPECTED: _("the expected order date"),
        Fact.AGE: _("the age in days"),
        Fact.IDLE: _("the days without contact"),
        Fact.TITLE: _("the title"),
    }


def operators() -> Mapping[Operator, str]:
    """Return how a fact is held against a value."""
    return {
        Operator.IS: pgettext("condition", "is"),
        Operator.IS_NOT: pgettext("condition", "is not"),
        Operator.AT_LEAST: pgettext("condition", "is at least"),
        Operator.AT_MOST: pgettext("condition", "is at most"),
        Operator.KNOWN: pgettext("condition", "is known"),
        Operator.MISSING: pgettext("condition", "is missing"),
        Operator.WITHIN: pgettext("condition", "comes within days"),
        Operator.PASSED: pgettext("condition", "has passed"),
        Operator.CONTAINS: pgettext("condition", "contains"),
        Operator.LACKS: pgettext("condition", "does not contain"),
    }


def actions() -> Mapping[str, str]:
    """Return the actions as they follow the word “then”."""
    return {
        "plan": _("plan an activity"),
        "tell": _("tell people"),
        "write": _("write to the contact"),
        "set": _("set a field"),
        "move": _("move it to the stage"),
        "assign": _("give it to"),
        "call": _("call the web address"),
    }


def settable() -> Mapping[Settable, str]:
    """Return the fields that a rule may set."""
    return {
        Settable.PROBABILITY: _("the stated probability"),
        Settable.TYPE: _("the type"),
        Settable.QUALITY: _("the contact quality"),
        Settable.ORIGIN: _("the origin"),
        Settable.CAMPAIGN: _("the campaign"),
        Settable.TEAM: _("the team"),
        Settable.EXPECTED: _("the expected order date"),
    }


def roles() -> Mapping[Role, str]:
    """Return the people whom an opportunity names."""
    return {
        Role.OWNER: _("the owner"),
        Role.AGENT: _("the main agent"),
        Role.MANAGER: _("the manager of the team"),
    }


def outcomes() -> Mapping[str, str]:
    """Return the outcomes."""
    return {
        "open": pgettext("outcome", "open"), "won": pgettext("outcome", "won"), "lost": pgettext("outcome", "lost"),
        "cancelled": pgettext("outcome", "cancelled"),
    }  # fmt: skip


def results() -> Mapping[str, str]:
    """Return what can become of a run."""
    return {
        "done": pgettext("rule run", "Done"),
        "failed": pgettext("rule run", "Refused"),
        "stopped": pgettext("rule run", "Stopped"),
    }
