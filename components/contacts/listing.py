"""The list of contacts: what it can be narrowed to, the table with its order, and the way to further blocks."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import dash_bootstrap_components as dbc
from dash import html

from components import formats, states
from components.attributes import attributes
from components.contacts.words import plain_link, stars
from components.forms import Options, choice
from components.icons import icon
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import DASH, country, place
from domain.contact import MOST_STARS, ContactRow, ContactView, Sum

TABLE = "contacts-table"
COUNT = "contacts-count"
PATH = "/contacts"


def bar(view: ContactView, lists: Mapping[str, Options], new: Any | None) -> html.Div:
    """Return the fields that narrow the list, and the button for a new contact where one may be added."""
    least = [(number, _("{stars} stars and more", stars=number)) for number in range(MOST_STARS, 1, -1)]
    fields = [
        _search(view.text),
        _choice("kind", _("Type"), lists["types"], view.type_id),
        _choice("stars", _("Quality"), least, view.stars),
        _choice("sector", _("Sector"), lists["sectors"], view.sector_id),
        _choice("country", _("Country"), lists["countries"], view.country or None),
        _choice("main_agent", _("Agent"), lists["agents"], view.agent_id),
    ]
    form = html.Form(
        fields, className="cd-listform", role="search", **attributes(data_cd_list="", aria_label=_("Narrow the list"))
    )
    count = html.Span(id=COUNT, className="cd-filters__count cd-n", role="status")
    end = html.Div([count, *([new] if new else [])], className="cd-filters__end")
    return html.Div([form, end], className="cd-filters cd-listbar")


def count_text(count: int) -> str:
    """Say how many contacts the list holds."""
    return ngettext("{n} contact", "{n} contacts", count)


def table(
    rows: Sequence[ContactRow], view: ContactView, *, parts: int, currency: str, today: date, rates_on: date | None
) -> html.Div:  # fmt: skip
    """Return a block of the list; amounts in the reporting currency."""
    if not rows:
        return _nothing(view)
    columns = _columns(currency)
    head = html.Tr([_heading(name, label, view, is_number=is_number) for name, label, is_number in columns])
    body = [_row(row, currency, today) for row in rows]
    listed = html.Table(
        [html.Caption(_("Contacts"), className="visually-hidden"), html.Thead(head), html.Tbody(body)], className="cd-table"
    )  # fmt: skip
    wrapped = html.Div(
        listed, className="cd-tablewrap", tabIndex=0, role="region", **attributes(aria_label=_("Contacts"))
    )
    return html.Div([wrapped, _foot(view, parts, rates_on)], className="card cd-listbody")


def _columns(currency: str) -> list[tuple[str, str, bool]]:
    return [
        ("name", _("Name"), False), ("type", _("Type"), False), ("stars", _("Quality"), False),
        ("place", _("Place"), False), ("agent", _("Main agent"), False),
        ("open", _("Open in {currency}", currency=currency), True), ("won", _("Won in {currency}", currency=currency), True),
        ("contacted", _("Last contact"), False),
    ]  # fmt: skip


def _heading(name: str, label: str, view: ContactView, *, is_number: bool) -> html.Th:
    current = name == view.order
    # A number is first wanted from the largest down, a name from its beginning.
    downwards = not view.descending if current else name in {"stars", "open", "won"}
    arrow = [icon("arrow-down-short" if view.descending else "arrow-up-short")] if current else []
    link = plain_link([label, *arrow], _address(view, order=f"-{name}" if downwards else name), "cd-sortlink")
    known = attributes(aria_sort="descending" if view.descending else "ascending") if current else {}
    return html.Th(link, scope="col", className="num" if is_number else None, **known)


def _row(row: ContactRow, currency: str, today: date) -> html.Tr:
    last = formats.day(row.contacted_on, today) if row.contacted_on else DASH
    cells: list[Any] = [
        html.Th(plain_link(row.name, f"/contact/{row.id}", "cd-table__link"), scope="row"),
        html.Td(row.type or DASH),
        html.Td(stars(row.stars) or DASH),
        html.Td(place(row.city, country(row.country_code)) or DASH),
        html.Td(row.agent or DASH),
        html.Td(_sum(row.open, currency), className="num cd-n"),
        html.Td(_sum(row.won, currency), className="num cd-n"),
        html.Td(last, className="cd-n"),
    ]
    return html.Tr(cells)


def _sum(part: Sum, currency: str) -> str:
    if not part.count:
        return DASH
    return f"{formats.money(part.net_minor, currency)} · {formats.number(part.count)}"


def _foot(view: ContactView, parts: int, rates_on: date | None) -> html.Div:
    said = [html.Span(_("Part {part} of {parts}", part=min(view.part, parts), parts=parts), className="cd-mut cd-n")]
    if rates_on:
        said.append(html.Span(_("Rates of {day}", day=formats.long_day(rates_on)), className="cd-mut cd-small"))
    part = min(view.part, parts)
    steps: list[Any] = []
    if part > 1:
        steps.append(
            plain_link(
                [icon("chevron-left"), _("Previous")], _address(view, part=part - 1), "btn btn-outline-secondary"
            )
        )
    if part < parts:
        steps.append(
            plain_link([_("Next"), icon("chevron-right")], _address(view, part=part + 1), "btn btn-outline-secondary")
        )
    label = attributes(aria_label=_("Parts of the list"))
    return html.Div([*said, html.Nav(steps, className="cd-pager", **label)], className="cd-listfoot")


def _nothing(view: ContactView) -> html.Div:
    if not view.narrowed:
        text = _("Contacts come in with an import, or one by one with “New contact”.")
        return states.elsewhere(_("No contact yet"), text, [])
    ways = [states.Way(_("Show all contacts"), href=PATH, style="primary")]
    return states.elsewhere(_("No contact fits"), _("Nothing in the register fits all of these choices."), ways)


def _address(view: ContactView, *, order: str = "", part: int = 1) -> str:
    present = f"-{view.order}" if view.descending else view.order
    keys = {
        "find": view.text, "kind": view.type_id, "stars": view.stars, "sector": view.sector_id, "country": view.country,
        "main_agent": view.agent_id, "order": order or present, "part": part if part > 1 else "",
    }  # fmt: skip
    return f"{PATH}?{urlencode({key: value for key, value in keys.items() if value not in (None, '')})}"


def _search(value: str) -> html.Label:
    control = dbc.Input(
        type="search", name="find", value=value, placeholder=_("Find a contact"), autoComplete="off", maxLength=80
    )
    return html.Label(
        [html.Span(_("Find a contact"), className="visually-hidden"), control], className="cd-listform__find"
    )


def _choice(name: str, label: str, options: Options, value: int | str | None) -> html.Label:
    control = choice(name, options, value, empty=_("{name}: all", name=label))
    return html.Label([html.Span(label, className="visually-hidden"), control])
