"""The overview's numbers: each metric with its query, against counting every row of the demo company in plain Python."""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select, update

from data import demo
from data.fx import rate
from data.queries import board
from data.queries.invoicing import board as invoicing_board
from data.queries.invoicing.months import Exchange
from data.queries.overview import closings, documents, funnel, lists, standings, touched
from data.queries.people import principal_of_user
from data.queries.reporting import Converter
from data.schema.invoice import Invoice
from data.schema.log import Event
from data.schema.opportunity import Opportunity, StageHistory
from data.schema.people import User
from data.schema.pipeline import Stage
from data.schema.sales import SalesOrder
from data.session import Database, Session
from domain import period
from domain.access import Principal, Role
from domain.filter import Idle, PipelineFilter
from domain.invoicing import InvoicingView
from domain.money import Money, convert, weighted_minor
from domain.outcome import Outcome
from domain.period import add_months, month_of
from metrics.billings import Invoiced, OrdersToInvoice
from metrics.closing import DaysToWon, WinRate, mature_after
from metrics.frames import frame
from metrics.funnel import StageFunnel
from metrics.movement import Movement
from metrics.pipeline import OpenPipeline, WeightedPipeline
from metrics.target import Attainment, CumulativeGap
from tests.world import NOW, World
from tests.world import TODAY as WORLD_TODAY

TODAY = date(2026, 11, 24)
SIZE = 900
EVERYTHING = PipelineFilter(currency="EUR")
ITALIAN = PipelineFilter(currency="EUR", company_ids=frozenset({1}))
COUNTED = ("issued", "paid")
RATES = (Decimal("0.9412"), Decimal("0.9375"))  # of the francs for a euro on the two days


@pytest.fixture(scope="module")
def reading(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Yield a look into a small demo company."""
    path = tmp_path_factory.mktemp("overview") / "caudal.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    demo.fill(database, SIZE, today=TODAY, password_hash="no password fits")
    with database.read() as session:
        yield session
    database.dispose()


@pytest.fixture(scope="module")
def executive(reading: Session) -> Principal:
    """Return somebody who sees everything."""
    found = principal_of_user(reading, reading.scalars(select(User.id).where(User.role == Role.EXECUTIVE)).first() or 0)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def seller(reading: Session) -> Principal:
    """Return somebody who sees only a team."""
    found = principal_of_user(
        reading, reading.scalars(select(User.id).where(User.role == Role.SALES_PERSON)).first() or 0
    )
    assert found is not None
    return found


PEOPLE = pytest.mark.parametrize("who", ["executive", "seller"])
WANTED = pytest.mark.parametrize("wanted", [EVERYTHING, ITALIAN], ids=["everything", "one company"])


def person(request: pytest.FixtureRequest, who: str) -> Principal:
    return request.getfixturevalue(who)  # type: ignore[no-any-return]  # one of the fixtures above


def view_of(wanted: PipelineFilter) -> InvoicingView:
    return InvoicingView.from_query(wanted.to_query(), TODAY)


def sees(principal: Principal, row: Any, wanted: PipelineFilter) -> bool:
    return principal.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id) and (
        not wanted.company_ids or row.company_id in wanted.company_ids
    )


def opportunities(
    session: Session, principal: Principal, wanted: PipelineFilter = EVERYTHING, *outcomes: str
) -> list[Opportunity]:
    rows = session.scalars(select(Opportunity)).all()
    known = outcomes or ("open", "won", "lost")
    return [row for row in rows if sees(principal, row, wanted) and row.outcome in known]


def in_euros(session: Session, sums: Counter[str], day: date = TODAY) -> int:
    """Convert each currency's sum once."""
    return sum(
        convert(Money(minor, code), "EUR", rate(session, code, "EUR", day).value).minor for code, minor in sums.items()
    )


def month_end(month: int) -> date:
    return min(date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1), TODAY)


# ── Invoiced and ordered ─────────────────────────────────────────────────────────────────────────────


def invoiced_by_hand(session: Session, principal: Principal, wanted: PipelineFilter, first: date, last: date) -> int:
    """Add up every bill between two days, by its own date, each month at that month's rate."""
    sums: dict[int, Counter[str]] = {}
    for row in session.scalars(select(Invoice)):
        if sees(principal, row, wanted) and row.status in COUNTED and first <= row.issued_on <= last:
            sums.setdefault(month_of(row.issued_on), Counter())[row.currency_code] += row.net_minor
    return sum(in_euros(session, found, month_end(month)) for month, found in sums.items())


@WANTED
@PEOPLE
def test_invoiced_is_the_sum_of_the_bills_by_their_date(
    request: pytest.FixtureRequest, reading: Session, who: str, wanted: PipelineFilter
) -> None:
    """A competitor groups what is invoiced by the month in which it was expected."""
    principal, exchange = person(request, who), Exchange(reading, "EUR", TODAY)
    asked = (reading, principal, view_of(wanted))
    january = month_of(date(2026, 1, 1))
    rows = frame(
        documents.invoiced_by_month(*asked, january, january + 10, exchange=exchange), documents.Amount._fields
    )
    after = documents.invoiced_after(*asked, TODAY, exchange=exchange)
    assert Invoiced.compute(rows) - after == invoiced_by_hand(reading, principal, wanted, date(2026, 1, 1), TODAY)
    (section,) = invoicing_board(reading, principal, view_of(wanted), today=TODAY)
    assert Invoiced.compute(rows) - after == section.invoiced_to_date.net_minor


def test_the_same_days_of_last_year_leave_out_what_came_later_in_that_month(
    reading: Session, executive: Principal
) -> None:
    exchange = Exchange(reading, "EUR", TODAY)
    asked = (reading, executive, view_of(EVERYTHING))
    january, until = month_of(date(2025, 1, 1)), date(2025, 11, 10)
    rows = frame(
        documents.invoiced_by_month(*asked, january, january + 10, exchange=exchange), documents.Amount._fields
    )
    after = documents.invoiced_after(*asked, until, exchange=exchange)
    assert after != 0
    found = Invoiced.compute(rows) - after
    by_hand = invoiced_by_hand(reading, executive, EVERYTHING, date(2025, 1, 1), until)
    assert abs(found - by_hand) <= 1  # a month that is cut in two is rounded in two parts


@WANTED
@PEOPLE
def test_orders_to_invoice_are_what_is_left_of_open_orders(
    request: pytest.FixtureRequest, reading: Session, who: str, wanted: PipelineFilter
) -> None:
    principal = person(request, who)
    found = backlog(reading, principal, wanted)
    sums: dict[date, Counter[str]] = {}
    for row in reading.scalars(select(SalesOrder).where(SalesOrder.status == "open")):
        if sees(principal, row, wanted):
            day = month_end(row.planned_invoice_month) if row.planned_invoice_month else TODAY
            sums.setdefault(day, Counter())[row.currency_code] += row.net_minor - row.invoiced_minor
    value = OrdersToInvoice.compute(frame(found.now, documents.OpenOrders._fields))
    # Each planned month is converted by itself; by hand those of the future are put together.
    assert abs(value - sum(in_euros(reading, one, day) for day, one in sums.items())) <= 12


def backlog(session: Session, principal: Principal, wanted: PipelineFilter) -> documents.Backlog:
    months = range(month_of(TODAY) - 12, month_of(TODAY))
    exchange = Exchange(session, "EUR", TODAY)
    return documents.backlog(session, principal, view_of(wanted), months, date(2026, 10, 24), exchange=exchange)


@pytest.mark.parametrize("day", [date(2026, 10, 24), date(2026, 10, 31), date(2026, 3, 31), date(2025, 11, 30)])
def test_the_backlog_of_a_day_is_what_was_ordered_minus_what_was_invoiced_until_then(
    reading: Session, executive: Principal, day: date
) -> None:
    orders = {row.id: row for row in reading.scalars(select(SalesOrder)) if row.status in {"open", "invoiced"}}
    sums: Counter[str] = Counter()
    for row in orders.values():
        sums[row.currency_code] += row.net_minor if row.ordered_on <= day else 0
    for bill in reading.scalars(select(Invoice)):
        counts = bill.kind == "invoice" and bill.status in COUNTED and bill.sales_order_id in orders
        sums[bill.currency_code] -= bill.net_minor if counts and bill.issued_on <= day else 0
    found = backlog(reading, executive, EVERYTHING)
    by_hand = in_euros(reading, sums, month_end(month_of(day)))
    known = {amount.month: amount.net_minor for amount in found.standings}
    assert (found.then_minor if day == date(2026, 10, 24) else known[month_of(day)]) == by_hand


def test_the_link_behind_the_backlog_shows_exactly_the_backlog(reading: Session, executive: Principal) -> None:
    found = backlog(reading, executive, EVERYTHING)
    span = documents.planned_span(found.now)
    assert span is not None
    view = replace(view_of(EVERYTHING), first_month=span[0], last_month=span[1])
    (section,) = invoicing_board(reading, executive, view, today=TODAY)
    orders = next(lane for lane in section.lanes if lane.kind == "orders")
    value = OrdersToInvoice.compute(frame(found.now, documents.OpenOrders._fields))
    assert value == orders.total.open_minor + orders.undated.open_minor


def test_attainment_and_gap_follow_from_bills_and_targets(reading: Session, executive: Principal) -> None:
    (section,) = invoicing_board(reading, executive, view_of(EVERYTHING), today=TODAY)
    cells = next(lane.cells for lane in section.lanes if lane.kind == "invoices")
    rows = [
        (month, cells[month].net_minor if month in cells else 0, section.targets[month]) for month in section.targets
    ]
    months = frame(rows, ["month", "invoiced_minor", "target_minor"])
    invoiced, target = sum(row[1] for row in rows), sum(row[2] for row in rows)
    assert Attainment.compute(months) == pytest.approx(invoiced / target)
    assert [int(gap) for gap in CumulativeGap.compute(months)][-1] == invoiced - target


# ── The open pipeline ────────────────────────────────────────────────────────────────────────────────


@WANTED
@PEOPLE
def test_the_open_pipeline_weighs_each_amount_by_its_own_probability_and_lost_ones_not_at_all(
    request: pytest.FixtureRequest, reading: Session, who: str, wanted: PipelineFilter
) -> None:
    """Competitors multiply the sum by the average probability, or count lost ones in full."""
    principal = person(request, who)
    found = board.columns(reading, principal, wanted, currency="EUR", as_of=TODAY).summary
    rows = frame([(found.net_minor, found.weighted_minor)], ["net_minor", "weighted_minor"])
    net: Counter[str] = Counter()
    weighted: Counter[tuple[int, str]] = Counter()
    for row in opportunities(reading, principal, wanted, "open"):
        net[row.currency_code] += row.net_minor
        weighted[row.probability_id, row.currency_code] += row.net_minor * row.stated_percent
    assert OpenPipeline.compute(rows) == pytest.approx(in_euros(reading, net), abs=8)  # one rounding per column
    assert WeightedPipeline.compute(rows) == sum(
        in_euros(reading, Counter({code: weighted_minor(minor)})) for (_, code), minor in weighted.items()
    )
    lost = sum(row.net_minor for row in opportunities(reading, principal, wanted, "lost"))
    assert lost > found.net_minor / 10


@pytest.mark.parametrize("back", [1, 6, 24])
def test_the_pipeline_at_the_end_of_a_month_is_what_was_in_open_stages_then(
    reading: Session, executive: Principal, back: int
) -> None:
    month = month_of(TODAY) - back
    ended_at = datetime.combine(month_end(month) + timedelta(days=1), datetime.min.time(), UTC)
    net: Counter[str] = Counter()
    weighted: Counter[str] = Counter()
    query = (
        select(StageHistory, Opportunity.currency_code)
        .join(Opportunity, Opportunity.id == StageHistory.opportunity_id)
        .join(Stage, Stage.id == StageHistory.stage_id)
        .where(Stage.kind == "open")
    )
    for stay, code in reading.execute(query):
        if stay.entered_at < ended_at and (stay.left_at is None or stay.left_at >= ended_at):
            net[code] += stay.net_minor
            weighted[code] += stay.net_minor * stay.stated_percent
    (found,) = standings.standings(
        reading, executive, EVERYTHING, month, month, converter=Converter(reading, "EUR", TODAY)
    )
    weighed = Counter({code: weighted_minor(minor) for code, minor in weighted.items()})
    assert (found.net_minor, found.weighted_minor) == (in_euros(reading, net), in_euros(reading, weighed))


# ── Won and lost ─────────────────────────────────────────────────────────────────────────────────────


@PEOPLE
def test_the_win_rate_is_that_of_the_mature_cohort(request: pytest.FixtureRequest, reading: Session, who: str) -> None:
    principal = person(request, who)
    decided = frame(
        closings.durations(reading, principal, EVERYTHING, add_months(TODAY, -24), TODAY), closings.Duration._fields
    )
    mature = mature_after(decided)
    closed = [
        (row.closed_on - row.created_on).days
        for row in opportunities(reading, principal, EVERYTHING, "won", "lost")
        if row.closed_on and row.closed_on >= add_months(TODAY, -24)
    ]
    assert mature is not None
    assert sum(days <= mature for days in closed) >= 0.95 * len(closed) > sum(days < mature for days in closed)
    last = TODAY - timedelta(days=mature)
    first = last - timedelta(days=364)
    share = WinRate.compute(
        frame(closings.cohorts(reading, principal, EVERYTHING, first, last), closings.Cohort._fields)
    )
    cohort = [row for row in opportunities(reading, principal) if first <= row.created_on <= last]
    won, lost = (sum(row.outcome == outcome for row in cohort) for outcome in ("won", "lost"))
    assert (share.hits, share.cases) == (won, won + lost)
    assert share.value == won / (won + lost)
    wanted = replace(EVERYTHING, created=period.parse(f"{first}..{last}", TODAY))
    shown = {
        column.key.outcome: column.totals.count
        for column in board.columns(reading, principal, wanted, currency="EUR", as_of=TODAY).columns
    }
    assert (shown[Outcome.WON], shown[Outcome.LOST]) == (won, lost)


@PEOPLE
def test_days_to_won_are_the_median_of_the_days_of_every_win(
    request: pytest.FixtureRequest, reading: Session, who: str
) -> None:
    principal, first = person(request, who), TODAY - timedelta(days=364)
    rows = closings.durations(reading, principal, EVERYTHING, first, TODAY, Outcome.WON)
    days = [
        (row.closed_on - row.created_on).days
        for row in opportunities(reading, principal, EVERYTHING, "won")
        if row.closed_on and row.closed_on >= first
    ]
    found = DaysToWon.compute(frame(rows, closings.Duration._fields))
    assert (found.value, found.cases) == (median(days), len(days))


# ── The funnel ───────────────────────────────────────────────────────────────────────────────────────


def test_the_funnel_counts_each_once_at_its_furthest_stage_lost_ones_included(
    reading: Session, executive: Principal
) -> None:
    """A competitor leaves out what is lost now, and counts a stage again each time it is entered."""
    first, converter = add_months(TODAY, -24), Converter(reading, "EUR", TODAY)
    stages = funnel.stages(reading, 1)
    rows = funnel.furthest(reading, executive, EVERYTHING, 1, first, TODAY, converter=converter)
    steps = StageFunnel.compute(frame(rows, funnel.Furthest._fields), [stage.position for stage in stages])
    place = {stage.id: number for number, stage in enumerate(stages)}
    entered: dict[int, set[int]] = {}
    entries: Counter[tuple[int, int]] = Counter()
    for stay in reading.scalars(select(StageHistory)):
        if stay.stage_id in place:
            entered.setdefault(stay.opportunity_id, set()).add(place[stay.stage_id])
            entries[stay.opportunity_id, place[stay.stage_id]] += 1
    started = [row for row in opportunities(reading, executive) if row.pipeline_id == 1 and first <= row.created_on]
    furthest = {row.id: len(stages) if row.outcome == "won" else max(entered[row.id]) for row in started}
    for number, step in enumerate(steps):
        assert step.reached == sum(one >= number for one in furthest.values())
        lost = [row for row in started if row.outcome == "lost" and furthest[row.id] == number]
        assert step.lost == len(lost)
        assert step.reached == step.went_on + step.lost + step.still or step is steps[-1]
        assert step.reached_minor == pytest.approx(
            in_euros(reading, total(row for row in started if furthest[row.id] >= number)), abs=20
        )
    assert max(entries.values()) > 1
    assert sum(step.lost for step in steps) > len(started) / 4


def total(rows: Iterator[Opportunity]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row.currency_code] += row.net_minor
    return sums


def test_what_is_open_in_a_stage_is_what_the_board_shows_of_it(reading: Session, executive: Principal) -> None:
    converter = Converter(reading, "EUR", TODAY)
    here = funnel.standing_now(reading, executive, EVERYTHING, 1, converter=converter)
    assert here
    for one in here:
        wanted = replace(EVERYTHING, stage_ids=frozenset({one.stage_id}))
        assert board.columns(reading, executive, wanted, currency="EUR", as_of=TODAY).summary.count == one.row_count


# ── What moved, and what waits ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("days", [1, 8, 31, 180])
@WANTED
def test_what_moved_adds_up_to_the_change_of_the_whole(
    reading: Session, executive: Principal, days: int, wanted: PipelineFilter
) -> None:
    since = datetime.combine(TODAY - timedelta(days=days), datetime.min.time(), UTC)
    converter = Converter(reading, "EUR", TODAY)
    change = touched.touched(reading, executive, wanted, since, converter=converter)
    logged = {
        event.entity_id
        for event in reading.scalars(select(Event).where(Event.entity == "opportunity"))
        if event.at >= since
    }
    assert {row.opportunity_id for row in change.rows} == {
        row.id for row in opportunities(reading, executive, wanted) if row.id in logged
    }
    found = Movement.compute(frame(change.rows, touched.Touched._fields), change.weighted_minor, shown=5)
    assert sum(effect for _, _, effect in found.largest) + found.rest_minor == found.total_minor
    assert found.total_minor == pytest.approx(
        sum(row.weighted_now_minor - row.weighted_then_minor for row in change.rows), abs=len(change.rows)
    )
    assert sum(found.causes.values()) == len(change.rows)


@pytest.mark.parametrize("back", [1, 5, 12])
def test_what_is_open_now_without_what_changed_is_what_was_open_then(
    reading: Session, executive: Principal, back: int
) -> None:
    """Two ways to look back: over the event log, and over the stays in stages."""
    month = month_of(TODAY) - back
    since = datetime.combine(month_end(month) + timedelta(days=1), datetime.min.time(), UTC)
    converter = Converter(reading, "EUR", TODAY)
    now = board.columns(reading, executive, EVERYTHING, currency="EUR", as_of=TODAY).summary
    change = touched.touched(reading, executive, EVERYTHING, since, converter=converter)
    (then,) = standings.standings(reading, executive, EVERYTHING, month, month, converter=converter)
    assert now.net_minor - change.open_net_minor == pytest.approx(then.net_minor, abs=10)
    assert now.weighted_minor - change.open_weighted_minor == pytest.approx(then.weighted_minor, abs=10)


@PEOPLE
def test_the_lists_that_wait_are_what_their_links_show(
    request: pytest.FixtureRequest, reading: Session, who: str
) -> None:
    principal, converter = person(request, who), Converter(reading, "EUR", TODAY)
    late = replace(EVERYTHING, period=period.parse(f"1990-01-01..{TODAY - timedelta(days=1)}", TODAY))
    stale = replace(EVERYTHING, idle=Idle(30, TODAY - timedelta(days=30)))
    for reason, wanted in ((lists.Waiting.LATE, late), (lists.Waiting.STALE, stale)):
        found = lists.waiting(reading, principal, EVERYTHING, reason, 5, today=TODAY, converter=converter)
        summary = board.columns(reading, principal, wanted, currency="EUR", as_of=TODAY).summary
        assert found.totals.count == summary.count > 0
        assert found.totals.net_minor == pytest.approx(summary.net_minor, abs=8)
        assert len(found.rows) == min(5, summary.count)
    by_hand = [
        row
        for row in opportunities(reading, principal, EVERYTHING, "open")
        if (TODAY - (row.last_activity_on or row.created_on)).days > 30
    ]
    assert lists.waiting(
        reading, principal, EVERYTHING, lists.Waiting.STALE, 5, today=TODAY, converter=converter
    ).totals.count == len(by_hand)


def test_the_largest_are_the_largest_by_weighted_amount(reading: Session, seller: Principal) -> None:
    converter = Converter(reading, "EUR", TODAY)
    rows = lists.largest(reading, seller, EVERYTHING, 7, converter=converter)
    by_hand = sorted(
        (row.weighted_base_minor for row in opportunities(reading, seller, EVERYTHING, "open")), reverse=True
    )
    ids = [row.id for row in rows]
    stored = reading.scalars(select(Opportunity).where(Opportunity.id.in_(ids))).all()
    assert sorted((row.weighted_base_minor for row in stored), reverse=True) == by_hand[:7]
    assert all(sees(seller, row, EVERYTHING) for row in stored)


# ── On both databases, after changes made in the app ─────────────────────────────────────────────────


def test_both_databases_answer_every_question(shelf: Database, stock: World) -> None:
    principal, today = stock.principal("executive"), WORLD_TODAY
    with shelf.read() as session:
        converter, exchange = Converter(session, "EUR", today), Exchange(session, "EUR", today)
        asked = (session, principal, EVERYTHING)
        view = InvoicingView.from_query("currency=EUR", today)
        months = range(month_of(today) - 12, month_of(today))
        found = documents.backlog(session, principal, view, months, date(2026, 6, 15), exchange=exchange)
        assert OrdersToInvoice.compute(frame(found.now, documents.OpenOrders._fields)) > 0
        # Ordered after the 15th of June, invoiced in part after it.
        assert found.then_minor == 0
        rows = standings.standings(*asked, months[0], months[-1], converter=converter)
        assert len(rows) == 12
        won = closings.durations(*asked, date(2025, 1, 1), today, Outcome.WON)
        assert sorted(row.days for row in won) == [70, 75, 130]
        cohort = closings.cohorts(*asked, date(2025, 1, 1), today)
        assert Counter({"open": 11, "won": 3, "lost": 2}) == sum(
            (Counter({row.outcome: row.row_count}) for row in cohort), Counter()
        )
        pipeline = stock.pipelines["new"]
        stages = funnel.stages(session, pipeline)
        reached = funnel.furthest(*asked, pipeline, date(2025, 1, 1), today, converter=converter)
        steps = StageFunnel.compute(frame(reached, funnel.Furthest._fields), [stage.position for stage in stages])
        assert steps[0].reached == 11
        assert lists.largest(*asked, 3, converter=converter)[0].title == "South line"


def test_changes_made_in_the_app_are_seen_by_the_log(database: Database, world: World) -> None:
    """A move along the board changes no stage, so only the log knows what the probability was."""
    from workflow import opportunities as verbs

    seller, key = world.principal("sales"), world.opportunities["press"]
    with database.write() as session:
        verbs.move(session, seller, verbs.Target(key, 1), world.probabilities[90], today=world.today, now=NOW)
    with database.read() as session:
        converter = Converter(session, "EUR", world.today)
        change = touched.touched(session, seller, EVERYTHING, NOW - timedelta(hours=1), converter=converter)
    (row,) = change.rows
    assert (row.opportunity_id, row.stated_then, row.stated_now) == (key, 50, 90)
    assert (row.weighted_then_minor, row.weighted_now_minor) == (6_000_000, 10_800_000)
    assert (change.weighted_minor, change.open_net_minor, change.open_weighted_minor) == (4_800_000, 0, 4_800_000)


def test_what_is_won_counts_in_full_from_then_on(database: Database, world: World) -> None:
    from workflow import opportunities as verbs

    seller, key = world.principal("sales"), world.opportunities["press"]
    closing = verbs.Closing(world.reasons["BEST"], world.today, 13_000_000)
    with database.write() as session:
        verbs.win(session, seller, verbs.Target(key, 1), closing, today=world.today, now=NOW)
    with database.read() as session:
        converter = Converter(session, "EUR", world.today)
        change = touched.touched(session, seller, EVERYTHING, NOW - timedelta(hours=1), converter=converter)
    assert (change.weighted_minor, change.open_net_minor) == (13_000_000 - 6_000_000, -12_000_000)
    found = Movement.compute(frame(change.rows, touched.Touched._fields), change.weighted_minor, shown=5)
    assert found.largest == ((key, "won", 7_000_000),)


def test_a_date_that_leaves_the_period_takes_the_amount_with_it(database: Database, world: World) -> None:
    key = world.opportunities["press"]
    wanted = replace(EVERYTHING, period=period.parse("2026-Q3", world.today))
    with database.write() as session:
        session.execute(update(Opportunity).where(Opportunity.id == key).values(expected_order_on=date(2026, 10, 20)))
        session.add(
            Event(
                at=NOW, company_id=world.companies["IT"], user_id=world.users["sales"], entity="opportunity",
                entity_id=key, verb="edit", before={"expected_order_on": "2026-08-14"},
                after={"expected_order_on": "2026-10-20"}, entity_version=2,
            )
        )  # fmt: skip
    with database.read() as session:
        converter = Converter(session, "EUR", world.today)
        seller = world.principal("sales")
        change = touched.touched(session, seller, wanted, NOW - timedelta(hours=1), converter=converter)
    found = Movement.compute(frame(change.rows, touched.Touched._fields), change.weighted_minor, shown=5)
    assert found.largest == ((key, "moved_out", -6_000_000),)


def test_amounts_in_another_currency_are_converted_at_the_rate_of_the_day(shelf: Database, stock: World) -> None:
    """A competitor keeps one rate for each currency, whatever the day."""
    principal = stock.principal("foreign")
    with shelf.read() as session:
        values = [
            lists.largest(session, principal, EVERYTHING, 1, converter=Converter(session, "EUR", day))[0].net_minor
            for day in (date(2026, 1, 15), date(2026, 7, 15))
        ]
    assert values == [convert(Money(7_000_000, "CHF"), "EUR", 1 / one).minor for one in RATES]


def test_an_opportunity_belongs_to_one_owner_and_counts_once_over_all_of_them(
    reading: Session, executive: Principal
) -> None:
    """A competitor adds the whole amount to everybody who is assigned to it."""
    owners = {row.owner_id for row in opportunities(reading, executive, EVERYTHING, "open")}
    whole = board.columns(reading, executive, EVERYTHING, currency="EUR", as_of=TODAY).summary
    each = [
        board.columns(
            reading, executive, replace(EVERYTHING, owner_ids=frozenset({owner})), currency="EUR", as_of=TODAY
        ).summary
        for owner in owners
    ]
    assert sum(one.count for one in each) == whole.count
    assert sum(one.net_minor for one in each) == pytest.approx(whole.net_minor, abs=8 * len(owners))
