"""A real Chromium in front of the live server, once per run: watched pages, signed in as any role."""

import http
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, StorageState, expect, sync_playwright

from data.demo.people import DEMO_USERS
from data.session import Database
from domain.access import Role
from tests.e2e import browser as chromium
from tests.e2e.board import STAGES, Board
from tests.e2e.books import Books
from tests.e2e.live import LiveServer, free_port
from tests.e2e.watch import Watch
from tests.needs import unavailable
from workflow.demo import DEMO_PASSWORD

OUT = Path(__file__).parent / "e2e" / "out"
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# Without movements: nothing is waited for that a person would only watch.
PERSON = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Rome", "reduced_motion": "reduce"}
PATIENCE_MS = 15_000  # two busy cores; nothing here is a measurement
expect.set_options(timeout=PATIENCE_MS)

failed = pytest.StashKey[bool]()  # set by the folders whose tests leave a screenshot when they fail
server_words = pytest.StashKey[Callable[[], str]]()  # what the server has said since the test began, for its report


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Yield the running app with its own small demo company."""
    server = LiveServer(folder=tmp_path_factory.mktemp("live"), port=free_port())
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def books(live_server: LiveServer) -> Iterator[Books]:
    """Yield a look into the running app's database."""
    database = Database(live_server.database_url)
    yield Books(database)
    database.dispose()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Yield the driver."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Yield one Chromium for the whole session."""
    path = chromium.find()
    if path is None:
        unavailable("No Chromium was found: set CHROMIUM_PATH, or install the package chromium.")
    launched = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
    yield launched
    launched.close()


class Visitors:
    """Opens watched browser contexts, each a person of its own."""

    def __init__(self, browser: Browser, server: LiveServer, states: dict[str, StorageState]) -> None:
        self._browser = browser
        self._server = server
        self._states = states
        self.opened: list[tuple[BrowserContext, Watch]] = []

    def __call__(self, who: Role | str | None = None, **options: Any) -> Page:
        """Return a new page of a person signed in with a role or a login, or signed out; options are Playwright's.

        Everybody with that role or login shares one server-side session: a test that signs out, or changes what the
        person prefers, begins with `sign_in` as somebody else instead.
        """
        settings: dict[str, Any] = PERSON | options
        if who is not None:
            settings["storage_state"] = self._state(login_of(who))
        return self._open(settings)

    def board(self, who: Role | str, query: str = "", **options: Any) -> Board:
        """Return the drawn Progress board of a person."""
        return Board(self(who, **options)).open(query)

    def stages(self, who: Role | str, query: str = "", **options: Any) -> Board:
        """Return the drawn Stages board of a person."""
        return Board(self(who, **options), STAGES).open(query)

    def watch_of(self, page: Page) -> Watch:
        """Return what was heard in the context of a page."""
        return next(watch for context, watch in self.opened if context == page.context)

    def _open(self, settings: dict[str, Any]) -> Page:
        context = self._browser.new_context(base_url=self._server.url, **settings)
        context.set_default_timeout(PATIENCE_MS)
        watch = Watch(self._server.url)
        watch.attach(context)
        self.opened.append((context, watch))
        return context.new_page()

    def _state(self, login: str) -> StorageState:
        """Sign in once per person and session; later pages of the person take over the cookies."""
        if login not in self._states:
            context = self._browser.new_context(base_url=self._server.url)
            _enter(context, login, self._server.url)
            self._states[login] = context.storage_state()
            context.close()
        return self._states[login]

    def close(self, name: str, *, failed: bool) -> list[str]:
        """Close every context, leave screenshots of a failure, and return what went wrong unnoticed."""
        faults: list[str] = []
        for number, (context, watch) in enumerate(self.opened):
            if failed or watch.remaining():
                _leave_screenshots(context, f"{name}-{number}")
            context.close()
            faults += watch.remaining()
        return faults


def _leave_screenshots(context: BrowserContext, name: str) -> None:
    OUT.mkdir(exist_ok=True)
    for number, page in enumerate(context.pages):
        page.screenshot(path=OUT / f"{name}-{number}.png", full_page=True)


def login_of(who: Role | str) -> str:
    """Return the login of the first person of a role that the demo offers; all of them read English."""
    return next(person.login for person in DEMO_USERS if person.role is who) if isinstance(who, Role) else str(who)


def sign_in(page: Page, who: Role | str, landing: str = "**/progress-board*") -> None:
    """Sign in by the form of the sign-in page, wherever the page shows it."""
    if "/sign-in" not in page.url:
        page.goto("/sign-in")
    page.locator("[name=login]").fill(login_of(who))
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.locator("form:has([name=password]) [type=submit]").click()
    page.wait_for_url(landing)


def _enter(context: BrowserContext, login: str, origin: str) -> None:
    """Send the sign-in form without painting it: most tests are about what comes after."""
    (token,) = set(re.findall(r'name="csrf_token" value="(\w+)"', context.request.get("/sign-in").text()))
    form: dict[str, str | float | bool] = {"csrf_token": token, "login": login, "password": DEMO_PASSWORD}
    answer = context.request.post("/sign-in", form=form, headers={"Origin": origin}, max_redirects=0)
    assert answer.status == http.HTTPStatus.SEE_OTHER, answer.text()


@pytest.fixture(scope="session")
def _signed_in() -> dict[str, StorageState]:
    return {}


@pytest.fixture
def visit(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, _signed_in: dict[str, StorageState]
) -> Iterator[Visitors]:
    """Yield a way to open pages: `visit(Role.SALES_PERSON, viewport=PHONE, color_scheme="dark")`."""
    visitors = Visitors(browser, live_server, _signed_in)
    request.node.stash[server_words] = partial(live_server.said_since, len(live_server.log))
    yield visitors
    name = re.sub(r"\W+", "-", request.node.name).strip("-")
    faults = visitors.close(name, failed=request.node.stash.get(failed, False))
    if (code := live_server.exit_code()) is not None:
        faults.append(f"the server ended with {code}:\n{live_server.log}")
    if faults:
        pytest.fail("The browser noticed:\n" + "\n".join(faults), pytrace=False)


@pytest.fixture
def page(visit: Visitors) -> Page:
    """Return a page of a person who is not signed in."""
    return visit()
