"""The grid of opportunities: an empty canvas for assets/7?-grid-*.js, its stores and its words."""

from components.grid.layout import IDS, PROFILE, PROFILE_ANSWER, RELOAD, actions, grid_layout, register_grid
from components.grid.words import column_names, outcome_names

__all__ = [
    "IDS",
    "PROFILE",
    "PROFILE_ANSWER",
    "RELOAD",
    "actions",
    "column_names",
    "grid_layout",
    "outcome_names",
    "register_grid",
]
