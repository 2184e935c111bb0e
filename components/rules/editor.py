"""The editor: a rule that reads like a sentence, each of its words to be chosen."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dash import html

from components.attributes import attributes
from components.language import gettext as _
from components.rules import fields, words
from components.rules.telling import FACT_LISTS, SET_LISTS
from domain.rules import Fact, Kind, Operator, Settable, Trigger
from domain.rules.actions import LONGEST_SUBJECT, LONGEST_TEXT, PLACEHOLDERS, Role
from domain.rules.conditions import KINDS, VALUELESS, operators_of
from domain.rules.trigger import LEAST_DAYS, OF_STAGE

Lists = Mapping[str, fields.Options]


@dataclass(frozen=True, slots=True)
class TestLine:
    """A condition as it is typed."""

    joined: str
    fact: Fact
    operator: Operator
    value: str


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action as it is typed."""

    kind: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Editing:
    """A rule as the editor shows it; `wrong` is what is wrong with a line, by its place."""

    name: str
    owner: str
    trigger: Trigger
    stage: str
    days: str
    percent: str
    tests: Sequence[TestLine]
    actions: Sequence[ActionLine]
    wrong: Mapping[str, str] = field(default_factory=dict)


def editor(editing: Editing, lists: Lists) -> list[Any]:
    """Return the parts of the sentence: name and owner, when, if, then."""
    return [_head(editing, lists), _when(editing, lists), _tests(editing, lists), _actions(editing, lists)]


def _head(editing: Editing, lists: Lists) -> html.Div:
    name = fields.text("name", _("What the rule is called"), editing.name, longest=120)
    owner = fields.select("owner", _("In whose name it acts"), lists["owners"], editing.owner)
    said = html.Span(_("acts in the name of"), className="cd-mut")
    return html.Div([name, said, owner, *fields.problem(editing.wrong, "name")], className="cd-rule__head")


def _part(word: str, lines: Sequence[Any], foot: Sequence[Any] = ()) -> html.Section:
    head = html.H2(word, className="cd-rule__word")
    return html.Section([head, html.Div([*lines, *foot], className="cd-rule__lines")], className="cd-rule__part")


def _line(parts: Sequence[Any], wrong: Sequence[Any]) -> html.Div:
    return html.Div([html.Div(list(parts), className="cd-rule__line"), *wrong])


def _when(editing: Editing, lists: Lists) -> html.Section:
    said = words.triggers()
    offered = [(trigger.value, said[trigger]) for _group, triggers in words.trigger_groups() for trigger in triggers]
    parts: list[Any] = [fields.select("trigger", _("What sets the rule off"), offered, editing.trigger.value)]
    if editing.trigger in OF_STAGE:
        parts.append(fields.select("stage", _("Stage"), lists["stages"], editing.stage, empty=_("any stage")))
    if editing.trigger in LEAST_DAYS:
        parts.append(fields.number("days", _("Days"), editing.days, _("days")))
    if editing.trigger is Trigger.AMOUNT_CHANGED:
        parts.append(fields.number("percent", _("Percent"), editing.percent, "%"))
    return _part(_("When"), [_line(parts, fields.problem(editing.wrong, "when"))])


def _tests(editing: Editing, lists: Lists) -> html.Section:
    if editing.trigger is Trigger.MEMBER_ADDED:
        note = html.P(_("There is no opportunity yet whose fields could be asked for."), className="cd-mut")
        return _part(_("If"), [note])
    lines = [
        _line(_test(number, test, lists), fields.problem(editing.wrong, f"test:{number}"))
        for number, test in enumerate(editing.tests)
    ]
    none = [] if lines else [html.P(_("always: there is no condition."), className="cd-mut")]
    return _part(
        _("If"), [*none, *lines], [fields.act("add_test", _("Add a condition"), "plus-lg", "btn-ghost btn-sm")]
    )


def _test(number: int, test: TestLine, lists: Lists) -> list[Any]:
    at = f"test:{number}"
    joined = [("and", _("and")), ("or", _("or"))]
    first = [fields.select(f"{at}:joined", _("And or or"), joined, test.joined)] if number else []
    said = words.operators()
    offered = [(one.value, said[one]) for one in operators_of(test.fact)]
    return [
        *first,
        fields.select(f"{at}:fact", _("What is asked"), list(words.facts().items()), test.fact.value),
        fields.select(f"{at}:operator", _("How"), offered, test.operator.value),
        *([] if test.operator in VALUELESS else [_value(at, test, lists)]),
        fields.drop(f"drop_test:{number}", _("Take the condition away")),
    ]


def _value(at: str, test: TestLine, lists: Lists) -> Any:
    name, label = f"{at}:value", _("Value")
    if test.fact in FACT_LISTS:
        return fields.select(name, label, lists[FACT_LISTS[test.fact]], test.value)
    if test.fact is Fact.OUTCOME:
        return fields.select(name, label, list(words.outcomes().items()), test.value)
    if KINDS[test.fact] is Kind.TEXT:
        return fields.text(name, label, test.value)
    units = {Fact.NET: "EUR", Fact.PERCENT: "%"}
    return fields.number(name, label, test.value, units.get(test.fact, ""))


def _actions(editing: Editing, lists: Lists) -> html.Section:
    said = words.actions()
    lines = []
    for number, action in enumerate(editing.actions):
        at = f"action:{number}"
        kind = fields.select(f"{at}:kind", _("What is done"), [(one, said[one]) for one in words.ACTIONS], action.kind)
        away = fields.drop(f"drop_action:{number}", _("Take the action away"))
        parts = [kind, *PARTS[action.kind](at, action.typed, lists), away]
        lines.append(_line(parts, fields.problem(editing.wrong, at)))
    known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    hint = html.P(_("Texts may hold {names}.", names=known), className="cd-mut cd-small")
    add = fields.act("add_action", _("Add an action"), "plus-lg", "btn-ghost btn-sm")
    return _part(_("Then"), lines, [add, *fields.problem(editing.wrong, "actions"), hint])


def _people(lists: Lists) -> list[tuple[int | str, str]]:
    return [*((role.value, label) for role, label in words.roles().items()), *lists["people"]]


def _plan(at: str, typed: Mapping[str, str], lists: Lists) -> list[Any]:
    return [
        fields.select(f"{at}:type", _("Kind of activity"), lists["activity_types"], typed.get("type", "")),
        fields.text(f"{at}:subject", _("What is to be done"), typed.get("subject", ""), longest=LONGEST_SUBJECT),
        html.Span(_("for")),
        fields.select(f"{at}:who", _("For whom"), _people(lists), typed.get("who", "") or Role.OWNER.value),
        html.Span(_("within")),
        fields.number(f"{at}:in_days", _("Days from then"), typed.get("in_days", "0"), _("days")),
    ]


def _tell(at: str, typed: Mapping[str, str], lists: Lists) -> list[Any]:
    boxes = [
        fields.check(f"{at}:to_{role.value}", label, value=bool(typed.get(f"to_{role.value}")))
        for role, label in words.roles().items()
    ]
    return [
        *boxes,
        fields.select(f"{at}:user", _("Somebody else"), lists["people"], typed.get("user", ""), empty=_("nobody else")),
        fields.text(f"{at}:text", _("What they are told"), typed.get("text", ""), longest=LONGEST_SUBJECT * 2),
        fields.check(f"{at}:by_mail", _("by e-mail too"), value=bool(typed.get("by_mail"))),
    ]


def _write(at: str, typed: Mapping[str, str], _lists: Lists) -> list[Any]:
    return [
        fields.text(f"{at}:subject", _("Subject"), typed.get("subject", ""), longest=LONGEST_SUBJECT),
        fields.area(f"{at}:text", _("Text"), typed.get("text", ""), LONGEST_TEXT),
    ]


def _set(at: str, typed: Mapping[str, str], lists: Lists) -> list[Any]:
    chosen = Settable(typed.get("field") or Settable.PROBABILITY)
    parts: list[Any] = [
        fields.select(f"{at}:field", _("Field"), list(words.settable().items()), chosen.value), html.Span(_("to"))
    ]  # fmt: skip
    if chosen is Settable.EXPECTED:
        return [*parts, fields.number(f"{at}:value", _("Days from then"), typed.get("value", ""), _("days from then"))]
    empty = None if chosen in {Settable.PROBABILITY, Settable.TYPE} else _("nothing")
    return [
        *parts,
        fields.select(f"{at}:value", _("Value"), lists[SET_LISTS[chosen]], typed.get("value", ""), empty=empty),
    ]


def _move(at: str, typed: Mapping[str, str], lists: Lists) -> list[Any]:
    return [fields.select(f"{at}:stage", _("Stage"), lists["stages"], typed.get("stage", ""))]


def _assign(at: str, typed: Mapping[str, str], lists: Lists) -> list[Any]:
    return [fields.select(f"{at}:who", _("To whom"), _people(lists), typed.get("who", ""))]


def _call(at: str, typed: Mapping[str, str], lists: Lists) -> list[Any]:
    chosen = fields.select(f"{at}:webhook", _("Web address"), lists["webhooks"], typed.get("webhook", ""))
    none = html.A(_("Add one in the settings first"), href="/settings/webhooks")
    return [chosen] if lists["webhooks"] else [none]


PARTS: Final[Mapping[str, Callable[[str, Mapping[str, str], Lists], list[Any]]]] = {
    "plan": _plan, "tell": _tell, "write": _write, "set": _set, "move": _move, "assign": _assign, "call": _call,
}  # fmt: skip


def framed(children: Sequence[Any], draft: str, *, key: str) -> html.Div:
    """Return the editor's form; `draft` is the id and version that every message carries, `key` draws it anew."""
    form = html.Form(list(children), className="cd-rule card", noValidate="noValidate", key=key)
    return html.Div(form, **attributes(data_cd_rule=draft))
