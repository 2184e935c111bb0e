"""Acting in the editor: a draft is drawn anew, tried on the past, kept, switched on and off, or taken out of the list."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Literal

import msgspec

from components.language import gettext as _
from components.rules.listing import PATH
from data.schema.rule import WorkflowRule
from data.session import Database, Session
from domain import clock
from domain.access import Principal
from domain.activity import day_of
from domain.errors import MalformedInput, NotOffered, SalesError
from domain.rules import Fact
from web.rules.drafts import Deed, Draft, Line, rule_of
from web.rules.pages import rule_page
from workflow.rules import keeping
from workflow.rules.keeping import Target, Written

What = Literal["draw", "try", "save", "on", "on_all", "off", "retire"]
Answer = dict[str, Any]
MOST_LINES: Final = 12


class RuleAction(msgspec.Struct):
    """What the editor sends: what is wanted ("drop_test:2" takes the third condition away), and the whole draft."""

    seq: int
    what: str
    draft: Draft


def acted(database: Database, principal: Principal, action: RuleAction) -> tuple[Any, Answer]:
    """Do what the editor asks; return the page as it stands then, and the answer. A refusal stands in the page."""
    draft, answer = _bounded(action.draft), {"seq": action.seq}
    what, _colon, number = action.what.partition(":")
    refusal: SalesError | None = None
    if what in LINES:
        draft = LINES[what](draft, int(number) if number.isdigit() else 0)
    elif what in KEEPING:
        try:
            draft, said = _kept(database, principal, what, draft)
        except SalesError as found:
            refusal = found
        else:
            answer |= said
    elif what not in {"draw", "try"}:
        raise MalformedInput
    return _drawn(database, principal, draft, refusal, tries=what == "try"), answer


def _bounded(draft: Draft) -> Draft:
    if len(draft.tests) > MOST_LINES + 1 or len(draft.actions) > MOST_LINES + 1:
        raise MalformedInput
    return draft


def _drawn(database: Database, principal: Principal, draft: Draft, refusal: SalesError | None, *, tries: bool) -> Any:
    with database.read() as reading:
        try:
            return rule_page(reading, principal, draft, refusal, tries=tries and rule_of(draft) is not None)
        except SalesError as found:
            if not tries:
                raise
            return rule_page(reading, principal, draft, found)


def _kept(database: Database, principal: Principal, what: str, draft: Draft) -> tuple[Draft, Answer]:
    """Keep a draft and do with the rule what is wanted; a new rule is led to its page, a removed one to the list."""
    done, said = KEEPING[what]
    row = database.run(lambda session: done(session, principal, draft))
    answer: Answer = {"said": said()}
    if what == "retire":
        answer["href"] = PATH
    elif not draft.id:
        answer["href"] = f"{PATH}/{row.id}"
    return msgspec.structs.replace(draft, id=row.id, version=row.version, name=row.name), answer


def _save(session: Session, principal: Principal, draft: Draft) -> WorkflowRule:
    if not draft.owner.isdigit():
        raise NotOffered
    written = Written(draft.name, int(draft.owner), rule_of(draft))
    if not draft.id:
        return keeping.create(session, principal, written, now=clock.now())
    return keeping.change(session, principal, Target(draft.id, draft.version), written, now=clock.now())


def _switch_on(session: Session, principal: Principal, draft: Draft, counts_from_on: date | None) -> WorkflowRule:
    row = _save(session, principal, draft)
    target = Target(row.id, row.version)
    return keeping.switch_on(session, principal, target, counts_from_on=counts_from_on, now=clock.now())


def _on(session: Session, principal: Principal, draft: Draft) -> WorkflowRule:
    return _switch_on(session, principal, draft, day_of(clock.now(), principal.time_zone))


def _on_all(session: Session, principal: Principal, draft: Draft) -> WorkflowRule:
    return _switch_on(session, principal, draft, None)


def _off(session: Session, principal: Principal, draft: Draft) -> WorkflowRule:
    return keeping.switch_off(session, principal, Target(draft.id, draft.version), now=clock.now())


def _retire(session: Session, principal: Principal, draft: Draft) -> WorkflowRule:
    return keeping.retire(session, principal, Target(draft.id, draft.version), now=clock.now())


Keep = Callable[[Session, Principal, Draft], WorkflowRule]
KEEPING: Final[Mapping[str, tuple[Keep, Callable[[], str]]]] = {
    "save": (_save, lambda: _("Rule saved")),
    "on": (_on, lambda: _("The rule is on")),
    "on_all": (_on_all, lambda: _("The rule is on, and acts soon on what is so already")),
    "off": (_off, lambda: _("The rule is paused")),
    "retire": (_retire, lambda: _("Rule removed")),
}


def _add_test(draft: Draft, _number: int) -> Draft:
    return msgspec.structs.replace(draft, tests=[*draft.tests, Line(fact=Fact.NET.value)])


def _drop_test(draft: Draft, number: int) -> Draft:
    return msgspec.structs.replace(draft, tests=[*draft.tests[:number], *draft.tests[number + 1 :]])


def _add_action(draft: Draft, _number: int) -> Draft:
    return msgspec.structs.replace(draft, actions=[*draft.actions, Deed("tell", {"to_owner": "1"})])


def _drop_action(draft: Draft, number: int) -> Draft:
    return msgspec.structs.replace(draft, actions=[*draft.actions[:number], *draft.actions[number + 1 :]])


LINES: Final[Mapping[str, Callable[[Draft, int], Draft]]] = {
    "add_test": _add_test, "drop_test": _drop_test, "add_action": _add_action, "drop_action": _drop_action,
}  # fmt: skip
