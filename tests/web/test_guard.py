"""The guard: a callback runs only when it is known, permitted and sent what it was registered with."""

import copy
import inspect
import json
from collections.abc import Iterator
from typing import Any

import dash
import pytest
from dash import Dash, Input, Output
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from domain.access import Permission
from domain.errors import MalformedInput, NotSignedIn
from tests.web.conftest import Enter
from tests.web.tiny import SAME_ORIGIN, Move, Tiny
from web import envelope
from web.guard import GuardedDash, callback, check_registry, guarded, permission_of

PLAIN: dict[str, Any] = {
    "output": "out.children",
    "outputs": {"id": "out", "property": "children"},
    "inputs": [{"id": "text", "property": "value", "value": "a"}],
    "changedPropIds": ["text.value"],
    "parsedChangedPropsIds": ["text.value"],
    "state": [{"id": "store", "property": "data", "value": {"x": 1}}],
}
MOVE: dict[str, Any] = {
    "output": "..moved.data...moved.title..",
    "outputs": [{"id": "moved", "property": "data"}, {"id": "moved", "property": "title"}],
    "inputs": [{"id": "move", "property": "data", "value": {"card": 5, "to": "won", "closed_on": "2026-07-15"}}],
    "changedPropIds": ["move.data"],
}
ROW = {"index": 3, "kind": "row"}
WILD: dict[str, Any] = {
    "output": '{"index":["MATCH"],"kind":"row"}.children',
    "outputs": {"id": ROW, "property": "children"},
    "inputs": [{"id": ROW, "property": "n_clicks", "value": 1}],
    "changedPropIds": ['{"index":3,"kind":"row"}.n_clicks'],
    "state": [[{"id": {"index": 1, "kind": "cell"}, "property": "value", "value": "x"}]],
}
ROUTE: dict[str, Any] = {
    "output": ".._pages_content.children..._pages_store.data..",
    "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
    "inputs": [
        {"id": "_pages_location", "property": "pathname", "value": "/opportunity/5"},
        {"id": "_pages_location", "property": "search", "value": ""},
    ],
    "changedPropIds": ["_pages_location.pathname"],
}
GOOD: dict[str, dict[str, Any]] = {"plain": PLAIN, "move": MOVE, "wild": WILD, "route": ROUTE}


def send(client: FlaskClient, body: object) -> TestResponse:
    return client.post("/_dash-update-component", json=body, headers=SAME_ORIGIN)


def changed(body: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """Return a copy of the body with another value at a path."""
    new = copy.deepcopy(body)
    place: Any = new
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return new


def toast_in(answer: TestResponse) -> dict[str, Any]:
    assert answer.status_code == 200
    data = answer.get_json()
    assert data["response"] == {} or all(not values for values in data["response"].values())
    found: dict[str, Any] = data["sideUpdate"]["toast"]["data"]
    return found


@pytest.fixture
def sales(enter: Enter) -> FlaskClient:
    """Return the browser of a sales person."""
    return enter("sales")


def test_dash_still_sends_every_callback_through_the_choke_point() -> None:
    """If Dash renames what we override, this says so before anything runs unguarded."""
    for name in (
        "_prepare_callback",
        "_initialize_context",
        "enable_pages",
        "_layout_value",
        "_config",
        "_setup_server",
    ):
        assert callable(getattr(Dash, name))
    for name in ("_prepare_callback", "_initialize_context", "enable_pages", "_layout_value", "_config"):
        assert name in vars(GuardedDash)
        ours, theirs = (inspect.signature(getattr(kind, name)) for kind in (GuardedDash, Dash))
        assert list(ours.parameters) == list(theirs.parameters)
    from dash.backends import _flask

    dispatch = inspect.getsource(_flask.FlaskDashServer.serve_callback)
    assert dispatch.count("dash_app._prepare_callback(cb_ctx, body)") == 2
    assert dispatch.index("_prepare_callback") < dispatch.index("_execute_callback")


def test_what_is_permitted_and_well_formed_runs(sales: FlaskClient, tiny: Tiny) -> None:
    for body in GOOD.values():
        assert send(sales, body).status_code == 200
    assert tiny.calls[0] == ("plain", "a", {"x": 1})
    assert isinstance(tiny.calls[1][1], Move)
    assert str(tiny.calls[1][1].closed_on) == "2026-07-15"
    assert tiny.calls[2] == ("wild", 1, ["x"])
    assert tiny.calls[3] == ("record", "5", {})


def test_the_role_decides_whatever_page_the_person_is_on(enter: Enter, tiny: Tiny) -> None:
    for login, may in (
        ("sales", True),
        ("manager", True),
        ("administrator", True),
        ("analyst", False),
        ("executive", False),
    ):
        answer = send(enter(login), MOVE)
        assert (answer.get_json()["response"] == {}) != may
        if not may:
            assert toast_in(answer)["text"].startswith("Your role does not allow this.")
    assert len(tiny.calls) == 3


def test_a_stranger_is_answered_401(tiny: Tiny) -> None:
    answer = send(tiny.server.test_client(), PLAIN)
    assert answer.status_code == 401
    assert tiny.calls == []


def test_a_callback_of_the_browser_never_reaches_the_server(sales: FlaskClient) -> None:
    body = PLAIN | {"output": "drawn.data", "outputs": {"id": "drawn", "property": "data"}, "state": []}
    assert toast_in(send(sales, body))["text"].startswith("Your role does not allow this.")


WRONG: list[tuple[str, dict[str, Any], tuple[Any, ...], Any]] = [
    ("an unknown output", PLAIN, ("output",), "nothing.children"),
    ("an output of another kind", PLAIN, ("output",), ["out.children"]),
    ("another output id", PLAIN, ("outputs", "id"), "elsewhere"),
    ("another output property", PLAIN, ("outputs", "property"), "style"),
    ("a list where one output belongs", PLAIN, ("outputs",), [{"id": "out", "property": "children"}]),
    ("no outputs", PLAIN, ("outputs",), []),
    ("outputs that are nothing", PLAIN, ("outputs",), None),
    ("one output of two", MOVE, ("outputs",), MOVE["outputs"][:1]),
    ("another input id", PLAIN, ("inputs", 0, "id"), "store"),
    ("another input property", PLAIN, ("inputs", 0, "property"), "n_clicks"),
    ("an input id that is no text", PLAIN, ("inputs", 0, "id"), 5),
    ("an input id that is a dictionary", PLAIN, ("inputs", 0, "id"), {"a": 1}),
    ("no inputs", PLAIN, ("inputs",), []),
    ("inputs that are no list", PLAIN, ("inputs",), "abc"),
    ("an input that is no object", PLAIN, ("inputs",), ["text.value"]),
    ("an input that is a list", PLAIN, ("inputs",), [[{"id": "text", "property": "value", "value": "a"}]]),
    ("too many inputs", PLAIN, ("inputs",), PLAIN["inputs"] * 2),
    ("no state", PLAIN, ("state",), []),
    ("another state id", PLAIN, ("state", 0, "id"), "text"),
    ("an extra key", PLAIN, ("inputs", 0, "__class__"), "x"),
    ("a trigger that is no input", PLAIN, ("changedPropIds",), ["secret.value"]),
    ("a state as trigger", PLAIN, ("changedPropIds",), ["store.data"]),
    ("a trigger that is no text", PLAIN, ("changedPropIds",), [5]),
    ("triggers that are no list", PLAIN, ("changedPropIds",), "text.value"),
    ("a trigger that is half an id", WILD, ("changedPropIds",), ['{"index":3.n_clicks']),
    ("a trigger of another pattern", WILD, ("changedPropIds",), ['{"index":3,"kind":"cell"}.n_clicks']),
    ("a fixed id for a pattern", WILD, ("outputs", "id"), "row"),
    ("a pattern with another key", WILD, ("inputs", 0, "id"), {"index": 3, "kind": "row", "more": 1}),
    ("a pattern with another fixed part", WILD, ("inputs", 0, "id"), {"index": 3, "kind": "cell"}),
    ("a pattern that does not match the output's", WILD, ("inputs", 0, "id"), {"index": 4, "kind": "row"}),
    ("a pattern part that is an object", WILD, ("inputs", 0, "id"), {"index": {"a": 1}, "kind": "row"}),
    ("a pattern part that is nothing", WILD, ("inputs", 0, "id"), {"index": None, "kind": "row"}),
    ("a pattern part that is endless", WILD, ("inputs", 0, "id"), {"index": "x" * 400, "kind": "row"}),
    (
        "one where many belong",
        WILD,
        ("state",),
        [{"id": {"index": 1, "kind": "cell"}, "property": "value", "value": "x"}],
    ),
    ("a foreign one among many", WILD, ("state", 0, 0, "id"), {"index": 1, "kind": "row"}),
    ("a fraction of one among many", WILD, ("state", 0, 0), "x"),
]


@pytest.mark.parametrize(("body", "path", "value"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_refused_is(sales: FlaskClient, tiny: Tiny, body: dict[str, Any], path: tuple[Any, ...], value: Any) -> None:
    assert send(sales, changed(body, path, value)).status_code == 400
    assert tiny.calls == []


@pytest.mark.parametrize("body", [[], "text", 5, True, {}, {"output": None}, [PLAIN], {"output": "out.children"}])
def test_a_body_of_another_shape_is_refused(sales: FlaskClient, tiny: Tiny, body: object) -> None:
    assert send(sales, body).status_code == 400
    assert tiny.calls == []


RAW = {
    "nothing": b"",
    "null": b"null",
    "half of it": json.dumps(PLAIN).encode()[:-5],
    "NaN": json.dumps(PLAIN).replace('"a"', "NaN").encode(),
    "Infinity": json.dumps(PLAIN).replace('"a"', "-Infinity").encode(),
    "half a character": json.dumps(PLAIN).replace('"a"', '"\\ud800"').encode(),
    "no UTF-8": json.dumps(PLAIN).replace('"a"', '"\xff"').encode("latin-1"),
    "a bottomless list": b"[" * 100_000,
    "a bottomless object": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "a number of many digits": json.dumps(PLAIN).replace('"a"', "9" * 5000).encode(),
}


@pytest.mark.parametrize("kind", RAW)
def test_bytes_that_are_no_good_json_are_refused(sales: FlaskClient, tiny: Tiny, kind: str) -> None:
    answer = sales.post("/_dash-update-component", data=RAW[kind], content_type="application/json", headers=SAME_ORIGIN)
    assert answer.status_code == 400
    assert tiny.calls == []


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


UNSTORABLE = ["a\x00b", {"a\x00": 1}, 2**63, -(2**64), 1e300, nested(40), {"k": nested(31)}, "x" * 250_000, [0] * 60_000,
              {str(number): 0 for number in range(1500)}]  # fmt: skip


@pytest.mark.parametrize("value", UNSTORABLE)
def test_values_that_nothing_can_hold_are_refused(sales: FlaskClient, tiny: Tiny, value: object) -> None:
    for path in (("inputs", 0, "value"), ("state", 0, "value")):
        assert send(sales, changed(PLAIN, path, value)).status_code == 400
    assert tiny.calls == []


def test_surrogates_are_refused_also_when_they_come_past_the_json_reader() -> None:
    with pytest.raises(MalformedInput):
        envelope.check_values({"a": "\ud800"})
    envelope.check_values({"a": "ünïcödé ✓ عربى 🜁"})


CONFUSION: dict[str, object] = {
    "null": None, "true": True, "zero": 0, "number": 17, "fraction": 1.5, "text": "x", "empty": "", "list": [], "list of list": [[1]],
    "object": {}, "SQL map": {"select": 1}, "component": {"props": {"children": "x"}, "type": "Iframe", "namespace": "dash_html_components"},
    "right to left": "\u202eabc", "digits": "１", "long": "x" * 100_000,
}  # fmt: skip
WANTED = {
    ("plain", "inputs", 0): (str, type(None)),
    ("move", "inputs", 0): (),
    ("wild", "inputs", 0): (int, type(None)),
}


@pytest.mark.parametrize("kind", CONFUSION)
@pytest.mark.parametrize("target", WANTED)
def test_every_input_is_typed(sales: FlaskClient, tiny: Tiny, target: tuple[str, str, int], kind: str) -> None:
    name, part, place = target
    value = CONFUSION[kind]
    answer = send(sales, changed(GOOD[name], (part, place, "value"), value))
    assert answer.status_code == 200
    fits = isinstance(value, WANTED[target]) and not (isinstance(value, bool) and bool not in WANTED[target])
    assert bool(tiny.calls) == fits
    if not fits:
        assert toast_in(answer)["text"] == "The request could not be read. Reload the page and try again."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "property", "value", "output", "x"]), inner),
    max_leaves=12,
)  # fmt: skip
EMPTY: dict[str, Any] = {"state": []}
PLACES = [
    ("output",), ("outputs",), ("inputs",), ("state",), ("changedPropIds",), ("parsedChangedPropsIds",), ("inputs", 0), ("inputs", 0, "id"),
    ("inputs", 0, "property"), ("inputs", 0, "value"),
]  # fmt: skip


def test_no_json_at_all_breaks_the_server(sales: FlaskClient, tiny: Tiny) -> None:
    @settings(max_examples=400, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(sorted(GOOD)), st.sampled_from(PLACES), JSON)
    def check(name: str, path: tuple[Any, ...], value: Any) -> None:
        answer = send(sales, changed(EMPTY | GOOD[name], path, value))
        assert answer.status_code in {200, 400}
        if answer.status_code == 200 and answer.get_json()["response"]:
            # It ran: then it was sent what it wants, whatever hypothesis made of it.
            assert path[-1] in {
                "value",
                "parsedChangedPropsIds",
                "changedPropIds",
                "state",
                "outputs",
                "inputs",
                0,
                "property",
                "id",
                "output",
            }

    check()


def test_a_refusal_of_the_domain_is_a_toast(sales: FlaskClient) -> None:
    answer = send(sales, changed(MOVE, ("inputs", 0, "value"), {"card": 409, "to": "won"}))
    assert toast_in(answer)["text"].startswith("Someone else changed “Press” in the meantime.")


def test_a_mistake_of_ours_is_a_toast_with_a_number_and_the_rest_is_in_the_log(
    sales: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = send(sales, changed(MOVE, ("inputs", 0, "value"), {"card": 500, "to": "won"}))
    found = toast_in(answer)
    assert found["title"] == "Something went wrong"
    assert "secret detail" not in answer.text
    (record,) = caplog.records
    assert record.getMessage().split()[1] in found["text"]
    assert record.exc_info is not None
    assert "secret detail" in str(record.exc_info[1])


def test_a_session_that_ends_in_the_middle_is_a_401(
    tiny: Tiny, sales: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*_args: object) -> None:
        raise NotSignedIn

    monkeypatch.setattr("web.typed.convert", ended)
    assert send(sales, PLAIN).status_code == 401
    monkeypatch.setattr("web.router.find", ended)
    assert send(sales, ROUTE).status_code == 401


def test_a_page_that_breaks_says_so_instead_of_staying_empty(
    sales: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(dash.page_registry["tiny.home"], "layout", lambda **_query: 1 / 0)
    answer = send(sales, changed(ROUTE, ("inputs", 0, "value"), "/"))
    assert "Something went wrong (id" in answer.text
    assert len(caplog.records) == 1


def test_the_router_shows_a_page_only_to_whoever_may_open_it(enter: Enter, tiny: Tiny) -> None:
    secret = changed(ROUTE, ("inputs", 0, "value"), "/secrets")
    for login, may in (("administrator", True), ("sales", False), ("executive", False)):
        answer = send(enter(login), secret)
        assert answer.status_code == 200
        assert ('"secrets"' in answer.text) == may
        assert ("Your role does not allow this." in answer.text) != may


@pytest.mark.parametrize(
    "path", ["/nothing", "/opportunity/404", "//", "/secrets/../secrets", "\x01", "javascript:alert(1)", "/[a-z]*"]
)
def test_the_router_says_when_there_is_nothing(enter: Enter, path: str) -> None:
    answer = send(enter("administrator"), changed(ROUTE, ("inputs", 0, "value"), path))
    assert answer.status_code == 200
    assert "does not exist" in answer.text or path == "//"


@pytest.fixture
def spare_registry() -> Iterator[None]:
    """Keep what a test registers out of the app that comes next."""
    from dash import _callback

    kept = dict(_callback.GLOBAL_CALLBACK_MAP), list(_callback.GLOBAL_CALLBACK_LIST)
    yield
    _callback.GLOBAL_CALLBACK_MAP.clear()
    _callback.GLOBAL_CALLBACK_MAP.update(kept[0])
    _callback.GLOBAL_CALLBACK_LIST[:] = kept[1]


def test_the_decorated_function_stays_the_plain_one(spare_registry: None) -> None:
    @callback(Output("spare", "children"), Input("spare", "value"), permission=Permission.ADMINISTER)
    def double(value: int) -> int:
        return 2 * value

    assert double(4) == 8


def test_a_callback_without_types_does_not_register(spare_registry: None) -> None:
    with pytest.raises(TypeError, match="needs a type for value"):

        @callback(Output("spare", "children"), Input("spare", "value"), permission=Permission.ADMINISTER)
        def careless(value) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  what the test is about
            pass


@pytest.mark.parametrize("kind", [{"background": True}, {"websocket": True}, {"api_endpoint": "/x"}])
def test_ways_around_the_guard_do_not_register(spare_registry: None, kind: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError, match="must not use"):
        callback(Output("spare", "children"), Input("spare", "value"), permission=Permission.USE_APP, **kind)


def test_the_app_does_not_start_with_a_callback_that_has_no_permission(tiny: Tiny) -> None:
    check_registry(tiny.app)
    tiny.app.callback_map["bare.children"] = {"callback": lambda: None}
    try:
        with pytest.raises(RuntimeError, match=r"bare\.children has no permission"):
            check_registry(tiny.app)
        tiny.app.callback_map["bare.children"] = {
            "callback": guarded(_nothing, Permission.USE_APP),
            "background": {"x": 1},
        }
        with pytest.raises(RuntimeError, match="runs past the guard"):
            check_registry(tiny.app)
    finally:
        del tiny.app.callback_map["bare.children"]
    tiny.app.callback_api_paths["/x"] = _nothing
    try:
        with pytest.raises(RuntimeError, match="api_endpoint"):
            check_registry(tiny.app)
    finally:
        del tiny.app.callback_api_paths["/x"]


def test_a_callback_registered_past_the_decorator_is_refused_also_at_run_time(
    tiny: Tiny, sales: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = dict(tiny.app.callback_map["out.children"]) | {"callback": lambda *_a, **_k: '{"response": {"out": 1}}'}
    monkeypatch.setitem(tiny.app.callback_map, "out.children", bare)
    assert permission_of(bare) is None
    assert toast_in(send(sales, PLAIN))["text"].startswith("Your role does not allow this.")


def test_the_model_context_server_stays_off_whatever_the_environment_says(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tiny.app._enable_mcp is False
    assert not any("_mcp" in rule.rule for rule in tiny.server.url_map.iter_rules())
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    assert Dash("mcp", server=False, pages_folder="", enable_mcp=False)._enable_mcp is False


def test_the_layout_is_never_made_for_nobody(tiny: Tiny) -> None:
    assert tiny.app.validation_layout is None
    assert "sales" not in json.dumps(dash.page_registry, default=str)


def _nothing() -> None:
    """Do nothing."""
