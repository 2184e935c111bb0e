"""One quote, to read: what was offered and what became of it."""

from urllib.parse import urlencode

from dash import html

from components.language import gettext as _
from components.shell import Crumb
from domain.access import Permission
from web import chrome, documents, router, session

PATH = "/quote/<quote_id>"

router.register(__name__, PATH, lambda: _("Quote"), Permission.SEE_PIPELINE)


def layout(quote_id: str, **query: str) -> html.Div:
    """Return the page; raise NotFound for a record that is not there or not for this person."""
    back = documents.back_to_board(urlencode(query, safe=","))
    body = documents.quote_page(session.database(), session.principal(), router.record_id(quote_id), back)
    return chrome.page(body, crumbs=[Crumb(_("Invoicing"), back), Crumb(_("Quote"))])
