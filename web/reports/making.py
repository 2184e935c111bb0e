"""Making a report: the page's listing under the person's own rights, with the filter printed on it."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from components.formats import region
from components.language import gettext as _
from components.language import locale, use_locale
from components.report import Listing, listing_pdf
from data.session import Database
from domain import clock
from domain.access import Permission, Principal
from domain.errors import NotFound
from web import changes, filters
from web.invoicing_export import board_pdf
from web.reports.bridge import bridge
from web.reports.listings import LISTINGS, Said
from workflow.view_mail import Made, Make

INVOICING, CHANGES = "/invoicing", "/forecast/changes"
DayOf = Callable[[date], Database]  # the database of an earlier day


def report_pdf(database: Database, principal: Principal, path: str, search: str, day_of: DayOf) -> bytes:
    """Return a page as PDF in the language in use; raise NotFound for one that has no paper, and what the page raises."""
    principal.require(Permission.EXPORT)
    if path == INVOICING:
        return board_pdf(database, principal, search)
    title, (statement, tables) = _said(database, principal, path, search, day_of)
    foot = _foot(principal, clock.now())
    return listing_pdf(Listing(title, told(database, principal, search), statement, tables, foot, locale()))


def making(day_of: DayOf) -> Make:
    """Return what puts a page on paper for a mail, in the person's language."""

    def made(database: Database, principal: Principal, path: str, search: str) -> Made:
        with use_locale(principal.locale):
            return Made(report_pdf(database, principal, path, search, day_of), tuple(told(database, principal, search)))

    return made


def told(database: Database, principal: Principal, search: str) -> list[tuple[str, str]]:
    """Return the filter of an address, name and value."""
    with database.read() as reading:
        return filters.told(reading, principal, filters.of_search(search, principal.time_zone))


def _said(database: Database, principal: Principal, path: str, search: str, day_of: DayOf) -> tuple[str, Said]:
    if path == CHANGES:
        view = changes.View.of(principal, search)
        return _("What changed"), bridge(changes.found(view, day_of(view.since), database), changes.period_name(view))
    if path not in LISTINGS:
        raise NotFound
    title, listed = LISTINGS[path]
    return title(), listed(database, principal, search, clock.today(principal.time_zone))


def _foot(principal: Principal, now: datetime) -> str:
    at = format_datetime(now, "medium", tzinfo=ZoneInfo(principal.time_zone), locale=region())
    return _("Caudal · as {name} sees it · {at}", name=principal.display_name, at=at)
