"""Browser tests: all of this folder, and what a failed one leaves behind."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.visiting import failed, server_words


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember that a test failed, for the screenshot that its pages leave behind, and report what the server said."""
    report = yield
    if report.failed:
        item.stash[failed] = True
        if words := item.stash.get(server_words, str)():
            report.sections.append(("What the server said since the test began", words))
    return report
