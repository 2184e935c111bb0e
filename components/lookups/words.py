"""Words of the settings: what refers to a row, by the table it stands in, and what a button does."""

from collections.abc import Iterable

from components import formats
from components.language import gettext as _

SEPARATOR = " · "


def counted_word(table: str) -> str:
    """Return the plural for the rows of a table that refer to rows of lists; "Other records" for one without a word."""
    words = {
        "opportunity": _("Opportunities"),
        "opportunity_line": _("Detail lines"),
        "opportunity_competitor": _("Opportunities"),
        "opportunity_snapshot": _("Snapshots"),
        "opportunity_task": _("Tasks done"),
        "stage_history": _("Stays in a stage"),
        "contact": _("Contacts"),
        "contact_competitor": _("Contacts"),
        "activity": _("Activities"),
        "document": _("Documents"),
        "campaign": _("Campaigns"),
        "event": _("Recorded changes"),
        "audit": _("Recorded changes"),
        "user_session": _("Sign-ins"),
        "notification": _("Notices"),
        "product": _("Products"),
        "quote_line": _("Lines of quotes"),
        "sales_order_line": _("Lines of orders"),
        "invoice_line": _("Lines of invoices"),
        "quote": _("Quotes"),
        "sales_order": _("Orders"),
        "invoice": _("Invoices"),
        "quota": _("Targets"),
        "stage": _("Stages"),
        "opportunity_type": _("Opportunity types"),
        "pipeline": _("Pipelines"),
        "company": _("Companies"),
        "team": _("Teams"),
        "agent": _("Agents"),
        "user_account": _("Users"),
        "user_team": _("People"),
        "user_company": _("People"),
        "import_run": _("Imports"),
        "zone": _("Zones"),
        "product_family": _("Product families"),
        "saved_view": _("Saved views"),
    }
    return words.get(table, _("Other records"))


def uses_text(uses: Iterable[tuple[str, int]]) -> str:
    """Return what uses a row, "Opportunities: 12 · Quotes: 3"; `uses` are tables with how many rows, none twice in words."""
    sums: dict[str, int] = {}
    for table, count in uses:
        word = counted_word(table)
        sums[word] = sums.get(word, 0) + count
    return SEPARATOR.join(f"{word}: {formats.number(count)}" for word, count in sums.items())
