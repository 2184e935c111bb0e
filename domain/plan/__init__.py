"""Typed plans: how a year is cut, how amounts are spread, the tree they stand in, and what documents it matches."""
