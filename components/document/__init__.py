"""The pages of quotes, orders and invoices: pictures of domain.document; data come in, nothing is fetched here."""

from components.document.page import invoice_body, order_body, quote_body
from components.document.parts import Parts, framed, register_document
from components.document.preview import credit_preview, issue_preview

__all__ = [
    "Parts",
    "credit_preview",
    "framed",
    "invoice_body",
    "issue_preview",
    "order_body",
    "quote_body",
    "register_document",
]
