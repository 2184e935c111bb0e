"""Icons: bootstrap-icons, the mark of Caudal and the glyphs that say how far a stage or an outcome is."""

from typing import Literal

from dash import html

from components.attributes import DECORATIVE

Outcome = Literal["won", "lost", "cancelled"]
LAST_GLYPH = 5


def icon(name: str, class_name: str = "") -> html.I:
    """Return a decorative icon of bootstrap-icons by its name there; words beside it carry the meaning."""
    return html.I(className=f"bi bi-{name} {class_name}".rstrip(), **DECORATIVE)


def mark() -> html.Span:
    """Return the Caudal mark: three streams that become one."""
    return html.Span(className="cd-mark", **DECORATIVE)


def stage_glyph(glyph: int, colour: str) -> html.Span:
    """Return a circle that fills with progress, 0 (begun) to 5 (accepted), in a stage's colour name."""
    step = min(max(glyph, 0), LAST_GLYPH)
    return html.Span(className=f"cd-glyph cd-glyph--{step}", style={"--c": f"var(--cd-st-{colour})"}, **DECORATIVE)


def outcome_glyph(outcome: Outcome) -> html.Span:
    """Return the square of an outcome: a tick for won, a cross for lost or cancelled."""
    shape = "won" if outcome == "won" else "lost"
    return html.Span(className=f"cd-glyph cd-glyph--{shape}", **DECORATIVE)


def stage_chip(name: str, colour: str, glyph: int) -> html.Span:
    """Return a stage as a chip: its glyph and its name."""
    return html.Span(
        [stage_glyph(glyph, colour), html.Span(name, className="cd-trunc")],
        className=f"cd-stage cd-stage--{colour}",
        title=name,
    )
