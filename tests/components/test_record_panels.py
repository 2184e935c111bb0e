"""The track record in panels: what is known is drawn, and what a person may not see of whole companies is left out."""

from dataclasses import replace

from components.forecast.accuracy import accuracy_panel
from components.language import use_locale
from domain.track import Accuracy, Band, Horizon
from tests.components.tree import says

HORIZON = Horizon(1, 3, 30, 0.08, 0.16, 0.12, -0.02, 0.8)
FOUND = Accuracy((HORIZON,), (), (), (), 12, 1, "EUR", is_narrowed=False)


def test_errors_are_drawn_for_those_who_see_only_a_part_of_the_companies() -> None:
    with use_locale("en"):
        text = says(accuracy_panel(FOUND).body)
    assert "8.0" in text
    assert "inside" not in text, "nothing is said of bands"


def test_the_months_are_drawn_in_their_bands_for_those_who_see_all() -> None:
    bands = (Band(24_318, 1_000_00, 1_200_00, 1_500_00, 1_100_00), Band(24_319, 1_000_00, 1_200_00, 1_500_00, 1_600_00))
    with use_locale("en"):
        text = says(accuracy_panel(replace(FOUND, bands=bands)).body)
    assert "€1,100 inside" in text
    assert "€1,600 outside" in text
