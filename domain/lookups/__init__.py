"""Lookups: the lists that a company maintains, each described once for its table, its form and its verbs."""

from domain.lookups.catalogue import LOOKUPS, lookup_of
from domain.lookups.description import Field, Kind, Lookup

__all__ = ["LOOKUPS", "Field", "Kind", "Lookup", "lookup_of"]
