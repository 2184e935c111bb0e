"""Basis: by which probability open opportunities are weighted, everywhere at once."""

from enum import StrEnum


class Basis(StrEnum):
    """The three probabilities that are kept apart."""

    STATED = "stated"  # what a person chose
    STAGE = "stage"  # the norm of its stage
    MODEL = "model"  # what the latest forecast uses: the model's value where it has skill


USUAL = Basis.STATED
NOTEWORTHY_POINTS = 10  # from here on a card says that the model sees it otherwise
