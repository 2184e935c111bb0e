"""The files the browser gets: colours only in the tokens, nothing from elsewhere, every part with its licence."""

import re
from pathlib import Path

import pytest

from components import shell

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
OWN_STYLES = sorted(ASSETS.glob("*.css"))
OWN_SCRIPTS = sorted([*ASSETS.glob("*.js"), *ASSETS.glob("head/*.js")])
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@pytest.mark.parametrize("path", OWN_STYLES, ids=lambda path: path.name)
def test_only_the_tokens_hold_raw_colours(path: Path) -> None:
    raw = re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(", COMMENT.sub("", path.read_text(encoding="utf-8")))
    assert path.name == "10-tokens.css" or raw == []


@pytest.mark.parametrize("path", OWN_STYLES, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path: Path) -> None:
    tokens = set(re.findall(r"(--cd-[\w-]+):", (ASSETS / "10-tokens.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"var\((--cd-[\w-]+)", path.read_text(encoding="utf-8"))) <= tokens


@pytest.mark.parametrize("path", OWN_STYLES, ids=lambda path: path.name)
def test_every_file_a_style_names_is_here(path: Path) -> None:
    for name in re.findall(r'url\("([^"]+)"\)', path.read_text(encoding="utf-8")):
        assert (ASSETS / name).is_file(), name


@pytest.mark.parametrize("path", [*OWN_STYLES, *OWN_SCRIPTS], ids=lambda path: path.name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    assert "//" not in re.sub(r"(?m)//.*$|/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.mark.parametrize("path", [*OWN_STYLES, *OWN_SCRIPTS], ids=lambda path: path.name)
def test_every_asset_opens_with_its_caption(path: Path) -> None:
    start = path.read_text(encoding="utf-8").removeprefix('"use strict";\n')
    assert start.startswith(("/* ", "// "))


@pytest.mark.parametrize("path", OWN_SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_strict(path: Path) -> None:
    assert '"use strict";' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", sorted((ASSETS / "vendor").iterdir()), ids=lambda path: path.name)
def test_every_vendored_part_brings_its_licence(folder: Path) -> None:
    assert [path for path in folder.iterdir() if path.name.startswith("LICENSE")]


@pytest.mark.parametrize("path", [*shell.STYLESHEETS, shell.FONT, shell.FAVICON, shell.HEAD_SCRIPT])
def test_the_files_of_the_document_exist(path: str) -> None:
    assert (ROOT / path.removeprefix("/")).is_file()
