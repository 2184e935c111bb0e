"""The whole page: head, stepper, figures and lists on the left, the rail on the right."""

from datetime import date

import msgspec
from dash import html

from components.attributes import attributes
from components.language import gettext as _
from components.opportunity.figures import figures
from components.opportunity.frame import ACTIVITY
from components.opportunity.head import ALONE, head
from components.opportunity.lines import lines_pane
from components.opportunity.neighbours import Near
from components.opportunity.rail import rail
from components.opportunity.stepper import stepper
from components.opportunity.tabs import Tab, tabs
from domain.detail import Detail


def body(detail: Detail, *, back: str, today: date, request_key: str = "", near: Near = ALONE) -> html.Div:
    """Return the page; documents, activities and log are filled when their tab is opened.

    The browser sends with what it asks the record's id and version and the request key, which makes a repeated request
    one change.
    """
    chain = detail.chain
    documents = len(chain.quotes) + len(chain.orders) + len(chain.invoices)
    lists = tabs(
        [
            Tab("lines", _("Detail lines"), len(detail.lines), lines_pane(detail, today)),
            Tab("documents", _("Quotes, orders, invoices"), documents),
            Tab("activities", _("Activities"), len(detail.activities)),
            Tab("files", _("Documents"), detail.file_count),
            Tab("log", _("Workflow log"), len(detail.events)),
        ]
    )
    known = {"id": detail.header.id, "version": detail.header.version, "request_key": request_key}
    record = msgspec.json.encode(known).decode()
    main = html.Div([figures(detail, today), lists], className="cd-oppmain")
    return html.Div(
        [
            head(detail, back, today, near),
            *stepper(detail, today),
            html.Div([main, rail(detail, today)], className="cd-oppgrid"),
        ],
        className="cd-opp",
        **attributes(data_cd_record=record, data_cd_activity_refresh=ACTIVITY),
    )
