"""The Progress board's numbers and cards, against counting by hand."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Row, event, select, text
from sqlalchemy.orm import Session

from data.fx import rate
from data.queries import board, cards
from data.queries.cards import FIELDS, CardPage, Cards
from data.queries.reporting import Converter, reporting_currency
from data.schema.activity import Activity
from data.schema.company import Company
from data.schema.contact import Contact
from data.schema.opportunity import Opportunity
from data.schema.pipeline import Probability
from data.session import Database
from domain import period
from domain.access import Principal
from domain.board import OF_PROBABILITIES, BoardSort, ColumnKey, Totals
from domain.errors import MalformedInput, RateMissing, UnknownCurrency
from domain.filter import Idle, PipelineFilter
from domain.money import Money, convert, weighted_minor
from domain.outcome import Outcome
from tests.world import NOW, TODAY, World, build
from workflow import opportunities as verbs

EVERYTHING = PipelineFilter()
LOGINS = (
    "administrator", "executive", "manager", "country_manager", "analyst", "sales", "colleague", "other_team", "foreign",
)  # fmt: skip
PERIODS = (None, "2026", "2026-Q3", "2026-07", "2025", "2026-08-14..2026-08-14", "this-month")
TEXTS = ("", "press", "Alfa press", "IT-00", "meccanica", "nothing like it", "PRESSE", "li", "100%", "_", "'")
KEPT = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def filters(draw: st.DrawFn, world: World) -> PipelineFilter:
    def some(ids: dict[Any, int]) -> frozenset[int]:
        return draw(
            st.one_of(st.just(frozenset[int]()), st.frozensets(st.sampled_from(sorted(ids.values())), max_size=4))
        )

    low, high = draw(st.sampled_from([(0, 100), (0, 100), (10, 90), (0, 50), (25, 25), (91, 99)]))
    named = draw(st.sampled_from(PERIODS))
    begun = draw(st.sampled_from((None, None, "2026-Q2", "2026-04-15..2026-07-01")))
    idle = draw(st.sampled_from((None, None, 0, 14, 30)))
    return PipelineFilter(
        company_ids=some(world.companies),
        type_ids=some(world.types),
        owner_ids=some(world.users),
        agent_ids=some(world.agents),
        contact_ids=some(world.contacts),
        stage_ids=some(world.stages),
        percent_min=low,
        percent_max=high,
        period=period.parse(named, TODAY) if named else None,
        created=period.parse(begun, TODAY) if begun else None,
        idle=None if idle is None else Idle(idle, TODAY - timedelta(days=idle)),
        text=draw(st.sampled_from(TEXTS)),
    )


def rows_by_hand(session: Session, principal: Principal, wanted: PipelineFilter) -> list[Row[Opportunity, str | None]]:
    """Return what the filter means, said once more in Python."""
    query = select(Opportunity, Contact.name).outerjoin(Contact, Contact.id == Opportunity.contact_id)
    return [row for row in session.execute(query) if is_meant(row[0], row[1] or "", principal, wanted)]


def is_meant(row: Opportunity, contact: str, principal: Principal, wanted: PipelineFilter) -> bool:
    day = row.expected_order_on if row.outcome == "open" else row.closed_on
    return (
        row.outcome != "cancelled"
        and principal.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
        and (not wanted.company_ids or row.company_id in wanted.company_ids)
        and (not wanted.type_ids or row.opportunity_type_id in wanted.type_ids)
        and (not wanted.owner_ids or row.owner_id in wanted.owner_ids)
        and (not wanted.agent_ids or row.main_agent_id in wanted.agent_ids)
        and (not wanted.contact_ids or row.contact_id in wanted.contact_ids)
        and (not wanted.stage_ids or row.stage_id in wanted.stage_ids)
        and wanted.percent_min <= row.stated_percent <= wanted.percent_max
        and (wanted.period is None or (day is not None and day in wanted.period))
        and (wanted.created is None or row.created_on in wanted.created)
        and (wanted.idle is None or (TODAY - (row.last_activity_on or row.created_on)).days > wanted.idle.days)
        and all(holds(word, (row.title, row.number, contact)) for word in wanted.text.lower().split())
    )


def holds(word: str, texts: tuple[str, ...]) -> bool:
    """A short word stands at the beginning, a longer one anywhere."""
    found = (words.lower() for words in texts)
    return any(words.startswith(word) if len(word) < 3 else word in words for words in found)


def column_of(row: Opportunity) -> ColumnKey:
    outcome = Outcome(row.outcome)
    return ColumnKey(outcome, row.probability_id if outcome is Outcome.OPEN else None)


def totals_by_hand(
    session: Session, principal: Principal, wanted: PipelineFilter, currency: str
) -> dict[ColumnKey, Totals]:
    groups: dict[tuple[ColumnKey, str], list[Opportunity]] = {}
    for row, _ in rows_by_hand(session, principal, wanted):
        groups.setdefault((column_of(row), row.currency_code), []).append(row)
    totals: dict[ColumnKey, Totals] = {}
    for (key, source), members in groups.items():
        net = sum(row.net_minor for row in members)
        weighted = weighted_minor(sum(row.net_minor * row.stated_percent for row in members))
        one = rate(session, source, currency, TODAY).value
        converted = [convert(Money(minor, source), currency, one).minor for minor in (net, weighted)]
        totals[key] = totals.get(key, Totals()) + Totals(len(members), *converted)
    return totals


def shown(columns: board.Columns) -> dict[ColumnKey, Totals]:
    return {column.key: column.totals for column in columns.columns if column.totals != Totals()}


def columns_of(
    session: Session, principal: Principal, wanted: PipelineFilter = EVERYTHING, currency: str = "EUR"
) -> board.Columns:
    return board.columns(session, principal, wanted, currency=currency, as_of=TODAY)


# ── Totals ─────────────────────────────────────────────────────────────────────────────────────────


def test_columns_add_up_what_a_person_counts_by_hand_for_any_filter(shelf: Database, stock: World) -> None:
    @KEPT
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        wanted = data.draw(filters(stock))
        principal = stock.principal(data.draw(st.sampled_from(LOGINS)))
        currency = data.draw(st.sampled_from(["EUR", "CHF", "JPY"]))
        with shelf.read() as session:
            assert shown(columns_of(session, principal, wanted, currency)) == totals_by_hand(
                session, principal, wanted, currency
            )

    check()


def test_the_summary_table_and_the_rows_give_the_same_numbers(shelf: Database, stock: World) -> None:
    @KEPT
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        wanted = data.draw(filters(stock))
        principal = stock.principal(data.draw(st.sampled_from(LOGINS)))
        with shelf.read() as session:
            converter = Converter(session, "EUR", TODAY)
            places: tuple[board.Place, ...] = ("probability_id", "stage_id")
            place = data.draw(st.sampled_from(places))
            quick = board._converted(
                session.execute(board.totals_query(session, principal, wanted, place)), converter, place
            )
            sure = board._converted(
                session.execute(board.base_totals_query(session, principal, wanted, place)), converter, place
            )
        assert {key: total for key, total in quick.items() if total.count} == sure

    check()


def test_the_summary_table_answers_where_it_can(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    narrow = PipelineFilter(company_ids=frozenset(world.companies.values()), owner_ids=frozenset({1}), percent_min=25)
    with sqlite_database.read() as session:
        principal = world.principal("sales")
        quick, sure = (
            str(board.totals_query(session, principal, wanted)) for wanted in (narrow, PipelineFilter(text="press"))
        )
    assert "FROM opportunity_total" in quick
    assert "opportunity_total" not in sure


def test_the_summary_is_the_sum_of_the_open_columns(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = columns_of(session, stock.principal("administrator"))
    of_open = [column.totals for column in found.columns if column.key.outcome is Outcome.OPEN]
    assert found.summary == sum(of_open, Totals())
    assert found.summary.count == 11


def test_columns_stand_in_the_order_of_the_probability_table_between_lost_and_won(
    shelf: Database, stock: World
) -> None:
    with shelf.read() as session:
        found = columns_of(session, stock.principal("sales"))
    assert [(str(column.key)[0], column.percent) for column in found.columns] == [
        ("l", 0), ("p", 10), ("p", 25), ("p", 50), ("p", 75), ("p", 90), ("w", 100),
    ]  # fmt: skip


def test_an_empty_column_is_there_with_zeros(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = columns_of(session, stock.principal("foreign"))
    by_percent = {column.percent: column.totals for column in found.columns}
    assert by_percent[75] == Totals(0, 0, 0)


def test_a_retired_probability_keeps_its_column_while_it_holds_cards(database: Database, world: World) -> None:
    with database.write() as session:
        session.get_one(Probability, world.probabilities[90]).active = False
        session.get_one(Probability, world.probabilities[75]).active = False
    with database.read() as session:
        percents = [column.percent for column in columns_of(session, world.principal("other_team")).columns]
    assert percents == [0, 10, 25, 50, 90, 100]


def test_cancelled_ones_count_nowhere(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        counts = [column.totals.count for column in columns_of(session, stock.principal("administrator")).columns]
    assert sum(counts) == len(stock.opportunities) - 1


def test_each_currency_is_converted_once_at_the_rate_of_the_day(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = columns_of(session, stock.principal("executive"), PipelineFilter(percent_min=50, percent_max=50))
        old = board.columns(
            session, stock.principal("executive"), PipelineFilter(), currency="EUR", as_of=date(2026, 7, 1)
        )
    by_percent = {column.percent: column.totals for column in found.columns}
    assert by_percent[50].net_minor == 12_000_000 + round((3_333_333 + 7_000_000) / 0.9375)
    assert found.rates_on == date(2026, 7, 14)
    assert old.rates_on == date(2026, 1, 2), "of the oldest rate used, which is the one for yen"


def test_where_nothing_is_converted_no_rate_is_named(shelf: Database, stock: World) -> None:
    only = PipelineFilter(owner_ids=frozenset({stock.users["sales"]}))
    with shelf.read() as session:
        assert columns_of(session, stock.principal("sales"), only).rates_on is None


def test_a_day_before_all_rates_is_refused(shelf: Database, stock: World) -> None:
    with shelf.read() as session, pytest.raises(RateMissing):
        board.columns(session, stock.principal("executive"), EVERYTHING, currency="EUR", as_of=date(1999, 1, 1))


@pytest.mark.parametrize(
    ("login", "companies", "chosen", "currency"),
    [
        ("sales", (), None, "EUR"),
        ("foreign", (), None, "CHF"),
        ("executive", (), None, "EUR"),
        ("executive", ("CH",), None, "CHF"),
        ("sales", ("CH",), None, "EUR"),
        ("executive", (), "JPY", "JPY"),
    ],
)
def test_totals_are_shown_in_the_companies_common_currency(
    shelf: Database, stock: World, login: str, companies: tuple[str, ...], chosen: str | None, currency: str
) -> None:
    wanted = PipelineFilter(company_ids=frozenset(stock.companies[code] for code in companies), currency=chosen)
    with shelf.read() as session:
        assert reporting_currency(session, stock.principal(login), wanted) == currency


def test_an_unknown_currency_is_refused(shelf: Database, stock: World) -> None:
    with shelf.read() as session, pytest.raises(UnknownCurrency):
        reporting_currency(session, stock.principal("sales"), PipelineFilter(currency="ZZZ"))


def test_moves_keep_the_totals_of_the_whole_board(database: Database, world: World) -> None:
    principal = world.principal("administrator")
    open_keys = [
        key
        for key in world.opportunities
        if key not in {"won", "won_before", "lost", "lost_franc", "alpine_won", "cancelled"}
    ]

    @settings(KEPT, max_examples=8)
    @given(
        moves=st.lists(
            st.tuples(st.sampled_from(open_keys), st.sampled_from([10, 25, 50, 75, 90])), min_size=1, max_size=4
        )
    )
    def check(moves: list[tuple[str, int]]) -> None:
        with database.read() as session:
            before = columns_of(session, principal)
        for key, percent in moves:
            with database.write() as session:
                opportunity = session.get_one(Opportunity, world.opportunities[key])
                target = verbs.Target(opportunity.id, opportunity.version)
                verbs.move(session, principal, target, world.probabilities[percent], today=TODAY, now=NOW)
        with database.read() as session:
            after = columns_of(session, principal)
            assert shown(after) == totals_by_hand(session, principal, EVERYTHING, "EUR")
        assert after.summary.count == before.summary.count
        # Each column rounds each of its foreign currencies once.
        assert abs(after.summary.net_minor - before.summary.net_minor) <= len(after.columns) * 2

    check()


# ── Cards ──────────────────────────────────────────────────────────────────────────────────────────


def reader(session: Session, world: World, login: str = "administrator", wanted: PipelineFilter = EVERYTHING) -> Cards:
    return Cards(session, world.principal(login), wanted, currency="EUR", as_of=TODAY)


def named(page: CardPage) -> list[dict[str, Any]]:
    return [dict(zip(FIELDS, row, strict=True)) for row in page.rows]


def all_columns(world: World) -> list[ColumnKey]:
    return [
        ColumnKey(Outcome.LOST),
        *(ColumnKey(Outcome.OPEN, id_) for id_ in world.probabilities.values()),
        ColumnKey(Outcome.WON),
    ]


def sort_key(row: Opportunity, sort: BoardSort) -> tuple[Any, ...]:
    if row.outcome != "open":
        assert row.closed_on is not None
        return (1, -row.closed_on.toordinal(), -row.id)
    return 0, *{
        BoardSort.WEIGHTED: (-row.weighted_base_minor, -row.id),
        BoardSort.NET: (-row.net_base_minor, -row.id),
        BoardSort.EXPECTED: (row.expected_order_on or date.max, row.id),
        BoardSort.AGE: (row.created_on, row.id),
        BoardSort.IDLE: (row.last_activity_on or row.created_on, row.id),
    }[sort]


def test_paging_shows_every_card_once_in_order_for_any_filter(shelf: Database, stock: World) -> None:
    @settings(KEPT, max_examples=15)
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        login = data.draw(st.sampled_from(LOGINS))
        wanted = data.draw(filters(stock))
        sort = data.draw(st.sampled_from(OF_PROBABILITIES))
        limit = data.draw(st.integers(1, 3))
        with shelf.read() as session:
            cards_of = reader(session, stock, login, wanted)
            by_hand = sorted(
                (row for row, _ in rows_by_hand(session, stock.principal(login), wanted)),
                key=lambda row: sort_key(row, sort),
            )
            for column in all_columns(stock):
                seen: list[int] = []
                cursor: Any = cards.FIRST
                while cursor is not None:
                    page = cards_of.page(column, sort, list(cursor), limit)
                    assert len(page.rows) <= limit
                    seen += [int(str(row[0])) for row in page.rows]
                    cursor = page.cursor
                assert seen == [row.id for row in by_hand if column_of(row) == column]

    check()


def test_a_card_says_everything_about_it(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = reader(session, stock, "sales").card(stock.opportunities["press"])
    assert found is not None
    column, row = found
    assert str(column) == f"p{stock.probabilities[50]}"
    assert dict(zip(FIELDS, row, strict=True)) == {
        "id": stock.opportunities["press"], "version": 1, "number": "IT-0001", "contact": "Officine Alfa",
        "title": "Hydraulic press", "owner_id": stock.users["sales"], "stage_id": stock.stages["new", 3],
        "net": 12_000_000, "currency": "EUR", "net_reporting": 12_000_000, "weighted_reporting": 6_000_000,
        "expected_on": "2026-08-14", "created_on": "2026-05-16", "closed_on": None, "last_activity_on": "2026-07-12",
        "next_kind": "call", "next_subject": "Ask for the order", "next_on": "2026-07-17", "changeable": True, "amount_known": True,
        "model_percent": None, "paused": None,
    }  # fmt: skip


def test_a_card_in_francs_shows_both_amounts(shelf: Database, stock: World) -> None:
    with shelf.read() as session:
        found = reader(session, stock).card(stock.opportunities["alpine"])
    assert found is not None
    card = dict(zip(FIELDS, found[1], strict=True))
    assert (card["net"], card["currency"]) == (7_000_000, "CHF")
    assert (card["net_reporting"], card["weighted_reporting"]) == (7_466_667, 3_733_333)


def test_a_card_outside_the_filter_or_the_scope_is_not_there(shelf: Database, stock: World) -> None:
    late = PipelineFilter(period=period.parse("2025", TODAY))
    with shelf.read() as session:
        assert reader(session, stock, "sales", late).card(stock.opportunities["press"]) is None
        assert reader(session, stock, "sales").card(stock.opportunities["south"]) is None
        assert reader(session, stock, "sales").card(stock.opportunities["cancelled"]) is None
        assert reader(session, stock, "sales").card(10**15) is None


@pytest.mark.parametrize(
    ("login", "changeable"),
    [("sales", {"press"}), ("colleague", {"franc"}), ("manager", {"press", "franc"}), ("analyst", set())],
)
def test_a_card_says_whether_this_person_may_change_it(
    shelf: Database, stock: World, login: str, changeable: set[str]
) -> None:
    column = ColumnKey(Outcome.OPEN, stock.probabilities[50])
    with shelf.read() as session:
        page = reader(session, stock, login, PipelineFilter(company_ids=frozenset({stock.companies["IT"]}))).page(
            column, BoardSort.NET
        )
    may = {card["id"] for card in named(page) if card["changeable"]}
    assert may == {stock.opportunities[key] for key in changeable}


def test_without_a_day_an_activity_comes_after_those_with_one(database: Database, world: World) -> None:
    with database.write() as session:
        for activity in session.scalars(select(Activity).where(Activity.subject == "Ask for the order")):
            activity.due_on = None
    with database.read() as session:
        found = reader(session, world).card(world.opportunities["press"])
    assert found is not None
    assert found[1][FIELDS.index("next_subject")] == "Show the press"


@pytest.mark.parametrize(
    "cursor",
    [
        [], ["x"], [1], [1, 2, 3], ["2026-01-01", 3], [1, "3"], [1, True], [True, 3], [1, 0], [1, -5], [1, 2**63],
        [2**64, 1], [None, 1], [1.5, 1],
    ],
)  # fmt: skip
def test_a_cursor_that_is_none_is_refused(sqlite_database: Database, cursor: list[object]) -> None:
    world = build(sqlite_database)
    with sqlite_database.read() as session, pytest.raises(MalformedInput):
        reader(session, world).page(ColumnKey(Outcome.OPEN, world.probabilities[10]), BoardSort.NET, cursor)


@pytest.mark.parametrize("cursor", [[1, 2], ["2026-13-01", 2], ["yesterday", 2]])
def test_a_cursor_of_dates_holds_a_date(sqlite_database: Database, cursor: list[object]) -> None:
    world = build(sqlite_database)
    with sqlite_database.read() as session, pytest.raises(MalformedInput):
        reader(session, world).page(ColumnKey(Outcome.WON), BoardSort.NET, cursor)


def test_a_board_costs_one_statement_per_column_and_one_for_the_activities(sqlite_database: Database) -> None:
    world = build(sqlite_database)
    statements: list[str] = []
    with sqlite_database.read() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *call: statements.append(call[2]), named=False)
        only = PipelineFilter(
            company_ids=frozenset({world.companies["IT"]}), owner_ids=frozenset({world.users["sales"]})
        )
        columns = [ColumnKey(Outcome.OPEN, world.probabilities[percent]) for percent in (10, 25, 50, 75, 90)]
        reader(session, world, wanted=only).pages(columns, BoardSort.WEIGHTED)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) == len(columns) + 1


@pytest.mark.parametrize("login", ["administrator", "sales", "manager", "foreign"])
@pytest.mark.parametrize("sort", OF_PROBABILITIES)
def test_cards_come_from_an_index_in_their_order(sqlite_database: Database, login: str, sort: BoardSort) -> None:
    world = build(sqlite_database)
    with sqlite_database.read() as session:
        for column in (ColumnKey(Outcome.OPEN, world.probabilities[50]), ColumnKey(Outcome.WON)):
            for cursor in (
                None,
                ["2026-06-01", 1] if column.outcome is Outcome.WON or sort in {"expected", "age", "idle"} else [5, 1],
            ):
                query = reader(session, world, login).query(column, sort, cursor, 51)
                plan = plan_of(session, query)
                assert "TEMP B-TREE" not in plan, plan
                assert "SCAN opportunity" not in plan, plan


def plan_of(session: Session, query: Any) -> str:
    compiled = query.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
    return "\n".join(str(row[-1]) for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))


def test_companies_without_parameters_still_have_a_board(database: Database, world: World) -> None:
    with database.write() as session:
        for company in session.scalars(select(Company)):
            company.won_probability_id = company.lost_probability_id = None
    with database.read() as session:
        percents = [column.percent for column in columns_of(session, world.principal("sales")).columns]
    assert percents == [0, 0, 10, 25, 50, 75, 90, 100, 100]
    assert all(first <= second for first, second in pairwise(percents))
