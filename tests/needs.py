"""What tests need of the machine: in CI everything must be there, elsewhere what is missing is skipped."""

import os
from typing import NoReturn

import pytest

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def unavailable(what: str) -> NoReturn:
    """Say that a tool is missing: a failure in CI, where nothing may go untested, a skip elsewhere."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
