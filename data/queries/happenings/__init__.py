"""Happenings: what went on in the pipeline of a person, from the event log and from what Caudal did by itself."""

from data.queries.happenings.feed import actors, feed, new_count

__all__ = ["actors", "feed", "new_count"]
