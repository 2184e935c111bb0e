"""Claims: what each opportunity or order may bring, and in which month."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CERTAIN = 1 - 1e-12


@dataclass(frozen=True)
class Claims:
    """Amounts in major units, and for each the chance of every month; what is missing to 1 never comes or comes later.

    `steady` marks those that the common factor does not move, such as orders that are only waiting to be delivered.
    """

    amounts: Array
    chances: Array
    steady: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def __post_init__(self) -> None:
        """Refuse what no one could draw from: a shape that does not fit, chances below 0 or above 1."""
        if self.chances.ndim != 2 or len(self.chances) != len(self.amounts):
            raise ValueError("Claims need one row of chances for each amount.")
        if not np.isfinite(self.amounts).all() or not np.isfinite(self.chances).all():
            raise ValueError("Amounts and chances of claims must be finite.")
        if self.chances.size and (self.chances.min() < 0 or self.chances.sum(axis=1).max() > 1 + 1e-9):
            raise ValueError("The chances of a claim lie between 0 and 1, over all months together too.")
        if not len(self.steady):
            object.__setattr__(self, "steady", np.zeros(len(self.amounts), dtype=bool))

    @property
    def months(self) -> int:
        """Return how many months the claims are spread over."""
        return int(self.chances.shape[1])

    @property
    def any_month(self) -> Array:
        """Return the chance of each to come in any of the months."""
        total: Array = np.minimum(self.chances.sum(axis=1), 1.0)
        return total

    @property
    def means(self) -> Array:
        """Return the expected amount of each month."""
        means: Array = self.amounts @ self.chances
        return means

    @property
    def variances(self) -> Array:
        """Return the variance of the amount over all months of each claim, taken alone."""
        chance = self.any_month
        return self.amounts**2 * chance * (1 - chance)

    def taken(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Self:
        """Return some of the claims."""
        return type(self)(self.amounts[chosen], self.chances[chosen], self.steady[chosen])

    def with_(self, other: "Claims") -> "Claims":
        """Return these claims and others over the same months."""
        return Claims(
            np.concatenate([self.amounts, other.amounts]),
            np.concatenate([self.chances, other.chances]),
            np.concatenate([self.steady, other.steady]),
        )
