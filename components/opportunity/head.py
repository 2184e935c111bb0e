"""The head of the page: what it is about, with whom, whose it is, and how it ended."""

from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import outcome_glyph
from components.language import gettext as _
from components.opportunity.actions import actions
from components.opportunity.deal.pausing import paused
from components.opportunity.neighbours import Near
from components.opportunity.words import avatar, country, place
from domain.detail import ContactCard, Detail, Header
from domain.outcome import Outcome

ALONE = Near()


def head(detail: Detail, back: str, today: date, near: Near = ALONE) -> html.Header:
    """Return title, facts and outcome; `back` is the address of the board."""
    header = detail.header
    title = [html.H1(header.title), _facts(header, detail.contact), *_outcome(header, today), *paused(header, today)]
    if header.description:
        title.append(html.P(header.description, className="cd-opphead__d"))
    return html.Header(
        [html.Div(title, className="cd-opphead__t"), actions(detail, back, near)], className="cd-opphead"
    )


def _facts(header: Header, contact: ContactCard | None) -> html.Div:
    where = place(contact.city, country(contact.country_code)) if contact else ""
    return html.Div(
        [
            html.B(_contact(contact) if contact else _("No contact")),
            *([html.Span(where)] if where else []),
            html.Span(header.number, className="cd-n"),
            html.Span([avatar(header.owner_id, header.owner), header.owner], className="cd-own", title=_("Owner")),
            html.Span(header.type),
        ],
        className="cd-opphead__m",
    )


def _contact(contact: ContactCard) -> html.A:
    return html.A(contact.name, href=f"/contact/{contact.id}", **attributes(data_cd_nav="plain"))


def _outcome(header: Header, today: date) -> list[Any]:
    """Return the badge of a closed one: how, when, why, and what was noted."""
    if header.outcome == Outcome.OPEN or header.closed_on is None:
        return []
    on = formats.day(header.closed_on, today)
    said = {
        Outcome.WON: _("Won on {day}", day=on),
        Outcome.LOST: _("Lost on {day}", day=on),
        Outcome.CANCELLED: _("Cancelled on {day}", day=on),
    }
    outcome = Outcome(header.outcome)
    parts: list[Any] = [outcome_glyph("won" if outcome is Outcome.WON else "lost"), html.B(said[outcome])]
    parts += [html.Span(header.closing_reason)] if header.closing_reason else []
    parts += [html.Q(header.closing_note)] if header.closing_note else []
    return [html.P(parts, className=f"cd-outcome cd-outcome--{outcome.value}")]
