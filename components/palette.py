"""The palette: search over opportunities, contacts and pages (Ctrl K); the browser handles its keys."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html

from components.attributes import DECORATIVE, attributes
from components.icons import icon, outcome_glyph, stage_glyph
from components.language import gettext as _
from components.language import pgettext

DIALOG = "palette"
TEXT = "palette-text"  # value, 200 ms after the last key
RESULTS = "palette-results"  # its children are results(…)
DEBOUNCE_MS = 200


@dataclass(frozen=True, slots=True)
class OpportunityHit:
    """An opportunity that was found; `percent` and `amount` are written out, `glyph` fits `stage_glyph`."""

    href: str
    contact: str
    title: str
    percent: str
    amount: str
    colour: str = "start"
    glyph: int = 0
    outcome: str = "open"


@dataclass(frozen=True, slots=True)
class ContactHit:
    """A contact that was found; `detail` says where it is, `facts` what we have with it."""

    href: str
    name: str
    detail: str = ""
    facts: str = ""


@dataclass(frozen=True, slots=True)
class PageHit:
    """A page or a filter to go to."""

    href: str
    label: str
    icon: str = "arrow-right"


def dialog() -> html.Dialog:
    """Return the closed search dialog; 30-shell.js opens it and gives its field the role of a combobox."""
    field = dbc.Input(
        id=TEXT,
        type="text",
        debounce=DEBOUNCE_MS,
        placeholder=_("Search opportunities, contacts and pages"),
        autoComplete="off",
    )
    label = html.Label([html.Span(_("Search"), className="visually-hidden"), field])
    head = html.Div([icon("search"), label, html.Kbd("Esc", **DECORATIVE)], className="cd-palette__in")
    listing = html.Div(id=RESULTS, className="cd-palette__list", role="listbox", **attributes(aria_label=_("Results")))
    return html.Dialog(
        html.Div([head, listing, _foot()], className="cd-palette__box"),
        id=DIALOG,
        className="cd-palette",
        **attributes(aria_label=_("Search")),
    )


def results(
    text: str,
    opportunities: Sequence[OpportunityHit] = (),
    contacts: Sequence[ContactHit] = (),
    pages: Sequence[PageHit] = (),
) -> list[Any]:
    """Return the groups that found something, with what was typed underlined; else a sentence."""
    groups = [
        _group(_("Opportunities"), [_opportunity(hit, text) for hit in opportunities]),
        _group(_("Contacts"), [_contact(hit, text) for hit in contacts]),
        _group(
            _("Go to"),
            [
                _hit(hit.href, [icon(hit.icon), html.Span(marked(hit.label, text), className="cd-hit__name")])
                for hit in pages
            ],
        ),
    ]
    found = [group for group in groups if group is not None]
    if not found and text.strip():
        return [html.P(_("Nothing found for “{text}”.", text=text.strip()), className="cd-pop__none")]
    return found


def marked(label: str, text: str) -> list[Any]:
    """Return the label with each occurrence of the typed words in a mark."""
    words = [re.escape(word) for word in text.split()]
    if not words:
        return [label]
    parts = re.split(f"({'|'.join(words)})", label, flags=re.IGNORECASE)
    return [html.Mark(part) if index % 2 else part for index, part in enumerate(parts) if part]


def _opportunity(hit: OpportunityHit, text: str) -> html.A:
    glyph = (
        stage_glyph(hit.glyph, hit.colour)
        if hit.outcome == "open"
        else outcome_glyph("won" if hit.outcome == "won" else "lost")
    )
    name = html.Span([html.B(marked(hit.contact, text)), " ", *marked(hit.title, text)], className="cd-hit__name")
    return _hit(
        hit.href,
        [
            glyph,
            name,
            html.Span(hit.percent, className="cd-mut cd-n"),
            html.Span(hit.amount, className="cd-n cd-hit__amt"),
        ],
    )


def _contact(hit: ContactHit, text: str) -> html.A:
    name = html.Span([html.B(marked(hit.name, text)), " ", hit.detail], className="cd-hit__name")
    return _hit(hit.href, [icon("building"), name, html.Span(hit.facts, className="cd-mut")])


def _hit(href: str, children: list[Any]) -> html.A:
    return html.A(
        children,
        href=href,
        className="cd-hit",
        role="option",
        tabIndex=-1,
        **attributes(aria_selected="false", data_cd_nav="plain"),
    )


def _group(title: str, hits: list[html.A]) -> html.Div | None:
    if not hits:
        return None
    heading = html.Div(title, className="dropdown-header", **DECORATIVE)
    return html.Div([heading, *hits], role="group", **attributes(aria_label=title))


def _foot() -> html.Div:
    keys = [(("↑", "↓"), pgettext("verb", "move")), (("↵",), pgettext("verb", "open")), (("Ctrl", "↵"), _("new tab"))]
    return html.Div(
        [html.Span([*[html.Kbd(key) for key in names], meaning]) for names, meaning in keys],
        className="cd-palette__foot",
        **DECORATIVE,
    )
