"""Entries of a timeline, as the logs of opportunities and documents show them."""

from datetime import date, datetime
from typing import Any

from dash import html

from components.opportunity.words import moment_text


def entry(name: str, what: str, who: str, when: html.Time, *texts: Any, tone: str = "") -> html.Li:
    """Return one entry of a timeline: icon, what, who, when, and what else is to say."""
    title = [html.B(what), *([html.Span(who, className="cd-mut")] if who else []), when]
    symbol = html.I(className=f"cd-note__ic {f'cd-note__ic--{tone} ' if tone else ''}bi bi-{name}")
    body = [html.Div(title, className="cd-tl__h"), *(html.P(text) for text in texts if text)]
    return html.Li([symbol, html.Div(body)])


def when_done(at: datetime, today: date) -> html.Time:
    """Return a local instant at the end of an entry's first line."""
    return html.Time(moment_text(at, today), dateTime=at.isoformat(timespec="minutes"), className="push cd-mut cd-n")
