"""The past: choosing an earlier day, the mark over every page that shows one, and the page that waits for one."""

from datetime import date, timedelta

import dash_bootstrap_components as dbc
from dash import html

from components import states
from components.attributes import attributes
from components.formats import long_day
from components.icons import icon
from components.language import gettext as _
from components.popover import opens, popover

POPOVER = "pop-past"
FIELD = "past-day"
MONDAY_IS_NEAR = 2  # on a Monday or Tuesday the last one is that of the week before


def popover_of(today: date) -> html.Div:
    """Return the choice of a day; assets/a2-past.js writes it into the address and shows the page anew."""
    yesterday = today - timedelta(days=1)
    field = dbc.Input(id=FIELD, type="date", max=yesterday.isoformat(), min="1990-01-01")
    rows = [
        html.Button(
            [label, html.Small(long_day(day))], className="dropdown-item", **attributes(data_cd_look=day.isoformat())
        )
        for label, day in _near(today)
    ]
    now = html.Button(_("Back to today"), className="btn btn-sm btn-ghost", **attributes(data_cd_look=""))
    show = html.Button(_("Show this day"), className="btn btn-sm btn-primary", **attributes(data_cd_look_field=FIELD))
    return popover(
        POPOVER,
        _("Look at an earlier day"),
        [
            html.Div(html.Strong(_("Look at an earlier day")), className="cd-pop__head"),
            html.P(
                _("Every page as it was then, rebuilt from the log. Nothing can be changed there."),
                className="cd-past__about",
            ),
            html.Div(rows, className="cd-past__near"),
            html.Label([html.Span(_("Another day")), field], className="cd-past__field"),
            html.Div([now, show], className="cd-pop__btns"),
        ],
        "cd-pop--past",
    )


def _near(today: date) -> list[tuple[str, date]]:
    """Return the days that people ask for most, the latest first."""
    monday = today - timedelta(days=today.weekday() + 7 * (today.weekday() < MONDAY_IS_NEAR))
    month = today.replace(day=1)
    last_month = (month - timedelta(days=1)).replace(day=1)
    start = today.replace(month=1, day=1)
    days = [
        (_("Yesterday"), today - timedelta(days=1)),
        (_("Last Monday"), monday),
        (_("Start of this month"), month),
        (_("Start of last month"), last_month),
        (_("Start of the year"), start),
    ]
    return [(label, day) for label, day in days if day < today]


def button() -> html.Button:
    """Return the button in the top bar."""
    label = _("Look at an earlier day")
    return html.Button(
        icon("clock-history"), className="cd-iconbtn", title=label, **opens(POPOVER), **attributes(aria_label=label)
    )


def chip(day: date | None) -> html.Div:
    """Return the chip in the filter bar: today, or the day that is looked at."""
    text = long_day(day) if day else _("Today")
    main = html.Button(
        [icon("clock-history"), html.Span(text, className="cd-chip__v"), icon("chevron-down", "cd-chip__c")],
        className="cd-chip__main",
        **opens(POPOVER),
        **attributes(aria_label=_("As of {day}", day=text)),
    )
    label = _("Back to today")
    cross = html.Button(icon("x"), className="cd-chip__x", **attributes(aria_label=label, data_cd_look=""))
    return html.Div([main, cross], className="cd-chip is-set" if day else "cd-chip", **attributes(data_cd_past="chip"))


def mark(day: date) -> html.Div:
    """Return the line over a page that shows an earlier day."""
    back = html.Button(_("Back to today"), className="btn btn-sm btn-outline-secondary", **attributes(data_cd_look=""))
    other = html.Button(_("Another day"), className="btn btn-sm btn-ghost", **opens(POPOVER))
    return html.Div(
        [
            icon("clock-history"),
            html.Div(
                [
                    html.Strong(_("As of {day}", day=long_day(day))),
                    " ",
                    html.Span(_("Read-only"), className="cd-past__ro"),
                ]
            ),
            html.Div([other, back], className="cd-past__ways"),
        ],
        className="cd-past",
        role="status",
    )


def waiting(day: date) -> html.Div:
    """Return the page of a day that is still being put together; assets/a2-past.js asks again."""
    bar = html.Div(
        html.Div(className="progress-bar progress-bar-striped progress-bar-animated w-100"), className="progress"
    )
    text = _("Every change since then is being taken back. The page shows itself as soon as that is done.")
    return html.Div(
        [states.elsewhere(_("Going back to {day}", day=long_day(day)), text, []), bar],
        className="cd-past__wait",
        role="status",
        **attributes(data_cd_past_waiting=day.isoformat()),
    )
