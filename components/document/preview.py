"""What a dialog would do, said before it is done: what is invoiced or taken back, and what stays."""

from collections.abc import Mapping
from datetime import date

from components import formats
from components.language import gettext as _
from components.language import ngettext
from components.opportunity.words import amount
from domain.document import InvoiceDetail, OrderDetail


def issue_preview(
    order: OrderDetail, shares: Mapping[int, int], next_on: date | None, today: date, *, as_draft: bool
) -> str:
    """Say what is invoiced of an order and what stays open, and when that is planned."""
    currency, net = order.head.currency, sum(shares.values())
    over = ngettext("on {n} line", "on {n} lines", sum(1 for minor in shares.values() if minor))
    will = _("To be invoiced now: {amount} net, {over}.", amount=amount(net, currency), over=over)
    if as_draft:
        return " ".join((will, _("As a draft it changes nothing of the order yet.")))
    left = order.open_minor - net
    if not left:
        return " ".join((will, _("Nothing stays open: the order is invoiced.")))
    when = formats.day(next_on, today) if next_on else _("no date")
    stays = _("{amount} stays open, planned for: {when}.", amount=amount(left, currency), when=when)
    return f"{will} {stays}"


def credit_preview(invoice: InvoiceDetail, shares: Mapping[int, int], *, reopen: bool) -> str:
    """Say what is taken back of an invoice, what is left of it, and what becomes of the order."""
    currency, net = invoice.head.currency, sum(shares.values())
    left = sum(invoice.creditable.values()) - net
    said = [
        _("To be credited: {amount} net.", amount=amount(net, currency)),
        _("{amount} of the invoice stands.", amount=amount(left, currency)) if left else _("Nothing of it stands."),
    ]
    if invoice.order:
        said.append(
            _(
                "Order {number} has {amount} more to be invoiced.",
                number=invoice.order.name,
                amount=amount(net, currency),
            )
            if reopen
            else _("Order {number} stays as it is.", number=invoice.order.name)
        )
    return " ".join(said)
