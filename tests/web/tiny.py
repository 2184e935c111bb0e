"""A tiny app behind the real gate and guard: two pages, one callback of each shape, and what they did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import dash
import msgspec
from dash import ALL, MATCH, ClientsideFunction, Input, Output, State, html
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from data.session import Database
from domain import clock
from domain.access import Permission
from domain.errors import Conflict, NotFound
from tests.world import World
from web import session
from web.dash_app import create_dash, seal
from web.guard import GuardedDash, callback
from web.router import register
from web.server import create_server
from web.settings import Settings

KEY = "k3yForT3stsOnly-9f8a7d6c5b4e3210zZ"
SETTINGS = Settings(database_url="sqlite://", secret_key=KEY, folder=Path("/nonexistent"))
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Move(msgspec.Struct):
    """What the board sends."""

    card: int
    to: str
    closed_on: date | None = None


MISSING = 404  # no record has this id


@dataclass
class Tiny:
    """The app, its server, and what its callbacks were called with."""

    server: Flask
    app: GuardedDash
    calls: list[tuple[object, ...]] = field(default_factory=list)


def build(*doors: Blueprint) -> Tiny:
    """Make the app, with further doors in front of Dash; the page registry must be empty."""
    server = create_server(SETTINGS, Database("sqlite://"))
    for door in doors:
        server.register_blueprint(door)
    app = create_dash(server)
    app.layout = lambda: html.Div([html.B(session.principal().login), dash.page_container])
    tiny = Tiny(server, app)
    _register_pages(tiny)
    _register_callbacks(tiny)
    seal(app)
    return tiny


def _register_pages(tiny: Tiny) -> None:
    def home(**query: str) -> object:
        tiny.calls.append(("home", query))
        return html.P("home")

    def record(opportunity_id: str, **query: str) -> object:
        tiny.calls.append(("record", opportunity_id, query))
        if opportunity_id == str(MISSING):
            raise NotFound
        return html.P(f"record {opportunity_id}")

    def secrets() -> object:
        return html.P("secrets")

    register("tiny.home", "/", lambda: "Home", Permission.USE_APP)
    register(
        "tiny.record", "/opportunity/<opportunity_id>", lambda: "Record", Permission.SEE_PIPELINE, query=("tab",),
        record=lambda _reading, _principal, record_id: record_id != MISSING,
    )  # fmt: skip
    register("tiny.secrets", "/secrets", lambda: "Secrets", Permission.ADMINISTER)
    for name, layout in (("tiny.home", home), ("tiny.record", record), ("tiny.secrets", secrets)):
        dash.page_registry[name]["layout"] = layout


def _register_callbacks(tiny: Tiny) -> None:
    @callback(Output("out", "children"), Input("text", "value"), State("store", "data"), permission=Permission.USE_APP)
    def plain(value: str | None, data: dict[str, int]) -> str:
        tiny.calls.append(("plain", value, data))
        return f"{value}{data}"

    @callback(
        Output("moved", "data"),
        Output("moved", "title"),
        Input("move", "data"),
        permission=Permission.CHANGE_OPPORTUNITIES,
    )
    def move(data: Move) -> tuple[int, str]:
        tiny.calls.append(("move", data))
        if data.card == 409:
            raise Conflict(title="Press")
        if data.card == 500:
            raise ZeroDivisionError("secret detail")
        return data.card, data.to

    @callback(
        Output({"kind": "row", "index": MATCH}, "children"),
        Input({"kind": "row", "index": MATCH}, "n_clicks"),
        State({"kind": "cell", "index": ALL}, "value"),
        permission=Permission.USE_APP,
    )
    def wild(clicks: int | None, cells: list[str]) -> str:
        tiny.calls.append(("wild", clicks, cells))
        return ",".join(cells)

    @callback(Input("ping", "n_clicks"), permission=Permission.USE_APP)
    def silent(clicks: int | None) -> None:
        tiny.calls.append(("silent", clicks))

    dash.clientside_callback(ClientsideFunction("tiny", "draw"), Output("drawn", "data"), Input("text", "value"))


@contextmanager
def alone(*doors: Blueprint) -> Iterator[Tiny]:
    """Yield the app with a page registry of its own; the real app's comes back afterwards."""
    registry = dash.page_registry
    kept = dict(registry)
    registry.clear()
    try:
        yield build(*doors)
    finally:
        registry.clear()
        registry.update(kept)


def enter(server: Flask, database: Database, user_id: int) -> FlaskClient:
    """Return a browser in which the person is signed in."""
    from workflow.sign_in import _opened

    token = database.run(lambda unit: _opened(unit, user_id, "127.0.0.1", clock.now()))
    client = server.test_client()
    client.set_cookie("sid", token)
    return client


def browser_of(tiny: Tiny, database: Database, world: World, login: str) -> FlaskClient:
    """Return a browser in which one of the world's people is signed in."""
    return enter(tiny.server, database, world.users[login])
