"""How a case becomes numbers: shrunken log-odds of its categories and their pairs, and bent lines of its measures.

A category's log-odds are drawn towards the base rate as if that many more average deals had been seen (empirical
Bayes, Micci-Barreca 2001); while learning, those of a fold of deals are counted on the other folds, so that no deal
explains itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pandas as pd

Array = npt.NDArray[np.float64]
SHRINK = 20.0
FOLDS = 5
UNSAID = ""
BENDS = (0.33, 0.67)


@dataclass(frozen=True)
class Features:
    """The names of the columns: categories (their pairs too, when asked) and measures."""

    categories: tuple[str, ...]
    measures: tuple[str, ...]
    paired: bool = True

    @property
    def encoded(self) -> tuple[tuple[str, ...], ...]:
        """Return the categories and pairs that get log-odds of their own."""
        singles = tuple((name,) for name in self.categories)
        return singles + (tuple(combinations(self.categories, 2)) if self.paired else ())


DEAL_FEATURES = Features(
    ("opportunity_type", "origin", "owner", "team", "product_family", "place"),
    ("valued", "size", "quality", "age", "stay", "silence", "activity", "pushes", "until_order"),
)


@dataclass(frozen=True)
class Encoder:
    """What was learned about the columns; `owners` says for each column of the design whose effect it is."""

    features: Features
    odds: Mapping[tuple[str, ...], pd.Series]
    bends: Mapping[str, Array]
    centre: Array
    scale: Array
    owners: tuple[tuple[str, ...], ...]

    def design(self, cases: pd.DataFrame) -> Array:
        """Return the centred and scaled columns; what was never seen is average."""
        columns = [_looked_up(cases, names, self.odds[names]) for names in self.features.encoded]
        return (_stacked(columns, cases, self.bends) - self.centre) / self.scale


def encoder(cases: pd.DataFrame, features: Features, weights: pd.Series) -> tuple[Encoder, Array]:
    """Learn the encoding from closed cases; return it with the design that explains no deal by itself."""
    base = float(np.average(cases["won"], weights=weights))
    fold = cases["key"].factorize()[0] % FOLDS
    odds, columns = {}, []
    for names in features.encoded:
        odds[names], column = _learned(
            _keys(cases, names), fold, cases["won"].to_numpy(float), weights.to_numpy(), base
        )
        columns.append(column)
    bends = {name: np.unique(cases[name].astype(float).quantile(list(BENDS)).dropna()) for name in features.measures}
    raw = _stacked(columns, cases, bends)
    centre = np.average(raw, axis=0, weights=weights)
    scale = np.sqrt(np.average((raw - centre) ** 2, axis=0, weights=weights))
    owners = features.encoded + tuple((name,) for name in features.measures for _ in range(1 + len(bends[name])))
    made = Encoder(features, odds, bends, centre, np.where(scale > 1e-9, scale, 1.0), owners)
    return made, (raw - made.centre) / made.scale


def _keys(cases: pd.DataFrame, names: tuple[str, ...]) -> pd.Series:
    first, *second = (cases[name].astype("object").fillna(UNSAID).astype(str) for name in names)
    return first.str.cat(second[0], sep=" × ") if second else first


def _learned(keys: pd.Series, fold: Array, won: Array, weights: Array, base: float) -> tuple[pd.Series, Array]:
    """Return the log-odds of each value, and for each case those that the other folds give it."""
    codes, values = keys.factorize()
    place, cells = fold.astype(int) * len(values) + codes, FOLDS * len(values)
    n = np.bincount(place, weights, cells).reshape(FOLDS, -1)
    wins = np.bincount(place, weights * won, cells).reshape(FOLDS, -1)
    others = _odds(wins.sum(axis=0) - wins, n.sum(axis=0) - n, base)
    return pd.Series(_odds(wins.sum(axis=0), n.sum(axis=0), base), index=values), others.ravel()[place]


def _odds(won: Array, n: Array, base: float) -> Array:
    """Return shrunken log-odds against the base rate."""
    share = np.clip((won + SHRINK * base) / (n + SHRINK), 1e-4, 1 - 1e-4)
    return np.asarray(np.log(share / (1 - share)) - np.log(base / (1 - base)))


def _looked_up(cases: pd.DataFrame, names: tuple[str, ...], odds: pd.Series) -> Array:
    return _keys(cases, names).map(odds).fillna(0.0).to_numpy(float)


def _stacked(columns: list[Array], cases: pd.DataFrame, bends: Mapping[str, Array]) -> Array:
    """Return encoded columns followed by each measure and what it has above each bend; unknown ones are middling."""
    stacked = list(columns)
    for name, places in bends.items():
        values = cases[name].to_numpy(float)
        values = np.where(np.isfinite(values), values, np.mean(places) if len(places) else 0.0)
        stacked += [values, *(np.maximum(values - place, 0.0) for place in places)]
    return np.column_stack(stacked) if stacked else np.zeros((len(cases), 0))
