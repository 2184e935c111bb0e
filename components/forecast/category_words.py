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
