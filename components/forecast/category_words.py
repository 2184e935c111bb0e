"""Words of the forecast pages: the categories as people read them."""

from collections.abc import Mapping

from components.language import gettext as _
from components.language import pgettext
from domain.category import Category


def category_names() -> Mapping[str, str]:
    """Return the categories as people read them."""
    return {
        Category.COMMIT.value: pgettext("forecast", "Commit"),
        Category.BEST_CASE.value: _("Best case"),
        Category.PIPELINE.value: _("Pipeline"),
        Category.CLOSED.value: pgettext("forecast", "Closed"),
        Category.OMITTED.value: _("Omitted"),
    }


def roll_up_formula(*, cumulative: bool) -> str:
    """Say what a roll-up adds up."""
    if cumulative:
        return _(
            "Commit forecast = commit + closed. Best case forecast = best case + commit + closed."
            " Open pipeline = pipeline + best case + commit, without closed. Net amounts, not weighted."
        )
    return _("Each category by itself; omitted counts in none of the forecasts. Net amounts, not weighted.")
