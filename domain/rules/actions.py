"""Actions: what a rule does, each by the verb that a person would use; texts hold named placeholders and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.rules.errors import TextNeeded, UnknownPlaceholder

PLACEHOLDERS: Final = ("title", "number", "contact", "owner", "stage", "amount", "company")
LONGEST_SUBJECT: Final = 150
LONGEST_TEXT: Final = 2000
BRACED = re.compile(r"\{([^{}]*)\}")


class Role(StrEnum):
    """Somebody whom the opportunity itself names."""

    OWNER = "owner"
    AGENT = "agent"
    MANAGER = "manager"  # of the owner's team


@dataclass(frozen=True, slots=True)
class Who:
    """A person: one whom the opportunity names, or a certain one."""

    role: Role | None = None
    user_id: int | None = None


class Settable(StrEnum):
    """A field that a rule may set."""

    PROBABILITY = "probability_id"
    TYPE = "opportunity_type_id"
    QUALITY = "contact_quality_id"
    ORIGIN = "origin_id"
    CAMPAIGN = "campaign_id"
    TEAM = "team_id"
    EXPECTED = "expected_order_on"  # so many days from the day of the run


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan an activity for somebody, so many days later."""

    activity_type_id: int
    subject: str
    who: Who
    in_days: int = 0


@dataclass(frozen=True, slots=True)
class Set:
    """Set a field to a row of its list, or the expected date to so many days from now; None empties it."""

    field: Settable
    value: int | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Move to another stage."""

    stage_id: int


@dataclass(frozen=True, slots=True)
class Assign:
    """Give it to somebody else."""

    who: Who


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell people, in the app and if so wished by mail."""

    whom: tuple[Who, ...]
    text: str
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class Write:
    """Write a mail to the contact."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """Call a web address that an administrator has allowed."""

    webhook_id: int


Action = Plan | Set | Move | Assign | Tell | Write | Call
# What needs no opportunity.
FREE: Final = (Plan, Tell, Write, Call)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled; one that is unknown stays as it is written."""
    return BRACED.sub(lambda found: values.get(found[1], found[0]), text)


def checked_text(text: str, longest: int) -> str:
    """Return a text without blanks around it. Raises TextNeeded, UnknownPlaceholder."""
    plain = text.strip()
    if not 0 < len(plain) <= longest:
        raise TextNeeded(length=longest)
    for name in BRACED.findall(plain):
        if name not in PLACEHOLDERS:
            raise UnknownPlaceholder(name=f"{{{name}}}"[:40], known=" ".join(f"{{{one}}}" for one in PLACEHOLDERS))
    return plain
