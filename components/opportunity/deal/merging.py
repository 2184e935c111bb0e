"""Merging: which other opportunity is meant, and which values count where the two differ."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

import dash_bootstrap_components as dbc
import msgspec
from dash import html

from components import formats
from components.attributes import attributes
from components.dialog import field, modal
from components.language import gettext as _
from components.opportunity.deal.closing import OPPORTUNITY, record_of
from components.opportunity.deal.fields import deal_modal
from components.opportunity.deal.wire import MODAL, known
from components.opportunity.words import DASH, amount
from domain.detail import Detail

FIELD = "field-"
KEEP, TAKE = "keep", "take"


class Other(Protocol):
    """Another opportunity that this one can be merged with."""

    @property
    def id(self) -> int:
        """The key."""

    @property
    def number(self) -> str:
        """The number."""

    @property
    def title(self) -> str:
        """The title."""

    @property
    def contact(self) -> str | None:
        """The contact's name."""

    @property
    def currency(self) -> str:
        """The currency of the amount."""

    @property
    def net_minor(self) -> int:
        """The net amount."""


def choose_dialog(detail: Detail, others: Sequence[Other], request_key: str) -> html.Div:
    """Ask which other opportunity is the same deal; choosing one leads to the comparison."""
    rows = [_choice(other) for other in others]
    said = _("Both are the same deal? Choose the other one; the next step shows where the two differ.")
    listed: Any = html.Div(rows, className="cd-mergelist") if rows else html.P(_nobody(), className="cd-mut")
    sends = {"data_cd_what": "choose", "data_cd_action": OPPORTUNITY.action}
    dialog = modal(MODAL, _("Merge with…"), [html.P(said, className="cd-2"), listed], "", sends=sends)
    facts = msgspec.json.encode({**record_of(detail.header), "request_key": request_key}).decode()
    return html.Div(dialog, className="cd-nosubmit", **attributes(data_cd_record=facts))


def merge_dialog(kept: Detail, other: Detail, today: date) -> html.Div:
    """Ask for each value in which the two differ which one counts, and whose lines."""
    mine, theirs = _values(kept, today), _values(other, today)
    named = {"number": other.header.number, "title": other.header.title}
    said = _(
        "The quotes, orders, activities and documents of {number} “{title}” move here; it is cancelled and leads here. Undo brings both back.",
        **named,
    )
    different = [name for name in mine if mine[name][1] != theirs[name][1]]
    numbers = kept.header.number, other.header.number
    fields = [_pick(name, mine[name][0], (mine[name][1], theirs[name][1]), numbers) for name in different]
    form = {"other_id": str(other.header.id), "other_version": str(other.header.version)}
    body = [html.P(said, className="cd-2"), html.Div([*fields, _lines(kept, other)], className="cd-mergefields")]
    return deal_modal(OPPORTUNITY, record_of(kept.header), "merge", _("Merge"), body, _("Merge"), form=form)


def _choice(other: Other) -> html.Button:
    way = known("ask", "compare", {"other_id": str(other.id)})
    about = " · ".join(filter(None, (other.contact, other.number, amount(other.net_minor, other.currency))))
    parts = [html.B(other.title), html.Span(about, className="cd-mut cd-small cd-n")]
    return html.Button(parts, type="button", className="cd-mergeone", **attributes(**way))


def _nobody() -> str:
    return _("There is no other open opportunity in this currency that you may change.")


def _pick(name: str, label: str, values: tuple[str, str], numbers: tuple[str, str]) -> html.Label:
    told = [
        _("{value} (of {number})", value=value or DASH, number=number)
        for value, number in zip(values, numbers, strict=True)
    ]
    options = [{"value": value, "label": text} for value, text in zip((KEEP, TAKE), told, strict=True)]
    chosen = TAKE if values[1] and not values[0] else KEEP
    return field(label, dbc.Select(name=f"{FIELD}{name}", options=options, value=chosen), single=True)


def _lines(kept: Detail, other: Detail) -> html.Label:
    currency = kept.header.currency
    own, theirs = kept.header.net_minor, other.header.net_minor
    options = [
        {"value": "keep", "label": _("Lines of this one, {amount}", amount=amount(own, currency))},
        {"value": "take", "label": _("Lines of the other one, {amount}", amount=amount(theirs, currency))},
        {"value": "both", "label": _("Lines of both, {amount}", amount=amount(own + theirs, currency))},
    ]
    return field(_("Lines and amounts"), dbc.Select(name="lines", options=options, value="keep"), single=True)


def _values(detail: Detail, today: date) -> dict[str, tuple[str, str]]:
    """Return label and value of each field that can be taken over, by its name."""
    header = detail.header

    def on(day: date | None) -> str:
        return formats.day(day, today) if day else ""

    probability = f"{header.probability}, {formats.percent(header.stated_percent)}"
    return {
        "title": (_("Title"), header.title),
        "description": (_("Description"), header.description or ""),
        "contact_id": (_("Contact"), detail.contact.name if detail.contact else ""),
        "owner_id": (_("Owner"), header.owner),
        "opportunity_type_id": (_("Type"), header.type),
        "probability_id": (_("Stated probability"), probability),
        "main_agent_id": (_("Main agent"), header.main_agent or ""),
        "expected_order_on": (_("Expected order"), on(header.expected_order_on)),
        "expected_delivery_on": (_("Expected delivery"), on(header.expected_delivery_on)),
        "expected_invoice_on": (_("Expected invoice"), on(header.expected_invoice_on)),
        "campaign_id": (_("Campaign"), header.campaign or ""),
        "origin_id": (_("Origin"), header.origin or ""),
        "competitor_id": (_("Competitor"), header.competitor or ""),
    }
