"""The Stages board's columns, rules and facts, against counting by hand."""

from datetime import date, datetime, timedelta
from statistics import median, quantiles
from typing import Any

import pytest
from sqlalchemy import select, update

from data.queries import options, stage_facts, stages
from data.queries.board import LOST, WON, Columns
from data.queries.cards import Cards
from data.queries.stages import BoardStage
from data.schema.opportunity import Opportunity, OpportunityTask, StageHistory
from data.schema.pipeline import Stage, StageMove, StageRole, StageTask
from data.session import Database
from domain.access import Role
from domain.board import OF_STAGES, BoardSort, ColumnKey, Totals
from domain.errors import BadFilter
from domain.filter import PipelineFilter
from tests.world import NOW, STAGE_NAMES, TODAY, World

EVERYTHING = PipelineFilter()


def seen_by(database: Database, world: World, login: str) -> tuple[BoardStage, ...]:
    with database.read() as session:
        principal = world.principal(login)
        return stages.board_stages(session, principal, options.stages(session, principal))


def of(seen: tuple[BoardStage, ...], pipeline_id: int) -> list[BoardStage]:
    return [stage for stage in seen if stage.option.pipeline_id == pipeline_id]


def columns_of(
    database: Database, world: World, login: str, wanted: PipelineFilter = EVERYTHING, pipeline: str = "new"
) -> Columns:
    own = of(seen_by(database, world, login), world.pipelines[pipeline])
    with database.read() as session:
        return stages.stage_columns(
            session, world.principal(login), stages.narrowed(wanted, own), own, currency="EUR", as_of=TODAY
        )


def by_label(found: Columns) -> dict[str, int]:
    return {column.label or str(column.key): column.totals.count for column in found.columns}


# ── Columns ────────────────────────────────────────────────────────────────────────────────────────


def test_the_columns_are_the_stages_of_one_pipeline_between_lost_and_won(database: Database, world: World) -> None:
    found = columns_of(database, world, "country_manager")
    assert [column.key for column in found.columns] == [
        LOST, *(ColumnKey.of_stage(world.stages["new", place]) for place in range(6)), WON,
    ]  # fmt: skip
    assert by_label(found) == {
        "lost": 2, "First contact": 1, "Visit": 0, "Budget": 1, "Detailed offer": 2, "Final offer": 0, "Accepted": 1, "won": 1,
    }  # fmt: skip
    assert found.summary.count == 5


def test_every_number_agrees_with_counting_by_hand(database: Database, world: World) -> None:
    found = columns_of(database, world, "sales")  # everything of her team is in euros but the Swiss cutter
    with database.read() as session:
        rows = session.execute(
            select(Opportunity.stage_id, Opportunity.net_minor, Opportunity.stated_percent).where(
                Opportunity.team_id == world.teams["NORTH"],
                Opportunity.pipeline_id == world.pipelines["new"],
                Opportunity.outcome == "open",
                Opportunity.currency_code == "EUR",
            )
        ).all()
    counted: dict[int, Totals] = {}
    for stage_id, net, percent in rows:
        counted[stage_id] = counted.get(stage_id, Totals()) + Totals(1, net, round(net * percent / 100))
    for column in found.columns:
        place = column.key.stage_id
        if place is not None and place != world.stages["new", 3]:
            assert column.totals == counted.get(place, Totals()), column.label
    swiss = next(column for column in found.columns if column.key.stage_id == world.stages["new", 3])
    assert swiss.totals.count == 2


def test_a_filter_on_stages_holds_within_the_pipeline_and_one_on_another_finds_nothing(
    database: Database, world: World
) -> None:
    wanted = PipelineFilter(stage_ids=frozenset({world.stages["new", 3]}))
    assert columns_of(database, world, "country_manager", wanted).summary.count == 2
    other = columns_of(database, world, "country_manager", wanted, "renewal")
    assert (other.summary.count, by_label(other)["won"]) == (0, 0)


def test_a_retired_stage_stays_while_something_is_in_it(database: Database, world: World) -> None:
    retired = [world.stages["new", place] for place in (1, 3)]
    with database.write() as session:
        session.execute(update(Stage).where(Stage.id.in_(retired)).values(active=False))
    assert list(by_label(columns_of(database, world, "country_manager"))) == [
        "lost", "First contact", "Budget", "Detailed offer", "Final offer", "Accepted", "won",
    ]  # fmt: skip


def test_a_stage_kept_from_a_role_is_no_column_of_its_people_and_its_cards_do_not_count(
    database: Database, world: World
) -> None:
    with database.write() as session:
        session.add(StageRole(stage_id=world.stages["new", 3], role=Role.ADMINISTRATOR.value))
    found = columns_of(database, world, "country_manager")
    assert "Detailed offer" not in by_label(found)
    assert found.summary.count == 3
    assert "Detailed offer" in by_label(columns_of(database, world, "administrator"))


@pytest.mark.parametrize("sort", OF_STAGES)
def test_every_order_of_the_board_pages_through_all_cards_once(
    database: Database, world: World, sort: BoardSort
) -> None:
    principal = world.principal("administrator")
    own = of(seen_by(database, world, "administrator"), world.pipelines["new"])
    key = ColumnKey.of_stage(world.stages["new", 3])
    with database.read() as session:
        cards = Cards(session, principal, stages.narrowed(EVERYTHING, own), currency="EUR", as_of=TODAY)
        first = cards.page(key, sort, limit=2)
        rest = cards.page(key, sort, first.cursor, limit=2)
    titles = [row[4] for page in (first, rest) for row in page.rows]
    assert sorted(map(str, titles)) == ["Cable car", "Hydraulic press", "Swiss cutter"]
    assert rest.cursor is None
    if sort is BoardSort.STAY:
        assert titles == ["Hydraulic press", "Swiss cutter", "Cable car"]  # the longest stay first


# ── The choice of the pipeline ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("login", "usual"),
    [("sales", "new"), ("country_manager", "renewal"), ("executive", "new"), ("analyst", "new"), ("other_team", "new")],
)
def test_the_usual_pipeline_is_where_most_of_ones_own_stand_else_most_of_all(
    database: Database, world: World, login: str, usual: str
) -> None:
    seen = seen_by(database, world, login)
    with database.read() as session:
        found = stages.usual_pipeline(session, world.principal(login), stages.pipelines(seen), seen)
    assert found == world.pipelines[usual]


def test_the_pipelines_to_choose_from_say_how_much_is_open_in_them(database: Database, world: World) -> None:
    found = stages.pipelines(seen_by(database, world, "country_manager"))
    assert [(one.label, one.count) for one in found] == [("New business", 5), ("Renewals", 3)]


def test_an_address_names_a_pipeline_that_is_there_or_is_refused(database: Database, world: World) -> None:
    found = stages.pipelines(seen_by(database, world, "country_manager"))
    new, renewal = (world.pipelines[name] for name in ("new", "renewal"))
    assert stages.chosen(found, "", new) == new
    assert stages.chosen(found, str(renewal), new) == renewal
    for odd in ("999", "x", "0", "-1", "1 or 1=1"):
        with pytest.raises(BadFilter):
            stages.chosen(found, odd, new)


def test_without_any_stage_to_be_seen_there_is_no_pipeline(database: Database, world: World) -> None:
    with database.read() as session:
        assert stages.usual_pipeline(session, world.principal("sales"), (), ()) is None


# ── Rules ──────────────────────────────────────────────────────────────────────────────────────────


def test_allowed_moves_are_the_listed_pairs_and_all_where_none_is_listed(database: Database, world: World) -> None:
    first, second = (world.stages["new", place] for place in (0, 1))
    with database.write() as session:
        session.add(StageMove(from_stage_id=first, to_stage_id=second))
    with database.read() as session:
        assert stages.allowed_moves(session, world.pipelines["new"]) == frozenset({(first, second)})
        assert stages.allowed_moves(session, world.pipelines["renewal"]) is None


def test_a_stage_names_its_mandatory_tasks_in_their_order_and_its_usual_percent(
    database: Database, world: World
) -> None:
    stage_id = world.stages["new", 3]
    with database.write() as session:
        session.add_all([
            StageTask(stage_id=stage_id, name="Second", mandatory=True, sort_order=20),
            StageTask(stage_id=stage_id, name="First", mandatory=True, sort_order=10),
            StageTask(stage_id=stage_id, name="Optional", mandatory=False),
            StageTask(stage_id=stage_id, name="Given up", mandatory=True, active=False),
        ])  # fmt: skip
    stage = next(stage for stage in seen_by(database, world, "sales") if stage.id == stage_id)
    assert [task.name for task in stage.tasks] == ["First", "Second"]
    assert stage.usual_percent == 75
    assert stage.option.name == STAGE_NAMES[3]


# ── Facts ──────────────────────────────────────────────────────────────────────────────────────────


def add_stays(database: Database, world: World, days: list[int], *, then: int | str, place: int = 1) -> None:
    """Give the press so many finished stays, one after the other, each followed by a stay in another stage."""
    opportunity_id = world.opportunities["press"]
    clock = datetime(2020, 1, 1, 8, tzinfo=NOW.tzinfo)
    common: dict[str, Any] = {
        "opportunity_id": opportunity_id, "pipeline_id": world.pipelines["new"], "stated_percent": 10, "net_minor": 1,
    }  # fmt: skip
    with database.write() as session:
        for length in days:
            left_at = clock + timedelta(days=length)
            after = left_at + timedelta(hours=1)
            session.add_all([
                StageHistory(stage_id=world.stages["new", place], entered_at=clock, left_at=left_at, **common),
                StageHistory(stage_id=world.stages["new", then], entered_at=left_at, left_at=after, **common),
            ])  # fmt: skip
            clock = after


def usual(database: Database, world: World, companies: str = "IT CH") -> dict[int, stage_facts.Usual]:
    with database.read() as session:
        ids = {world.companies[code] for code in companies.split()}
        return stage_facts.usual_stays(session, world.pipelines["new"], ids)


def test_the_usual_stay_is_the_median_and_the_third_quartile_of_the_finished_ones(
    database: Database, world: World
) -> None:
    days = [3, 9, 4, 12, 30, 7, 7, 21, 5, 2]
    add_stays(database, world, days, then=2)
    found = usual(database, world)[world.stages["new", 1]]
    assert found == stage_facts.Usual(
        len(days), round(median(days)), round(quantiles(sorted(days), n=4, method="inclusive")[2]), len(days)
    )
    assert not found.is_steady
    assert world.stages["new", 1] not in usual(database, world, "CH")  # the press is Italian


@pytest.mark.parametrize(("then", "onward"), [(2, 4), (5, 4), ("won", 4), (0, 0), ("lost", 0)])
def test_a_stay_leads_on_to_a_later_stage_or_to_the_order_and_not_back_or_away(
    database: Database, world: World, then: int | str, onward: int
) -> None:
    add_stays(database, world, [1, 2, 3, 4], then=then)
    assert usual(database, world)[world.stages["new", 1]].onward == onward


def test_the_slow_ones_are_counted_over_all_rows_once_there_are_enough_stays(database: Database, world: World) -> None:
    principal, stage_id = world.principal("administrator"), world.stages["new", 3]
    steady = {stage_id: stage_facts.Usual(20, 10, 15, 12)}
    few = {stage_id: stage_facts.Usual(19, 10, 15, 12)}
    with database.read() as session:
        stays = session.scalars(
            select(Opportunity.stage_sort_on).where(Opportunity.stage_id == stage_id, Opportunity.outcome == "open")
        ).all()
        slow = sum(entered_on < TODAY - timedelta(days=15) for entered_on in stays)
        assert 0 < slow < len(stays)
        assert stage_facts.slow_counts(session, principal, EVERYTHING, steady, TODAY) == {stage_id: slow}
        assert stage_facts.slow_counts(session, principal, EVERYTHING, few, TODAY) == {}
        assert stage_facts.slow_counts(session, principal, EVERYTHING, {}, TODAY) == {}


def test_cards_say_their_probability_their_stay_and_what_is_still_to_be_done(database: Database, world: World) -> None:
    press, robot = world.opportunities["press"], world.opportunities["robot"]
    with database.write() as session:
        first, second, third = (
            StageTask(stage_id=world.stages["new", 3], name=name, mandatory=name != "Optional")
            for name in ("Review", "Offer", "Optional")
        )
        session.add_all([first, second, third])
        session.flush()
        session.add(OpportunityTask(opportunity_id=press, stage_task_id=second.id, done_at=NOW))
        session.flush()
        left = first.id
    with database.read() as session:
        found = stage_facts.card_facts(session, [press, robot])
        assert stage_facts.card_facts(session, []) == {}
    assert found[press] == stage_facts.CardFacts(50, date(2026, 6, 15), (left,))
    assert found[robot].open_tasks == ()
