"""The API: what a program reads is what its person may see, row for row, and nothing else opens with a token."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from data.past import Shelf
from data.queries.export import rows as exported
from data.schema.forecast import ForecastPoint, ForecastRun
from data.schema.invoice import Invoice
from data.schema.opportunity import Opportunity, OpportunitySnapshot
from data.schema.people import User
from data.schema.sales import SalesOrder
from data.schema.token import ApiToken
from data.scope import visible
from data.session import Database
from domain import clock
from domain.errors import NotFound, TooManyTokens
from domain.filter import PipelineFilter
from tests.documents import add_documents
from tests.selling import Seller
from tests.web.conftest import Enter
from tests.web.tiny import Tiny
from tests.world import TODAY, World
from web import session
from web.api import description, items
from workflow import tokens
from workflow.jobs import register
from workflow.past import past_jobs
from workflow.snapshots import take_snapshot

PEOPLE = ("administrator", "executive", "manager", "country_manager", "analyst", "sales", "foreign")
NOW = datetime(2026, 7, 15, 9, 30, tzinfo=UTC)


class Program:
    """A program that reads in a person's name."""

    def __init__(self, tiny: Tiny, database: Database, world: World, login: str) -> None:
        self.principal = world.principal(login)
        self._client: FlaskClient = tiny.server.test_client()
        self.token = database.run(lambda unit: tokens.make(unit, self.principal, "A notebook", now=clock.now()))

    def get(self, path: str, **headers: str) -> Any:
        return self._client.get(path, headers={"Authorization": f"Bearer {self.token}"} | headers)

    def read(self, path: str) -> dict[str, Any]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = json.loads(answer.data)
        return found

    def all(self, path: str) -> Iterator[dict[str, Any]]:
        following: str | None = path
        while following:
            page = self.read(following)
            yield from page["items"]
            following = page["next"]


@pytest.mark.parametrize("login", PEOPLE)
def test_a_program_reads_the_rows_of_its_person_and_no_others(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World, login: str
) -> None:
    add_documents(sqlite_database, sqlite_world)
    program = Program(tiny, sqlite_database, sqlite_world, login)
    for name, entity in (("orders", SalesOrder), ("invoices", Invoice)):
        with sqlite_database.read() as reading:
            seen = set(reading.scalars(select(entity.id).where(*visible(program.principal, entity))))
        assert [row["id"] for row in program.all(f"/api/v1/{name}?limit=2")] == sorted(seen)
    with sqlite_database.read() as reading:
        wanted = {row[0]: row[14] for row in exported(reading, program.principal, PipelineFilter())}
    found = {row["number"]: row for row in program.all("/api/v1/opportunities?limit=3")}
    assert found.keys() == wanted.keys()
    assert all(found[number]["net_minor"] == net.minor for number, net in wanted.items())  # type: ignore[union-attr]  # money


def test_the_filter_of_the_address_is_the_one_of_the_pages(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World
) -> None:
    program = Program(tiny, sqlite_database, sqlite_world, "executive")
    with sqlite_database.read() as reading:
        for query in ("p=25-75", "q=press", f"owner={sqlite_world.users['sales']}", "period=2026-Q3"):
            wanted = PipelineFilter.from_query(query, clock.today())
            numbers = {row[0] for row in exported(reading, program.principal, wanted)}
            assert {row["number"] for row in program.all(f"/api/v1/opportunities?{query}")} == numbers


@pytest.mark.parametrize(
    "path",
    ["orders?p=10-20", "forecasts?q=x", "snapshots?as_of=2026-01-01", "orders?limit=0", "orders?limit=501",
     "orders?after=-1", "snapshots?on=2026-13-01", "opportunities?owner=x", "invoices?whatever=1",
     "opportunities?as_of=never", "forecasts?as_of=2999-01-01"],
)  # fmt: skip
def test_what_a_list_cannot_mean_is_refused_in_a_sentence(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World, path: str
) -> None:
    answer = Program(tiny, sqlite_database, sqlite_world, "executive").get(f"/api/v1/{path}")
    assert answer.status_code == 400
    assert "cannot be read" in msgspec.json.decode(answer.data, type=items.Refusal).error


def test_an_unknown_ended_or_orphaned_token_opens_nothing(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World
) -> None:
    program = Program(tiny, sqlite_database, sqlite_world, "sales")
    assert program.get("/api/v1/orders").status_code == 200
    answer = program.get("/api/v1/orders", Authorization="Bearer caudal_guessed")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert program.get("/api/v1/orders", Authorization=f"Basic {program.token}").status_code == 401
    late = clock.now() - timedelta(seconds=1)
    sqlite_database.run(lambda unit: unit.execute(update(ApiToken).values(expires_at=late)))
    assert program.get("/api/v1/orders").status_code == 401
    later = clock.now() + timedelta(days=1)
    sqlite_database.run(lambda unit: unit.execute(update(ApiToken).values(expires_at=later)))
    gone = update(User).where(User.id == program.principal.user_id).values(active=False)
    sqlite_database.run(lambda unit: unit.execute(gone))
    assert program.get("/api/v1/orders").status_code == 401


def test_a_token_opens_neither_pages_nor_callbacks_nor_files(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World
) -> None:
    program = Program(tiny, sqlite_database, sqlite_world, "administrator")
    assert program.get("/export/opportunities.csv", **{"Sec-Fetch-Dest": "empty"}).status_code == 401
    assert program.get("/_dash-layout").status_code == 401
    assert program.get("/progress-board").status_code == 302
    assert (
        program._client.post("/api/v1/orders", headers={"Authorization": f"Bearer {program.token}"}).status_code == 401
    )


def test_a_person_who_is_signed_in_may_look_without_a_token(enter: Enter) -> None:
    assert enter("sales").get("/api/v1/opportunities").status_code == 200


def test_snapshots_are_of_the_day_asked_for_and_else_the_newest(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World
) -> None:
    program = Program(tiny, sqlite_database, sqlite_world, "executive")
    assert program.read("/api/v1/snapshots") == {"items": [], "next": None}
    sqlite_database.run(lambda unit: take_snapshot(unit, TODAY - timedelta(days=7), NOW))
    sqlite_database.run(lambda unit: unit.execute(update(OpportunitySnapshot).values(net_minor=5)))
    sqlite_database.run(lambda unit: take_snapshot(unit, TODAY, NOW))
    newest, older = (list(program.all(f"/api/v1/snapshots{on}")) for on in ("", f"?on={TODAY - timedelta(days=7)}"))
    with sqlite_database.read() as reading:
        is_open = select(func.count(), func.sum(Opportunity.net_minor)).where(
            *visible(program.principal), Opportunity.outcome == "open"
        )
        count, total = reading.execute(is_open).one()
    assert (len(newest), sum(row["net_minor"] for row in newest)) == (count, total)
    assert {row["net_minor"] for row in older} == {5}


def test_a_forecast_tells_nobody_more_than_their_records(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World
) -> None:
    users, company = sqlite_world.users, sqlite_world.companies["IT"]
    scopes = [
        ("company", 0),
        ("owner", users["sales"]),
        ("owner", users["colleague"]),
        ("team", sqlite_world.teams["NORTH"]),
    ]

    def store(unit: Any) -> None:
        for cutoff in (TODAY - timedelta(days=31), TODAY):
            for scope, id_ in scopes:
                run = ForecastRun(
                    company_id=company, model="blend", measure="invoicing", scope=scope, scope_id=id_, currency_code="EUR",
                    parameters={}, cutoff_on=cutoff, run_at=NOW,
                )  # fmt: skip
                unit.add(run)
                unit.flush()
                unit.add(ForecastPoint(
                    forecast_run_id=run.id, month=2026 * 12 + 8, horizon=1, level=95, mean=10.0, low=1.0, high=20.0,
                    quantiles={"0.5": 9.5},
                ))  # fmt: skip

    sqlite_database.run(store)
    seen = {}
    for login in ("executive", "sales", "foreign"):
        found = list(Program(tiny, sqlite_database, sqlite_world, login).all("/api/v1/forecasts?limit=1"))
        assert all(row["cutoff_on"] == TODAY.isoformat() for row in found)
        assert all((row["month"], row["quantiles"]) == ("2026-09", {"0.5": 9.5}) for row in found)
        seen[login] = {(row["scope"], row["scope_id"]) for row in found}
    assert seen == {
        "executive": set(scopes),
        "sales": {("owner", users["sales"]), ("team", sqlite_world.teams["NORTH"])},
        "foreign": set(),
    }


def test_an_earlier_day_is_answered_as_it_was_then(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.server.extensions[session.SHELF] = Shelf(tmp_path / "past", sqlite_database)
    seller = Seller(sqlite_database, sqlite_world)
    seller.now = NOW + timedelta(days=1)
    seller.edit("robot", title="Robot cell, larger")
    program = Program(tiny, sqlite_database, sqlite_world, "executive")
    june, now = (
        {row["title"] for row in program.all(f"/api/v1/opportunities?limit=2{day}")}
        for day in ("&as_of=2026-06-10", "")
    )
    assert ("Robot cell" in june, "Robot cell, larger" in june, "Export machine" in june) == (True, False, False)
    assert {"Robot cell, larger", "Export machine"} <= now
    sqlite_database.run(lambda unit: store_forecasts(unit, sqlite_world))
    known = [
        [row["cutoff_on"] for row in program.read(f"/api/v1/forecasts{day}")["items"]]
        for day in ("", "?as_of=2026-06-11")
    ]
    assert known == [["2026-07-01"], ["2026-05-01"]]
    monkeypatch.setattr(Shelf, "is_large", lambda _shelf: True)
    register(past_jobs(tmp_path / "past")[0])
    waiting = program.get("/api/v1/opportunities?as_of=2026-06-12")
    assert (waiting.status_code, waiting.headers["Retry-After"]) == (503, "5")
    assert "put back" in msgspec.json.decode(waiting.data, type=items.Refusal).error


def store_forecasts(unit: Session, world: World) -> None:
    """Store a forecast of May and one of July."""
    for cutoff in (date(2026, 5, 1), date(2026, 7, 1)):
        run = ForecastRun(
            company_id=world.companies["IT"], model="blend", measure="invoicing", scope="company", scope_id=0,
            currency_code="EUR", parameters={}, cutoff_on=cutoff, run_at=NOW,
        )  # fmt: skip
        unit.add(run)
        unit.flush()
        unit.add(ForecastPoint(
            forecast_run_id=run.id, month=2026 * 12 + 8, horizon=1, level=95, mean=10.0, low=1.0, high=20.0, quantiles={},
        ))  # fmt: skip


def test_every_answer_is_as_the_description_says(tiny: Tiny, sqlite_database: Database, sqlite_world: World) -> None:
    add_documents(sqlite_database, sqlite_world)
    program = Program(tiny, sqlite_database, sqlite_world, "administrator")
    assert program.read("/api/v1/openapi.json") == description.document()
    for name, (page, keys, _) in description.LISTS.items():
        operation = description.document()["paths"][f"/api/v1/{name}"]["get"]
        assert {one["name"] for one in operation["parameters"]} == {*keys, "after", "limit"}
        msgspec.json.decode(program.get(f"/api/v1/{name}").data, type=page, strict=True)


def test_a_token_is_shown_once_belongs_to_its_maker_and_ends_by_hand(
    tiny: Tiny, sqlite_database: Database, sqlite_world: World
) -> None:
    program = Program(tiny, sqlite_database, sqlite_world, "sales")
    with sqlite_database.read() as reading:
        stored = reading.scalars(select(ApiToken)).one()
        assert program.token not in {stored.token_hash, stored.name}
        token_id = stored.id
    other = sqlite_world.principal("manager")
    with pytest.raises(NotFound):
        sqlite_database.run(lambda unit: tokens.revoke(unit, other, token_id, now=NOW))
    sqlite_database.run(lambda unit: tokens.revoke(unit, program.principal, token_id, now=NOW))
    assert program.get("/api/v1/orders").status_code == 401


def test_nobody_keeps_more_tokens_than_they_can_oversee(sqlite_database: Database, sqlite_world: World) -> None:
    person = sqlite_world.principal("sales")
    for _ in range(tokens.MOST):
        sqlite_database.run(lambda unit: tokens.make(unit, person, "again", now=NOW))
    with pytest.raises(TooManyTokens):
        sqlite_database.run(lambda unit: tokens.make(unit, person, "one more", now=NOW))
