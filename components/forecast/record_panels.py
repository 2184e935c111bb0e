"""The track record as two panels of the forecast page: are the probabilities right, and how far off were we."""

from components.forecast.accuracy import accuracy_panel
from components.forecast.reliability import reliability_panel

__all__ = ["accuracy_panel", "reliability_panel"]
