"""Conditions: what must be true of an opportunity for a rule to act; facts, operators, values, joined by and and or."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What sort of value a fact is."""

    CHOICE = "choice"  # ids of a list, or words of a fixed set
    NUMBER = "number"
    MONEY = "money"  # minor units of the base currency
    DAY = "day"
    TEXT = "text"


class Fact(StrEnum):
    """What a condition can ask of an opportunity."""

    NET = "net"
    PERCENT = "percent"
    PIPELINE = "pipeline"
    STAGE = "stage"
    TYPE = "type"
    OUTCOME = "outcome"
    OWNER = "owner"
    TEAM = "team"
    AGENT = "agent"
    COMPANY = "company"
    QUALITY = "quality"
    ORIGIN = "origin"
    CAMPAIGN = "campaign"
    EXPECTED = "expected"
    AGE = "age"
    IDLE = "idle"
    TITLE = "title"


class Operator(StrEnum):
    """How a fact is held against a value."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    KNOWN = "known"
    MISSING = "missing"
    WITHIN = "within"  # so many days from today at the latest
    PASSED = "passed"
    CONTAINS = "contains"
    LACKS = "lacks"


ID_FACTS: Final[Mapping[Fact, str]] = {
    Fact.PIPELINE: "pipeline_id", Fact.STAGE: "stage_id", Fact.TYPE: "opportunity_type_id", Fact.OWNER: "owner_id",
    Fact.TEAM: "team_id", Fact.AGENT: "main_agent_id", Fact.COMPANY: "company_id", Fact.QUALITY: "contact_quality_id",
    Fact.ORIGIN: "origin_id", Fact.CAMPAIGN: "campaign_id",
}  # fmt: skip
COLUMNS: Final[Mapping[Fact, str]] = {
    **ID_FACTS, Fact.NET: "net_base_minor", Fact.PERCENT: "stated_percent", Fact.OUTCOME: "outcome",
    Fact.EXPECTED: "expected_order_on", Fact.TITLE: "title",
}  # fmt: skip
KINDS: Final[Mapping[Fact, Kind]] = {
    **dict.fromkeys(ID_FACTS, Kind.CHOICE), Fact.OUTCOME: Kind.CHOICE, Fact.NET: Kind.MONEY, Fact.PERCENT: Kind.NUMBER,
    Fact.AGE: Kind.NUMBER, Fact.IDLE: Kind.NUMBER, Fact.EXPECTED: Kind.DAY, Fact.TITLE: Kind.TEXT,
}  # fmt: skip
OPERATORS: Final[Mapping[Kind, tuple[Operator, ...]]] = {
    Kind.CHOICE: (Operator.IS, Operator.IS_NOT, Operator.KNOWN, Operator.MISSING),
    Kind.NUMBER: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.MONEY: (Operator.AT_LEAST, Operator.AT_MOST),
    Kind.DAY: (Operator.WITHIN, Operator.PASSED, Operator.KNOWN, Operator.MISSING),
    Kind.TEXT: (Operator.CONTAINS, Operator.LACKS),
}
VALUELESS: Final = frozenset({Operator.KNOWN, Operator.MISSING, Operator.PASSED})
ALWAYS_THERE: Final = frozenset({
    Fact.PIPELINE, Fact.STAGE, Fact.TYPE, Fact.OWNER, Fact.COMPANY, Fact.OUTCOME,
})  # fmt: skip
Value = int | str | None
Ask = Callable[[str], object]  # the value of a column of the opportunity


@dataclass(frozen=True, slots=True)
class Test:
    """One condition; known, missing and passed need no value."""

    fact: Fact
    operator: Operator
    value: Value = None

    def holds(self, ask: Ask, today: date) -> bool:
        """Tell whether it is true of the opportunity whose columns `ask` knows."""
        found = _value(self.fact, ask, today)
        if self.operator in {Operator.MISSING, Operator.KNOWN}:
            return (found is None) is (self.operator is Operator.MISSING)
        return _compared(self.operator, found, self.value, today)


Groups = tuple[tuple[Test, ...], ...]


def holds(groups: Groups, ask: Ask, today: date) -> bool:
    """Tell whether all tests of at least one group are true; without any test everything is."""
    return not groups or any(all(test.holds(ask, today) for test in group) for group in groups)


def operators_of(fact: Fact) -> tuple[Operator, ...]:
    """Return how a fact can be held against a value; what is always there is never missing."""
    operators = OPERATORS[KINDS[fact]]
    return tuple(one for one in operators if not (fact in ALWAYS_THERE and one in VALUELESS))


def _value(fact: Fact, ask: Ask, today: date) -> object:
    if fact is Fact.AGE:
        return _days_since(ask("created_on"), today)
    if fact is Fact.IDLE:
        return _days_since(ask("last_activity_on") or ask("created_on"), today)
    return ask(COLUMNS[fact])


def _days_since(day: object, today: date) -> int | None:
    return max((today - day).days, 0) if isinstance(day, date) else None


def _compared(operator: Operator, found: object, value: Value, today: date) -> bool:
    if operator in {Operator.IS, Operator.IS_NOT}:
        return (found == value) is (operator is Operator.IS)
    if operator in {Operator.CONTAINS, Operator.LACKS}:
        return (str(value).casefold() in str(found or "").casefold()) is (operator is Operator.CONTAINS)
    if isinstance(found, date):
        return found < today if operator is Operator.PASSED else today <= found <= today + timedelta(days=_whole(value))
    if not isinstance(found, int):
        return False
    return found >= _whole(value) if operator is Operator.AT_LEAST else found <= _whole(value)


def _whole(value: Value) -> int:
    return value if isinstance(value, int) else 0
