"""The outlook of each opportunity: the chances of the coming months to win, order and invoice it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, logit

from forecasting.timing.corrections import ORIGINS, Corrections, ages_at, learn_corrections, open_stages
from forecasting.timing.exposure import WINDOW, exposure, without_stages
from forecasting.timing.hazards import Hazards, fit_hazards, project
from forecasting.timing.lags import Lags, learn_lags, months_between
from forecasting.timing.slip import Slip, distances, learn_slip

Array = NDArray[np.float64]
SURE = 1e-6


@dataclass(frozen=True)
class Outlook:
    """What is fitted for the open and the won but not yet ordered opportunities; rows × months, the cutoff's next first.

    `deals` holds opportunity_id, owner, stage, net, outcome; `ever` is the chance to win at all.
    """

    cutoff: pd.Period
    deals: pd.DataFrame
    win: Array
    order: Array
    invoice: Array
    ever: Array
    lags: Lags
    corrections: Corrections

    @property
    def months(self) -> pd.PeriodIndex:
        """Return the coming months."""
        return pd.period_range(self.cutoff + 1, periods=self.win.shape[1], freq="M")


@dataclass(frozen=True)
class Learned:
    """What was fitted at a cutoff, to be asked of the deals as they stood then or on a later day of the month after."""

    cutoff: pd.Period
    months: int
    hazards: Hazards
    corrections: Corrections
    slip: Slip
    lags: Lags

    def outlook(
        self, deals: pd.DataFrame, stays: pd.DataFrame, orders: pd.DataFrame, chances: pd.Series | None = None
    ) -> Outlook:
        """Return the outlook of these deals; `chances` are a win model's, by opportunity_id.

        The level of the chances is that of the hazards and their corrections; a win model's chances, where given, set
        the differences between deals of one stage.
        """
        still, stages = open_stages(deals, without_stages(deals) if stays.empty else stays)
        ahead = project(self.hazards, stages, ages_at(still["created_on"], self.cutoff), self.cutoff, self.months)
        ahead = self.corrections.applied(ahead)
        win = self.slip.moved(ahead.win, ahead.ever, distances(still["expected_order_on"], self.cutoff))
        ever = ahead.ever if chances is None else _told_apart(ahead.ever, still["opportunity_id"].map(chances), stages)
        win *= np.divide(ever, ahead.ever, out=np.zeros_like(ever), where=ahead.ever > 0)[:, None]
        win /= np.maximum(win.sum(axis=1), 1.0)[:, None]
        still = still.assign(net=_left_to_order(still, orders))
        return _onwards(self.cutoff, still, win, ever, _not_ordered(deals, orders), self.lags, self.corrections)


def learn(
    deals: pd.DataFrame,
    stays: pd.DataFrame,
    snapshots: pd.DataFrame,
    orders: pd.DataFrame,
    invoices: pd.DataFrame,
    cutoff: pd.Period,
    months: int,
) -> Learned:
    """Fit everything on what was known at the cutoff."""
    stays = without_stages(deals) if stays.empty else stays
    log = exposure(deals, stays, cutoff, WINDOW + ORIGINS)
    return Learned(
        cutoff,
        months,
        fit_hazards(log.upto(cutoff)),
        learn_corrections(deals, stays, log, cutoff, months),
        learn_slip(snapshots, deals, cutoff, months),
        learn_lags(deals, orders, invoices, cutoff),
    )


def _told_apart(ever: Array, chances: pd.Series, stages: pd.Series) -> Array:
    """Return the hazards' chances, moved by how far a deal's odds lie from the usual odds of its stage."""
    odds = pd.Series(logit(np.clip(chances.to_numpy(dtype=np.float64), SURE, 1 - SURE)))
    apart = (odds - odds.groupby(stages.to_numpy()).transform("mean")).fillna(0.0).to_numpy()
    moved = np.asarray(expit(logit(np.clip(ever, SURE, 1 - SURE)) + apart), dtype=np.float64)
    before = pd.Series(ever).groupby(stages.to_numpy()).transform("mean").to_numpy()
    after = pd.Series(moved).groupby(stages.to_numpy()).transform("mean").to_numpy()
    return np.asarray(np.clip(moved * before / np.maximum(after, SURE), 0.0, 1.0), dtype=np.float64)


def _left_to_order(still: pd.DataFrame, orders: pd.DataFrame) -> pd.Series:
    """Return the amounts of open deals less what has been ordered already, which is in the backlog."""
    ordered = orders.dropna(subset=["opportunity_id"]).groupby("opportunity_id")["net"].sum()
    return (still["net"].fillna(0.0) - still["opportunity_id"].map(ordered).fillna(0.0)).clip(lower=0.0)


def _not_ordered(deals: pd.DataFrame, orders: pd.DataFrame) -> pd.DataFrame:
    ordered = set(orders["opportunity_id"].dropna().astype("int64"))
    return deals[(deals["outcome"] == "won") & ~deals["opportunity_id"].isin(ordered)].reset_index(drop=True)


def _onwards(
    cutoff: pd.Period, still: pd.DataFrame, win: Array, ever: Array, won: pd.DataFrame, lags: Lags, learned: Corrections
) -> Outlook:
    """Follow the wins, and the deals won but not ordered, to order and invoice."""
    months = win.shape[1]
    waited = months_between(won["closed_on"], cutoff).astype(np.int64)
    ordered = np.vstack([lags.to_order.following(win), lags.to_order.after(waited, months)])
    columns = ["opportunity_id", "owner", "stage", "net", "outcome"]
    both = pd.concat([still.reindex(columns=columns), won.reindex(columns=columns)], ignore_index=True)
    return Outlook(
        cutoff,
        both,
        np.vstack([win, np.zeros((len(won), months))]),
        ordered,
        lags.to_invoice.following(ordered),
        np.concatenate([ever, np.ones(len(won))]),
        lags,
        learned,
    )
