"""Targets are set, copied, imported and undone, each in one change, on both databases."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from data.queries import quotas as queries
from data.schema.log import Event
from data.schema.people import Agent
from data.schema.quota import Quota
from data.session import Database
from domain.errors import BadAmount, CannotUndo, MalformedInput, NotFound, NotPermitted
from domain.quota import Level, Measure, NegativeTarget, NothingToCopy, SheetKey, Source, TargetsChanged
from tests.world import NOW, TODAY, World
from workflow import quota_files, quotas
from workflow.quotas import Cell, Saved, Verb

JANUARY = 2026 * 12


def key_of(world: World, level: Level = Level.TEAM, company: str = "IT", year: int = 2026) -> SheetKey:
    return SheetKey(world.companies[company], year, Measure.BILLINGS, level)


def north(world: World, month: int, after: int | None, before: int | None = None) -> Cell:
    return Cell(world.teams["NORTH"], JANUARY + month, before, after)


def save(
    database: Database,
    world: World,
    cells: Sequence[Cell],
    login: str = "manager",
    key: SheetKey | None = None,
    request_key: str | None = None,
    verb: Verb = "set_targets",
) -> Saved:
    asked = key or key_of(world)
    with database.write() as session:
        return quotas.set_targets(
            session, world.principal(login), asked, cells, now=NOW, verb=verb, request_key=request_key
        )


def held(database: Database, world: World, key: SheetKey | None = None) -> dict[tuple[int, int], int]:
    asked = key or key_of(world)
    with database.read() as session:
        ids = [member.id for member in queries.members(session, world.principal("executive"), asked)]
        return queries.targets(session, asked, ids)


def test_targets_are_set_changed_and_removed_in_one_event_each(database: Database, world: World) -> None:
    team = world.teams["NORTH"]
    first = save(database, world, [north(world, 0, 100_00), north(world, 1, 200_00), north(world, 2, 0)])
    assert (first.count, held(database, world)) == (
        3,
        {(team, JANUARY): 100_00, (team, JANUARY + 1): 200_00, (team, JANUARY + 2): 0},
    )
    second = save(database, world, [north(world, 0, 150_00, before=100_00), north(world, 1, None, before=200_00)])
    assert second.count == 2
    assert held(database, world) == {(team, JANUARY): 150_00, (team, JANUARY + 2): 0}
    with database.read() as session:
        events = session.scalars(select(Event).where(Event.entity == "quota").order_by(Event.id)).all()
        row = session.scalars(select(Quota).where(Quota.month == JANUARY)).one()
        session.expunge_all()
    assert [event.verb for event in events] == ["set_targets", "set_targets"]
    assert events[1].before == {
        "sheet": "2026.billings.team",
        "cells": {f"{team}.{JANUARY}": 100_00, f"{team}.{JANUARY + 1}": 200_00},
    }
    assert events[1].after == {
        "sheet": "2026.billings.team",
        "cells": {f"{team}.{JANUARY}": 150_00, f"{team}.{JANUARY + 1}": None},
    }
    assert (events[1].user_id, events[1].company_id) == (world.users["manager"], world.companies["IT"])
    assert (row.team_id, row.agent_id, row.measure, row.target_minor) == (team, None, "billings", 150_00)


def test_an_agents_target_remembers_the_team(database: Database, world: World) -> None:
    with database.write() as session:
        agent = session.scalars(select(Agent)).one()
        agent.team_id = world.teams["NORTH"]
        agent_id = agent.id
    save(database, world, [Cell(agent_id, JANUARY, None, 5_00)], key=key_of(world, Level.AGENT))
    with database.read() as session:
        row = session.scalars(select(Quota)).one()
        session.expunge_all()
    assert (row.agent_id, row.team_id, row.company_id) == (agent_id, world.teams["NORTH"], world.companies["IT"])
    assert held(database, world) == {}  # the team's own target is another


def test_nothing_changed_writes_nothing(database: Database, world: World) -> None:
    save(database, world, [north(world, 0, 100_00)])
    assert save(database, world, [north(world, 0, 100_00, before=100_00)]) == Saved(None, 0)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Event)) == 1 + _events_of_the_world(database)


def _events_of_the_world(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).where(Event.entity != "quota")) or 0


def test_what_somebody_else_set_meanwhile_is_not_overwritten(database: Database, world: World) -> None:
    save(database, world, [north(world, 0, 100_00)], login="country_manager")
    with pytest.raises(TargetsChanged, match="changed 1 of these targets"):
        save(database, world, [north(world, 0, 300_00), north(world, 1, 400_00)])
    assert held(database, world) == {(world.teams["NORTH"], JANUARY): 100_00}


def test_a_repeated_request_is_one_change(database: Database, world: World) -> None:
    cells = [north(world, 0, 100_00)]
    first = save(database, world, cells, request_key="k1")
    again = save(database, world, cells, request_key="k1")
    assert (again.event_id, again.repeated) == (first.event_id, True)
    with pytest.raises(MalformedInput):
        save(database, world, cells, login="country_manager", request_key="k1")
    with pytest.raises(MalformedInput):
        save(database, world, cells, request_key="")


@pytest.mark.parametrize(
    ("login", "level", "company", "refusal"),
    [
        ("sales", Level.TEAM, "IT", NotPermitted),
        ("analyst", Level.TEAM, "IT", NotPermitted),
        ("manager", Level.COMPANY, "IT", NotPermitted),
        ("manager", Level.TEAM, "CH", NotFound),
        ("country_manager", Level.COMPANY, "CH", NotFound),
    ],
)
def test_who_may_not_is_refused(
    database: Database, world: World, login: str, level: Level, company: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        save(database, world, [north(world, 0, 1)], login=login, key=key_of(world, level, company))
    assert held(database, world) == {}


def test_a_manager_sets_no_other_teams_targets(database: Database, world: World) -> None:
    with pytest.raises(NotFound):
        save(database, world, [Cell(world.teams["SOUTH"], JANUARY, None, 1_00)])
    save(database, world, [Cell(world.teams["SOUTH"], JANUARY, None, 1_00)], login="executive")
    assert held(database, world) == {(world.teams["SOUTH"], JANUARY): 1_00}


def test_odd_cells_are_refused(database: Database, world: World) -> None:
    for cells, refusal in (
        ([north(world, 0, -1)], NegativeTarget),
        ([north(world, 12, 1)], MalformedInput),
        ([north(world, 0, 10**16)], MalformedInput),
        ([north(world, 0, 1), north(world, 0, 2)], MalformedInput),
    ):
        with pytest.raises(refusal):
            save(database, world, cells)
    assert held(database, world) == {}


def test_the_last_save_can_be_undone_once(database: Database, world: World) -> None:
    save(database, world, [north(world, 0, 100_00)])
    saved = save(database, world, [north(world, 0, 150_00, before=100_00), north(world, 1, 9_00)])
    with database.write() as session:
        quotas.undo(session, world.principal("manager"), key_of(world), saved.event_id or 0, now=NOW)
    assert held(database, world) == {(world.teams["NORTH"], JANUARY): 100_00}
    with database.read() as session:
        event = session.scalars(select(Event).order_by(Event.id.desc())).first()
        assert queries.last_save(session, world.principal("manager"), key_of(world)) is None
        session.expunge_all()
    assert event is not None
    assert (event.verb, event.undoes_event_id) == ("undo_targets", saved.event_id)
    with pytest.raises(CannotUndo), database.write() as session:
        quotas.undo(session, world.principal("manager"), key_of(world), saved.event_id or 0, now=NOW)


@pytest.mark.parametrize("what", ["too late", "another's", "changed since", "another sheet"])
def test_what_is_not_the_last_save_cannot_be_undone(database: Database, world: World, what: str) -> None:
    saved = save(database, world, [north(world, 0, 100_00)])
    if what == "changed since":
        save(database, world, [north(world, 0, 120_00, before=100_00)], login="executive")
    login = "executive" if what == "another's" else "manager"
    key = key_of(world, year=2027) if what == "another sheet" else key_of(world)
    before = held(database, world)
    now = NOW + timedelta(days=2) if what == "too late" else NOW
    with pytest.raises(CannotUndo), database.write() as session:
        quotas.undo(session, world.principal(login), key, saved.event_id or 0, now=now)
    assert held(database, world) == before


def copied(database: Database, world: World, source: Source, percent: str, year: int = 2026) -> list[Cell]:
    with database.read() as session:
        return list(
            quotas.copy_of_last_year(
                session,
                world.principal("country_manager"),
                key_of(world, year=year),
                source,
                Decimal(percent),
                today=TODAY,
            )
        )


def test_last_years_targets_grow_and_are_only_shown_before_they_are_saved(database: Database, world: World) -> None:
    save(database, world, [north(world, 0, 100_00), north(world, 1, 333_00)])
    cells = copied(database, world, Source.TARGETS, "10", year=2027)
    by_month = {cell.month - 2027 * 12: cell.after_minor for cell in cells}
    assert (by_month[0], by_month[1], by_month[2]) == (110_00, 366_00, 0)
    assert {cell.member_id for cell in cells} == {world.teams["NORTH"]}  # the other team had none
    assert held(database, world, key_of(world, year=2027)) == {}
    saved = save(database, world, cells, key=key_of(world, year=2027), verb="copy_targets")
    assert saved.count == 12
    assert copied(database, world, Source.TARGETS, "10", year=2027) == []


def test_last_years_result_can_be_the_start(database: Database, world: World) -> None:
    from data.schema.invoice import Invoice

    with database.write() as session:
        session.scalars(select(Invoice)).one().team_id = world.teams["NORTH"]
    cells = copied(database, world, Source.RESULTS, "-50", year=2027)
    assert sum(cell.after_minor or 0 for cell in cells) == 1_000_000


def test_nothing_cannot_be_copied(database: Database, world: World) -> None:
    for source in Source:
        with pytest.raises(NothingToCopy, match="nothing in 2025"):
            copied(database, world, source, "5")


def sheet_of(database: Database, world: World, login: str = "country_manager") -> queries.Sheet:
    with database.read() as session:
        return queries.sheet(session, world.principal(login), key_of(world), today=TODAY)


def read(database: Database, world: World, text: str, *, comma: bool = False) -> quota_files.Filled:
    return quota_files.read(text.encode(), sheet_of(database, world), decimal_comma=comma)


def test_a_template_filled_in_says_what_would_change(database: Database, world: World) -> None:
    save(database, world, [north(world, 0, 100_00), north(world, 1, 50_50)])
    sheet = sheet_of(database, world)
    assert quota_files.header(sheet)[:6] == ["level", "measure", "code", "name", "currency", "2026-01"]
    first, second = quota_files.rows(sheet)
    assert first[:8] == ("team", "billings", "NORTH", "Team North", "EUR", "100", "50.50", None)
    assert second[5] is None
    text = "\n".join(
        ",".join(cell or "" for cell in row)
        for row in (quota_files.header(sheet), first, (*second[:5], "7", *second[6:]))
    )
    filled = quota_files.read(text.encode("utf-8-sig"), sheet, decimal_comma=False)
    assert (filled.good_rows, filled.problems) == (2, [])
    assert filled.cells == [Cell(world.teams["SOUTH"], JANUARY, None, 7_00)]
    assert save(database, world, filled.cells, login="executive", verb="import_targets").count == 1


@pytest.mark.parametrize(
    ("text", "comma", "minor"),
    [("1000", False, 1_000_00), ("1,000", False, 1_000_00), ("1.000", True, 1_000_00), ("12,5", True, 12_50),
     ("1000.50", True, 1_000_50), ("1.234,50", False, 1_234_50), ("€ 7", False, 7_00)],
)  # fmt: skip
def test_amounts_are_read_with_either_decimal_mark(text: str, comma: bool, minor: int) -> None:  # noqa: FBT001  a parameter of the table above
    assert quota_files.amount(text, "EUR", decimal_comma=comma) == minor


def test_a_spreadsheets_semicolons_and_an_apostrophe_before_a_code_are_understood(
    database: Database, world: World
) -> None:
    filled = read(database, world, "Code;2026-02;2026-01\n'north;1.500,00;\n;;\n", comma=True)
    assert filled.cells == [north(world, 1, 1_500_00)]


def test_bad_rows_are_told_and_the_good_ones_are_kept(database: Database, world: World) -> None:
    lines = [
        "level,code,currency,2026-01,2026-02", "team,NORTH,EUR,10,", "team,WEST,EUR,10,", "team,SOUTH,EUR,1O,20",
        "agent,NORTH,EUR,10,", "team,NORTH,EUR,5,5", "team,SOUTH,USD,5,5", "team,SOUTH,EUR,5", "team,SOUTH,EUR,-5,5",
    ]  # fmt: skip
    filled = read(database, world, "\n".join(lines))
    assert filled.cells == [north(world, 0, 10_00)]
    assert filled.good_rows == 1
    assert [(each.row, each.column, type(each.reason)) for each in filled.problems] == [
        (3, "code", quota_files.UnknownCode), (4, "2026-01", BadAmount), (5, "level", quota_files.OtherSheet),
        (6, "code", quota_files.CodeTwice), (7, "currency", quota_files.OtherSheet), (8, "", quota_files.WrongWidth),
        (9, "code", quota_files.CodeTwice),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", quota_files.NotATable),
        ("code,2026-01\n\0", quota_files.NotATable),
        ('code,2026-01\n"NORTH,1', quota_files.NotATable),
        ("name,2026-01\nx,1", quota_files.NotTheseColumns),
        ("code,target\nNORTH,1", quota_files.NotTheseColumns),
        ("code,2026-01,2025-01\nNORTH,1,1", quota_files.NotTheseColumns),
        ("code,2026-01,2026-01\nNORTH,1,1", quota_files.NotTheseColumns),
        ("code,2026-01\n" + "NORTH,1\n" * 2_001, quota_files.TooManyTargets),
    ],
)
def test_files_of_which_nothing_can_be_read_are_refused(
    database: Database, world: World, text: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        read(database, world, text)
