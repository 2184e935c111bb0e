"""The authorisation matrix: every person × everything registered × every record, from the live maps of the real app."""

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import dash
import pytest
from dash import Dash
from flask import Flask
from sqlalchemy import select

import app as wiring
from data.engine import make_engine
from data.schema.opportunity import Opportunity
from data.session import Database
from domain import clock
from domain.access import ROLE_PERMISSIONS, Permission, Principal, Role
from domain.period import add_months
from tests.documents import Documents, add_documents
from tests.web.matrix.needed import CALLBACKS, OPEN, PAGES, ROUTES
from tests.web.matrix.stage import (
    MALFORMED,
    ODD_NUMBERS,
    PEOPLE,
    STRANGERS,
    Expected,
    Scope,
    Stage,
    add_stuck_mail,
    add_views,
    add_webhook,
    post,
    request_for,
    send_quotes,
    server_callbacks,
    was_refused,
)
from tests.web.tiny import SAME_ORIGIN, SETTINGS
from tests.world import World, build
from web import session
from web.dash_app import APP
from web.guard import permission_of
from web.routes import is_open
from web.routes import permission_of as permission_of_route

Fresh = Callable[[], "Any"]
Known = tuple[Path, World, dict[str, int], Documents]


@pytest.fixture(scope="module")
def real_server() -> Flask:
    """Return the real app, wired as it is served."""
    return wiring.create_app(SETTINGS, Database("sqlite://"))


def real_app(server: Flask) -> Dash:
    """Return the Dash app on a server."""
    found: Dash = server.extensions[APP]
    return found


@pytest.fixture(scope="module")
def known(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Return a file with the small known company, to copy, and its ids."""
    path = tmp_path_factory.mktemp("matrix") / "known.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    world = build(database)
    views = add_views(database, world)
    documents = add_documents(database, world)
    send_quotes(database)
    add_webhook(database)
    add_stuck_mail(database)
    database.dispose()
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path, world, views, documents


@pytest.fixture
def fresh(real_server: Flask, known: Known, tmp_path: Path) -> Fresh:
    """Return a context manager that puts the real app over a copy of its own."""
    path, world, views, documents = known
    count = iter(range(10_000))

    @contextmanager
    def open_copy() -> Iterator[Stage]:
        copy = tmp_path / f"copy{next(count)}.db"
        shutil.copyfile(path, copy)
        database = Database(f"sqlite:///{copy}")
        session.bind(real_server, replace(SETTINGS, database_url=database.url), database)
        try:
            yield Stage(real_server, real_app(real_server), database, world, views, documents)
        finally:
            database.dispose()

    return open_copy


def test_every_callback_has_an_expectation_and_the_permission_it_names(real_server: Flask) -> None:
    app = real_app(real_server)
    found = server_callbacks(app)
    assert set(found) == set(CALLBACKS)
    declared = {name: permission_of(app.callback_map[key]) for name, key in found.items()}
    # The router lets everybody in and asks for each page's own permission.
    expected = {name: one.permission for name, one in CALLBACKS.items()} | {
        "web.guard.GuardedDash._show_page": Permission.USE_APP
    }
    assert declared == expected


def test_every_route_has_an_expectation(real_server: Flask) -> None:
    found = {
        f"{method} {rule.rule}": OPEN
        if is_open(real_server, rule.endpoint)
        else permission_of_route(real_server, rule.endpoint)
        for rule in real_server.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    }
    assert found == ROUTES


def test_every_page_has_an_expectation(real_server: Flask) -> None:
    assert {page["path_template"] or page["path"]: page["permission"] for page in dash.page_registry.values()} == PAGES


def test_every_role_is_among_the_people() -> None:
    world_roles = {"administrator", "executive", "manager", "analyst", "sales"}
    assert world_roles <= set(PEOPLE)
    assert len(Role) == len(ROLE_PERMISSIONS) == len(world_roles)


def may(principal: Principal | None, expected: Expected) -> bool:
    return principal is not None and principal.may(expected.permission)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("target", CALLBACKS)
def test_callbacks(fresh: Fresh, target: str, person: str) -> None:
    """Refuse what is out of reach, malformed or missing and change nothing; give what is in reach; leak no title."""
    expected = CALLBACKS[target]
    allowed: list[int] = []
    with fresh() as stage:
        browser, principal = stage.browser(person), stage.principal(person)
        key = server_callbacks(stage.app)[target]
        hidden = stage.titles_out_of_reach(principal)
        before = stage.checksum()
        for record, in_reach in cells(stage, principal, expected):
            if in_reach and expected.changes:
                allowed.append(int(str(record)))
                continue
            answer = post(browser, request_for(stage.app, key, expected.values(record, stage)))
            assert answer.status_code in ({401} if principal is None else {200, 400}), (record, answer.text)
            assert was_refused(answer) != in_reach, (record, answer.text[:500])
            assert not [title for title in hidden if title in answer.text], record
            assert "Something went wrong" not in answer.text, record
        assert stage.checksum() == before
    for number in allowed:
        assert_it_happens(fresh, target, person, number)


def cells(stage: Stage, principal: Principal | None, expected: Expected) -> list[tuple[Any, bool]]:
    """Return every record with whether the person may have it."""
    allowed = may(principal, expected)
    if expected.scope == "":
        return [(1, allowed)]
    ids = stage.ids(expected.scope)
    real = [
        (number, allowed and principal is not None and stage.reaches(principal, name, expected.scope))
        for name, number in ids.items()
    ]
    return [*real, *((odd, False) for odd in (*ODD_NUMBERS, *MALFORMED))]


def assert_it_happens(fresh: Fresh, target: str, person: str, number: int) -> None:
    expected = CALLBACKS[target]
    with fresh() as stage:
        browser, principal = stage.browser(person), stage.principal(person)
        hidden = stage.titles_out_of_reach(principal)
        before = stage.checksum()
        key = server_callbacks(stage.app)[target]
        answer = post(browser, request_for(stage.app, key, expected.values(number, stage)))
        assert answer.status_code == 200
        assert not was_refused(answer), answer.text
        assert not [title for title in hidden if title in answer.text]
        if target != "web.shell_actions.read_all" or person == "sales":  # the others have nothing unread
            assert stage.checksum() != before


@pytest.mark.parametrize("person", PEOPLE)
def test_routes(fresh: Fresh, person: str) -> None:
    with fresh() as stage:
        stage.browser(person)  # who is demoted is so from here on
        principal = stage.principal(person)
        hidden = stage.titles_out_of_reach(principal)
        for name, needed in ROUTES.items():
            method, _, rule = name.partition(" ")
            browser = stage.browser(person)
            path = (
                rule.replace("<path:path>", "progress-board")
                .replace("<path:filename>", "30-shell.js")
                .replace("<int:document_id>", "1")
                .replace("<panel>", "variance")
                .replace(
                    "<string:package_name>/<path:fingerprinted_path>", "dash/dash-renderer/build/dash_renderer.min.js"
                )
            )
            query = {"company": str(stage.world.companies["CH"]), "user": "1", "q": ""}
            with browser.open(
                path, method=method, headers=SAME_ORIGIN, json={} if method == "POST" else None, query_string=query
            ) as answer:
                assert answer.status_code < 500, name
                if needed == OPEN:
                    # A private calendar address is open to its key, which nobody has here.
                    assert answer.status_code in ({404} if "<key>" in name else {200, 303, 401, 403}), name
                elif principal is None:
                    assert answer.status_code in {401, 302}, name
                    assert "/sign-in" in answer.headers.get("Location", "/sign-in")
                else:
                    assert (answer.status_code == 403) != principal.may(Permission(needed)), name
                # The event stream has no end: what it says at once is read.
                is_stream = answer.mimetype == "text/event-stream"
                content = (next(answer.iter_encoded()) if is_stream else answer.get_data()).decode("utf-8", "replace")
                assert not [title for title in hidden if title in content], name


@pytest.mark.parametrize("person", [person for person in PEOPLE if person not in STRANGERS])
@pytest.mark.parametrize(
    "query", ["", "?company={CH}", "?owner={foreign}", "?q=a", "?user=1&user_id=1&company_id={CH}"]
)
def test_an_export_holds_exactly_what_the_person_reaches(fresh: Fresh, person: str, query: str) -> None:
    with fresh() as stage:
        hidden = stage.titles_out_of_reach(stage.principal(person))
        filled = query.format(CH=stage.world.companies["CH"], foreign=stage.world.users["foreign"])
        answer = stage.browser(person).get(f"/export/opportunities.csv{filled}", buffered=True)
        assert answer.status_code == 200
        assert not [title for title in hidden if title in answer.text]
        if not query:
            reached = stage.titles_out_of_reach(None) - hidden - {"Typed twice"}  # cancelled ones count nowhere
            assert [title for title in reached if title not in answer.text] == []


PANELS = {
    "funnel": "reached", "stays": "finished", "cohorts": "created", "coverage": "target", "velocity": "open",
    "variance": "chance", "slip": "opportunities", "lost": "closed", "won": "closed",
}  # fmt: skip


@pytest.mark.parametrize("person", ["executive", "sales"])
def test_every_panel_of_the_analysis_is_had_as_a_file_of_what_the_person_reaches(fresh: Fresh, person: str) -> None:
    with fresh() as stage:
        browser, principal = stage.browser(person), stage.principal(person)
        assert principal is not None
        files = {}
        for panel, column in PANELS.items():
            answer = browser.get(f"/export/analysis/{panel}.csv?currency=EUR", buffered=True)
            files[panel] = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))
            assert answer.status_code == 200, panel
            assert column in answer.text.partition("\r\n")[0], panel
            book = browser.get(f"/export/analysis/{panel}.xlsx?currency=EUR", buffered=True)
            assert book.data.startswith(b"PK"), panel
        assert browser.get("/export/analysis/nothing.csv").status_code == 404
        with stage.database.read() as reading:
            rows = [
                row
                for row in reading.scalars(select(Opportunity).where(Opportunity.outcome != "cancelled"))
                if principal.reaches(company_id=row.company_id, team_id=row.team_id, owner_id=row.owner_id)
            ]
            first_on = add_months(clock.today(), -17).replace(day=1)
            young = [row.outcome for row in rows if row.created_on >= first_on]
            still = sum(row.outcome == "open" for row in rows)
            titles = {row.title for row in rows}
    assert sum(int(each["created"]) for each in files["cohorts"]) == len(young) > 0
    assert sum(int(each["won"]) for each in files["cohorts"]) == young.count("won")
    assert max((int(each["open"]) for each in files["velocity"]), default=0) == still > 0
    assert {each["title"] for each in files["variance"]} <= titles
    assert len(files["coverage"]) == 12


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("path", PAGES)
def test_pages(fresh: Fresh, path: str, person: str) -> None:
    with fresh() as stage:
        browser, principal = stage.browser(person), stage.principal(person)
        hidden = stage.titles_out_of_reach(principal)
        before = stage.checksum()
        for record in (
            *stage.world.opportunities.values(),
            *stage.documents.invoices.values(),
            *ODD_NUMBERS,
            "null",
            ":id",
            "1 or 1=1",
            "１",
            "%00",
            "..",
            "<b>",
        ):
            answer = browser.get(f"{re.sub('<.*>', str(record), path)}?opportunity_id=1&order_id=1&user=1&company=1")
            if principal is None:
                assert answer.status_code == 302
            elif not principal.may(PAGES[path]):
                assert answer.status_code == 403
            else:
                assert answer.status_code in {200, 404, 308}
            assert not [title for title in hidden if title in answer.text]
        assert stage.checksum() == before


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("scope", ["see", "see order", "see invoice", "see quote", "see contact", "see campaign"])
def test_the_page_of_a_record_opens_for_who_reaches_it(fresh: Fresh, scope: Scope, person: str) -> None:
    with fresh() as stage:
        browser, principal = stage.browser(person), stage.principal(person)
        hidden = stage.titles_out_of_reach(principal)
        key = server_callbacks(stage.app)["web.guard.GuardedDash._show_page"]
        kind = scope.removeprefix("see").strip() or "opportunity"
        for record, in_reach in cells(stage, principal, Expected(Permission.SEE_PIPELINE, lambda *_: [], scope)):
            answer = post(browser, request_for(stage.app, key, [f"/{kind}/{record}", f"?{kind}_id=1&company=1"]))
            assert was_refused(answer) != in_reach, (record, answer.text[:500])
            assert not [title for title in hidden if title in answer.text], record
            assert "Something went wrong" not in answer.text, record
            first = browser.get(f"/{kind}/{record}").status_code
            assert first == (302 if principal is None else 200 if in_reach else 404), record


def test_every_page_of_a_record_tells_before_it_is_drawn_whether_the_record_is_there(fresh: Fresh) -> None:
    with fresh():
        of_records = {
            page["path_template"]: page for page in dash.page_registry.values() if "_id>" in str(page["path_template"])
        }
        assert "/opportunity/<opportunity_id>" in of_records
        assert [path for path, page in of_records.items() if page["record"] is None] == []


@pytest.mark.parametrize("person", [person for person in PEOPLE if person not in STRANGERS])
def test_the_layout_of_the_app_holds_nothing_out_of_reach(fresh: Fresh, person: str) -> None:
    with fresh() as stage:
        hidden = stage.titles_out_of_reach(stage.principal(person))
        other = "foreign" if person != "foreign" else "sales"
        stage.browser(other).get("/progress-board")  # whoever came first leaves nothing behind
        for path in ("/progress-board", "/_dash-layout", "/_dash-dependencies"):
            answer = stage.browser(person).get(path)
            assert answer.status_code == 200
            assert not [title for title in hidden if title in answer.text]
            assert f"private view of {other}" not in answer.text
