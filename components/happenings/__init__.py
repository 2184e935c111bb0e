"""Happenings: the Activity page: what went on, day by day, and what one wants to be told."""
