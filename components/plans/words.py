"""Words of plans: kinds, cuts, ways of spreading, sources and reasons as people read them."""

from collections.abc import Mapping

from components.language import gettext as _
from components.language import pgettext
from domain.plan.matching import Reason, Source
from domain.plan.periods import Cut
from domain.plan.spreading import How
from domain.plan.tree import PlanKind


def kinds() -> Mapping[str, str]:
    """Return what plans are about."""
    return {
        PlanKind.SALES.value: _("Sales by product family"),
        PlanKind.MARKETING.value: _("Marketing budget by campaign"),
    }


def cuts() -> Mapping[str, str]:
    """Return how years are cut."""
    return {
        Cut.MONTHS.value: _("Months"), Cut.QUARTERS.value: _("Quarters"), Cut.WEEKS_445.value: _("Weeks 4-4-5"),
        Cut.FREE.value: _("Any ranges"),
    }  # fmt: skip


def ways() -> Mapping[str, str]:
    """Return the ways of spreading."""
    return {
        How.EVENLY.value: _("Evenly"), How.LAST_YEAR.value: _("Like last year’s result of this line"),
        How.SEASONS.value: _("By the seasons of the forecast"),
    }  # fmt: skip


def sources() -> Mapping[Source, str]:
    """Return what is set against a plan."""
    return {
        Source.INVOICES: _("Invoiced"), Source.ORDERS: _("Ordered"), Source.OPPORTUNITIES: _("Open opportunities"),
        Source.COSTS: pgettext("campaign", "Spent"),
    }  # fmt: skip


def reasons() -> Mapping[Reason, str]:
    """Return why something belongs to no line of a plan, and what would help."""
    return {
        Reason.NO_ZONE: _("The contact has no zone."),
        Reason.OTHER_ZONE: _("No line is about the contact’s zone."),
        Reason.NO_USER: _("Nobody owns it."),
        Reason.OTHER_USER: _("No line is about its owner."),
        Reason.NO_AGENT: _("It has no agent."),
        Reason.OTHER_AGENT: _("No line is about its agent."),
        Reason.NO_FAMILY: _("Its line has no product family."),
        Reason.OTHER_FAMILY: _("No line of its group is about its product family."),
        Reason.OTHER_CAMPAIGN: _("The campaign is not in this plan."),
        Reason.NO_LINES: _("The plan has no lines yet."),
    }
