"""Attributes: aria-* and data-* for Dash components, whose typed signatures know no hyphens."""

from typing import Any


def attributes(**values: str) -> dict[str, Any]:
    """Return `aria_label="…"` as {"aria-label": "…"}, ready for ** in a component."""
    return {name.replace("_", "-"): value for name, value in values.items()}


DECORATIVE = attributes(aria_hidden="true")
