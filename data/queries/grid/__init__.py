"""The grid of opportunities in SQL: blocks of rows, sums over all of them, and the neighbours of a row."""

from data.queries.grid.rows import ROW_FIELDS, Block, Grid, GridRow, Place, matching, neighbours
from data.queries.grid.sums import FunnelRow, Sums, funnel, sums

__all__ = [
    "ROW_FIELDS",
    "Block",
    "FunnelRow",
    "Grid",
    "GridRow",
    "Place",
    "Sums",
    "funnel",
    "matching",
    "neighbours",
    "sums",
]
