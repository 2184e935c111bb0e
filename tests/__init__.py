"""Tests of every room, in folders of the same names."""
