"""Summary tables: kept by triggers, compared with what they sum up, rebuilt, and set aside for bulk loads."""

from data.summary.keeping import SUMMARIES, differences, rebuild
from data.summary.resting import SEARCHED, refresh_statistics, without_triggers
from data.summary.sums import Difference

__all__ = ["SEARCHED", "SUMMARIES", "Difference", "differences", "rebuild", "refresh_statistics", "without_triggers"]
