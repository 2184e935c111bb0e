"""Shell actions: what the controls around every page do: search, notifications, saved views."""

from contextlib import suppress
from typing import Any, Literal

import dash
import msgspec
from dash import ClientsideFunction, Dash, Input, Output, State

from components import bell, palette, saved_views, shell, toasts
from components.formats import money, percent
from components.language import gettext as _
from components.language import ngettext
from data.queries import options, search
from data.queries.views import visible_views
from domain import clock
from domain.access import Permission, Principal
from domain.errors import NotFound
from domain.outcome import Outcome
from domain.report import Rhythm
from web import chrome, session
from web.guard import callback
from workflow import notifications, view_mail, views

HITS = 8


class ViewAction(msgspec.Struct):
    """What is done to one saved view."""

    seq: int
    action: Literal["pin", "unpin", "default", "undefault", "mail-week", "mail-month", "mail-never", "rename", "delete"]
    id: int
    name: str = ""


class Opened(msgspec.Struct):
    """The notice whose link was followed."""

    seq: int
    id: int


def register(app: Dash) -> None:
    """Register the callbacks; call it once, before the app is sealed."""
    app.clientside_callback(  # type: ignore[no-untyped-call]  # Dash leaves this method untyped
        ClientsideFunction("caudal_shell", "open_default"),
        Output(chrome.DEFAULT_ECHO, "data"),
        Input(chrome.DEFAULT_QUERY, "data"),
    )
    everyone = Permission.USE_APP
    callback(
        Output(palette.RESULTS, "children"),
        Input(palette.TEXT, "value"),
        permission=everyone,
        prevent_initial_call=True,
    )(find)
    callback(
        Output(bell.LIST, "children"),
        Output(bell.BADGE, "hidden"),
        Input(bell.READ_ALL, "n_clicks"),
        permission=everyone,
        prevent_initial_call=True,
    )(read_all)
    callback(
        Output(bell.LIST, "children", allow_duplicate=True),
        Output(bell.BADGE, "children", allow_duplicate=True),
        Output(bell.BADGE, "hidden", allow_duplicate=True),
        Input(bell.OPENED, "data"),
        permission=everyone,
        prevent_initial_call=True,
    )(read_one)
    listed = Output(saved_views.LIST, "children", allow_duplicate=True)
    told = Output(toasts.STORE, "data", allow_duplicate=True)
    address = (State(shell.URL, "pathname"), State(shell.URL, "search"))
    callback(
        listed,
        told,
        Input(saved_views.SAVE, "n_clicks"),
        State(saved_views.NAME, "value"),
        State(saved_views.SHARED, "value"),
        *address,
        permission=everyone,
        prevent_initial_call=True,
    )(save_view)
    callback(
        listed,
        told,
        Input(saved_views.ACTION, "data"),
        *address,
        permission=everyone,
        prevent_initial_call=True,
    )(act_on_view)


def find(text: str | None) -> Any:
    """Show what the words find: opportunities, contacts and pages."""
    principal = session.principal()
    words = text or ""
    with session.database().read() as reading:
        hits = search.find(reading, principal, words, HITS)
        glyphs = {stage.id: stage.glyph for stage in options.stages(reading, principal)}
    return palette.results(
        words,
        [_opportunity(hit, glyphs) for hit in hits.opportunities],
        [_contact(hit) for hit in hits.contacts],
        _pages(principal, words),
    )


def read_all(clicks: int | None) -> Any:
    """Mark every notice read and empty the list."""
    if not clicks:
        return dash.no_update
    principal = session.principal()
    session.present().run(lambda writing: notifications.mark_all_read(writing, principal, now=clock.now()))
    return bell.entries([]), True


def read_one(opened: Opened | None) -> Any:
    """Mark the notice whose link was followed as read, and list the others; one that is gone needs no reading."""
    if opened is None:
        return dash.no_update
    principal = session.principal()
    with suppress(NotFound):
        session.present().run(lambda unit: notifications.mark_read(unit, principal, opened.id, now=clock.now()))
    with session.present().read() as reading:
        count = chrome.unread_count(reading, principal)
        return bell.entries(chrome.unread(reading, principal)), str(count), not count


def save_view(clicks: int | None, name: str | None, shared: bool | None, path: str, query: str | None) -> Any:  # noqa: FBT001  Dash passes positionally
    """Keep the page's filters under a name."""
    if not clicks:
        return dash.no_update
    principal = session.principal()

    def work(writing: Any) -> None:
        view_id = views.save(writing, principal, page=path, name=name or "", query=chrome.query_of(query or ""))
        if shared:
            views.share(writing, principal, view_id, shared=True)

    session.present().run(work)
    return _entries(principal, path, query), toasts.toast(_("View saved"), (name or "").strip(), "pos")


def act_on_view(action: ViewAction | None, path: str, query: str | None) -> Any:
    """Pin, unpin, rename, delete, or open by default; pins show in the navigation with the next page load."""
    if action is None:
        return dash.no_update
    principal = session.principal()
    today = clock.today(principal.time_zone)
    verbs = {
        "pin": lambda writing: views.pin(writing, principal, action.id, pinned=True),
        "unpin": lambda writing: views.pin(writing, principal, action.id, pinned=False),
        "default": lambda writing: views.set_default(writing, principal, action.id),
        "undefault": lambda writing: views.clear_default(writing, principal, path),
        "mail-week": lambda writing: view_mail.schedule(writing, principal, action.id, Rhythm.WEEK, today=today),
        "mail-month": lambda writing: view_mail.schedule(writing, principal, action.id, Rhythm.MONTH, today=today),
        "mail-never": lambda writing: view_mail.schedule(writing, principal, action.id, None, today=today),
        "rename": lambda writing: views.rename(writing, principal, action.id, action.name),
        "delete": lambda writing: views.delete(writing, principal, action.id),
    }
    session.present().run(verbs[action.action])
    return _entries(principal, path, query), dash.no_update


def _entries(principal: Principal, path: str, query: str | None) -> list[Any]:
    with session.present().read() as reading:
        found = visible_views(reading, principal, path)
    return saved_views.entries(chrome.saved_views(found, query or ""))


def _opportunity(hit: search.OpportunityHit, glyphs: dict[int, int]) -> palette.OpportunityHit:
    return palette.OpportunityHit(
        href=f"/opportunity/{hit.id}",
        contact=hit.contact or "",
        title=f"{hit.title} · {hit.number}",
        percent=percent(hit.percent) if hit.outcome == Outcome.OPEN else "",
        amount=money(hit.net_minor, hit.currency),
        colour=hit.colour,
        glyph=glyphs.get(hit.stage_id, 0),
        outcome=hit.outcome,
    )


def _contact(hit: search.ContactHit) -> palette.ContactHit:
    place = ", ".join(part for part in (hit.city, hit.country_code) if part)
    facts = ngettext("{n} open opportunity", "{n} open opportunities", hit.open_count)
    return palette.ContactHit(f"/contact/{hit.id}", hit.name, place, facts)


def _pages(principal: Principal, words: str) -> list[palette.PageHit]:
    wanted = words.strip().casefold()
    return [
        palette.PageHit(item.path, item.label, item.icon)
        for item in chrome.nav_items(principal)
        if wanted in item.label.casefold()
    ]
