"""What tests need of the machine: in CI everything must be there, elsewhere what is missing is skipped."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

ENOUGH_BYTES = 2 << 30
IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}


def unavailable(what: str) -> NoReturn:
    """Say that a tool is missing: a failure in CI, where nothing may go untested, a skip elsewhere."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def roomy() -> Path:
    """Return the folder for the files of the tests: in memory where that is large enough, there writing costs a tenth."""
    memory = Path("/dev/shm")  # noqa: S108  the folders made in it are the tests' own, closed to others
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ENOUGH_BYTES:
        return memory
    return Path(tempfile.gettempdir())
