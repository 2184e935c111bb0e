"""Starters: rules that come with Caudal, to be taken over, tried and switched on; their texts are in every language."""

from dataclasses import dataclass

from domain.errors import sentence
from domain.rules.trigger import Trigger


@dataclass(frozen=True, slots=True)
class Starter:
    """A rule to begin with: what it is called, what sets it off, and either what is planned or what is told.

    `at_least_minor` narrows it to larger amounts, in the base currency.
    """

    key: str
    name: str
    trigger: Trigger
    text: str
    days: int = 0
    percent: int = 0
    at_least_minor: int = 0
    plans: bool = True
    tells_manager: bool = False


STARTERS = (
    Starter("silent", sentence("Nobody has been in touch for two weeks"), Trigger.NO_ACTIVITY,
            sentence("Get in touch with {contact} about {title}"), days=14),
    Starter("slow", sentence("It stays in a stage for longer than those that are won"), Trigger.STAY_UNUSUAL,
            sentence("What keeps {title} in the stage {stage}?")),
    Starter("quote", sentence("A quote is not answered for a week"), Trigger.QUOTE_SILENT,
            sentence("Ask {contact} about the quote for {title}"), days=7),
    Starter("overdue", sentence("The expected date has passed"), Trigger.EXPECTED_PASSED,
            sentence("Say anew when {title} is to be ordered"), days=1),
    Starter("large", sentence("A large opportunity is created"), Trigger.CREATED,
            sentence("New: {title} of {contact}, {amount}"), at_least_minor=10_000_000, plans=False, tells_manager=True),
    Starter("shrinks", sentence("The amount changes by more than a fifth"), Trigger.AMOUNT_CHANGED,
            sentence("The amount of {title} is now {amount}"), percent=20, plans=False, tells_manager=True),
    Starter("won", sentence("Thank the customer for the order"), Trigger.WON,
            sentence("Thank {contact} for the order {title}")),
    Starter("unpaid", sentence("An invoice is a week overdue"), Trigger.INVOICE_OVERDUE,
            sentence("Ask {contact} for the payment of {title}"), days=7),
)  # fmt: skip


def starter_of(key: str) -> Starter | None:
    """Return a starter by its key."""
    return next((one for one in STARTERS if one.key == key), None)
