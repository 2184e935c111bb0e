"""The head of a document's page: what it is, how it stands, with whom, whose it is, and what can be done with it."""

from collections.abc import Sequence
from typing import Any

from dash import html

from components.attributes import attributes
from components.icons import icon
from components.language import gettext as _
from components.opportunity.quotes import Tag
from components.opportunity.words import avatar, country, facts, place
from domain.document import DocumentHead, Linked


def head(document: DocumentHead, title: str, tag: Tag, actions: Sequence[html.Button], back: str) -> html.Header:
    """Return title, status and facts, and the buttons; `back` is the address of the invoicing board."""
    words, tone = tag
    status = html.Span(words, className=f"cd-tag{f' cd-tag--{tone}' if tone else ''}")
    return html.Header(
        [
            html.Div([html.Div([html.H1(title), status], className="cd-dochead__t"), _facts(document)], className="cd-opphead__t"),
            html.Div([*_source(document), _back(back), *actions], className="cd-opphead__a cd-dochead__a"),
        ],
        className="cd-opphead",
    )  # fmt: skip


def link(kind: str, record: Linked, text: str = "") -> html.A:
    """Return a link to the page of another record: quote, order, invoice, opportunity."""
    return html.A(text or record.name, href=f"/{kind}/{record.id}", **attributes(data_cd_nav="plain"))


def details(document: DocumentHead, rows: Sequence[tuple[str, Any]]) -> html.Dl:
    """Return what else is known of a document."""
    opportunity = document.opportunity
    return facts(
        [
            (_("Opportunity"), link("opportunity", opportunity, f"{opportunity.number} · {opportunity.name}") if opportunity else None),
            *rows,
            (_("Our company"), document.company),
            (_("Team"), document.team),
            (_("Agent"), document.agent),
            (_("Source"), f"{document.source.system} · {document.source.record}" if document.source else None),
        ]
    )  # fmt: skip


def _facts(document: DocumentHead) -> html.Div:
    where = place(document.city, country(document.country_code))
    owner: list[Any] = [avatar(document.owner_id or 0, document.owner), document.owner] if document.owner else []
    return html.Div(
        [
            html.B(document.contact or _("No contact")),
            *([html.Span(where)] if where else []),
            *([html.Span(owner, className="cd-own", title=_("Owner"))] if owner else []),
            *([html.Span(document.agent, title=_("Agent"))] if document.agent not in {None, document.owner} else []),
        ],
        className="cd-opphead__m",
    )


def _source(document: DocumentHead) -> list[html.A]:
    """Return the way to the record in the system it came from."""
    if document.source is None or document.source.href is None:
        return []
    label = _("Open in {system}", system=document.source.system)
    return [
        html.A(
            [icon("box-arrow-up-right"), label],
            href=document.source.href,
            target="_blank",
            rel="noopener noreferrer",
            className="btn btn-outline-secondary",
        )
    ]


def _back(back: str) -> html.A:
    return html.A(
        [icon("arrow-left"), _("Back to the board")],
        href=back,
        className="btn btn-outline-secondary cd-dochead__back",
        **attributes(data_cd_nav="filtered"),
    )
