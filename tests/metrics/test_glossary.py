"""The glossary says of each metric what its class says."""

from pathlib import Path

import pytest

from metrics import METRICS, Metric

GLOSSARY = " ".join((Path(__file__).parents[2] / "docs" / "glossary.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.slug)
def test_each_metric_has_its_line(metric: type[Metric]) -> None:
    assert f"**{metric.label}**: {metric.meaning}. *{metric.formula}*" in GLOSSARY
