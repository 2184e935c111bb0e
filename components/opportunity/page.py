"""The whole page: head, stepper, figures and lists on the left, the rail on the right."""

from datetime import date

from dash import dcc, html

from components.language import gettext as _
from components.opportunity.figures import figures
from components.opportunity.head import head
from components.opportunity.lines import lines_pane
from components.opportunity.rail import rail
from components.opportunity.stepper import stepper
from components.opportunity.tabs import RECORD, Tab, tabs
from domain.detail import Detail


def body(detail: Detail, *, back: str, today: date) -> html.Div:
    """Return the page; documents, activities and log are filled when their tab is opened."""
    chain = detail.chain
    documents = len(chain.quotes) + len(chain.orders) + len(chain.invoices)
    lists = tabs(
        [
            Tab("lines", _("Detail lines"), len(detail.lines), lines_pane(detail, today)),
            Tab("documents", _("Quotes, orders, invoices"), documents),
            Tab("activities", _("Activities"), len(detail.activities)),
            Tab("log", _("Workflow log"), len(detail.events)),
        ]
    )
    main = html.Div([figures(detail, today), lists], className="cd-oppmain")
    return html.Div(
        [
            dcc.Store(id=RECORD, data=detail.header.id),
            head(detail, back, today),
            *stepper(detail, today),
            html.Div([main, rail(detail, today)], className="cd-oppgrid"),
        ],
        className="cd-opp",
    )
