"""Starting Caudal: what stops it is one sentence, and then nothing has been made."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def start(folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"CAUDAL_FOLDER": str(folder), "HOST": "127.0.0.1"} | settings
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "app.py"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def test_a_port_in_use_is_one_sentence_and_no_database(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = start(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr.startswith(f"Port {port} on 127.0.0.1 is in use.")
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.glob("*.db"))


def test_a_port_that_is_no_number_is_one_sentence(tmp_path: Path) -> None:
    done = start(tmp_path, PORT="eighty")
    assert done.returncode == 1
    assert done.stderr == "PORT is “eighty”, but must be a whole number from 1 to 65535.\n"


def test_a_weak_key_is_refused_in_one_sentence(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY="secret")
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is too short or well known.")
    assert len(done.stderr.splitlines()) == 1
