"""The log of a contact: who changed what."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dash import html

from components.language import gettext as _
from components.opportunity.timeline import entry, when_done
from components.opportunity.words import local, nothing, older
from domain.contact import ContactDetail
from domain.detail import EventRow

SHOWN = 15


def log_list(detail: ContactDetail, today: date) -> Any:
    """Return the changes, the latest first."""
    if not detail.events:
        return nothing(_("Nothing was changed here yet."))
    zone = detail.names.time_zone
    shown, rest = detail.events[:SHOWN], detail.events[SHOWN:]
    items = [
        entry("pencil", _verb(row), row.user or "", when_done(local(row.at, zone), today), _fields(row))
        for row in shown
    ]
    return [html.Ul(items, className="cd-tl"), *older(len(shown), [f"{_verb(row)} · {row.user or ''}" for row in rest])]


def _verb(row: EventRow) -> str:
    said: Mapping[str, str] = {
        "create": _("Registered"), "edit": _("Details changed"), "place": _("Placed on the map"),
        "address": _("Address changed"), "people": _("People changed"), "addresses": _("Further addresses changed"),
        "merge": _("Merged with {name}", name=row.after.get("merged", "")), "undo": _("Undone"),
        "attach_file": _("Document attached: {name}", name=row.after.get("file", "")),
        "replace_file": _("New version of {name}", name=row.after.get("file", "")),
        "delete_file": _("Document deleted: {name}", name=row.after.get("file", "")),
        "restore_file": _("Document brought back: {name}", name=row.after.get("file", "")),
    }  # fmt: skip
    return said.get(row.verb, row.verb)


def field_names() -> Mapping[str, str]:
    """Return what the fields of a contact are called."""
    return {
        "name": _("Name"), "legal_name": _("Legal name"), "vat_number": _("VAT number"), "code": _("Code"),
        "contact_type_id": _("Type"), "quality_id": _("Quality"), "sector_id": _("Sector"), "origin": _("Origin"),
        "commercial_category_id": _("Category"), "main_agent": _("Main agent"), "zone_id": _("Zone"),
        "currency_code": _("Currency"), "language": _("Language"), "phone": _("Phone"), "email": _("Email"),
        "website": _("Website"), "turnover_minor": _("Turnover"), "employees": _("Employees"), "street": _("Street"),
        "postal_code": _("Postal code"), "city": _("Town"), "province": _("Province"), "country_code": _("Country"),
        "founded_year": _("Founded"), "competitor_ids": _("Competitors"),
    }  # fmt: skip


def _fields(row: EventRow) -> str:
    names = field_names()
    texts = ("name", "legal_name", "vat_number", "phone", "email", "website", "city", "street", "postal_code")
    said = []
    for field in row.after:
        if field not in names or row.verb in {"create", "merge"}:
            continue
        before, after = row.before.get(field), row.after[field]
        told = f"{before or '–'} → {after or '–'}" if field in texts else ""
        said.append(f"{names[field]}: {told}" if told else names[field])
    return ", ".join(said)
