"""The house keeps its own rules: rooms, sizes, captions, colours, words."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

WIRING = {"app.py", "manage.py"}
NO_ROOMS = {"assets", "locales", "benchmarks", "docs", "tests", "tools"}
PAPERS = {
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "NOTICE",
    "Makefile",
    "pyproject.toml",
    "requirements.txt",
    "requirements-dev.txt",
    "requirements-basemap.txt",
    "requirements-gazetteer.txt",
    "constraints.txt",
    "babel.cfg",
    ".ci",
    ".editorconfig",
    ".gitignore",
    ".gitattributes",
}
LONGEST_FUNCTION = 50
LONGEST_MODULE = 300
NAMES_THAT_DECIDE_NOTHING = {"utils", "helpers", "common", "services", "core", "misc"}

HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
SILENCED = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)$")
CODE_AND_REASON = re.compile(
    r"^(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[a-z-]+(?:,\s*[a-z-]+)*\])\s+[#–—-]*\s*\S+\s+\S"
)


def configuration() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def rooms() -> list[str]:
    return list(configuration()["tool"]["importlinter"]["root_packages"])


def tracked() -> list[Path]:
    """Every file of the repository, new ones included, ignored ones not."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git is what we ask about
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


try:
    TRACKED = tracked()
except (OSError, subprocess.CalledProcessError):  # an archive of the source without git: the files are what there is
    TRACKED = sorted(path for path in ROOT.rglob("*") if path.is_file() and ".venv" not in path.parts)

PYTHON = [path for path in TRACKED if path.suffix == ".py"]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def measured() -> list[Path]:
    """Modules whose size counts: not the tests, whose stories are long, and not the migrations, which are never touched again."""
    return [path for path in PYTHON if not relative(path).startswith(("tests/", "data/migrations/"))]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, late imports included."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names.add(node.module.split(".")[0])
    return names


def lines_matching(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{relative(path)}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def in_room(room: str) -> list[Path]:
    return [path for path in PYTHON if relative(path).startswith(f"{room}/")]


def test_the_configured_rooms_are_the_folders_on_disk() -> None:
    folders = {relative(path).split("/")[0] for path in PYTHON if "/" in relative(path)}
    assert folders - NO_ROOMS == set(rooms())


def test_the_top_level_holds_what_the_house_names() -> None:
    top = {relative(path).split("/")[0] for path in TRACKED}
    assert top <= set(rooms()) | NO_ROOMS | WIRING | PAPERS


def test_every_module_opens_with_a_caption() -> None:
    written = {path: path.read_text(encoding="utf-8") for path in PYTHON}
    assert not [relative(path) for path, text in written.items() if text and not ast.get_docstring(ast.parse(text))]


def test_no_function_is_longer_than_a_screen() -> None:
    long = [
        f"{relative(path)}:{function.lineno} {function.name} has {length} lines"
        for path in measured()
        for function in functions(path)
        if (length := (function.end_lineno or function.lineno) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert not long


def test_no_module_outgrows_its_concept() -> None:
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in measured()}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_MODULE}


def test_no_name_means_i_did_not_decide() -> None:
    assert not [relative(path) for path in PYTHON if NAMES_THAT_DECIDE_NOTHING & {path.stem, *path.parent.parts}]


def test_colours_in_python_live_in_the_theme() -> None:
    painted = [path for path in PYTHON if not relative(path).startswith(("components/theme", "tests/"))]
    in_strings = [
        f"{relative(path)}:{node.lineno}: {node.value[:60]}"
        for path in painted
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HEX_COLOUR.search(node.value)
    ]
    assert not in_strings


def test_colours_in_css_are_tokens() -> None:
    sheets = [path for path in TRACKED if path.suffix == ".css" and "vendor" not in path.parts]
    sheets = [path for path in sheets if relative(path) != "assets/10-tokens.css"]
    assert not lines_matching(sheets, HEX_COLOUR)


def test_nothing_is_left_to_do_in_a_comment() -> None:
    ours = [
        path for path in TRACKED if path.suffix in {".py", ".js", ".css", ".sh", ".toml"} and "vendor" not in path.parts
    ]
    assert not lines_matching(ours, re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"))


def test_every_silenced_rule_names_its_code_and_its_reason() -> None:
    nameless = [
        f"{relative(path)}:{number}: {line.strip()}"
        for path in PYTHON
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := SILENCED.search(line)) and not CODE_AND_REASON.match(found["rest"])
    ]
    assert not nameless


@pytest.mark.parametrize("wiring", sorted(WIRING))
def test_the_app_knows_nothing_of_its_tests(wiring: str) -> None:
    assert "tests" not in imported(ROOT / wiring)


def test_no_room_knows_the_tests_or_the_benchmarks() -> None:
    assert not [
        relative(path) for room in rooms() for path in in_room(room) if imported(path) & {"tests", "benchmarks"}
    ]


def test_the_domain_needs_nothing_but_python() -> None:
    foreign = {
        name: extra
        for path in in_room("domain")
        if (extra := imported(path) - sys.stdlib_module_names - {"domain"})
        if (name := relative(path))
    }
    assert not foreign


def test_the_metrics_need_nothing_but_frames_and_the_domain() -> None:
    allowed = sys.stdlib_module_names | {"metrics", "domain", "pandas", "numpy"}
    assert not [relative(path) for path in in_room("metrics") if imported(path) - allowed]


def pins(name: str) -> dict[str, str]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    pairs = (line.split("==") for line in lines if "==" in line)
    return {re.sub(r"\[.*\]", "", package).lower().replace("_", "-"): version for package, version in pairs}


def test_every_direct_requirement_is_pinned_with_its_reason() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-gazetteer.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-")):
                assert re.fullmatch(r"\S+==\S+\s+# \S.*", line), line


def test_the_lock_agrees_with_the_requirements() -> None:
    locked = pins("constraints.txt")
    wanted = pins("requirements.txt") | pins("requirements-dev.txt")
    assert {package: locked.get(package) for package in wanted} == wanted


def test_the_lock_names_no_place_on_anyones_machine() -> None:
    assert not lines_matching([ROOT / "constraints.txt"], re.compile(r"(?:@|://|file:|/)"))
