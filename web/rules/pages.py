"""What the pages of the rules show: the list, and one rule in its editor."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from dash import html

from components.language import explain
from components.language import gettext as _
from components.lookups import Tile
from components.rules import editor, history, listing, words
from components.rules.fields import act
from components.rules.telling import told
from data.queries.rules import Choices, RuleRow, choices, due, is_tryable, rule_row, rule_rows, run_rows, try_on_past
from data.queries.rules.past import DAYS_BACK
from data.session import Session
from domain import clock
from domain.access import Principal
from domain.activity import day_of
from domain.errors import MalformedInput, SalesError
from domain.rules import Fact, Operator, Rule, Trigger
from domain.rules.conditions import operators_of
from domain.rules.starters import STARTERS, Starter, starter_of
from domain.rules.trigger import TIMED
from web.router import record_id
from web.rules.drafts import Deed, Draft, Line, NotReadyError, draft_of, rule_of

NEW = "new"


def list_page(reading: Session, principal: Principal) -> html.Div:
    """Return the list of rules."""
    now = clock.now()
    known = choices(reading)
    rules = [
        listing.RuleEntry(
            row.id, row.name, told(row.rule, known.name), row.owner, row.active, row.last_at, row.done, row.not_done
        )
        for row in rule_rows(reading, now)
    ]
    taken = {rule.name for rule in rules}
    offered = [
        (starter.key, _(starter.name), told(rule_of(_starter_draft(starter, principal, known)), known.name))
        for starter in STARTERS
        if _(starter.name) not in taken and known.lists["activity_types"]
    ]
    return listing.page(rules, offered, now)


def tile(reading: Session) -> Tile:
    """Return how the rules stand in the index of the settings: with the number of those that are on."""
    on = sum(row.active for row in rule_rows(reading, clock.now()))
    about = _("What happens by itself when something changes or time goes by")
    return Tile(listing.PATH, _("Workflow rules"), about, on)


def opened(reading: Session, principal: Principal, rule: str, starter: str) -> Draft:
    """Return the rule that an address names as a draft: "new", perhaps from a ready-made one, or an id; raise NotFound."""
    if rule != NEW:
        return saved(rule_row(reading, record_id(rule), clock.now()))
    known = choices(reading)
    found = starter_of(starter)
    if found is not None:
        return _starter_draft(found, principal, known)
    return Draft(owner=str(principal.user_id), days="14", actions=[_task(known, "")])


def saved(row: RuleRow) -> Draft:
    """Return a rule that is kept as a draft."""
    return msgspec.structs.replace(
        draft_of(row.rule), id=row.id, version=row.version, name=row.name, owner=str(row.owner_id)
    )


def rule_page(
    reading: Session, principal: Principal, draft: Draft, refusal: SalesError | None = None, *, tries: bool = False
) -> html.Div:
    """Return the editor of a draft with its buttons, what it would have done, and its log; a refusal stands where it belongs."""
    now, known = clock.now(), choices(reading)
    row = rule_row(reading, draft.id, now) if draft.id else None
    wrong = _wrong(refusal)
    parts: list[Any] = [
        *_said(draft, known),
        *editor.editor(_editing(draft, wrong), known.lists),
        _buttons(row, draft, wrong.get("all", "")),
    ]
    facts = msgspec.json.encode({"id": draft.id, "version": draft.version}).decode()
    shown: list[Any] = [editor.framed(parts, facts, key=uuid4().hex)]
    if tries:
        shown.append(_trial(reading, principal, rule_of(draft)))
    if row is not None:
        shown.append(_log(reading, row.id, now))
    return html.Div(shown, className="cd-settings cd-rulepage")


def _wrong(refusal: SalesError | None) -> dict[str, str]:
    if isinstance(refusal, NotReadyError):
        return {line: explain(reason) for line, reason in refusal.lines.items()}
    return {"all": explain(refusal)} if refusal else {}


def _said(draft: Draft, known: Choices) -> list[html.P]:
    """Say the rule as a sentence, once it is whole."""
    try:
        rule = rule_of(draft)
    except SalesError:
        return []
    return [html.P(told(rule, known.name), className="cd-rule__said")] if rule.actions else []


def _editing(draft: Draft, wrong: dict[str, str]) -> editor.Editing:
    try:
        return editor.Editing(
            name=draft.name,
            owner=draft.owner,
            trigger=Trigger(draft.trigger),
            stage=draft.stage,
            days=draft.days,
            percent=draft.percent,
            tests=[_test(line) for line in draft.tests],
            actions=[editor.ActionLine(_known(deed.kind), deed.fields) for deed in draft.actions],
            wrong=wrong,
        )
    except ValueError:
        raise MalformedInput from None


def _test(line: Line) -> editor.TestLine:
    fact = Fact(line.fact)
    offered = operators_of(fact)
    operator = Operator(line.operator) if line.operator else offered[0]
    return editor.TestLine(line.joined, fact, operator if operator in offered else offered[0], line.value)


def _known(kind: str) -> str:
    if kind not in words.ACTIONS:
        raise MalformedInput
    return kind


def _buttons(row: RuleRow | None, draft: Draft, refused: str) -> html.Div:
    acts: list[Any] = [act("save", _("Save"), "check2", "btn-primary")]
    if Trigger(draft.trigger) is not Trigger.MEMBER_ADDED:
        acts.append(act("try", _("Try on the past {days} days", days=DAYS_BACK), "clock-history"))
    if row is not None and row.active:
        acts.append(act("off", _("Pause the rule"), "pause"))
    else:
        acts.append(act("on", _("Save and switch on"), "play"))
        if Trigger(draft.trigger) in TIMED:
            acts.append(act("on_all", _("Switch on, also for what is so already"), "play"))
    if row is not None:
        acts.append(act("retire", _("Remove"), "trash", "btn-ghost"))
    state = [] if row is None else [listing.state(active=row.active)]
    problem = [html.P(refused, className="cd-late", role="alert")] if refused else []
    return html.Div([*problem, html.Div([*acts, *state], className="cd-rule__acts")])


def _trial(reading: Session, principal: Principal, rule: Rule) -> html.Section:
    today = day_of(clock.now(), principal.time_zone)
    if not is_tryable(rule):
        raise MalformedInput
    found = try_on_past(reading, rule, today=today)
    rows = [
        history.Row(history.day(case.on, today), case.opportunity_id, case.number, case.title, case.contact or "")
        for case in found.cases
    ]
    waiting = len(due(reading, rule.when, today=today)) if rule.when.trigger in TIMED and not rule.groups else None
    return history.trial(found.count, rows, DAYS_BACK, is_cut=found.is_cut, due_now=waiting)


def _log(reading: Session, rule_id: int, now: datetime) -> html.Section:
    count, runs = run_rows(reading, rule_id)
    lines = [
        history.RunLine(
            history.Row(history.moment(run.at, now), run.opportunity_id, run.number or "–", run.title or "–"),
            run.result, run.told, run.duration_us, run.tries, run.is_tried_again,
        )
        for run in runs
    ]  # fmt: skip
    return history.log(count, lines)


def _starter_draft(starter: Starter, principal: Principal, known: Choices) -> Draft:
    tests = [Line(fact=Fact.NET.value, operator="at_least", value=str(starter.at_least_minor // 100))]
    deed = _task(known, _(starter.text)) if starter.plans else _message(_(starter.text))
    return Draft(
        name=_(starter.name),
        owner=str(principal.user_id),
        trigger=starter.trigger.value,
        days=str(starter.days),
        percent=str(starter.percent),
        tests=tests if starter.at_least_minor else [],
        actions=[deed],
    )


def _task(known: Choices, subject: str) -> Deed:
    kinds = known.lists["activity_types"]
    return Deed("plan", {"type": str(kinds[0][0]) if kinds else "", "subject": subject, "who": "owner", "in_days": "0"})


def _message(text: str) -> Deed:
    return Deed("tell", {"to_manager": "1", "text": text})
