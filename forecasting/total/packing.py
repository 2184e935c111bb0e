"""Packing: a standing as bytes to be stored, arrays by name as NumPy writes them, and nothing that could run."""

import io
from typing import Final

import numpy as np

from forecasting.timing.lags import AT_ONCE, Lags, Profile
from forecasting.total.fresh import Fresh
from forecasting.total.standing import Standing

LAYOUT: Final = 1  # raised when the arrays change; another one cannot be read


def pack(standing: Standing) -> bytes:
    """Return the standing as bytes; chances keep seven digits."""
    fresh, lags = standing.fresh, standing.lags
    file = io.BytesIO()
    np.savez_compressed(
        file,
        layout=np.array(LAYOUT),
        kinds=standing.kinds,
        ids=standing.ids,
        amounts=standing.amounts,
        ever=standing.ever.astype(np.float32),
        chances=standing.chances.astype(np.float32),
        to_order=lags.to_order.chances,
        to_invoice=lags.to_invoice.chances,
        cohorts=fresh.cohorts,
        development=fresh.development.chances,
        numbers=np.array([standing.first_month, standing.rho, standing.remaining, fresh.spread, fresh.uncertainty]),
    )
    return file.getvalue()


def unpack(packed: bytes) -> Standing | None:
    """Return what was packed, None when it was in another layout."""
    with np.load(io.BytesIO(packed), allow_pickle=False) as found:
        if int(found["layout"]) != LAYOUT:
            return None
        first_month, rho, remaining, spread, uncertainty = (float(number) for number in found["numbers"])
        chances = found["chances"].astype(np.float64)
        return Standing(
            int(first_month),
            found["kinds"],
            found["ids"],
            found["amounts"],
            found["ever"].astype(np.float64),
            chances / np.maximum(chances.sum(axis=1, keepdims=True), 1.0),
            Lags(Profile(found["to_order"]), Profile(found["to_invoice"]), AT_ONCE),
            Fresh(found["cohorts"], Profile(found["development"]), spread, uncertainty),
            rho,
            remaining,
        )
