"""Nouns and rules of selling: standard library only."""
