"""A forecast page without a forecast: why, and what to do about it."""

from datetime import date

from dash import html

from components import states
from components.forecast.layout import COMPUTE, COMPUTE_PAST, PATH
from components.formats import long_day
from components.language import explain
from components.language import gettext as _
from components.states import Way
from domain import clock
from domain.access import Permission, Principal
from domain.errors import NoForecastYet, SalesError
from web import session
from workflow import jobs
from workflow.past import ask_for_past_forecast, waits_for_past_forecast

JOB = "forecast"


def not_shown(refusal: SalesError, principal: Principal, *, is_waiting: bool) -> html.Div:
    """Return what stands in place of the page: the way to the first forecast, or why there is none like this."""
    if not isinstance(refusal, NoForecastYet):
        way = Way(_("Show this year"), href=PATH, style="primary")
        return states.panel_error(_("The forecast cannot be shown like this"), explain(refusal), [way])
    if principal.looks_from is not None:
        return _of_the_past(principal.looks_from, is_waiting=is_waiting)
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


def _of_the_past(day: date, *, is_waiting: bool) -> html.Div:
    """Return what stands in place of the page of an earlier day: its forecast is made when somebody wants it."""
    if is_waiting:
        text = _("It is made from what was known then; the page shows it as soon as it is there.")
        return states.elsewhere(_("The forecast of {day} is being made", day=long_day(day)), text, [_board()])
    text = _("It can be made from what was known then. That takes a minute or two.")
    found = states.elsewhere(_("No forecast of {day} is kept", day=long_day(day)), text, [_board()])
    compute = html.Button(_("Compute it now"), id=COMPUTE_PAST, type="button", className="btn btn-primary")
    return html.Div([found, html.Div(compute, className="cd-fcask")])


def is_waiting(principal: Principal) -> bool:
    """Tell whether somebody asked for the forecasts, or for those of the day that is looked at, and they are not made yet."""
    with session.present().read() as reading:
        if principal.looks_from is not None:
            return waits_for_past_forecast(reading, principal.looks_from)
        return jobs.is_waiting(reading, JOB)


def check_whole(principal: Principal) -> None:
    """Raise NoForecastYet while only some companies have the forecast of an earlier day that is being made."""
    if principal.looks_from is not None and is_waiting(principal):
        raise NoForecastYet


def ask(principal: Principal) -> None:
    """Have the forecasts made as soon as a worker is free; raise NotPermitted."""
    principal.require(Permission.ADMINISTER)
    session.present().run(lambda writing: jobs.ask(writing, JOB, now=clock.now()))


def ask_of_the_past(principal: Principal) -> None:
    """Have the forecast made that the day would have had which the person looks at; raise NotPermitted."""
    principal.require(Permission.SEE_PIPELINE)
    if (day := principal.looks_from) is not None:
        session.present().run(lambda writing: ask_for_past_forecast(writing, day, clock.now()))
