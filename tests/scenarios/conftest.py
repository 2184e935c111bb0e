"""Stories: those in the browser leave a screenshot behind when they fail, like the tests of the browser."""

from tests.e2e.conftest import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]
