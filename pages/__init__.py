"""Screens: one file per URL; nothing imports a page."""
