"""How: the dialog that says in a minute how the forecast is made, and how to read it."""

from dash import html

from components.attributes import attributes
from components.forecast.statement import HOW
from components.icons import icon
from components.language import gettext as _


def dialog() -> html.Dialog:
    """Return the closed dialog; assets/a1-forecast-wire.js opens and closes it."""
    close = html.Button(
        icon("x-lg"), type="button", className="cd-iconbtn", **attributes(aria_label=_("Close"), data_fc_close="")
    )
    heading = f"{HOW}-title"
    head = html.Div([html.H2(_("How this is computed"), id=heading), close], className="modal-header")
    body = html.Div(
        [piece for title, text in _told() for piece in (html.H3(title), html.P(text))], className="modal-body"
    )
    return html.Dialog(
        html.Div([head, body], className="modal-content cd-modal__box"),
        id=HOW,
        className="cd-modal cd-fchow",
        **attributes(aria_labelledby=heading, data_fc_dialog=""),
    )


def _told() -> list[tuple[str, str]]:
    return [
        (
            _("Every amount is counted once"),
            _(
                "What has come is a fact. Backlog is won or ordered and not yet invoiced. Pipeline is every open opportunity, weighted by its chance to come in that month. New business is what nobody has created yet, as much as in the last twelve months. History is what the course of past months adds to all that, or takes off: the forecast weighs both ways of looking by how far off each of them was."
            ),
        ),
        (
            _("The chance of an opportunity"),
            _(
                "It is learned from the opportunities that were won and lost: type, origin, owner, team, product, size, age, silence, activities, pushes and the stated probability. The model is used only where it was better on later opportunities than the base rate and the stated values; otherwise the better one of those is."
            ),
        ),
        (
            _("The range"),
            _(
                "Thousands of years are drawn in which good and bad luck comes to all opportunities together as much as it did in the past. In 8 of 10 of them the year ends between P10 and P90. P50 is the middle: as many end above as below."
            ),
        ),
        (
            _("How far to trust it"),
            _(
                "Each month-end of the last eighteen was forecast again with what was known that day, and compared with what came. The width of the range is set by these errors."
            ),
        ),
        (
            _("What it cannot know"),
            _(
                "What is in no record: a price rise decided yesterday, a competitor's strike, a new market. “What if” lets you put such things beside it."
            ),
        ),
    ]
