"""The router: which page an address names, and what of the address reaches it."""

import sys
import types

import dash
import pytest

from domain.access import Permission
from domain.errors import MalformedInput, NotFound
from tests.web.tiny import Tiny
from web import router


@pytest.mark.parametrize(
    ("path", "name"),
    [("/", "tiny.home"), ("", "tiny.home"), ("/secrets", "tiny.secrets"), ("/secrets/", "tiny.secrets"),
     ("/opportunity/5", "tiny.record"), ("/opportunity/none", "tiny.record"), ("/opportunity/1 or 1=1", "tiny.record")],
)  # fmt: skip
def test_an_address_names_a_page(tiny: Tiny, path: str, name: str) -> None:
    found = router.find(path)
    assert found is not None
    assert found.page["module"] == name


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/Secrets", "/secrets/x", "/opportunity", "/opportunity/", "/opportunity/5/6", "/x/opportunity/5", "/secrets\n",
     "/opportunity//5", "/*", "/secret?", "/[s]ecrets", "/opportunity/5\n/x", "/.", "/../secrets"],
)  # fmt: skip
def test_other_addresses_name_none(tiny: Tiny, path: str) -> None:
    assert router.find(path) is None


def test_the_path_wins_over_the_query_and_undeclared_keys_are_dropped(tiny: Tiny) -> None:
    found = router.find("/opportunity/5")
    assert found is not None
    found.layout("?opportunity_id=7&is_admin=1&tab=log&company=1,2&q=a+b&permission=x&q=second")
    assert tiny.calls == [("record", "5", {"tab": "log", "company": "1,2", "q": "a b"})]


@pytest.mark.parametrize("search", ["?" + "a" * 2001, "?" + "&".join("a=1" for _ in range(60)), "?q=%00", "?%00=1"])
def test_a_search_that_nobody_writes_is_malformed(search: str) -> None:
    with pytest.raises(MalformedInput):
        router.read_search(search)


@pytest.mark.parametrize("search", [None, "", "?", "?&&", "?=", "?q=%ff", "?q=%", "no question mark"])
def test_an_odd_search_is_harmless(search: str | None) -> None:
    assert isinstance(router.read_search(search), dict)


def test_a_record_id_is_a_plain_positive_number() -> None:
    assert router.record_id("17") == 17
    assert router.record_id("9223372036854775807") == 2**63 - 1


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "9223372036854775808", "null", ":id", "1 or 1=1", "１", "1.0", "1e3", " 1", "1\n", "0x1", "²", "9" * 5000]
)  # fmt: skip
def test_nothing_else_is_a_record_id(text: str) -> None:
    with pytest.raises(NotFound):
        router.record_id(text)


def test_a_page_without_a_permission_or_with_a_taken_address_stops_the_app(tiny: Tiny) -> None:
    router.check_pages()
    for wrong in ({"path": "/new"}, {"path": "/secrets", "permission": Permission.USE_APP}):
        dash.register_page("tiny.wrong", layout=lambda: "", **wrong)  # type: ignore[no-untyped-call]  # Dash leaves it so
        with pytest.raises(RuntimeError, match=r"tiny\.wrong"):
            router.check_pages()
        del dash.page_registry["tiny.wrong"]


def test_pages_are_imported_once_by_their_own_names(
    tiny: Tiny, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = types.ModuleType("tiny_pages")
    folder.__path__ = [str(tmp_path)]
    monkeypatch.setitem(sys.modules, "tiny_pages", folder)
    page = f"{tmp_path}/hello.py"
    with open(page, "w", encoding="utf-8") as file:  # noqa: PTH123 - the path is text here
        file.write(
            "import dash\nfrom domain.access import Permission\n"
            "dash.register_page(__name__, path='/hello', permission=Permission.USE_APP)\n"
            "def layout(**query):\n    return 'hello'\n"
        )
    router.import_pages("tiny_pages")
    router.import_pages("tiny_pages")
    found = router.find("/hello")
    assert found is not None
    assert found.layout(None) == "hello"
    assert found.page["module"] == "tiny_pages.hello"
    del dash.page_registry["tiny_pages.hello"]
    monkeypatch.delitem(sys.modules, "tiny_pages.hello")
