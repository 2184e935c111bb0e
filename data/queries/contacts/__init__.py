"""Contacts in SQL: the list, one contact with all that hangs on it, its possible duplicates, and what can be chosen."""

from data.queries.contacts.choices import choices_of
from data.queries.contacts.detail import contact_currency, contact_detail
from data.queries.contacts.duplicates import duplicates_of
from data.queries.contacts.listing import ContactPage, contacts_found
from data.queries.contacts.unplaced import Unplaced, nowhere_count, unplaced

__all__ = [
    "ContactPage",
    "Unplaced",
    "choices_of",
    "contact_currency",
    "contact_detail",
    "contacts_found",
    "duplicates_of",
    "nowhere_count",
    "unplaced",
]
