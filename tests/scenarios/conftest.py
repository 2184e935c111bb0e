"""What the stories in a real browser stand on: the same live server, pages and books as the tests of the browser."""

from tests.e2e.conftest import (  # noqa: F401  pytest finds fixtures by their names
    _signed_in,
    books,
    browser,
    live_server,
    playwright,
    visit,
)
