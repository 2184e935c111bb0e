"""The dialogs of the page of categories: one's own submission, and the adjustment of another's."""

from typing import Any

from dash import html

from components.attributes import attributes
from components.dialog import field, money, pair
from components.forecast.commit import ADJUSTING, PARTS
from components.forms import dialog, hidden, text
from components.language import gettext as _
from domain.submission import LONGEST_NOTE


def dialogs(currency: str, period: str) -> list[html.Dialog]:
    """Return both dialogs, closed; the button that opens one fills it."""
    return [
        dialog(PARTS, "submit", _("My forecast"), _fields(currency, period), _("Submit")),
        dialog(ADJUSTING, "adjust", _("Adjust a forecast"), _fields(currency, period), _("Adjust")),
    ]


def _fields(currency: str, period: str) -> list[Any]:
    whose = html.B(**attributes(data_cd_said="who"))
    rolled = html.B(className="cd-n", **attributes(data_cd_said="rolled"))
    return [
        *hidden("owner"),
        html.P([whose, " · ", period]),
        html.P([_("The opportunities add up to this commit forecast now:"), " ", rolled], className="cd-small"),
        pair(
            field(_("Commit forecast in {currency}", currency=currency), money("commit", 0, currency)),
            field(_("Best case forecast in {currency}", currency=currency), money("best_case", 0, currency)),
        ),
        html.P(_("Both take in what is closed already."), className="cd-mut cd-small"),
        field(_("Note"), text("note", longest=LONGEST_NOTE), single=True),
    ]
