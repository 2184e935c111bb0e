"""Quoting: the buttons of a quote as it stands, and what is asked before one is made or revised."""

from collections.abc import Iterable
from datetime import date, timedelta

from dash import html

from components.dialog import day, field, pair
from components.language import gettext as _
from components.opportunity.deal.closing import OPPORTUNITY, record_of
from components.opportunity.deal.fields import deal_modal, note_field
from components.opportunity.deal.wire import Style, Wire, asks, does
from components.opportunity.words import amount
from domain.detail import Detail
from domain.quote import VALID_DAYS, QuoteStep, revision_letter


def quote_buttons(steps: Iterable[QuoteStep], form: dict[str, str], *, small: bool = True) -> list[html.Button]:
    """Return a button for each step that a quote can take; the first one is the usual next step."""
    made = {
        QuoteStep.SEND: ("do", _("Mark as sent"), "send"),
        QuoteStep.ACCEPT: ("do", _("Accept"), "check2-circle"),
        QuoteStep.REJECT: ("do", _("Reject"), "x-square"),
        QuoteStep.EXPIRE: ("do", _("Mark as expired"), "hourglass-bottom"),
        QuoteStep.ORDER: ("do", _("Create order"), "box-seam"),
        QuoteStep.REVISE: ("ask", _("Revise"), "files"),
    }
    buttons = []
    for place, step in enumerate(steps):
        way, label, symbol = made[step]
        style: Style = "primary" if place == 0 and step is not QuoteStep.REVISE else "outline-secondary"
        buttons.append((asks if way == "ask" else does)(step.value, label, symbol, form, style=style, small=small))
    return buttons


def create_dialog(detail: Detail, today: date) -> html.Div:
    """Ask until when the offer holds."""
    header = detail.header
    said = _(
        "The quote offers the detail lines as they are now: {amount}.", amount=amount(header.net_minor, header.currency)
    )
    fields = [html.P(said, className="cd-2"), *_offer(today)]
    return deal_modal(OPPORTUNITY, record_of(header), "create_quote", _("New quote"), fields, _("Create quote"))


def revise_dialog(
    wire: Wire, record: dict[str, int], number: str, revision: int, worth: str, today: date, form: dict[str, str]
) -> html.Div:
    """Ask the same for the next revision; `worth` is the amount of the lines as they are now."""
    said = _(
        "Revision {letter} offers the detail lines as they are now, {amount}, and replaces quote {number}.",
        letter=revision_letter(revision),
        amount=worth,
        number=number,
    )
    fields = [html.P(said, className="cd-2"), *_offer(today)]
    title = _("Revise quote {number}", number=number)
    return deal_modal(wire, record, "revise", title, fields, _("Create revision"), form=form)


def _offer(today: date) -> list[html.Label | html.Div]:
    return [
        pair(
            field(_("Dated"), day("issued_on", today)),
            field(_("Valid until"), day("valid_until_on", today + timedelta(days=VALID_DAYS), first=today)),
        ),
        note_field(_("Note")),
    ]
