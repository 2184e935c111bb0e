"""The parts of the authorisation matrix: who asks, for what, about which record, and what must come of it."""
