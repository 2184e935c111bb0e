"""The first number of a process imports pandas while other threads answer: none of them may meet half a module."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Enter
from tests.web.tiny import KEY
from web import guard

ROOT = Path(__file__).parents[2]
SLOW = "import time\ntime.sleep(0.4)\nNaT = NA = None\nclass Series: ...\nclass Index: ...\nclass DataFrame: ...\nclass DatetimeIndex: ...\n"


@pytest.fixture
def browser(enter: Enter) -> FlaskClient:
    """Return a browser with somebody signed in, before anything waits."""
    return enter("sales")


@pytest.fixture
def half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Yield a pandas that another thread is still importing."""
    (tmp_path / "pandas.py").write_text(SLOW, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for name in [name for name in sys.modules if name.partition(".")[0] == "pandas"]:
        monkeypatch.delitem(sys.modules, name)
    importing = threading.Thread(target=__import__, args=("pandas",))
    importing.start()
    while "pandas" not in sys.modules:
        pass
    module = sys.modules["pandas"]
    assert not hasattr(module, "NaT")
    yield module
    importing.join()
    sys.modules.pop("pandas")


def test_an_answer_waits_until_the_import_of_another_thread_is_done(half: ModuleType) -> None:
    guard.wait_for_frames()
    assert hasattr(half, "NaT")


def test_the_frame_of_a_page_waits_too(browser: FlaskClient, half: ModuleType) -> None:
    assert browser.get("/_dash-layout").status_code == 200
    assert hasattr(half, "NaT")


def test_nothing_is_imported_that_nobody_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pandas"]:
        monkeypatch.delitem(sys.modules, name)
    guard.wait_for_frames()
    assert "pandas" not in sys.modules


def test_the_server_starts_without_pandas(tmp_path: Path) -> None:
    code = f"""
import sys, pathlib
from app import create_app
from data.session import Database
from web.settings import Settings
url = "sqlite:///{tmp_path / "caudal.db"}"
create_app(Settings(database_url=url, secret_key="{KEY}", folder=pathlib.Path("{tmp_path}")), Database(url))
sys.exit("pandas" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
