"""The editor of a rule as it is asked and answered: drafts drawn, tried, kept, refused beside the line that is wrong."""

from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from components.language import use_locale
from data.schema.rule import WorkflowRule
from data.session import Database
from domain.errors import MalformedInput
from domain.rules import check_rule
from domain.rules.starters import STARTERS
from tests.components.tree import attribute, of_class, parts, says
from tests.world import World
from web.rules import acting, pages
from web.rules.drafts import draft_of, rule_of

TELL = {"kind": "tell", "fields": {"to_owner": "1", "text": "Look at {title}"}}


class Desk:
    """An administrator in front of the editor."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.world = database, world
        self.principal = world.principal("administrator")

    def send(self, what: str, **draft: Any) -> tuple[Any, dict[str, Any]]:
        plain = {"name": "A rule", "owner": str(self.principal.user_id), "trigger": "created", "actions": [TELL]}
        sent = {"seq": 1, "what": what, "draft": plain | draft}
        return acting.acted(self.database, self.principal, msgspec.convert(sent, acting.RuleAction))

    def rule(self) -> WorkflowRule | None:
        with self.database.read() as session:
            found = session.scalars(select(WorkflowRule)).one_or_none()
            if found:
                session.expunge(found)
            return found


@pytest.fixture
def desk(sqlite_database: Database, sqlite_world: World) -> Desk:
    return Desk(sqlite_database, sqlite_world)


def fields(page: Any) -> set[str]:
    return {name for part in parts(page) if (name := getattr(part, "name", None))}


def test_the_editor_follows_what_is_chosen_and_keeps_what_was_typed(desk: Desk) -> None:
    page, _answer = desk.send("draw", trigger="stay_over", days="30")
    assert {"trigger", "stage", "days"} <= fields(page)
    page, _answer = desk.send("add_test", tests=[{"fact": "stage", "operator": "is", "value": "1"}])
    assert {"test:0:fact", "test:0:value", "test:1:joined", "test:1:value"} <= fields(page)
    page, _answer = desk.send("drop_action:0")
    assert "action:0:kind" not in fields(page)
    page, _answer = desk.send("draw", actions=[{"kind": "set", "fields": {"field": "expected_order_on"}}])
    assert "days from then" in says(page)


def test_a_rule_is_kept_switched_on_paused_and_removed(desk: Desk) -> None:
    _page, answer = desk.send("save")
    rule = desk.rule()
    assert rule is not None
    assert (rule.active, answer["href"]) == (False, f"/settings/automation/{rule.id}")
    page, answer = desk.send("on", id=rule.id, version=rule.version, name="Another name")
    switched = desk.rule()
    assert switched is not None
    assert (switched.active, switched.name, "href" in answer) == (True, "Another name", False)
    assert "When an opportunity is created: tell the owner “Look at {title}”." in says(page)
    page, _answer = desk.send("off", id=rule.id, version=rule.version)
    assert "changed" in says(page), "an old version is not written over"
    _page, answer = desk.send("retire", id=rule.id, version=switched.version)
    assert answer["href"] == "/settings/automation"
    with desk.database.read() as session:
        assert not of_class(pages.list_page(session, desk.principal), "cd-rules__table")


def test_what_is_wrong_is_said_beside_its_line_and_nothing_is_kept(desk: Desk) -> None:
    wrong = {"kind": "plan", "fields": {"type": "1", "subject": "Call {nobody}", "who": "owner"}}
    page, _answer = desk.send("save", trigger="no_activity", days="0", tests=[{"fact": "type"}], actions=[TELL, wrong])
    said = [says(part) for part in of_class(page, "cd-rule__wrong")]
    assert len(said) == 3
    assert "{nobody}" in said[2]
    assert desk.rule() is None
    page, _answer = desk.send("save", actions=[])
    assert "at least one action" in says(page)
    with pytest.raises(MalformedInput):
        desk.send("explode")
    with pytest.raises(MalformedInput):
        desk.send("draw", trigger="never")


def test_a_rule_is_tried_on_the_past_before_it_is_kept(desk: Desk) -> None:
    page, _answer = desk.send("try", tests=[{"fact": "net", "operator": "at_least", "value": "50000"}])
    trial = of_class(page, "cd-rule__trial")
    assert len(trial) == 1
    assert "in the last 90 days" in says(trial[0])
    assert desk.rule() is None


@pytest.mark.parametrize("language", ["en", "es", "it"])
def test_every_ready_made_rule_is_whole_and_offered_until_it_is_taken(desk: Desk, language: str) -> None:
    with use_locale(language), desk.database.read() as session:
        listed = of_class(pages.list_page(session, desk.principal), "cd-settings__tile")
        hrefs = [attribute(tile, "href") for tile in listed]
        assert hrefs == [f"/settings/automation/new?starter={starter.key}" for starter in STARTERS]
        for starter in STARTERS:
            rule = rule_of(pages.opened(session, desk.principal, "new", starter.key))
            assert rule_of(draft_of(rule)) == check_rule(rule)
