"""Doors: HTTP around and in front of the screens: sign-in, session, guard, health, headers."""
