"""The ledger of data quality against looking at every open opportunity by hand, on both engines."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median_low
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from data.queries.forecasting.log import ENTITY
from data.queries.quality import flawed_ids, ledger
from data.queries.reporting import Converter
from data.schema.activity import Activity
from data.schema.company import Currency
from data.schema.contact import Contact
from data.schema.forecast import ForecastRun, OpportunityForecast
from data.schema.log import Event
from data.schema.opportunity import Opportunity, StageHistory
from data.session import Database
from domain.access import Principal
from domain.filter import PipelineFilter
from domain.money import weighted_minor
from domain.quality import Finding, Flaw
from tests.world import TODAY, World

PEOPLE = ("executive", "manager", "sales", "foreign")
NORM = {"press": 0.45, "robot": 0.55, "south": 0.6, "glacier": 0.12}
DAY = timedelta(days=1)
At = Callable[[int], datetime]


def spoil(session: Session, world: World) -> None:
    """Give every flaw to some, and nearly give it to others."""
    of = world.opportunities

    def change(key: str, **values: Any) -> None:
        session.execute(update(Opportunity).where(Opportunity.id == of[key]).values(**values))

    change("lines", main_agent_id=world.agents["A1"])
    change("press", expected_order_on=TODAY)
    change("silent", expected_order_on=None)
    session.add(Currency(code="XAU", name="Gold", exponent=2))
    session.flush()
    change("yen", currency_code="XAU")
    change("teamless", contact_id=world.contacts["Delta Sud"], opportunity_type_id=world.types["new"], net_minor=25_000_001,
           gross_minor=25_000_001, discount_minor=0)  # fmt: skip
    change("franc", title="SERVICE CONTRACT", opportunity_type_id=world.types["renewal"])  # another currency: not alike
    session.execute(
        update(Contact).where(Contact.id == world.contacts["Beta Meccanica"]).values(latitude=None, longitude=None)
    )
    run = ForecastRun(
        company_id=world.companies["IT"],
        model="win",
        measure="winning",
        parameters={},
        cutoff_on=TODAY,
        run_at=world.now,
    )
    older = ForecastRun(
        company_id=world.companies["IT"],
        model="win",
        measure="winning",
        parameters={},
        cutoff_on=TODAY - DAY,
        run_at=world.now,
    )
    session.add(older)
    session.flush()
    session.add(run)
    session.flush()
    rows = [(run.id, key, norm) for key, norm in NORM.items()] + [(older.id, "lines", 0.0)]
    session.execute(insert(OpportunityForecast), [
        {"forecast_run_id": run_id, "opportunity_id": of[key], "stated": 0.5, "stage": norm, "used": "stage"}
        for run_id, key, norm in rows
    ])  # fmt: skip
    for key, moves in {"press": 3, "robot": 2}.items():
        session.add_all(
            Event(at=world.now, company_id=world.companies["IT"], entity=ENTITY, entity_id=of[key], verb="edit",
                  before={"expected_order_on": f"2026-0{move}-01"}, after={"expected_order_on": f"2026-0{move + 1}-01"})
            for move in range(1, moves + 1)
        )  # fmt: skip
    stays = [date(2026, month, 1) for month in (1, 2, 2, 3, 4)]
    session.execute(insert(StageHistory), [
        {"opportunity_id": of["south"], "pipeline_id": world.pipelines["new"], "stage_id": world.stages["new", place],
         "stated_percent": 10, "net_minor": 1, "expected_order_on": expected, "entered_at": at, "left_at": at + DAY / 4}
        for place, expected in enumerate(stays)
        for at in [datetime(2020, 1, 1 + place, tzinfo=UTC)]
    ])  # fmt: skip


def spoilt(database: Database, world: World) -> None:
    database.run(lambda session: spoil(session, world))


class ByHand:
    """Every open opportunity that a person sees, with what there is about each."""

    def __init__(self, session: Session, principal: Principal, converter: Converter) -> None:
        self.converter = converter
        rows = session.scalars(select(Opportunity).where(Opportunity.outcome == "open").order_by(Opportunity.id))
        self.all = list(rows)
        self.seen = [
            row for row in self.all
            if principal.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
        ]  # fmt: skip
        self.planned = set(session.scalars(select(Activity.opportunity_id).where(Activity.done_at.is_(None))))
        self.nowhere = set(session.scalars(select(Contact.id).where(Contact.latitude.is_(None))))
        pushes: Counter[int] = Counter()
        for event in session.scalars(select(Event).where(Event.entity == ENTITY)):
            before, after = ((side or {}).get("expected_order_on") for side in (event.before, event.after))
            pushes[event.entity_id] += bool(before and after and str(after) > str(before))
        stays = defaultdict(list)
        for stay in session.scalars(select(StageHistory).order_by(StageHistory.entered_at, StageHistory.id)):
            stays[stay.opportunity_id].append(stay.expected_order_on)
        moved = {id_: sum(bool(a and b and b > a) for a, b in pairwise(days)) for id_, days in stays.items()}
        self.pushes = {id_: max(pushes[id_], moved.get(id_, 0)) for id_ in pushes.keys() | moved.keys()}

    def has(self, flaw: Flaw, row: Opportunity, norms: Mapping[int, float]) -> bool:
        expected = row.expected_order_on
        return {
            Flaw.OVERDUE: expected is not None and expected < TODAY,
            Flaw.UNDATED: expected is None,
            Flaw.AMOUNTLESS: not row.amount_known or row.net_minor == 0,
            Flaw.RATELESS: row.currency_code == "XAU",
            Flaw.AGENTLESS: row.main_agent_id is None,
            Flaw.STEPLESS: row.id not in self.planned,
            Flaw.OFF_NORM: row.id in norms and abs(row.stated_percent - 100 * norms[row.id]) >= 20,
            Flaw.PUSHED: self.pushes.get(row.id, 0) >= 3,
            Flaw.DOUBLE: self._first_like(row) is not None,
            Flaw.PLACELESS: row.contact_id is None or row.contact_id in self.nowhere,
        }[flaw]

    def _alike(self, one: Opportunity, other: Opportunity) -> bool:
        same = all(
            getattr(one, name) == getattr(other, name) is not None
            for name in ("company_id", "contact_id", "opportunity_type_id", "currency_code")
        )
        return same and (one.title.lower() == other.title.lower() or one.net_minor == other.net_minor != 0)

    def _first_like(self, row: Opportunity) -> Opportunity | None:
        like = [other for other in self.all if self._alike(row, other)]
        return like[0] if len(like) > 1 else None

    def converted(self, rows: list[Opportunity], amount: Callable[[Opportunity], float]) -> int:
        """Add up per currency first, as a total does."""
        sums: dict[str, float] = defaultdict(int)
        for row in rows:
            if row.currency_code != "XAU":
                sums[row.currency_code] += amount(row)
        return sum(self.converter.minor(round(total), currency) for currency, total in sorted(sums.items()))

    def weighted(self, rows: list[Opportunity]) -> int:
        percents: dict[str, int] = defaultdict(int)
        for row in rows:
            if row.currency_code != "XAU":
                percents[row.currency_code] += row.net_minor * row.stated_percent
        return sum(
            self.converter.minor(weighted_minor(total), currency) for currency, total in sorted(percents.items())
        )

    def finding(self, flaw: Flaw, norms: Mapping[int, float]) -> Finding:
        rows = [row for row in self.seen if self.has(flaw, row, norms)]
        net, weighted = self.converted(rows, lambda row: row.net_minor), self.weighted(rows)
        effect = {
            Flaw.UNDATED: net,
            Flaw.PLACELESS: net,
            Flaw.AMOUNTLESS: self._untold(rows),
            Flaw.OFF_NORM: self.converted(
                rows, lambda row: row.net_minor * (row.stated_percent - 100 * norms.get(row.id, 0)) / 100
            ),
            Flaw.DOUBLE: weighted - self.weighted([row for row in rows if self._first_like(row) is row]),
        }.get(flaw, weighted)
        return Finding(flaw, len(rows), net, weighted, effect, sum(row.currency_code == "XAU" for row in rows))

    def _untold(self, rows: list[Opportunity]) -> int:
        known: dict[tuple[int, str], list[int]] = defaultdict(list)
        percents: Counter[tuple[int, str]] = Counter()
        for row in self.seen:
            if row.amount_known and row.net_minor:
                known[row.company_id, row.currency_code].append(row.net_minor)
        for row in rows:
            percents[row.company_id, row.currency_code] += row.stated_percent
        return sum(
            self.converter.minor(weighted_minor(median_low(known[key]) * percent), key[1])
            for key, percent in percents.items()
            if known[key] and key[1] != "XAU"
        )


@pytest.mark.parametrize("login", PEOPLE)
def test_the_ledger_is_what_one_finds_by_looking_at_each(database: Database, world: World, login: str) -> None:
    spoilt(database, world)
    principal = world.principal(login)
    norms = {world.opportunities[key]: norm for key, norm in NORM.items()}
    with database.read() as session:
        converter = Converter(session, "EUR", TODAY)
        found = ledger(session, principal, PipelineFilter(), today=TODAY, converter=converter)
        hand = ByHand(session, principal, converter)
        assert found.findings == tuple(hand.finding(flaw, norms) for flaw in Flaw)
        assert (found.count, found.weighted_minor) == (len(hand.seen), hand.weighted(hand.seen))
        assert found.flawed == sum(any(hand.has(flaw, row, norms) for flaw in Flaw) for row in hand.seen)
        for flaw in Flaw:
            listed = flawed_ids(session, principal, PipelineFilter(), flaw, TODAY)
            assert listed == [row.id for row in hand.seen if hand.has(flaw, row, norms)]


def test_every_flaw_is_found_somewhere_and_nothing_has_all(sqlite_database: Database, sqlite_world: World) -> None:
    spoilt(sqlite_database, sqlite_world)
    with sqlite_database.read() as session:
        everyone = replace(
            sqlite_world.principal("administrator"), company_ids=frozenset(sqlite_world.companies.values())
        )
        found = ledger(session, everyone, PipelineFilter(), today=TODAY, converter=Converter(session, "EUR", TODAY))
    assert all(0 < finding.count < found.count for finding in found.findings)


def test_a_flaw_in_the_address_narrows_like_any_filter() -> None:
    wanted = PipelineFilter.from_query("flaw=overdue", TODAY)
    assert wanted.flawed is not None
    assert wanted.flawed.flaw is Flaw.OVERDUE
    assert wanted.to_query() == "flaw=overdue"
    assert not wanted.is_empty
