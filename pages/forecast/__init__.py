"""The forecast: what the year is likely to bring, how sure that is, and what would change it."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

import dash
from dash import Input, Output, State, html

from components import shell
from components.forecast import behind, months, record_panels, statement, what_if
from components.forecast import layout as pictures
from components.language import explain
from components.language import gettext as _
from components.overview.panel import PanelIds, failed
from data.session import Session
from domain.access import Permission
from domain.errors import NoForecastYet, NotSignedIn, SalesError
from domain.track import Accuracy, Reliability
from metrics import frames
from pages.forecast import keeping as keeping
from web import (
    analysis,
    changes,
    chrome,
    forecast,
    forecast_cell_export,
    forecast_export,
    forecast_states,
    router,
    session,
)
from web.guard import callback

PATH = pictures.PATH

router.register(
    __name__,
    PATH,
    lambda: _("Forecast"),
    Permission.SEE_PIPELINE,
    nav=lambda: chrome.Entry(_("Forecast"), "graph-up-arrow", order=60, short=_("Forecast"), group=_("Outlook")),
)
pictures.register()


def layout(**query: str) -> html.Div:
    """Return the page with its filters at once; the numbers arrive by callback."""
    person = session.principal()
    frames.load()
    view = forecast.View.of(person, urlencode(query))
    return chrome.filtered_page(
        pictures.layout(
            export=forecast_export.PATH,
            may_export=person.may(Permission.EXPORT),
            may_share=person.may(Permission.SHARE_VIEWS),
        ),
        path=PATH,
        title=_("Forecast"),
        query=query,
        class_name="cd-fcpage",
        no_period=str(view.today.year),
    )


@callback(
    Output(pictures.EMPTY, "children"),
    Output(pictures.STATEMENT, "children"),
    Output(pictures.FIGURES, "data"),
    Output(PanelIds(pictures.GRAPH).caption, "children"),
    Output(PanelIds(pictures.MONTHS).caption, "children"),
    Output(what_if.READOUT, "children"),
    Output(what_if.DEALS, "children"),
    Output(what_if.STATUS, "children"),
    Output(pictures.AGAIN, "disabled"),
    Input(shell.URL, "search"),
    Input(pictures.AGAIN, "n_intervals"),
    permission=Permission.SEE_PIPELINE,
)
def show(search: str | None, _again: int | None) -> tuple[Any, ...]:
    """Say, draw and list the forecast that the address asks for; where there is none, say what to do."""
    person = session.principal()
    with session.database().read() as reading:
        try:
            forecast_states.check_whole(person)
            view = forecast.View.of(person, search)
            shown = view.shown(reading)
            choices = view.choices(reading, shown)
        except NotSignedIn:
            raise
        except SalesError as refusal:
            waiting = forecast_states.is_waiting(person)
            said = forecast_states.not_shown(refusal, person, is_waiting=waiting)
            return said, *[dash.no_update] * 7, not waiting
    local = view.local(shown.base.run_at)
    return (
        None,
        statement.statement(shown.base, view.today, local),
        pictures.figures(shown, view.today),
        pictures.caption(view.measure),
        months.caption(shown.asked, is_changed=shown.is_changed),
        what_if.readout(shown),
        what_if.choices(choices),
        what_if.status(shown),
        True,
    )


@callback(
    Output(pictures.EMPTY, "children", allow_duplicate=True),
    Output(pictures.AGAIN, "disabled", allow_duplicate=True),
    Input(pictures.COMPUTE, "n_clicks"),
    permission=Permission.ADMINISTER,
    prevent_initial_call=True,
)
def compute(clicks: int | None) -> tuple[Any, Any]:
    """Have the first forecast made, and look for it again and again."""
    if not clicks:
        return dash.no_update, dash.no_update
    person = session.principal()
    forecast_states.ask(person)
    return forecast_states.not_shown(NoForecastYet(), person, is_waiting=True), False


@callback(
    Output(pictures.EMPTY, "children", allow_duplicate=True),
    Output(pictures.AGAIN, "disabled", allow_duplicate=True),
    Input(pictures.COMPUTE_PAST, "n_clicks"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def compute_past(clicks: int | None, _search: str | None) -> tuple[Any, Any]:
    """Have the forecast made that the day would have had which the address names, and look for it again and again."""
    if not clicks:
        return dash.no_update, dash.no_update
    person = session.principal()
    forecast_states.ask_of_the_past(person)
    return forecast_states.not_shown(NoForecastYet(), person, is_waiting=True), False


def _parts(name: str) -> tuple[Output, ...]:
    ids = PanelIds(name)
    places = ((ids.caption, "children"), (ids.body, "children"), (ids.foot, "children"), (ids.foot, "hidden"))
    return tuple(Output(place, what) for place, what in places)


@callback(
    *_parts(pictures.CHANGES),
    Input(pictures.NARROWED, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_changes(_narrowed: str | None, search: str | None) -> tuple[Any, ...]:
    """Draw what changed since the last Monday."""
    try:
        return changes.panel(search, pictures.CHANGES).parts
    except NotSignedIn:
        raise
    except SalesError as refusal:
        return failed(explain(refusal)).parts


@callback(
    *_parts(pictures.RELIABILITY),
    *_parts(pictures.ACCURACY),
    Input(pictures.NARROWED, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def show_record(_narrowed: str | None, search: str | None) -> tuple[Any, ...]:
    """Say whether the probabilities are right, and how far off the forecasts were."""

    def reliability(reading: Session, view: analysis.View) -> Reliability:
        from workflow.forecasts import record  # noqa: PLC0415  pandas comes with it; the server starts without

        return record.reliability(reading, view.principal, view.wanted)

    def accuracy(reading: Session, view: analysis.View) -> Accuracy:
        from workflow.forecasts import record  # noqa: PLC0415  pandas comes with it; the server starts without

        return record.accuracy(reading, view.principal, view.wanted, view.today)

    return (
        *analysis.filled(search, reliability, partial(record_panels.reliability_panel, name=pictures.RELIABILITY)),
        *analysis.filled(search, accuracy, partial(record_panels.accuracy_panel, name=pictures.ACCURACY)),
    )


@callback(
    Output(behind.FOUND, "data"),
    Input(behind.CELL, "data"),
    State(shell.URL, "search"),
    permission=Permission.SEE_PIPELINE,
    prevent_initial_call=True,
)
def open_cell(asked: forecast.CellRequest | None, search: str | None) -> Any:
    """List what a cell of the table is made of."""
    if asked is None:
        return dash.no_update
    try:
        with session.database().read() as reading:
            view = forecast.View.of(person := session.principal(), search)
            found = view.behind(reading, asked.cell)
    except NotSignedIn:
        raise
    except SalesError as refusal:
        return behind.refused(explain(refusal))
    files = forecast_cell_export.address(search, asked.cell) if person.may(Permission.EXPORT) else ""
    return behind.answer(found, view.today, files)
