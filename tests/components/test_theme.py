"""The palette: one set of values in CSS and Python, and readable in both themes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from components import theme

ASSETS = Path(__file__).resolve().parents[2] / "assets"
TOKENS = (ASSETS / "10-tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("/* 3 ──")


def token(block: str, name: str) -> str:
    found = re.search(rf"--cd-{name}:\s*([^;]+);", block)
    assert found, name
    return found[1].strip()


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize(("mode", "block"), [("light", LIGHT), ("dark", DARK)])
def test_python_and_css_hold_the_same_colours(mode: theme.Mode, block: str) -> None:
    assert {name: token(block, name) for name in theme.PALETTE[mode]} == theme.PALETTE[mode]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "ink-2", "ink-3", "pos", "neg", "warn", "danger", "brand"])
def test_text_is_readable_on_every_surface(mode: theme.Mode, ink: str) -> None:
    colours = theme.PALETTE[mode]
    assert min(contrast(colours[ink], colours[surface]) for surface in ("canvas", "surface")) >= 4.9


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_both_modes_name_the_same_colours(mode: theme.Mode) -> None:
    assert theme.PALETTE[mode].keys() == theme.PALETTE["light"].keys()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_chart_template_is_drawn_in_the_palette(mode: theme.Mode) -> None:
    layout = theme.template(mode).layout
    assert layout.yaxis.gridcolor == theme.PALETTE[mode]["grid"]
    assert layout.colorway[0] == theme.PALETTE[mode]["st-visit"]
    assert layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert (layout.bargap, layout.barcornerradius, layout.hovermode) == (0.42, 2, "x unified")


def test_plotly_waits_for_the_first_chart() -> None:
    check = "import sys, components.theme; sys.exit('plotly' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ASSETS.parent, check=False).returncode == 0


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Chiara Moretti", "CM"), ("Anna Maria de Luca", "AL"), ("Prince", "P"), ("  ", "?"), ("(x) Ada 3", "A3")],
)
def test_an_avatar_shows_first_and_last_initial(name: str, letters: str) -> None:
    assert theme.initials(name) == letters


def test_everybody_has_one_of_seven_tints() -> None:
    assert {theme.avatar_tint(user_id) for user_id in range(100)} == set(range(1, 8))


@pytest.mark.parametrize(("percent", "step"), [(0, 0), (24, 0), (25, 25), (60, 50), (90, 90), (100, 90)])
def test_a_probability_takes_the_colour_of_the_step_below_it(percent: int, step: int) -> None:
    assert theme.probability_colour(percent) == f"var(--cd-p-{step})"
