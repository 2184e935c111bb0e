"""A forecast page without a forecast: why, and what to do about it."""

from dash import html

from components import states
from components.forecast.layout import COMPUTE, PATH
from components.language import explain
from components.language import gettext as _
from components.states import Way
from data.session import Database, Session
from domain import clock
from domain.access import Permission, Principal
from domain.errors import NoForecastYet, SalesError
from workflow import jobs

JOB = "forecast"


def not_shown(refusal: SalesError, principal: Principal, *, is_waiting: bool) -> html.Div:
    """Return what stands in place of the page: the way to the first forecast, or why there is none like this."""
    if not isinstance(refusal, NoForecastYet):
        way = Way(_("Show this year"), href=PATH, style="primary")
        return states.panel_error(_("The forecast cannot be shown like this"), explain(refusal), [way])
    if is_waiting:
        text = _("This takes a few minutes; the page shows it as soon as it is there.")
        return states.elsewhere(_("The first forecast is being made"), text, [_board()])
    found = states.elsewhere(_("No forecast yet"), explain(refusal), [_board()])
    if not principal.may(Permission.ADMINISTER):
        return found
    compute = html.Button(_("Compute now"), id=COMPUTE, type="button", className="btn btn-primary")
    return html.Div([found, html.Div(compute, className="cd-fcask")])


def _board() -> Way:
    return Way(_("Go to the Progress board"), href="/progress-board")


def is_waiting(reading: Session) -> bool:
    """Tell whether somebody asked for the forecasts and they are not made yet."""
    return jobs.is_waiting(reading, JOB)


def ask(database: Database, principal: Principal) -> None:
    """Have the forecasts made as soon as a worker is free; raise NotPermitted."""
    principal.require(Permission.ADMINISTER)
    database.run(lambda writing: jobs.ask(writing, JOB, now=clock.now()))
