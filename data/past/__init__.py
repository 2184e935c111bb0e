"""The past: a read-only database of an earlier day, in which every change after it is taken back."""

from data.past.shelf import PastDatabase, Shelf

__all__ = ["PastDatabase", "Shelf"]
