"""Drafts: a rule as it stands in the editor, all of it as it was typed, and the rule that it means."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import msgspec

from components.language import locale
from domain.errors import MalformedInput, SalesError
from domain.money import BASE_CURRENCY, exponent, parse_minor
from domain.rules import (
    Action,
    Assign,
    Call,
    Fact,
    Kind,
    Move,
    Operator,
    Plan,
    Rule,
    Set,
    Settable,
    Tell,
    Test,
    Trigger,
    When,
    Who,
    Write,
)
from domain.rules.actions import Role
from domain.rules.conditions import KINDS, VALUELESS, operators_of
from domain.rules.errors import NotWhole
from domain.rules.rule import check_test, check_when, checked_action
from domain.rules.trigger import OF_STAGE
from web.boards import DECIMAL_COMMA

AND, OR = "and", "or"
LONGEST_NUMBER: Final = 18
Fields = dict[str, str]


class Line(msgspec.Struct):
    """A condition as it is typed; `joined` says how it hangs on the one before."""

    joined: str = AND
    fact: str = Fact.NET.value
    operator: str = ""
    value: str = ""


class Deed(msgspec.Struct):
    """An action as it is typed."""

    kind: str = "plan"
    fields: Fields = {}


class Draft(msgspec.Struct):
    """A rule as it stands in the editor; 0 is a new one's id."""

    id: int = 0
    version: int = 0
    name: str = ""
    owner: str = ""
    trigger: str = Trigger.NO_ACTIVITY.value
    stage: str = ""
    days: str = ""
    percent: str = ""
    tests: list[Line] = []
    actions: list[Deed] = []


class NotReadyError(SalesError):
    """Some lines cannot be kept as they are: what is wrong, by the line ("when", "test:0", "action:1")."""

    template = NotWhole.template

    def __init__(self, lines: Mapping[str, SalesError]) -> None:
        super().__init__()
        self.lines = dict(lines)


def draft_of(rule: Rule) -> Draft:
    """Return a rule as the editor holds it."""
    when = rule.when
    return Draft(
        trigger=when.trigger.value,
        stage=_text(when.stage_id),
        days=str(when.days),
        percent=str(when.percent),
        tests=[
            Line(OR if number and not place else AND, test.fact.value, test.operator.value, _typed(test))
            for number, group in enumerate(rule.groups)
            for place, test in enumerate(group)
        ],
        actions=[_deed(action) for action in rule.actions],
    )


def rule_of(draft: Draft) -> Rule:
    """Return the rule that a draft means. Raises NotReadyError with what is wrong in which line, MalformedInput."""
    wrong: dict[str, SalesError] = {}
    when = _tried(wrong, "when", partial(_when, draft))
    tests = [_tried(wrong, f"test:{number}", partial(_test, line)) for number, line in enumerate(draft.tests)]
    actions = [_tried(wrong, f"action:{number}", partial(action_of, deed)) for number, deed in enumerate(draft.actions)]
    if wrong:
        raise NotReadyError(wrong)
    return Rule(when, _grouped(draft.tests, tests), tuple(actions))


def _tried(wrong: dict[str, SalesError], line: str, read: Callable[[], Any]) -> Any:
    """Read a line, or note what is wrong with it."""
    try:
        return read()
    except SalesError as refusal:
        wrong[line] = refusal
        return None


def _grouped(lines: Sequence[Line], tests: Sequence[Test]) -> tuple[tuple[Test, ...], ...]:
    groups: list[list[Test]] = []
    for line, test in zip(lines, tests, strict=True):
        if line.joined == OR or not groups:
            groups.append([])
        groups[-1].append(test)
    return tuple(map(tuple, groups))


def _when(draft: Draft) -> When:
    trigger = _one_of(Trigger, draft.trigger)
    stage = _number(draft.stage) if trigger in OF_STAGE and draft.stage else None
    when = When(trigger, stage, _number(draft.days or "0"), _number(draft.percent or "0"))
    check_when(when)
    return when


def _test(line: Line) -> Test:
    fact = _one_of(Fact, line.fact)
    operator = _one_of(Operator, line.operator) if line.operator else operators_of(fact)[0]
    if operator not in operators_of(fact):
        operator = operators_of(fact)[0]
    test = Test(fact, operator, None if operator in VALUELESS else _read(fact, line.value))
    check_test(test)
    return test


def _read(fact: Fact, text: str) -> int | str | None:
    kind = KINDS[fact]
    if not text.strip():
        return None
    if kind is Kind.MONEY:
        return parse_minor(text, BASE_CURRENCY, decimal_comma=locale() in DECIMAL_COMMA)
    if kind is Kind.TEXT or fact is Fact.OUTCOME:
        return text.strip()
    return _number(text)


def _typed(test: Test) -> str:
    if KINDS[test.fact] is Kind.MONEY and isinstance(test.value, int):
        return str(test.value // 10 ** exponent(BASE_CURRENCY))
    return _text(test.value)


def action_of(deed: Deed) -> Action:
    """Return the action that a line means. Raises NotWhole, BadNumber, TextNeeded, UnknownPlaceholder."""
    make = MAKERS.get(deed.kind)
    if make is None:
        raise MalformedInput
    return checked_action(make(deed.fields))


def _plan(fields: Fields) -> Action:
    days = _number(fields.get("in_days") or "0")
    return Plan(_chosen(fields, "type"), fields.get("subject", ""), _who(fields.get("who", "")), days)


def _tell(fields: Fields) -> Action:
    whom = [_who(role.value) for role in Role if fields.get(f"to_{role.value}")]
    whom += [_who(fields["user"])] if fields.get("user") else []
    return Tell(tuple(whom), fields.get("text", ""), bool(fields.get("by_mail")))


def _set(fields: Fields) -> Action:
    field, value = _one_of(Settable, fields.get("field") or Settable.PROBABILITY), fields.get("value", "")
    return Set(field, _number(value) if value else None)


MAKERS: Final[Mapping[str, Callable[[Fields], Action]]] = {
    "plan": _plan,
    "tell": _tell,
    "set": _set,
    "write": lambda fields: Write(fields.get("subject", ""), fields.get("text", "")),
    "move": lambda fields: Move(_chosen(fields, "stage")),
    "call": lambda fields: Call(_chosen(fields, "webhook")),
    "assign": lambda fields: Assign(_who(fields.get("who", ""))),
}


def _deed(action: Action) -> Deed:
    kind, fields = WRITTEN[type(action)]
    return Deed(kind, fields(action))


def _told(action: Tell) -> Fields:
    roles = {f"to_{who.role.value}": "1" for who in action.whom if who.role}
    user = next((str(who.user_id) for who in action.whom if who.user_id), "")
    return {**roles, "user": user, "text": action.text, "by_mail": "1" if action.by_mail else ""}


def _planned(action: Plan) -> Fields:
    who, days = _code(action.who), str(action.in_days)
    return {"type": str(action.activity_type_id), "subject": action.subject, "who": who, "in_days": days}


WRITTEN: Final[Mapping[type[Action], tuple[str, Callable[[Any], Fields]]]] = {
    Plan: ("plan", _planned),
    Tell: ("tell", _told),
    Set: ("set", lambda action: {"field": action.field.value, "value": _text(action.value)}),
    Write: ("write", lambda action: {"subject": action.subject, "text": action.text}),
    Move: ("move", lambda action: {"stage": str(action.stage_id)}),
    Assign: ("assign", lambda action: {"who": _code(action.who)}),
    Call: ("call", lambda action: {"webhook": str(action.webhook_id)}),
}


def _code(who: Who) -> str:
    return who.role.value if who.role else _text(who.user_id)


def _who(code: str) -> Who:
    if code in set(Role):
        return Who(role=Role(code))
    if not code:
        raise NotWhole
    return Who(user_id=_number(code))


def _chosen(fields: Fields, name: str) -> int:
    if not fields.get(name):
        raise NotWhole
    return _number(fields[name])


def _number(text: str) -> int:
    plain = text.strip()
    if not plain.isascii() or not plain.isdigit() or len(plain) > LONGEST_NUMBER:
        raise NotWhole
    return int(plain)


def _one_of(words: Any, text: str) -> Any:
    try:
        return words(text)
    except ValueError:
        raise MalformedInput from None


def _text(value: object) -> str:
    return "" if value is None else str(value)
