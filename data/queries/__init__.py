"""Reads: what the screens ask the database for, always within the person's scope."""
