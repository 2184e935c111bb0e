"""Settings: every list that an administrator maintains, in groups."""

from dash import html

from components import lookups as pictures
from components.language import gettext as _
from domain import clock
from domain.access import Permission
from web import chrome, lookups, router, session
from web.rules import pages as rules

router.register(
    __name__,
    lookups.PATH,
    lambda: _("Settings"),
    Permission.ADMINISTER,
    nav=lambda: chrome.Entry(_("Settings"), "sliders", order=90, foot=True),
)


def layout(**query: str) -> html.Div:
    """Return the page."""
    with session.database().read() as reading:
        groups = lookups.groups(reading, clock.today(session.principal().time_zone))
        tile = rules.tile(reading)
    return chrome.page(pictures.index([*groups, pictures.Group(_("Automation"), [tile])]), title=_("Settings"))
