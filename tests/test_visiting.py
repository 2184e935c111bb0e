"""The report of a failed browser test: it holds what the server said meanwhile, and explains itself wherever it ran."""

from pathlib import Path
from typing import Literal

import pytest

from tests.e2e.conftest import pytest_runtest_makereport
from tests.e2e.live import LONGEST_WORDS, LiveServer
from tests.visiting import server_words

BEFORE = "error 00000001 on GET '/elsewhere'\n"
TRACEBACK = "error 88f00ba9 on GET '/forecast'\nTraceback (most recent call last):\nKeyError: 'Società'\n"


@pytest.fixture
def server(tmp_path: Path) -> LiveServer:
    """Return a server that another test has already heard an error of."""
    (tmp_path / "server.log").write_text(BEFORE, encoding="utf-8")
    return LiveServer(folder=tmp_path, port=1)


def _report(item: pytest.Item, outcome: Literal["passed", "failed"]) -> pytest.TestReport:
    """Return the report of a test as pytest prints it, after the hook of the browser tests has had it."""
    making = pytest_runtest_makereport(item)
    next(making)
    with pytest.raises(StopIteration) as made:
        making.send(pytest.TestReport(item.nodeid, item.location, {}, outcome, None, "teardown"))
    report: pytest.TestReport = made.value.value
    return report


def test_a_failure_shows_the_traceback_that_the_server_wrote_since_the_test_began(
    request: pytest.FixtureRequest, server: LiveServer, tmp_path: Path
) -> None:
    length = len(server.log)
    request.node.stash[server_words] = lambda: server.said_since(length)
    with (tmp_path / "server.log").open("a", encoding="utf-8") as log:
        log.write(TRACEBACK)
    assert _report(request.node, "failed").sections == [("What the server said since the test began", TRACEBACK)]
    assert _report(request.node, "passed").sections == []


def test_a_failure_with_a_silent_server_or_none_reports_as_ever(
    request: pytest.FixtureRequest, server: LiveServer
) -> None:
    assert _report(request.node, "failed").sections == []
    request.node.stash[server_words] = lambda: server.said_since(len(server.log))
    assert _report(request.node, "failed").sections == []


def test_a_talkative_server_does_not_bury_the_failure(server: LiveServer, tmp_path: Path) -> None:
    (tmp_path / "server.log").write_text("x" * LONGEST_WORDS + TRACEBACK, encoding="utf-8")
    words = server.said_since(0)
    assert words.endswith(TRACEBACK)
    assert len(words) == LONGEST_WORDS
