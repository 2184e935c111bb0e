"""The page of a contact: who it is, what is open and what was, its papers and activities, and what else is known."""

from datetime import date
from typing import Any

from dash import html

from components.activities import Place, timeline
from components.attributes import attributes
from components.contacts.deals import figures, open_table, past_table
from components.contacts.dialogs import contact_dialogs
from components.contacts.log import log_list
from components.contacts.rail import rail
from components.contacts.words import stars
from components.document.parts import Parts
from components.forms import opener, record
from components.icons import icon
from components.language import gettext as _
from components.opportunity import chain
from components.opportunity.words import country, nothing, place
from domain.contact import ContactDetail
from domain.contact_page import Beside

PARTS = Parts("contact")
RECORD = "contact-record"  # data: whose page it is
ACTIVITY = "contact-activity"  # data: {"seq"}, after an activity changed
ACTIVITY_ECHO = "contact-activity-echo"


def contact_body(
    detail: ContactDetail, beside: Beside, documents: html.Div, *, request_key: str, today: date
) -> html.Div:
    """Return the page; `request_key` makes a repeated click one change, `documents` are its attached files."""
    main = [
        figures(detail, today),
        _flat(_("Open opportunities"), open_table(detail, today)),
        _flat(_("Past opportunities"), past_table(detail, today)),
        _flat(_("Quotes, orders, invoices"), _papers(detail, today)),
        _flat(_("Activities"), _activities(detail, beside, today)),
        _flat(_("Documents"), documents),
        _flat(_("Log"), log_list(detail, today)),
    ]
    grid = html.Div([html.Div(main, className="cd-oppmain"), rail(detail, beside, today)], className="cd-oppgrid")
    asked = (
        contact_dialogs(detail, beside.choices, beside.towns, may_merge=bool(beside.duplicates))
        if detail.changeable
        else []
    )
    facts = {"id": detail.fields.id, "version": detail.fields.version, "request_key": request_key}
    return record(PARTS, facts, [_head(detail), grid, *asked], "cd-opp cd-docpage cd-contactpage", refresh=ACTIVITY)


def _head(detail: ContactDetail) -> html.Header:
    fields, names = detail.fields, detail.names
    tags = [html.Span(names.type, className="cd-tag")] if names.type else []
    judged = stars(names.stars, names.quality)
    title = html.Div([html.H1(fields.name), *([judged] if judged else []), *tags], className="cd-dochead__t")
    where = place(fields.city, country(fields.country_code))
    vat = _("VAT {number}", number=fields.vat_number) if fields.vat_number else ""
    legal = fields.legal_name if fields.legal_name != fields.name else None
    known = [html.Span(text) for text in (legal, where, vat, fields.code) if text]
    return html.Header(
        [
            html.Div([title, html.Div(known, className="cd-opphead__m")], className="cd-opphead__t"),
            html.Div(_actions(detail), className="cd-opphead__a cd-dochead__a"),
        ],
        className="cd-opphead",
    )


def _actions(detail: ContactDetail) -> list[Any]:
    if not detail.changeable:
        return []
    known = attributes(data_cd_dialog="new-opportunity", data_cd_contact=str(detail.fields.id), aria_haspopup="dialog")
    new = html.Button([icon("plus-lg"), _("New opportunity")], type="button", className="btn btn-primary", **known)
    return [opener(PARTS, "edit", _("Edit"), "pencil"), new]


def _flat(title: str, body: Any) -> html.Section:
    """Return a panel whose content reaches its edges."""
    head = html.Header(html.H2(title), className="cd-panel__head cd-docpanel__h")
    return html.Section([head, html.Div(body)], className="card cd-panel cd-docpanel")


def _papers(detail: ContactDetail, today: date) -> Any:
    papers = detail.papers
    if not (papers.quotes or papers.orders or papers.invoices):
        return nothing(_("No quote, order or invoice yet."))
    return html.Div(chain.columns(papers, today), className="cd-chain")


def _activities(detail: ContactDetail, beside: Beside, today: date) -> Any:
    where = Place(contact_id=detail.fields.id, changeable=detail.changeable)
    return timeline(detail.activities, beside.types, where, today=today, zone=detail.names.time_zone)
