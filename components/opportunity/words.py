"""Words and small parts that every panel of the page uses: amounts, days, instants, people, panels."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from dash import html

from components import formats
from components.attributes import DECORATIVE
from components.language import gettext as _
from components.theme import avatar_tint, initials

DASH = "–"


def amount(minor: int, currency: str) -> str:
    """Write an amount with all its decimals, as documents do."""
    return formats.money(minor, currency, style="2")


def day_time(on: date, today: date, class_name: str = "") -> html.Time:
    """Return a day that machines read too."""
    return html.Time(formats.day(on, today), dateTime=on.isoformat(), className=class_name or None)


def local(at: datetime, time_zone: str) -> datetime:
    """Return an instant as the clock on the company's wall shows it."""
    return at.astimezone(ZoneInfo(time_zone))


def moment_text(at: datetime, today: date) -> str:
    """Write a local instant: "30 May, 09:12"."""
    return f"{formats.day(at.date(), today)}, {formats.clock_time(at)}"


def country(code: str | None) -> str:
    """Return the country's name in the reader's language, the code itself where there is no name."""
    if not code:
        return ""
    return str(Locale.parse(formats.region()).territories.get(code, code))


def place(*parts: str | None) -> str:
    """Join what is known of a place with commas."""
    return ", ".join(part for part in parts if part)


def avatar(user_id: int, name: str) -> html.Span:
    """Return a person's initials; the name stands beside it."""
    return html.Span(initials(name), className=f"cd-avatar cd-avatar--{avatar_tint(user_id)}", **DECORATIVE)


def panel(title: str, body: Any, tool: Any = None) -> html.Section:
    """Return a panel of the rail; `tool` is a button in its head."""
    head = html.Header([html.H2(title), *([tool] if tool is not None else [])], className="cd-panel__head")
    return html.Section([head, html.Div(body, className="cd-panel__body")], className="card cd-panel")


def facts(rows: Sequence[tuple[str, Any]]) -> html.Dl:
    """Return names and values; those without a value are left out."""
    shown = ((html.Dt(name), html.Dd(value)) for name, value in rows if value)
    return html.Dl([part for pair in shown for part in pair], className="cd-dl")


def nothing(text: str) -> html.P:
    """Say that a list is empty."""
    return html.P(text, className="cd-inlineempty")


def older(shown: int, lines: Sequence[str]) -> list[Any]:
    """Return the rest of a long list, folded, each as one plain line; nothing when all is shown.

    All lines are one component: a page is to stay below 300 of them.
    """
    if not lines:
        return []
    total = shown + len(lines)
    summary = html.Summary(_("Showing {shown} of {total}, show the rest", shown=shown, total=total))
    return [html.Details([summary, html.P("\n".join(lines))], className="cd-older")]
