"""The watch of the browser tests hears what it must: without it, every other test here proves less."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.accessibility import serious_violations
from tests.e2e.watch import Watch

ORIGIN = "http://caudal.test"


@pytest.fixture
def shown(browser: Browser) -> Iterator[Callable[[str], tuple[Page, Watch]]]:
    """Yield a way to show a page of our own origin under watch."""
    context = browser.new_context()
    watch = Watch(ORIGIN)
    watch.attach(context)

    def show(body: str) -> tuple[Page, Watch]:
        html = f"<!doctype html><html lang=en><title>Shown</title><link rel=icon href='data:,'><main>{body}</main>"
        context.route(f"{ORIGIN}/", lambda route: route.fulfill(body=html, content_type="text/html"))
        page = context.new_page()
        page.goto(f"{ORIGIN}/", wait_until="networkidle")
        return page, watch

    yield show
    context.close()


Show = Callable[[str], tuple[Page, Watch]]


def test_a_quiet_page_leaves_no_fault(shown: Show) -> None:
    assert shown("<p>Hello</p>")[1].remaining() == []


@pytest.mark.parametrize("place", ["elsewhere.test", "localhost", "192.0.2.1", "[2001:db8::1]"])
def test_a_request_to_another_origin_is_stopped_and_heard(shown: Show, place: str) -> None:
    page, watch = shown("<p>Hello</p>")
    address = f"http://{place}/beacon.png"
    with page.expect_event("requestfailed") as failed:
        page.evaluate("address => { new Image().src = address }", address)
    assert failed.value.failure == "net::ERR_NAME_NOT_RESOLVED"
    assert f"foreign request: GET {address}" in watch.remaining()


def test_an_origin_that_only_begins_like_ours_is_another(shown: Show) -> None:
    _, watch = shown(f"<img alt='' src='{ORIGIN}.evil.test/x.png'>")
    assert f"foreign request: GET {ORIGIN}.evil.test/x.png" in watch.remaining()


def test_an_error_in_the_console_is_heard_unless_it_is_expected(shown: Show) -> None:
    _, watch = shown("<script>console.error('the board is upset')</script>")
    assert len(watch.remaining()) == 1
    watch.allow("upset")
    assert watch.remaining() == []


def test_an_uncaught_error_is_heard(shown: Show) -> None:
    _, watch = shown("<script>setTimeout(() => { throw new Error('lost card') })</script>")
    assert any("lost card" in fault for fault in watch.remaining())


def test_axe_names_a_button_without_a_name(shown: Show) -> None:
    page, _ = shown("<button></button>")
    assert any(violation.startswith("button-name (critical): button") for violation in serious_violations(page))


def test_axe_is_content_with_a_button_that_has_one(shown: Show) -> None:
    page, _ = shown("<button>Save</button>")
    assert serious_violations(page) == []
