"""Automation: the workflow rules, and those to begin with."""

from dash import html

from components.language import gettext as _
from components.rules.listing import PATH
from components.shell import Crumb
from domain.access import Permission
from web import chrome, lookups, router, session
from web.rules import pages

router.register(__name__, PATH, lambda: _("Workflow rules"), Permission.ADMINISTER)


def layout(**_query: str) -> html.Div:
    """Return the list."""
    with session.database().read() as reading:
        body = pages.list_page(reading, session.principal())
    return chrome.page(body, crumbs=[Crumb(_("Settings"), lookups.PATH), Crumb(_("Workflow rules"))])
