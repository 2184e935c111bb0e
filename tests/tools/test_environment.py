"""The start on a machine that lacks something: one clear sentence, and nothing half done."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NEEDED = ("sh", "cat", "cmp")  # all that the script may ask of a bare machine


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """Return a folder of programs as the PATH of a machine without Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in NEEDED:
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def add_python(folder: Path, script: str) -> None:
    program = folder / "python3"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)


def environment_script(folder: Path, venv: Path) -> subprocess.CompletedProcess[str]:
    settings = {name: value for name, value in os.environ.items() if name != "PYTHON3"} | {"PATH": str(folder)}
    command = [str(folder / "sh"), "tools/environment.sh", "run", str(venv)]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, check=False)


def test_without_python_it_says_what_to_install(bare: Path, tmp_path: Path) -> None:
    done = environment_script(bare, tmp_path / "venv")
    assert done.returncode != 0
    assert done.stderr.startswith("Caudal needs Python 3.11 or newer, and none was found: install it")
    assert len(done.stderr.splitlines()) == 1


def test_an_old_python_counts_as_none(bare: Path, tmp_path: Path) -> None:
    add_python(bare, "exit 1")
    done = environment_script(bare, tmp_path / "venv")
    assert done.returncode != 0
    assert done.stderr.startswith("Caudal needs Python 3.11 or newer")


def test_without_the_venv_module_it_says_how_to_get_it(bare: Path, tmp_path: Path) -> None:
    add_python(bare, f'case "$2" in *ensurepip*) exit 1;; esac; exec {sys.executable} "$@"')
    done = environment_script(bare, tmp_path / "venv")
    assert done.returncode != 0
    assert done.stderr.startswith("Python's venv module is missing: install it")
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "venv").exists()


def test_an_environment_that_holds_the_pinned_packages_is_left_alone(bare: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    pinned = [(ROOT / name).read_text(encoding="utf-8") for name in ("requirements.txt", "constraints.txt")]
    (venv / "installed-run.txt").write_text("".join(pinned), encoding="utf-8")
    done = environment_script(bare, venv)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
