"""The calendar: days by month or by week, a list of days, and what is late; assets/87-calendar.js moves what is planned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec
from babel import Locale
from babel.dates import format_date
from dash import ClientsideFunction, Input, clientside_callback, dcc, html

from components import formats
from components.activities.words import about, due_text, kind_icon, time_of
from components.attributes import attributes
from components.language import gettext as _
from components.language import ngettext
from domain.days import Mode, View
from domain.detail import ActivityRow

BODY = "calendar-body"  # children: the days
CHANGED = "calendar-changed"  # data: an activity was written down, completed or moved
WEEKDAYS = 7
SHOWN_A_DAY = 4
DayRows = Mapping[date, Sequence[ActivityRow]]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the view, its days with what is on them, what is late, and the reader's day and clock."""

    view: View
    days: DayRows
    late: Sequence[ActivityRow]
    today: date
    zone: str
    path: str
    may_plan: bool
    subject: str = ""  # whose days, when they are not the reader's own

    def href(self, view: View) -> str:
        """Return the address of another view."""
        return f"{self.path}?{view.to_query(self.today)}".removesuffix("?")


def first_weekday() -> int:
    """Return the first day of the week where the reader lives, Monday being 0."""
    return int(Locale.parse(formats.region()).first_week_day)


def framed(body: Sequence[Any]) -> list[Any]:
    """Return the page's content with its store."""
    words = {
        "menu": _("Move to"), "today": _("Today"), "tomorrow": _("Tomorrow"), "week": _("A week later"),
        "other": _("Another day…"),
    }  # fmt: skip
    known = attributes(data_cd_activity_refresh=CHANGED, data_cd_words=msgspec.json.encode(words).decode())
    return [dcc.Store(id=CHANGED), html.Div(body, id=BODY, className="cd-cal", **known)]


def register() -> None:
    """Register what the browser does when the days were drawn anew: the focus stays with what was moved."""
    clientside_callback(
        ClientsideFunction("caudal_calendar", "drawn"), Input(BODY, "children"), prevent_initial_call=True
    )


def body(shown: Shown) -> list[Any]:
    """Return what is late, then the days."""
    days = {Mode.MONTH: _grid, Mode.WEEK: _grid, Mode.AGENDA: _agenda}[shown.view.mode](shown)
    return [*_late(shown), days, *_hint(shown)]


def _hint(shown: Shown) -> list[html.P]:
    """Tell how what is planned is moved, where there are days to move it to."""
    if not shown.may_plan or shown.view.mode is Mode.AGENDA:
        return []
    text = _("Drag what is planned to another day, or choose it and press Shift with an arrow key; M opens a menu.")
    return [html.P(text, className="cd-mut cd-small cd-cal__hint")]


def title(shown: Shown) -> str:
    """Say which days are shown: "November 2026", "23 – 29 Nov"."""
    view = shown.view
    if view.mode is Mode.MONTH:
        return format_date(view.on, "MMMM y", formats.region())
    first, last = view.span(first_weekday())
    return f"{formats.day(first, shown.today)} – {formats.day(last, shown.today)}"


def _late(shown: Shown) -> list[html.Section]:
    if not shown.late:
        return []
    count = ngettext("{n} is late", "{n} are late", len(shown.late))
    items = [_item(row, shown, with_day=True) for row in shown.late]
    heading = html.H2(count, id="calendar-late")
    return [
        html.Section(
            [heading, html.Div(items)], className="cd-cal__late", **attributes(aria_labelledby="calendar-late")
        )
    ]


def _grid(shown: Shown) -> html.Table:
    """Return whole weeks as a table; on a phone the stylesheet makes a list of the days that have something."""
    first, last = shown.view.span(first_weekday())
    dates = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weeks = [dates[start : start + WEEKDAYS] for start in range(0, len(dates), WEEKDAYS)]
    heads = [html.Th(_weekday(on), scope="col") for on in weeks[0]]
    rows = [html.Tr([_cell(on, shown) for on in week]) for week in weeks]
    return html.Table(
        [html.Caption(title(shown), className="visually-hidden"), html.Thead(html.Tr(heads)), html.Tbody(rows)],
        className=f"cd-cal__grid cd-cal__grid--{shown.view.mode.value}",
    )


def _cell(on: date, shown: Shown) -> html.Td:
    first, last = shown.view.span(first_weekday())
    rows = shown.days.get(on, ())
    most = SHOWN_A_DAY if shown.view.mode is Mode.MONTH else len(rows)
    items: list[Any] = [_item(row, shown) for row in rows[:most]]
    if len(rows) > most:
        more = ngettext("{n} more", "{n} more", len(rows) - most)
        there = shown.href(View(Mode.WEEK, on, shown.view.person, shown.view.kinds))
        items.append(html.A(more, href=there, className="cd-cal__more", **attributes(data_cd_nav="plain")))
    states = {
        "is-today": on == shown.today,
        "is-out": shown.view.mode is Mode.MONTH and on.month != shown.view.on.month,
        "is-past": first <= shown.today <= last and on < shown.today,
        "is-empty": not rows,
    }
    return html.Td(
        [*_day_head(on, shown), *items],
        className=" ".join(name for name, holds in states.items() if holds) or None,
        **attributes(data_cd_day=on.isoformat()),
    )


def _day_head(on: date, shown: Shown) -> list[Any]:
    number = html.Time(str(on.day), dateTime=on.isoformat(), className="cd-n", **attributes(data_cd_long=_long_day(on)))
    return [number, *_plus(on, shown)]


def _plus(on: date, shown: Shown) -> list[html.Button]:
    if not shown.may_plan:
        return []
    label = _("Plan on {day}", day=formats.long_day(on))
    opens = attributes(
        data_cd_dialog="plan-activity", data_cd_on=on.isoformat(), aria_label=label, aria_haspopup="dialog"
    )
    return [html.Button(type="button", title=label, className="cd-cal__plus bi bi-plus", **opens)]


def _agenda(shown: Shown) -> html.Div:
    """Return the days that have something, one after the other."""
    filled = [on for on in sorted(shown.days) if shown.days[on]]
    if not filled:
        return html.Div(
            html.P(_("Nothing is planned for these days."), className="cd-inlineempty"), className="cd-cal__agenda"
        )
    sections = [
        html.Section(
            [html.H2([_long_day(on), *_plus(on, shown)]), html.Div([_item(row, shown) for row in shown.days[on]])],
            className="is-today" if on == shown.today else None,
            **attributes(data_cd_day=on.isoformat()),
        )
        for on in filled
    ]
    return html.Div(sections, className="cd-cal__agenda")


def _item(row: ActivityRow, shown: Shown, *, with_day: bool = False) -> html.Button:
    """Return one activity as a button that opens the dialog; what is planned can be dragged by who may change it."""
    is_planned = row.done_at is None
    movable = is_planned and row.changeable
    when = due_text(row, shown.today, shown.zone)[0] if with_day else time_of(row, shown.zone)
    text = " ".join(filter(None, (when, row.subject)))
    whom = about(row)
    is_late = is_planned and row.due_on is not None and row.due_on < shown.today
    state = "is-done" if not is_planned else "is-late" if is_late else ""
    known = attributes(
        data_cd_activity=str(row.id), data_cd_act="open", data_cd_version=str(row.version), aria_haspopup="dialog",
        aria_label=", ".join(filter(None, (row.type, text, whom, _("done") if not is_planned else ""))),
    )  # fmt: skip
    keys = (
        attributes(aria_keyshortcuts="Shift+ArrowLeft Shift+ArrowRight Shift+ArrowUp Shift+ArrowDown M")
        if movable
        else {}
    )
    return html.Button(
        [text, html.Span(whom)] if whom else text,
        type="button",
        title=", ".join(filter(None, (text, whom))),
        className=f"cd-calitem bi bi-{kind_icon(row.kind)} {state}".rstrip(),
        draggable="true" if movable else None,
        **known,
        **keys,
    )


def _weekday(on: date) -> str:
    return str(format_date(on, "EEE", formats.region())).rstrip(".")


def _long_day(on: date) -> str:
    return str(format_date(on, "EEEE d MMMM", formats.region()))
