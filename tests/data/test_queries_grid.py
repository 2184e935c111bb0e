"""The grid's rows, sums and neighbours, against counting by hand."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Select, func, select, text
from sqlalchemy.orm import Session

from data.queries.grid import ROW_FIELDS, Block, Grid, Place, funnel, neighbours, sums
from data.queries.reporting import Converter
from data.schema.opportunity import Opportunity
from data.session import Database
from domain.access import Principal
from domain.board import Totals
from domain.errors import BadFilter
from domain.filter import PipelineFilter
from domain.grid import COLUMNS, GROUPABLE, GridView, Narrowing, Shown, Sort
from domain.money import weighted_minor
from domain.outcome import Outcome
from tests.world import TODAY, World

LOGINS = ("administrator", "executive", "manager", "country_manager", "analyst", "sales", "other_team", "foreign")
ALL = GridView(shown=Shown.ALL)


def grid(session: Session, principal: Principal, view: GridView) -> Grid:
    return Grid(session, principal, view, currency="EUR", today=TODAY)


def keys_of(stock: World, rows: list[tuple[object, ...]]) -> list[str]:
    names = {id_: key for key, id_ in stock.opportunities.items()}
    return [names[int(str(row[0]))] for row in rows]


def shown(shelf: Database, stock: World, view: GridView, login: str = "executive") -> list[str]:
    with shelf.read() as session:
        return keys_of(stock, grid(session, stock.principal(login), view).rows(Block(0, 100)))


@pytest.mark.parametrize("login", LOGINS)
@pytest.mark.parametrize("outcome", list(Shown))
def test_a_person_sees_the_rows_in_reach_and_nothing_else(
    shelf: Database, stock: World, login: str, outcome: Shown
) -> None:
    principal = stock.principal(login)
    with shelf.read() as session:
        everything = session.scalars(select(Opportunity)).all()
        wanted = {
            one.id
            for one in everything
            if principal.reaches(company_id=one.company_id, team_id=one.team_id, owner_id=one.owner_id)
            and one.outcome != Outcome.CANCELLED
            and outcome.outcome in {None, one.outcome}
        }
        rows = grid(session, principal, GridView(shown=outcome)).rows(Block(0, 100))
        found = sums(session, principal, GridView(shown=outcome), Converter(session, "EUR", TODAY))
    assert {row[0] for row in rows} == wanted
    assert (found[None].totals.count if found else 0) == len(wanted)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", list(COLUMNS))
def test_every_order_is_the_same_from_any_depth_and_from_any_row(
    shelf: Database, stock: World, column: str, *, descending: bool
) -> None:
    view = replace(ALL, sorts=(Sort(column, descending), Sort("title")))
    with shelf.read() as session:
        reader = grid(session, stock.principal("executive"), view)
        whole = reader.ids(Block(0, 100))
        count = len(whole)
        assert count == len(set(whole)) == 16
        for start in range(count):
            piece = whole[start : start + 5]
            assert reader.ids(Block(start, 5)) == piece
            assert reader.ids(Block(start, 5, count=count)) == piece
            for position in range(start):
                near = Place(position, whole[position])
                assert reader.ids(Block(start, 5, count=count, near=near)) == piece
        around = [None, *whole, None]
        for place, id_ in enumerate(whole):
            assert reader.neighbours(id_) == (around[place], around[place + 2])


ORDERS: dict[str, Callable[[Opportunity], Any]] = {
    "net": lambda one: one.net_base_minor,
    "weighted": lambda one: one.weighted_base_minor,
    "created_on": lambda one: one.created_on,
    "idle": lambda one: (TODAY - one.touched_on).days,
    "last_activity_on": lambda one: one.touched_on,
    "number": lambda one: one.number,
    "title": lambda one: one.title.lower(),
    "probability": lambda one: one.stated_percent,
    "expected_order_on": lambda one: one.expected_order_on,
    "closed_on": lambda one: one.closed_on,
    "currency": lambda one: one.currency_code,
}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("column", list(ORDERS))
def test_rows_come_in_the_order_of_what_they_hold_and_empty_ones_last(
    shelf: Database, stock: World, column: str, *, descending: bool
) -> None:
    view = replace(ALL, sorts=(Sort(column, descending),))
    with shelf.read() as session:
        ids = grid(session, stock.principal("executive"), view).ids(Block(0, 100))
        values = [ORDERS[column](session.get_one(Opportunity, id_)) for id_ in ids]
    held = [value for value in values if value is not None]
    assert values == [*sorted(held, reverse=descending), *[None] * (len(values) - len(held))]


def test_stages_are_ordered_by_their_steps_and_not_by_name(shelf: Database, stock: World) -> None:
    view = GridView(PipelineFilter(type_ids=frozenset({stock.types["new"]})), sorts=(Sort("stage"), Sort("number")))
    assert shown(shelf, stock, view) == ["silent", "yen", "robot", "alpine", "press", "franc", "south"]


def test_amounts_in_foreign_currency_stand_where_they_belong(shelf: Database, stock: World) -> None:
    view = GridView(sorts=(Sort("gross", descending=True),))
    found = shown(shelf, stock, view)
    assert found[:3] == ["south", "press", "lines"]  # the service contract has a discount
    assert found.index("alpine") < found.index("robot") < found.index("yen") < found.index("silent")


NARROWED: list[tuple[str, str, set[str]]] = [
    ("title", "press", {"press"}),
    ("contact", "alfa", {"press", "robot"}),
    ("number", "ch-", {"alpine", "glacier", "yen"}),
    ("net", "100000..", {"press", "south", "yen"}),
    ("net", "5000000..", {"yen"}),
    ("net", "..0", {"zero"}),
    ("weighted", "60000..60000", {"press"}),
    ("probability", "75..90", {"lines", "south"}),
    ("expected_order_on", "2026-07-01..2026-07-31", {"lines", "robot"}),
    ("expected_order_on", "..2026-07-10", {"robot"}),
    ("idle", "30..", {"silent", "south"}),
    ("idle", "..2", {"lines", "alpine"}),
    ("currency", "JPY", {"yen"}),
    ("currency", "JPY,CHF", {"yen", "franc", "alpine"}),
    ("discount", "1..", {"lines"}),
]


@pytest.mark.parametrize(("column", "wanted", "expected"), NARROWED)
def test_a_column_filter_leaves_what_holds_it_and_the_sums_follow(
    shelf: Database, stock: World, column: str, wanted: str, expected: set[str]
) -> None:
    view = GridView.from_query({f"f.{column}": wanted}, TODAY)
    assert set(shown(shelf, stock, view)) == expected
    with shelf.read() as session:
        found = sums(session, stock.principal("executive"), view, Converter(session, "EUR", TODAY))
        assert found[None].totals.count == len(expected)
    assert GridView.from_query(view.to_query(), TODAY) == view


def test_an_empty_field_can_be_asked_for(shelf: Database, stock: World) -> None:
    nobody = GridView(narrowed={"team": Narrowing(ids=frozenset({0}))})
    assert shown(shelf, stock, nobody) == ["teamless"]
    either = GridView(narrowed={"team": Narrowing(ids=frozenset({0, stock.teams["SOUTH"]}))})
    assert set(shown(shelf, stock, either)) == {"teamless", "south"}


@pytest.mark.parametrize("by", sorted(GROUPABLE))
@pytest.mark.parametrize("narrowed", [{}, {"discount": Narrowing(low=Decimal(0))}])
def test_groups_add_up_to_the_whole_list_and_hold_their_rows(
    shelf: Database, stock: World, by: str, narrowed: dict[str, Narrowing]
) -> None:
    view = replace(ALL, group=by, narrowed=narrowed)
    principal = stock.principal("executive")
    with shelf.read() as session:
        converter = Converter(session, "EUR", TODAY)
        groups = sums(session, principal, view, converter, by)
        whole = sums(session, principal, view, converter)[None]
        reader = grid(session, principal, view)
        blocks = {
            key: reader.ids(Block(0, 100, group=key, grouped=True, count=found.totals.count))
            for key, found in groups.items()
        }
        listed = reader.ids(Block(0, 100))
    assert sum(found.totals.count for found in groups.values()) == whole.totals.count == 16
    assert all(len(blocks[key]) == found.totals.count for key, found in groups.items())
    assert sorted(id_ for ids in blocks.values() for id_ in ids) == sorted(listed)
    # Seen as one list, the groups follow one another.
    owners = {id_: key for key, ids in blocks.items() for id_ in ids}
    order = [owners[id_] for id_ in listed]
    assert len(set(order)) == len([one for place, one in enumerate(order) if place == 0 or order[place - 1] != one])


def test_sums_are_per_currency_and_converted_once(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        converter = Converter(session, "EUR", TODAY)
        found = sums(session, stock.principal("executive"), GridView(), converter)[None]
        rows = session.execute(
            select(
                Opportunity.currency_code, func.count(), func.sum(Opportunity.net_minor),
                func.sum(Opportunity.net_minor * Opportunity.stated_percent),
            ).where(Opportunity.outcome == "open").group_by(Opportunity.currency_code)
        )  # fmt: skip
        wanted = {code: Totals(n, int(net), weighted_minor(int(weighted))) for code, n, net, weighted in rows}
        assert found.currencies == wanted
        assert found.totals == sum((converter.totals(part, code) for code, part in wanted.items()), Totals())


def test_the_funnel_shows_every_row_whatever_is_chosen_among_them(shelf: Database, stock: World) -> None:
    principal = stock.principal("executive")
    chosen = GridView(
        PipelineFilter(percent_min=50, percent_max=50), narrowed={"probability": Narrowing(low=Decimal(9))}
    )
    with shelf.read() as session:
        converter = Converter(session, "EUR", TODAY)
        rows = funnel(session, principal, GridView(), converter)
        assert funnel(session, principal, chosen, converter) == rows
    assert [(row.percent, row.totals.count) for row in rows] == [(90, 1), (75, 1), (50, 3), (25, 3), (10, 3)]


def test_neighbours_of_one_that_left_the_list_are_those_where_it_would_stand(shelf: Database, stock: World) -> None:
    view = GridView(sorts=(Sort("net", descending=True),))
    with shelf.read() as session:
        found = neighbours(
            session, stock.principal("executive"), view, stock.opportunities["won"], currency="EUR", today=TODAY
        )
        gone = neighbours(session, stock.principal("executive"), view, 10**9, currency="EUR", today=TODAY)
    assert found == (stock.opportunities["alpine"], stock.opportunities["robot"])
    assert gone == (None, None)


def test_neighbours_never_lead_out_of_reach(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        reader = grid(session, stock.principal("sales"), GridView(sorts=(Sort("net"),)))
        seen = set(reader.ids(Block(0, 100)))
        for id_ in stock.opportunities.values():
            assert set(reader.neighbours(id_)) <= {*seen, None}


def test_a_row_out_of_reach_is_no_place_to_read_from(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        sales = stock.principal("sales")
        reader = grid(session, sales, GridView(sorts=(Sort("net"),)))
        usual = reader.ids(Block(1, 100))
        hidden = [
            one.id
            for one in session.scalars(select(Opportunity))
            if not sales.reaches(company_id=one.company_id, team_id=one.team_id, owner_id=one.owner_id)
        ]
        assert hidden
        for id_ in hidden:
            assert reader.neighbours(id_) == (None, None)
            assert reader.ids(Block(1, 100, near=Place(0, id_))) == usual


def test_a_row_tells_whether_it_may_be_changed(shelf: Database, stock: World) -> None:
    place = ROW_FIELDS.index("changeable")
    with shelf.read() as session:
        rows = grid(session, stock.principal("sales"), GridView()).rows(Block(0, 100))
        none = grid(session, stock.principal("analyst"), GridView()).rows(Block(0, 100))
    mine = {stock.opportunities[key] for key in ("press", "robot", "silent", "lines")}
    assert {row[0] for row in rows if row[place]} == mine < {row[0] for row in rows}
    assert not any(row[place] for row in none)


def test_the_hour_of_the_last_contact_stands_beside_its_day(shelf: Database, stock: World) -> None:
    place = ROW_FIELDS.index("last_at")
    with shelf.read() as session:
        rows = grid(session, stock.principal("executive"), ALL).rows(Block(0, 100))
    hours = dict(zip(keys_of(stock, rows), (row[place] for row in rows), strict=True))
    assert str(hours["press"]).startswith("2026-07-12T")
    assert hours["lines"] is None


@pytest.mark.parametrize(
    "query",
    ["outcome=cancelled", "sort=price", "sort=net,net", "sort=net,title,owner,stage,type", "group=net", "group=x",
     "f.net=1", "f.net=a..b", "f.net=..", "f.nothing=1", "f.stage=a", "f.created_on=2026..", "f.currency=E'R", "f.net=NaN..",
     "f.probability=1e99..", "f.idle=x..", "f.stage=99999999999999999999"],
)  # fmt: skip
def test_an_address_that_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(BadFilter):
        GridView.from_query(query, TODAY)


def test_an_address_carries_everything_the_grid_was_asked() -> None:
    query = (
        "type=1&q=pump&outcome=all&sort=-net,contact&group=stage&f.created_on=2026-01-01..&f.owner=2,3&f.title=press"
    )
    view = GridView.from_query(query, TODAY)
    assert view.to_query() == query
    assert GridView.from_query("", TODAY).to_query() == ""


def plan(session: Session, statement: Select[*tuple[object, ...]]) -> list[str]:
    compiled = statement.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]


INDEX_OF = {
    "-weighted": "weighted", "weighted": "weighted", "-net": "net", "created_on": "created", "idle": "touched",
    "-last_activity_on": "touched", "expected_order_on": "expected", "number": "number",
}  # fmt: skip


@pytest.mark.parametrize("outcome", ["open", "lost", "all"])
@pytest.mark.parametrize("login", ["executive", "manager"])
@pytest.mark.parametrize("sort", list(INDEX_OF))
def test_a_row_at_any_depth_is_found_in_the_index_of_its_order_alone(
    crowded: Database, crowd: World, sort: str, login: str, outcome: str
) -> None:
    view = GridView.from_query({"sort": sort, "outcome": outcome}, TODAY)
    with crowded.read() as session:
        reader = grid(session, crowd.principal(login), view)
        tenth = reader.ids(Block(0, 10))[-1:] or [crowd.opportunities["lost"]]
        for block in (Block(700, 100), Block(700, 100, count=800), Block(700, 100, near=Place(650, tenth[0]))):
            steps = plan(session, reader.query(block))
            assert any(f"COVERING INDEX ix_opportunity_grid_{INDEX_OF[sort]}" in step for step in steps), steps
            assert not [step for step in steps if "TEMP B-TREE" in step], steps
