"""Chrome: what stands around every page, gathered for the person who asks."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

import dash
from dash import dcc, html

from components import past, shell, states
from components.account import Reader
from components.activities.words import about, due_text, href_of, kind_icon
from components.bell import Notice
from components.filter_bar import NO_PIPELINES, Pipelines
from components.formats import moment, number
from components.happenings.page import PATH as ACTIVITY
from components.language import explain, locale, ngettext
from components.language import gettext as _
from components.navigation import CompanyBox, NavItem
from components.saved_views import SavedView
from components.shell import Crumb, Head
from data.queries import diary, options, people, views
from data.queries.reporting import reporting_currency
from data.session import Session
from domain import clock
from domain.access import Permission, Principal
from domain.attention import Kind
from domain.detail import ActivityRow
from domain.errors import NotFound, NotPermitted, PastBeingMade, Reminder, SalesError
from domain.filter import PipelineFilter
from domain.telling import from_plain
from web import filters, happenings, router, session
from web.live.room import STREAM
from web.words import role_name
from workflow import live


@dataclass(frozen=True, slots=True)
class Entry:
    """How a page stands in the navigation; `short` puts it on the phone's bar."""

    label: str
    icon: str
    order: int
    short: str = ""
    group: str = ""
    foot: bool = False


SHOWN_NOTICES = 20
DEFAULT_QUERY = "view-default"  # data: the query of the person's default view of this page
DEFAULT_ECHO = "view-default-echo"
ICONS: dict[str, str] = {
    Kind.CLOSED: "trophy", Kind.ASSIGNED: "person-check", Kind.MOVED: "signpost-split", Kind.BACK: "arrow-return-left",
    Kind.DATE: "calendar-x", Kind.AMOUNT: "cash-coin", Kind.QUOTE: "file-earmark-text", Kind.IMPORT: "arrow-repeat",
    Kind.RULE: "hourglass-split", Kind.GAP: "graph-up", Kind.MENTION: "at",
}  # fmt: skip
TONES = {"info": "", "success": "pos", "warning": "warn", "danger": "neg"}


def frame() -> html.Div:
    """Return the app around Dash's page container: navigation, popovers, toasts, search."""
    principal = session.principal()
    with session.present().read() as reading:
        companies = _company_box(reading, principal)
        position = live.last(reading)  # before what the page shows is read, so that nothing falls between
        pins = saved_views(views.pinned(reading, principal))
        notices = unread(reading, principal)
        items = _counted(nav_items(principal), {ACTIVITY: happenings.new_since_visit(reading, principal)})
    return shell.frame(
        dash.page_container,
        items=items,
        reader=reader(principal),
        companies=companies,
        pins=pins,
        notices=notices,
        creates=principal.may(Permission.CHANGE_OPPORTUNITIES),
        live={"events": STREAM, "position": str(position), "person": str(principal.user_id)},
    )


def page(
    main: Any,
    *,
    title: str = "",
    crumbs: Sequence[Crumb] = (),
    views_of: Sequence[SavedView] | None = None,
    view_name: str = "",
    filters: html.Div | None = None,
    class_name: str = "",
) -> html.Div:
    """Return a page of this request's person: top bar, filter bar and main content."""
    principal = session.principal()
    with session.present().read() as reading:
        count = unread_count(reading, principal)
    return shell.page(
        main,
        head=Head(title=title, crumbs=crumbs, views=views_of, view_name=view_name),
        reader=reader(principal),
        unread=count,
        filters=filters,
        day=principal.looks_from,
        class_name=class_name,
    )


def filtered_page(
    main: Sequence[Any],
    *,
    path: str,
    title: str,
    query: Mapping[str, str],
    class_name: str = "",
    no_period: str = "",
    pipelines: Pipelines = NO_PIPELINES,
    extra: Sequence[Any] = (),
) -> html.Div:
    """Return a page with the filter bar set to its address, and the person's saved views of it.

    `no_period` says what is shown without a period, `pipelines` stand at the bar's beginning, `extra` at its end.
    """
    principal = session.principal()
    search = urlencode(query)
    with session.database().read() as reading:
        wanted = filters.of_search(search, principal.time_zone)
        bar = filters.bar(reading, principal, wanted, path=path, no_period=no_period, pipelines=pipelines, extra=extra)
    with session.present().read() as reading:
        found = saved_views(views.visible_views(reading, principal, path), search)
        default = views.default_view(reading, principal, path) if not query else None
    opening = [dcc.Store(id=DEFAULT_QUERY, data=default.query if default else None), dcc.Store(id=DEFAULT_ECHO)]
    current = next((view.name for view in found if view.is_current), "")
    return page([*main, *opening], title=title, views_of=found, view_name=current, filters=bar, class_name=class_name)


def nav_items(principal: Principal) -> list[NavItem]:
    """Return the pages that stand in the navigation and that the person may open, in their order."""
    shown = [page for page in dash.page_registry.values() if page.get("nav") and principal.may(page["permission"])]
    entries: list[tuple[str, Entry]] = [(page["path"], page["nav"]()) for page in shown]
    return [_nav_item(path, entry) for path, entry in sorted(entries, key=lambda pair: pair[1].order)]


def _company_box(reading: Session, principal: Principal) -> CompanyBox:
    found = options.filter_options(reading, principal).companies
    currency = reporting_currency(reading, principal, PipelineFilter())
    if len(found) == 1:
        return CompanyBox(found[0].label, currency)
    return CompanyBox(_("All companies"), ngettext("{n} company", "{n} companies", len(found)) + f" · {currency}")


def _counted(items: Sequence[NavItem], new: Mapping[str, int]) -> list[NavItem]:
    """Return the pages, those among `new` with how much is new there."""
    return [
        replace(item, count=number(new[item.path]) if new[item.path] else "", is_new=True) if item.path in new else item
        for item in items
    ]


def _nav_item(path: str, entry: Entry) -> NavItem:
    return NavItem(path, entry.label, entry.icon, group=entry.group, short=entry.short, foot=entry.foot)


def reader(principal: Principal) -> Reader:
    """Return the person as the account menu shows them."""
    count = len(principal.company_ids)
    return Reader(
        name=principal.display_name,
        role=role_name(principal.role),
        scope=ngettext("{n} company", "{n} companies", count),
        locale=locale(),
        theme=principal.theme,
        csrf_token=session.csrf_token(),
        links=[("/settings/me", _("Your settings")), ("/about", _("About Caudal"))],
    )


def unread(reading: Session, principal: Principal) -> list[Notice]:
    """Return the reminders whose time has come, then the person's unread notices, the newest first."""
    now = clock.now()
    due = diary.unread_reminders(reading, principal, now)
    listed = people.unread_notifications(reading, principal, SHOWN_NOTICES)
    return [*(_reminder(row, principal, now) for row in due), *notices_of(listed, now)]


def unread_count(reading: Session, principal: Principal) -> int:
    """Return how many notices and reminders the bell counts."""
    due = diary.unread_reminders(reading, principal, clock.now())
    return people.unread_count(reading, principal) + len(due)


def news(reading: Session, principal: Principal, keys: Collection[str]) -> list[Notice]:
    """Return those of the reminders and unread notices that have one of the keys, as `unread` shows them."""
    now = clock.now()
    due = diary.unread_reminders(reading, principal, now)
    rung = [_reminder(row, principal, now) for row in due if diary.reminder_key(row) in keys]
    return [*rung, *notices_of(people.unread_of_keys(reading, principal, keys), now)]


def notices_of(listed: Sequence[people.Unread], now: datetime) -> list[Notice]:
    """Return notices as the bell and a toast show them, in the reader's language."""
    return [
        Notice(
            title=explain(_Told(note.template, from_plain(note.params))),
            text="",
            when=moment(note.created_at, now, locale()),
            href=note.path or (f"/opportunity/{note.opportunity_id}" if note.opportunity_id else ""),
            icon=ICONS.get(note.kind, "bell"),
            tone=TONES.get(note.severity, ""),
            id=note.id,
        )
        for note in listed
    ]


def _reminder(row: ActivityRow, principal: Principal, now: datetime) -> Notice:
    today = now.astimezone(ZoneInfo(principal.time_zone)).date()
    when, is_late = due_text(row, today, principal.time_zone)
    return Notice(
        title=explain(Reminder(subject=row.subject)),
        text=about(row),
        when=when,
        href=href_of(row),
        icon=kind_icon(row.kind),
        tone="warn" if is_late else "",
    )


def refusal(error: SalesError) -> html.Div:
    """Return the page that stands where a page cannot be shown: not there, or not for this person."""
    home = [states.Way(_("Go to the Progress board"), href="/progress-board", style="primary")]
    if isinstance(error, PastBeingMade) and (day := session.past_day()):
        return page(past.waiting(day), title=_("An earlier day"))
    if isinstance(error, NotFound):
        return page(states.not_found(home), title=_("Not found"))
    if isinstance(error, NotPermitted):
        return page(states.denied(_("This is not shared with you"), explain(error), home), title=_("No access"))
    return page(states.panel_error(_("This page cannot be shown"), explain(error), home), title=_("Not shown"))


class _Told(SalesError):
    """A notice's sentence, translated like a refusal."""

    def __init__(self, template: str, params: dict[str, object]) -> None:
        super().__init__(**params)
        self.template = template


def saved_views(found: Sequence[views.View], search: str = "") -> list[SavedView]:
    """Return saved views as the list shows them; the one whose query is `search` is current."""
    here = query_of(search)
    return [
        SavedView(
            id=view.id,
            name=view.name,
            href=f"{view.page}?{view.query}".removesuffix("?"),
            owner="" if view.mine else view.owner,
            is_shared=view.shared,
            is_pinned=view.pinned,
            is_default=view.is_default,
            is_current=query_of(view.query) == here,
            every=view.every,
        )
        for view in found
    ]


def query_of(search: str) -> str:
    """Return the filter's part of an address in a fixed order, so that equal filters have equal texts."""
    pairs = parse_qsl(search.removeprefix("?"))
    return urlencode(sorted((key, value) for key, value in pairs if key in router.FILTER_KEYS), safe=",")
