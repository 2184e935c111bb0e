"""The door of the reports: any page that has a paper, as filtered, as a PDF."""

from flask import Blueprint, Response, request

from domain import clock
from domain.access import Permission
from web import exports, session
from web.invoicing_export import PDF_TYPE
from web.reports.making import report_pdf
from web.routes import needs

doors = Blueprint("reports", __name__)


@doors.get("/report/<path:page>.pdf")
@needs(Permission.EXPORT)
def page_pdf(page: str) -> Response:
    """Answer with a page on paper; to an address that has none there is nothing here."""
    search = request.query_string.decode("utf-8", "replace")
    content = report_pdf(session.database(), session.principal(), f"/{page}", search, session.past_of)
    return exports.attached(iter([content]), PDF_TYPE, f"{page.replace('/', '-')}-{clock.today()}.pdf")
