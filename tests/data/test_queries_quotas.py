"""The sheets of targets on both databases: rows in reach, sums of each level, and last year's result."""

from collections.abc import Iterable
from datetime import date

import pytest
from sqlalchemy import select

from data.queries.forecasting.aims import targets_by_owner
from data.queries.quotas import results, sheet
from data.queries.reporting import Converter
from data.schema.invoice import Invoice
from data.schema.people import Agent
from data.schema.quota import Quota
from data.schema.sales import SalesOrder
from data.session import Database
from domain.errors import NotFound, NotPermitted
from domain.filter import PipelineFilter
from domain.period import Period
from domain.quota import Level, Measure, SheetKey
from tests.world import TODAY, World

JULY = 2026 * 12 + 6


def key_of(world: World, level: Level, measure: Measure = Measure.BILLINGS, company: str = "IT") -> SheetKey:
    return SheetKey(world.companies[company], TODAY.year, measure, level)


def add_quotas(database: Database, world: World, rows: Iterable[tuple[str | None, bool, int, int]]) -> int:
    """Add billing targets of July onwards: team, agent's or not, months after July, minor units; return the agent's id."""
    with database.write() as session:
        agent = session.scalars(select(Agent)).one()
        agent.team_id = world.teams["NORTH"]
        session.add_all(
            Quota(
                company_id=world.companies["IT"], team_id=world.teams[team] if team else None,
                agent_id=agent.id if own else None, month=JULY + later, measure="billings", target_minor=minor,
            )
            for team, own, later, minor in rows
        )  # fmt: skip
        return agent.id


SOME = [
    (None, False, 0, 900_00), (None, False, 1, 1_000_00), ("NORTH", False, 0, 500_00), ("SOUTH", False, 0, 300_00),
    ("NORTH", True, 0, 450_00),
]  # fmt: skip


def test_a_sheet_has_a_row_for_each_member_and_the_sums_of_every_level(database: Database, world: World) -> None:
    add_quotas(database, world, SOME)
    with database.read() as session:
        found = sheet(session, world.principal("executive"), key_of(world, Level.TEAM), today=TODAY)
    assert [row.member.name for row in found.rows] == ["Team North", "Team South"]
    assert [row.targets[6] for row in found.rows] == [500_00, 300_00]
    assert {row.targets[7] for row in found.rows} == {None}
    assert {level: minors[6] for level, minors in found.sums.items()} == {
        Level.COMPANY: 900_00, Level.TEAM: 800_00, Level.AGENT: 450_00,
    }  # fmt: skip
    assert (found.company.currency, found.last_save) == ("EUR", None)


@pytest.mark.parametrize(("level", "names"), [(Level.TEAM, ["Team North"]), (Level.AGENT, ["Agenzia Uno"])])
def test_a_manager_of_teams_sees_theirs_only(database: Database, world: World, level: Level, names: list[str]) -> None:
    add_quotas(database, world, SOME)
    with database.read() as session:
        found = sheet(session, world.principal("manager"), key_of(world, level), today=TODAY)
        assert [row.member.name for row in found.rows] == names
        assert set(found.sums) == {Level.TEAM, Level.AGENT}
        assert found.sums[Level.TEAM][6] == 500_00
        with pytest.raises(NotPermitted):
            sheet(session, world.principal("manager"), key_of(world, Level.COMPANY), today=TODAY)
        with pytest.raises(NotFound):
            sheet(session, world.principal("manager"), key_of(world, level, company="CH"), today=TODAY)


def test_an_agent_who_has_left_is_listed_while_there_are_targets(database: Database, world: World) -> None:
    agent_id = add_quotas(database, world, SOME)
    with database.write() as session:
        session.get_one(Agent, agent_id).active_to_on = TODAY.replace(year=TODAY.year - 1)
    with database.read() as session:
        boss = world.principal("country_manager")
        assert len(sheet(session, boss, key_of(world, Level.AGENT), today=TODAY).rows) == 1
        orders = key_of(world, Level.AGENT, Measure.BOOKINGS)
        assert not sheet(session, boss, orders, today=TODAY).rows


def test_results_are_what_was_invoiced_or_ordered_in_the_companys_currency(database: Database, world: World) -> None:
    with database.write() as session:
        invoice = session.scalars(select(Invoice)).one()
        north = world.teams["NORTH"]
        invoice.team_id = north
        given = {
            "company_id": invoice.company_id, "team_id": north, "issued_on": invoice.issued_on, "issued_month": JULY,
            "gross_minor": 0,
        }  # fmt: skip
        session.add_all([
            Invoice(number="F", currency_code="CHF", net_minor=9_375_00, **given),
            Invoice(number="C", kind="credit_note", currency_code="EUR", net_minor=-1_000_00, **given),
            Invoice(number="D", status="draft", currency_code="EUR", net_minor=7_000_00, **given),
            Invoice(number="X", status="cancelled", currency_code="EUR", net_minor=8_000_00, **given),
        ])  # fmt: skip
        order = session.scalars(select(SalesOrder)).one()
        expected = order.ordered_month, order.net_minor
    with database.read() as session:
        boss = world.principal("executive")
        teams = results(session, boss, key_of(world, Level.TEAM), TODAY)
        company = results(session, boss, key_of(world, Level.COMPANY), TODAY)
        ordered = results(session, boss, key_of(world, Level.COMPANY, Measure.BOOKINGS), TODAY)
    # 9375 francs at 0.9375 are 10000 euros.
    assert teams == {(world.teams["NORTH"], JULY): 2_000_000 + 1_000_000 - 100_000}
    assert company == {(world.companies["IT"], JULY): 2_900_000}
    assert ordered == {(world.companies["IT"], expected[0]): expected[1]}


def test_last_years_result_stands_beside_the_month(database: Database, world: World) -> None:
    next_year = SheetKey(world.companies["IT"], TODAY.year + 1, Measure.BILLINGS, Level.COMPANY)
    with database.read() as session:
        found = sheet(session, world.principal("executive"), next_year, today=TODAY)
    assert found.rows[0].last_year[6] == 2_000_000
    assert sum(found.rows[0].last_year) == 2_000_000


@pytest.mark.parametrize("login", ["executive", "manager", "sales", "other_team"])
def test_targets_of_orders_by_owner_are_those_of_agents_in_reach(database: Database, world: World, login: str) -> None:
    agent_id = add_quotas(database, world, [])
    person, months = world.principal(login), (JULY, JULY + 1, JULY + 3)
    with database.write() as session:
        session.get_one(Agent, agent_id).user_id = world.users["sales"]
        session.add_all(
            Quota(
                company_id=world.companies["IT"], team_id=world.teams["NORTH"], agent_id=agent_id, month=month,
                measure=measure, target_minor=1_000_00 + month,
            )
            for month in months
            for measure in ("bookings", "billings")
        )  # fmt: skip
    quarter = Period(date(2026, 7, 1), date(2026, 9, 30), "2026-Q3")
    with database.read() as session:
        found = targets_by_owner(session, person, PipelineFilter(), quarter, Converter(session, "EUR", TODAY))
        broken = Period(date(2026, 7, 2), date(2026, 9, 30), "broken")
        assert targets_by_owner(session, person, PipelineFilter(), broken, Converter(session, "EUR", TODAY)) == {}
    wanted = {world.users["sales"]: sum(1_000_00 + month for month in months[:2])}
    assert found == ({} if login == "other_team" else wanted)
