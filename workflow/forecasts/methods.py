"""Methods: which of them speak for a series, and how the chain and the history are put together."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from forecasting.forecast import Forecast, from_paths
from forecasting.record.baselines import run_rate, seasonal_naive, stated_weighted
from forecasting.record.width import HIGH, LOW, stretched, width_factor
from forecasting.series import FORECASTERS
from forecasting.series.reconciliation import reconciled
from forecasting.total.blend import blended, learn_weights
from forecasting.total.forecast import Fitted, fit_total
from forecasting.winning.outlook import WinOutlook, win_outlook
from workflow.forecasts.material import Material

HORIZON = 12
SEED = 7
SMALLEST_HISTORY = 3  # months; with less there is nothing to repeat
CHAIN, HISTORY, BLEND = "chain", "recipe", "blend"
WIDTH = "width"  # among the weights of the blend: by how much its intervals are stretched


@dataclass
class Track:
    """What the chain and the history said from earlier month-ends: means by method, measure and cutoff."""

    said: dict[tuple[str, str, pd.Period], pd.Series] = field(default_factory=dict)
    halves: dict[tuple[str, pd.Period], pd.Series] = field(default_factory=dict)  # of the blend before it was stretched

    def misses(self, measure: str, history: pd.Series) -> list[float]:
        """Return the blend's absolute errors in half widths of its 80 % interval, of every month that has come."""
        return [
            abs(self.said[BLEND, measure, cutoff][month] - history[month]) / half[month] if half[month] > 0 else np.nan
            for (of, cutoff), half in self.halves.items()
            if of == measure
            for month in half.index.intersection(history.index)
        ]

    def keep(self, measure: str, forecast: Forecast) -> None:
        """Remember a forecast for the weights of later ones."""
        self.said[forecast.method, measure, forecast.cutoff] = forecast.mean

    def errors(self, measure: str, history: pd.Series) -> pd.DataFrame:
        """Return forecast less actual of both, for each month of the history that both had spoken of, by horizon."""
        rows = [
            {
                "horizon": (month - cutoff).n,
                "total": mean[month] - history[month],
                "series": other[month] - history[month],
            }
            for (method, of, cutoff), mean in self.said.items()
            if method == CHAIN and of == measure and (other := self.said.get((HISTORY, measure, cutoff))) is not None
            for month in mean.index.intersection(history.index)
        ]
        return pd.DataFrame(rows, columns=["horizon", "total", "series"])


@dataclass(frozen=True)
class OfCompany:
    """What is said of a whole company: the chances of its opportunities, the fitted chain, forecasts with their measure."""

    win: WinOutlook
    fitted: Fitted
    said: list[tuple[str, Forecast]]


def of_company(found: Material, track: Track) -> OfCompany:
    """Return what each method says of the whole company; the material is that of a month's end.

    The weights of the blend come from the track, which remembers what is said now.
    """
    win = win_outlook(found.deals, found.stays, found.snapshots, found.last_month.end_time.normalize())
    fitted = fit_total(
        found.deals, found.stays, found.snapshots, found.orders, found.invoices, found.last_month, HORIZON,
        win.chances["used"],
    )  # fmt: skip
    said: list[tuple[str, Forecast]] = []
    for measure in ("invoicing", "bookings"):
        history = found.series.get((measure, "company", 0))
        if history is not None and len(history) >= SMALLEST_HISTORY:
            said += [(measure, forecast) for forecast in _of_company(found, fitted, measure, history, track)]
    return OfCompany(win, fitted, said)


def of_parts(found: Material, whole: OfCompany, measure: str, scope: str) -> dict[int, Forecast]:
    """Return the forecasts of the teams or owners by id (0 for what names none), which add up to the company's blend."""
    parent = next((said for of, said in whole.said if of == measure and said.method == BLEND), None)
    histories = {id_: series for (of, who, id_), series in found.series.items() if (of, who) == (measure, scope)}
    if parent is None:
        return {}
    parts = {str(id_): FORECASTERS["fast"].fit_forecast(history, HORIZON, SEED) for id_, history in histories.items()}
    draws = min([len(parent.paths), *(len(part.paths) for part in parts.values())])
    _, adding_up = reconciled(replace(parent, paths=parent.paths[:draws]), parts, keep_parent=True)
    return {int(name): part for name, part in adding_up.items()}


def _of_company(found: Material, fitted: Fitted, measure: str, history: pd.Series, track: Track) -> list[Forecast]:
    whole = fitted.whole("invoiced" if measure == "invoicing" else "ordered", seed=SEED)
    training = (history.index[0], history.index[-1])
    mean = whole.mean.to_numpy()
    chain = from_paths(found.last_month, mean, whole.paths, method=CHAIN, training=training)
    recipe = FORECASTERS["recipe"].fit_forecast(history, HORIZON, SEED)
    weights = learn_weights(track.errors(measure, history), HORIZON)
    centre = weights * mean + (1 - weights) * recipe.mean.to_numpy()
    paths = blended(whole.paths, recipe.paths, weights)
    factor = width_factor(track.misses(measure, history))
    both = from_paths(
        found.last_month,
        centre,
        stretched(centre, paths, factor),
        method=BLEND,
        weights={WIDTH: factor} | {f"{CHAIN} {ahead}": float(own) for ahead, own in enumerate(weights, start=1)},
        training=training,
        league=recipe.league,
        notes=recipe.notes,
    )
    said = [both, chain, recipe, seasonal_naive(history, HORIZON), run_rate(history, HORIZON)]
    if measure == "invoicing":
        said.append(stated_weighted(history, found.deals, found.orders, HORIZON))
    for forecast in (both, chain, recipe):
        track.keep(measure, forecast)
    low, high = np.quantile(paths, (LOW, HIGH), axis=0)
    track.halves[measure, found.last_month] = pd.Series((high - low) / 2, index=both.months)
    return said
