"""The chain around a document, from the opportunity to the money, and the payments of one invoice."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.document.head import link
from components.icons import icon
from components.language import gettext as _
from components.opportunity.chain import column, columns, document, progress
from components.opportunity.words import amount, nothing
from domain.document import DocumentHead, PaymentRow, Trail


def chain_panel(head: DocumentHead, trail: Trail, today: date) -> list[Any]:
    """Return the opportunity it began with, the sentence that sums the chain up, and four columns up to the payments."""
    payments = [_payment(row, today) for row in trail.payments]
    drawn = [*columns(trail.chain, today), column("pay", _("Payments"), payments, _("Nothing paid yet."))]
    return [
        *_origin(head),
        *progress(trail.chain),
        html.Div(drawn, className="cd-chain cd-chain--4"),
    ]


def payments_table(payments: Sequence[PaymentRow], today: date) -> Any:
    """Return the payments of one invoice."""
    if not payments:
        return nothing(_("Nothing was paid yet."))
    rows = [
        html.Tr(
            [
                html.Td(html.Time(formats.day(row.paid_on, today), dateTime=row.paid_on.isoformat())),
                html.Td(amount(row.amount_minor, row.currency), className="num cd-med"),
            ]
        )
        for row in payments
    ]
    head = html.Thead(html.Tr([html.Th(_("Paid on")), html.Th(_("Amount"), className="num")]))
    table = html.Table([head, html.Tbody(rows)], className="cd-table cd-lines")
    return html.Div(table, className="cd-tablewrap", role="region", tabIndex=0, **attributes(aria_label=_("Payments")))


def _origin(head: DocumentHead) -> list[html.P]:
    if head.opportunity is None:
        return [html.P(_("It belongs to no opportunity that you can see."), className="cd-chain__say cd-mut")]
    opportunity = head.opportunity
    words = [icon("bullseye"), link("opportunity", opportunity), html.Span(opportunity.number, className="cd-mut cd-n")]
    return [html.P(words, className="cd-chain__say cd-chain__from")]


def _payment(row: PaymentRow, today: date) -> html.Li:
    worth = amount(row.amount_minor, row.currency)
    day = formats.day(row.paid_on, today)
    return document("pay", f"/invoice/{row.invoice_id}", row.invoice, worth, (_("Paid"), "pos"), day)
