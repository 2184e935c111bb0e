"""What administrators do with the lists: kept unique, never dangling, never rewriting what happened."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from data.check import check
from data.queries.lookups import model_of, row_of, rows
from data.queries.people import principal_of_session
from data.schema.activity import ActivityType
from data.schema.company import Company
from data.schema.log import Audit, Event
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.people import Agent, UserTeam
from data.schema.pipeline import ClosingReason, OpportunityType, Stage, StageTask
from data.session import Database, Session
from data.summary import differences
from domain.errors import CannotUndo, Conflict, MalformedInput, NotFound, NotPermitted, SalesError
from domain.lookups import LOOKUPS, Kind, lookup_of
from domain.lookups.errors import (
    FieldsWrong,
    InUse,
    LastAdministrator,
    LastOpenStage,
    NeededForClosing,
    NoMoves,
    NotRetired,
    OtherRows,
    SecondEnd,
    StillNamed,
    StillRetired,
)
from tests.world import NOW, PASSWORD, TODAY, World, build
from workflow import audit, lookups
from workflow.lookups import Act, Form, Saved, Target
from workflow.lookups.moves import mark, possible, stored
from workflow.sign_in import sign_in, token_hash
from workflow.users import reset_password, sign_out_everywhere


def act(world: World, who: str = "administrator", seconds: int = 0) -> Act:
    return Act(world.principal(who), TODAY, NOW + timedelta(seconds=seconds))


def target(session: Session, key: str, row_id: int | None = None, parent_id: int | None = None) -> Target:
    lookup = lookup_of(key)
    if row_id is None:
        return Target(lookup, parent_id=parent_id)
    row = session.get(model_of(lookup), row_id)
    return Target(lookup, row_id, row_of(session, lookup, row, today=TODAY).seen, parent_id)


def values_of(session: Session, key: str, row_id: int) -> dict[str, Any]:
    lookup = lookup_of(key)
    return dict(row_of(session, lookup, session.get(model_of(lookup), row_id), today=TODAY).values)


def add(
    database: Database, world: World, key: str, values: Mapping[str, object], parent_id: int | None = None
) -> Saved:
    with database.write() as session:
        return lookups.save(session, act(world), target(session, key, None, parent_id), Form(values))


def change(database: Database, world: World, key: str, row_id: int, **values: object) -> Saved:
    with database.write() as session:
        form = Form(values_of(session, key, row_id) | values)
        return lookups.save(session, act(world), target(session, key, row_id), form)


def do(database: Database, world: World, verb: str, key: str, row_id: int) -> Saved:
    with database.write() as session:
        found: Saved = getattr(lookups, verb)(session, act(world), target(session, key, row_id))
        return found


def undo(database: Database, world: World, saved: Saved, seconds: int = 5) -> Saved:
    with database.write() as session:
        assert saved.audit_id is not None
        return lookups.undo(session, act(world, seconds=seconds), saved.audit_id)


def wrong(error: pytest.ExceptionInfo[FieldsWrong]) -> dict[str, str]:
    return {name: str(refusal) for name, refusal in error.value.fields.items()}


def test_a_new_row_gets_a_code_from_its_name_the_last_place_and_an_audit_row(database: Database, world: World) -> None:
    saved = add(database, world, "sectors", {"description": "  Food &  drink "})
    again = add(database, world, "sectors", {"description": "Food & drink"})
    with database.read() as session:
        first, second = (values_of(session, "sectors", one.row_id) for one in (saved, again))
        assert (first["description"], first["code"], second["code"]) == ("Food & drink", "FOOD_DRINK", "FOOD_DRINK_2")
        assert [row.id for row in rows(session, lookup_of("sectors"), today=TODAY)] == [saved.row_id, again.row_id]
        told = session.get_one(Audit, saved.audit_id)
        assert (told.action, told.subject, told.user_id) == (
            "lookup_added", "sector: FOOD_DRINK", world.users["administrator"],
        )  # fmt: skip
        assert told.detail == {"list": "sectors", "id": saved.row_id, "before": {}, "after": first}
        assert audit.first_broken(session) is None


def test_every_list_takes_a_row_and_the_same_row_again_changes_nothing(database: Database, world: World) -> None:
    special: dict[str, dict[str, object]] = {
        "companies": {"currency_code": "EUR", "country_code": "FR", "time_zone": "Europe/Paris"},
        "users": {"login": "nina", "role": "analyst", "password": "a long new password"},
        "source-systems": {"link_pattern": "https://erp.example/{id}", "time_zone": "UTC"},
        "reasons": {"sign": "-1"},
        "teams": {"company_id": world.companies["IT"]},
        "agents": {"company_id": world.companies["IT"], "active_from_on": "2026-01-01"},
    }
    plain = {"percent": 33, "stars": 2, "kind": "call", "colour": "visit"}
    for lookup in LOOKUPS.values():
        given: dict[str, object] = {field.name: field.initial for field in lookup.fields}
        given |= {lookup.naming: f"A {lookup.one}"}
        given |= {name: value for name, value in plain.items() if name in given} | special.get(lookup.key, {})
        if lookup.key in {"contact-types", "stages"}:
            given["kind"] = lookup.field("kind").initial
        parent = world.pipelines["new"] if lookup.parent else None
        saved = add(database, world, lookup.key, given, parent)
        assert saved.audit_id is not None, lookup.key
        assert change(database, world, lookup.key, saved.row_id).audit_id is None, lookup.key


def test_a_code_is_given_once_however_it_is_written(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    with pytest.raises(FieldsWrong) as error:
        add(sqlite_database, world, "reasons", {"description": "Another", "code": "price", "sign": 1})
    assert wrong(error) == {"code": "The code “price” is taken by “Too dear”. Choose another."}
    accents = {"description": "Once", "code": "ÜBER", "sign": 1}
    add(sqlite_database, world, "reasons", accents)
    with pytest.raises(FieldsWrong) as error:
        add(sqlite_database, world, "reasons", accents | {"description": "Twice"})
    assert wrong(error) == {"code": "The code “ÜBER” is taken by “Once”. Choose another."}
    # A team's code only within its company.
    add(sqlite_database, world, "teams", {"name": "Alps", "code": "ALPS", "company_id": world.companies["IT"]})


def test_every_field_that_is_wrong_is_told_at_once(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    with pytest.raises(FieldsWrong) as error:
        add(sqlite_database, world, "probabilities", {"description": "", "percent": "101", "code": "x" * 41})
    assert wrong(error) == {
        "description": "This is needed.",
        "percent": "Give a whole number from 0 to 100.",
        "code": "Write at most 40 letters, on one line.",
    }
    with pytest.raises(FieldsWrong) as error:
        add(sqlite_database, world, "agents", {
            "name": "Late", "company_id": world.companies["CH"], "team_id": world.teams["NORTH"],
            "active_from_on": "2026-02-01", "active_to_on": "2026-01-31",
        })  # fmt: skip
    assert wrong(error) == {
        "team_id": "Choose one of the same company.",
        "active_to_on": "This day lies before the first day, 2026-02-01.",
    }


@pytest.mark.parametrize(
    "pattern", ["javascript:alert({id})", "ftp://x/{id}", "https://x/", "https://{id}.x/", "//x/{id}"]
)
def test_a_link_pattern_is_a_web_address_whose_host_stays(sqlite_database: Database, pattern: str) -> None:
    world = build(sqlite_database)
    with pytest.raises(FieldsWrong) as error:
        add(sqlite_database, world, "source-systems", {"name": "ERP", "time_zone": "UTC", "link_pattern": pattern})
    assert "such as https://erp.example/orders/{id}" in wrong(error)["link_pattern"]


def test_only_administrators_change_lists(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    for who in ("executive", "manager", "country_manager", "analyst", "sales"):
        with sqlite_database.write() as session, pytest.raises(NotPermitted):
            lookups.save(session, act(world, who), target(session, "sectors"), Form({"description": "Mine"}))
        with sqlite_database.write() as session, pytest.raises(NotPermitted):
            lookups.retire(session, act(world, who), target(session, "reasons", world.reasons["GONE"]))


def test_who_saw_an_older_state_is_told_so(database: Database, world: World) -> None:
    with database.write() as session:
        seen = target(session, "reasons", world.reasons["PRICE"])
    change(database, world, "reasons", world.reasons["PRICE"], description="Price")
    for verb in ("retire", "delete"):
        with database.write() as session, pytest.raises(Conflict, match="Someone else changed “Price”"):
            getattr(lookups, verb)(session, act(world), seen)
    with database.write() as session, pytest.raises(Conflict):
        lookups.save(session, act(world), seen, Form({"description": "Cost", "sign": -1}))
    with database.write() as session, pytest.raises(NotFound):
        lookups.retire(session, act(world), Target(lookup_of("reasons"), 10**9))


def test_what_is_used_is_retired_and_what_is_not_can_be_deleted_and_brought_back(
    database: Database, world: World
) -> None:
    with pytest.raises(InUse, match="“Too dear” is in use"):
        do(database, world, "delete", "reasons", world.reasons["PRICE"])
    retired = do(database, world, "retire", "reasons", world.reasons["PRICE"])
    with database.read() as session:
        assert not session.get_one(ClosingReason, world.reasons["PRICE"]).active
        assert session.scalar(select(func.count()).where(Opportunity.closing_reason_id == world.reasons["PRICE"])) == 2
    undo(database, world, retired)
    deleted = do(database, world, "delete", "reasons", world.reasons["GONE"])
    with database.read() as session:
        assert session.get(ClosingReason, world.reasons["GONE"]) is None
        assert session.get_one(ClosingReason, world.reasons["PRICE"]).active
    undo(database, world, deleted)
    with database.read() as session:
        back = session.get_one(ClosingReason, world.reasons["GONE"])
        assert (back.code, back.description, back.sign, back.active) == ("GONE", "Project stopped", -1, True)
    with pytest.raises(CannotUndo):
        undo(database, world, deleted)


def test_an_undo_comes_in_time_is_ones_own_and_finds_everything_as_it_left_it(database: Database, world: World) -> None:
    deleted = do(database, world, "delete", "reasons", world.reasons["GONE"])
    with pytest.raises(CannotUndo):
        undo(database, world, deleted, seconds=61)
    add(database, world, "reasons", {"description": "Other", "code": "GONE", "sign": -1})
    with pytest.raises(CannotUndo):
        undo(database, world, deleted)
    retired = do(database, world, "retire", "reasons", world.reasons["PRICE"])
    do(database, world, "restore", "reasons", world.reasons["PRICE"])
    with pytest.raises(CannotUndo):
        undo(database, world, retired)
    with database.write() as session, pytest.raises(NotFound):
        lookups.undo(session, act(world), 10**9)


def test_what_the_log_tells_of_is_not_deleted(database: Database, world: World) -> None:
    new = add(database, world, "probabilities", {"description": "Maybe", "percent": 33})
    with database.write() as session:
        session.add(Event(
            at=NOW, entity="opportunity", entity_id=1, verb="move", before={"probability_id": new.row_id},
            after={"probability_id": None},
        ))  # fmt: skip
    with pytest.raises(InUse):
        do(database, world, "delete", "probabilities", new.row_id)


def test_the_rows_that_mean_won_and_lost_stay_as_they_are(database: Database, world: World) -> None:
    for percent in (0, 100):
        with pytest.raises(NeededForClosing, match="means won or lost for Caudal Italia"):
            do(database, world, "retire", "probabilities", world.probabilities[percent])
        with pytest.raises(FieldsWrong) as error:
            change(database, world, "probabilities", world.probabilities[percent], percent=60)
        assert "means won or lost for Caudal Italia" in wrong(error)["percent"]
    with pytest.raises(FieldsWrong) as error:
        change(database, world, "companies", world.companies["IT"], won_probability_id=world.probabilities[90])
    assert wrong(error) == {"won_probability_id": "Choose a row of 100 %."}


def test_another_percentage_leaves_open_opportunities_alone_unless_asked(database: Database, world: World) -> None:
    row_id = world.probabilities[50]
    with database.read() as session:
        closed_before = session.execute(
            select(Opportunity.id, Opportunity.stated_percent, Opportunity.version).where(Opportunity.outcome != "open")
        ).all()
        stays = session.execute(select(StageHistory.id, StageHistory.stated_percent)).all()
    change(database, world, "probabilities", row_id, percent=55)
    with database.read() as session:
        press = session.get_one(Opportunity, world.opportunities["press"])
        assert (press.stated_percent, press.version) == (50, 1)
    with database.write() as session:
        form = Form(values_of(session, "probabilities", row_id) | {"percent": 60}, apply_percent=True)
        saved = lookups.save(session, act(world), target(session, "probabilities", row_id), form)
    assert saved.applied == 3
    with database.read() as session:
        press = session.get_one(Opportunity, world.opportunities["press"])
        assert (press.stated_percent, press.version, press.weighted_base_minor) == (60, 2, 7_200_000)
        events = session.scalars(select(Event).where(Event.verb == "change_percent").order_by(Event.entity_id)).all()
        assert [(event.before, event.after) for event in events] == [
            ({"stated_percent": 50}, {"stated_percent": 60})
        ] * 3
        closed = session.execute(
            select(Opportunity.id, Opportunity.stated_percent, Opportunity.version).where(Opportunity.outcome != "open")
        ).all()
        assert closed == closed_before
        assert session.execute(select(StageHistory.id, StageHistory.stated_percent)).all() == stays
        assert differences(session) == []
        assert check(session) == []


def test_a_type_that_counts_no_longer_as_contact_makes_no_opportunity_fresh(database: Database, world: World) -> None:
    with database.read() as session:
        call = session.scalars(select(ActivityType.id).where(ActivityType.code == "CALL")).one()

    def last() -> date | None:
        with database.read() as session:
            return session.get_one(Opportunity, world.opportunities["press"]).last_activity_on

    day = last()
    change(database, world, "activity-types", call, is_contact=False)
    assert last() is None
    change(database, world, "activity-types", call, is_contact=True)
    assert last() == day


def test_stages_keep_their_history_when_their_order_changes(database: Database, world: World) -> None:
    pipeline = world.pipelines["new"]
    with database.read() as session:
        before = [row.id for row in rows(session, lookup_of("stages"), pipeline, today=TODAY)]
        history = session.execute(select(StageHistory.id, StageHistory.stage_id, StageHistory.entered_at)).all()
    order = [before[1], before[0], *before[2:]]
    with database.write() as session:
        saved = lookups.reorder(session, act(world), Target(lookup_of("stages"), parent_id=pipeline), order)
    with database.read() as session:
        assert [row.id for row in rows(session, lookup_of("stages"), pipeline, today=TODAY)] == order
        assert session.execute(select(StageHistory.id, StageHistory.stage_id, StageHistory.entered_at)).all() == history
    undo(database, world, saved)
    with database.read() as session:
        assert [row.id for row in rows(session, lookup_of("stages"), pipeline, today=TODAY)] == before
    for ids in ([], before[:-1], [*before, before[0]], [*before[:-1], world.stages["renewal", 0]]):
        with database.write() as session, pytest.raises(OtherRows):
            lookups.reorder(session, act(world), Target(lookup_of("stages"), parent_id=pipeline), ids)
    with database.write() as session, pytest.raises(MalformedInput):
        lookups.reorder(session, act(world), Target(lookup_of("stages")), before)


def test_a_new_stage_stands_before_the_ends_and_can_be_reached(database: Database, world: World) -> None:
    pipeline = world.pipelines["new"]
    with database.write() as session:
        pairs = {(world.stages["new", 0], world.stages["new", 1])}
        lookups.set_moves(session, act(world), pipeline, pairs, mark(set()))
    tasks = [{"id": None, "name": "Ask", "mandatory": True, "active": True}, {"id": None, "name": "Answer"}]
    values = {"name": "Survey", "kind": "open", "colour": "visit", "roles": ["sales_manager"], "tasks": tasks}
    saved = add(database, world, "stages", values, pipeline)
    with database.read() as session:
        names = [row.values["name"] for row in rows(session, lookup_of("stages"), pipeline, today=TODAY)]
        assert names[-3:] == ["Survey", "Won", "Lost"]
        found = values_of(session, "stages", saved.row_id)
        assert [(task["name"], task["mandatory"]) for task in found["tasks"]] == [("Ask", True), ("Answer", False)]
        assert found["roles"] == ["sales_manager"]
        assert (world.stages["new", 0], saved.row_id) in stored(session, pipeline)
        kept = found["tasks"][1]
    change(database, world, "stages", saved.row_id, tasks=[kept], roles=[])
    deleted = do(database, world, "delete", "stages", saved.row_id)
    with database.read() as session:
        assert not session.scalar(select(func.count()).select_from(StageTask))
        assert stored(session, pipeline) == pairs
    undo(database, world, deleted)
    with database.read() as session:
        assert [task.name for task in session.scalars(select(StageTask))] == ["Answer"]
        assert (saved.row_id, world.stages["new", 0]) in stored(session, pipeline)


def test_a_pipeline_keeps_an_open_stage_and_one_of_each_end(database: Database, world: World) -> None:
    with pytest.raises(FieldsWrong) as error:
        add(database, world, "stages", {"name": "Won too", "kind": "won", "colour": "start"}, world.pipelines["new"])
    assert wrong(error) == {"kind": "The pipeline has a stage for this already: “Won”."}
    for place in range(5):
        do(database, world, "retire", "stages", world.stages["new", place])
    with pytest.raises(LastOpenStage, match="“Accepted” is the last open stage"):
        do(database, world, "retire", "stages", world.stages["new", 5])
    do(database, world, "retire", "stages", world.stages["new", "won"])
    add(database, world, "stages", {"name": "Sold", "kind": "won", "colour": "accepted"}, world.pipelines["new"])
    with pytest.raises(SecondEnd):
        do(database, world, "restore", "stages", world.stages["new", "won"])
    with pytest.raises(FieldsWrong) as error:  # opportunities were won in it
        change(database, world, "stages", world.stages["new", "won"], kind="open")
    assert "already in use" in wrong(error)["kind"]


def test_a_copied_pipeline_has_the_stages_tasks_and_moves_of_the_other(database: Database, world: World) -> None:
    with database.write() as session:
        session.add(StageTask(stage_id=world.stages["new", 0], name="Ask", mandatory=True))
        pairs = {(world.stages["new", 0], world.stages["new", 1])}
        lookups.set_moves(session, act(world), world.pipelines["new"], pairs, mark(set()))
    saved = add(database, world, "pipelines", {"description": "Export", "copy_of": world.pipelines["new"]})
    with database.read() as session:
        stages = session.scalars(
            select(Stage).where(Stage.pipeline_id == saved.row_id).order_by(Stage.sort_order)
        ).all()
        assert [stage.name for stage in stages][:2] == ["First contact", "Visit"]
        assert stored(session, saved.row_id) == {(stages[0].id, stages[1].id)}
        assert session.scalar(select(func.count()).where(StageTask.stage_id == stages[0].id)) == 1
    empty = add(database, world, "pipelines", {"description": "Empty"})
    with pytest.raises(FieldsWrong) as error:
        add(database, world, "types", {"description": "Odd", "default_pipeline_id": empty.row_id})
    assert "“Empty” has no open stage in use" in wrong(error)["default_pipeline_id"]


def test_allowed_moves_are_pairs_of_one_pipeline(database: Database, world: World) -> None:
    pipeline, first, second = world.pipelines["new"], world.stages["new", 0], world.stages["new", 1]
    won, lost = world.stages["new", "won"], world.stages["new", "lost"]
    for pairs in ({(won, lost)}, {(first, first)}, {(first, world.stages["renewal", 0])}):
        with database.write() as session, pytest.raises(MalformedInput):
            lookups.set_moves(session, act(world), pipeline, pairs, mark(set()))
    with database.write() as session, pytest.raises(NoMoves):
        lookups.set_moves(session, act(world), pipeline, set(), mark(set()))
    with database.write() as session:
        saved = lookups.set_moves(session, act(world), pipeline, {(first, second)}, mark(set()))
    with database.write() as session, pytest.raises(Conflict):
        lookups.set_moves(session, act(world), pipeline, {(second, first)}, mark(set()))
    undo(database, world, saved)
    with database.read() as session:
        assert stored(session, pipeline) == set()
        assert (won, lost) not in possible(session, pipeline)


def test_what_settings_name_cannot_be_retired_nor_revived_without_its_ground(database: Database, world: World) -> None:
    with pytest.raises(StillNamed, match="“New business” still refers to “New business”"):
        do(database, world, "retire", "pipelines", world.pipelines["new"])
    do(database, world, "retire", "types", world.types["new"])
    do(database, world, "retire", "pipelines", world.pipelines["new"])
    with pytest.raises(StillRetired, match="refers to “New business”, which is retired"):
        do(database, world, "restore", "types", world.types["new"])
    with pytest.raises(FieldsWrong) as error:
        change(database, world, "types", world.types["renewal"], default_pipeline_id=world.pipelines["new"])
    assert wrong(error) == {"default_pipeline_id": "Choose one that is still in use."}


def test_nothing_is_part_of_itself(database: Database, world: World) -> None:
    north = world.teams["NORTH"]
    below = add(database, world, "teams", {"name": "Below", "company_id": world.companies["IT"], "parent_id": north})
    with pytest.raises(FieldsWrong) as error:
        change(database, world, "teams", north, parent_id=below.row_id)
    assert "cannot be part of itself" in wrong(error)["parent_id"]
    with pytest.raises(FieldsWrong):
        change(database, world, "teams", below.row_id, parent_id=below.row_id)


def test_a_currency_stays_once_amounts_are_recorded_in_it(database: Database, world: World) -> None:
    with pytest.raises(FieldsWrong) as error:
        change(database, world, "companies", world.companies["IT"], currency_code="CHF")
    assert "already in use" in wrong(error)["currency_code"]
    change(database, world, "companies", world.companies["IT"], invoice_lead_days=12, fiscal_year_start_month=4)
    with pytest.raises(FieldsWrong) as error:
        change(database, world, "companies", world.companies["IT"], currency_code="EUR", time_zone="Mars/Base")
    assert wrong(error) == {"time_zone": "Choose one that is still in use."}
    with pytest.raises(NotRetired):
        do(database, world, "retire", "companies", world.companies["IT"])
    with database.read() as session:
        assert session.get_one(Company, world.companies["IT"]).invoice_lead_days == 12
        assert differences(session) == []


def test_an_agent_who_leaves_is_offered_until_yesterday(database: Database, world: World) -> None:
    saved = do(database, world, "retire", "agents", world.agents["A1"])
    with database.read() as session:
        assert session.get_one(Agent, world.agents["A1"]).active_to_on == TODAY - timedelta(days=1)
    undo(database, world, saved)
    with database.read() as session:
        assert session.get_one(Agent, world.agents["A1"]).active_to_on is None


def test_a_person_gets_a_role_companies_and_teams_that_fit(database: Database, world: World) -> None:
    values = {
        "display_name": "Nina Nuova", "login": " Nina ", "role": "sales_person", "companies": [world.companies["IT"]],
        "teams": [world.teams["NORTH"]], "password": "a long new password",
    }  # fmt: skip
    with pytest.raises(FieldsWrong) as error:
        add(
            database,
            world,
            "users",
            values | {"teams": [world.teams["ALPS"]], "password": "short", "login": "two words"},
        )
    assert set(wrong(error)) == {"teams", "password", "login"}
    with database.write() as session:
        from workflow import passwords

        form = Form(values, password_hash=passwords.hash_password("a long new password"))
        saved = lookups.save(session, act(world), target(session, "users"), form)
        told = session.get_one(Audit, saved.audit_id)
        assert "password" not in str(told.detail)
    assert sign_in(database, "nina", "a long new password", "127.0.0.1", NOW)
    with pytest.raises(FieldsWrong) as error:
        add(database, world, "users", values)
    assert "is taken by “Nina Nuova”" in wrong(error)["login"]
    change(database, world, "users", saved.row_id, teams=[])
    with database.read() as session:
        assert not session.scalar(select(func.count()).where(UserTeam.user_id == saved.row_id))


def test_another_role_ends_the_persons_sessions(database: Database, world: World) -> None:
    token = sign_in(database, "sales", PASSWORD, "127.0.0.1", NOW)
    change(database, world, "users", world.users["sales"], email="sara@caudal.example")
    with database.read() as session:
        assert principal_of_session(session, token_hash(token), NOW) is not None
    change(database, world, "users", world.users["sales"], role="analyst")
    with database.read() as session:
        assert principal_of_session(session, token_hash(token), NOW) is None
        assert session.scalar(select(func.count()).where(Audit.action == "role_changed")) == 1


def test_the_last_administrator_stays(database: Database, world: World) -> None:
    ada = world.users["administrator"]
    with pytest.raises(LastAdministrator, match="“Ada Root” is the last active administrator"):
        do(database, world, "retire", "users", ada)
    with pytest.raises(FieldsWrong) as error:
        change(database, world, "users", ada, role="analyst")
    assert "last active administrator" in wrong(error)["role"]
    change(database, world, "users", world.users["executive"], role="administrator")
    do(database, world, "retire", "users", ada)
    with pytest.raises(LastAdministrator):
        do(database, world, "retire", "users", world.users["executive"])


def test_a_password_is_reset_and_sessions_end_only_for_administrators(database: Database, world: World) -> None:
    token = sign_in(database, "sales", PASSWORD, "127.0.0.1", NOW)
    admin, manager, sales = world.principal("administrator"), world.principal("manager"), world.users["sales"]
    with pytest.raises(NotPermitted):
        reset_password(database, manager, sales, "a long new password", now=NOW)
    with database.write() as session, pytest.raises(NotPermitted):
        sign_out_everywhere(session, manager, sales, now=NOW)
    with database.write() as session:
        assert sign_out_everywhere(session, admin, sales, now=NOW) == 1
    with database.read() as session:
        assert principal_of_session(session, token_hash(token), NOW) is None
    assert reset_password(database, admin, sales, "a long new password", now=NOW) == "Sara Vendi"
    assert sign_in(database, "sales", "a long new password", "127.0.0.1", NOW)
    with pytest.raises(NotFound):
        reset_password(database, admin, 10**9, "a long new password", now=NOW)


# ── Whatever is done in whatever order ──────────────────────────────────────────────────────────────

KEYS = sorted(set(LOOKUPS) - {"users"})
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "rename", "point", "retire", "restore", "delete", "undo", "order", "percent", "moves"]),
        st.sampled_from(KEYS),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    min_size=5,
    max_size=40,
)


def dangling(session: Session) -> list[Any]:
    return list(session.execute(text("PRAGMA foreign_key_check")).all())


def named_but_retired(session: Session) -> Iterator[str]:
    """Yield every row in use that names a retired one where settings live on it."""
    for lookup in LOOKUPS.values():
        for field in lookup.fields:
            if field.kind is not Kind.REFERENCE or not field.keeps:
                continue
            ground = lookup_of(field.target)
            for row in session.scalars(select(model_of(lookup))):
                chosen = getattr(row, field.name)
                in_use = not lookup.retires or row.active
                if chosen is not None and in_use and not session.get_one(model_of(ground), chosen).active:
                    yield f"{lookup.key} {row.id} names the retired {ground.key} {chosen}"


class Player:
    """Does one thing after the other, whatever it is, and takes refusals for answers."""

    def __init__(self, database: Database, world: World) -> None:
        self.database, self.world, self.last = database, world, 0

    def step(self, what: str, key: str, one: int, other: int) -> None:
        with self.database.write() as session:
            try:
                with session.begin_nested():
                    saved = self._do(session, what, key, one, other)
                    session.flush()
                self.last = saved.audit_id or self.last
            except SalesError:
                pass

    def _do(self, session: Session, what: str, key: str, one: int, other: int) -> Saved:
        lookup, doer = lookup_of(key), act(self.world)
        parent = list(self.world.pipelines.values())[other % 2] if lookup.parent else None
        present = rows(session, lookup, parent, today=TODAY)
        if what == "undo":
            return lookups.undo(session, doer, self.last)
        if what == "add":
            return lookups.save(
                session, doer, Target(lookup, parent_id=parent), Form(self._new(session, key, one, other))
            )
        if what == "order":
            ids = [row.id for row in present]
            by = one % max(len(ids), 1)
            return lookups.reorder(session, doer, Target(lookup, parent_id=parent), ids[by:] + ids[:by])
        if what == "moves":
            pipeline = list(self.world.pipelines.values())[other % 2]
            pairs = sorted(possible(session, pipeline))[one : one + other]
            return lookups.set_moves(session, doer, pipeline, pairs, mark(stored(session, pipeline)))
        row = present[one % len(present)] if present else None
        if row is None:
            raise NotFound
        aim = Target(lookup, row.id, row.seen, parent)
        if what in {"retire", "restore", "delete"}:
            saved: Saved = getattr(lookups, what)(session, doer, aim)
            return saved
        return lookups.save(
            session, doer, aim, Form(row.values | self._other(session, what, key, other), apply_percent=True)
        )

    def _new(self, session: Session, key: str, one: int, other: int) -> dict[str, object]:
        lookup = lookup_of(key)
        values: dict[str, object] = {field.name: field.initial for field in lookup.fields}
        values |= {lookup.naming: f"New {one}", "percent": one, "stars": one % 5 + 1, "sign": (-1, 1)[one % 2]}
        values |= {
            "currency_code": "EUR",
            "country_code": "IT",
            "company_id": list(self.world.companies.values())[one % 2],
        }
        values |= {"tasks": [{"id": None, "name": "Ask", "mandatory": True}], "roles": ["analyst"]}
        if key == "activity-types":
            values["kind"] = "call"
        return values | self._other(session, "point", key, other)

    def _other(self, session: Session, what: str, key: str, other: int) -> dict[str, object]:
        lookup = lookup_of(key)
        if what == "rename":
            return {lookup.naming: f"Renamed {other}"}
        if what == "percent":
            return {"percent": other * 3}
        found: dict[str, object] = {}
        for field in lookup.fields:
            if field.kind is Kind.REFERENCE and (field.keeps or field.name == "copy_of"):
                ids = session.scalars(select(model_of(lookup_of(field.target)).id)).all()
                found[field.name] = ids[other % len(ids)] if ids and other % 3 else None
        return found


@settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_after_any_changes_nothing_dangles_and_every_total_is_right(
    sqlite_template: Any, tmp_path: Any, steps: Any
) -> None:
    import shutil
    import uuid

    path = tmp_path / f"{uuid.uuid4().hex}.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    try:
        world = build(database)
        with database.read() as session:
            history = session.execute(select(StageHistory.__table__)).all()
        player = Player(database, world)
        for step in steps:
            player.step(*step)
        with database.read() as session:
            assert dangling(session) == []
            assert list(named_but_retired(session)) == []
            assert check(session) == []
            assert differences(session) == []
            assert audit.first_broken(session) is None
            assert session.execute(select(StageHistory.__table__)).all() == history
            for pipeline in session.scalars(select(OpportunityType.default_pipeline_id).where(OpportunityType.active)):
                if pipeline is not None:
                    begins = select(Stage.id).where(Stage.pipeline_id == pipeline, Stage.kind == "open", Stage.active)
                    assert session.scalars(begins.limit(1)).first() is not None
    finally:
        database.dispose()
        path.unlink()
