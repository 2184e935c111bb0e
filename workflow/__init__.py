"""Verbs: one business transaction each."""
