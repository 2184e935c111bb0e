"""Time series: monthly amounts to come, from the monthly amounts that were."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from forecasting.forecast import Forecaster
from forecasting.series.baseline import Naive, SeasonalNaive
from forecasting.series.recipe import Fast, Recipe

__all__ = ["FORECASTERS", "Fast", "Naive", "Recipe", "SeasonalNaive"]

FORECASTERS: Final[Mapping[str, Forecaster]] = MappingProxyType(
    {forecaster.name: forecaster for forecaster in (Recipe(), Fast(), SeasonalNaive(), Naive())}
)
