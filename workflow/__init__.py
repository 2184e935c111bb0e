"""Verbs: one business transaction each; what follows from them by itself hangs on the end of each transaction."""

from workflow import reactions  # noqa: F401  importing it lets transactions hear
