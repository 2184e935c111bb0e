"""Contacts in SQL: the list, one contact with all that hangs on it, its possible duplicates, and what can be chosen."""

from data.queries.contacts.choices import choices_of
from data.queries.contacts.detail import contact_currency, contact_detail
from data.queries.contacts.duplicates import duplicates_of
from data.queries.contacts.listing import ContactPage, contacts_found

__all__ = ["ContactPage", "choices_of", "contact_currency", "contact_detail", "contacts_found", "duplicates_of"]
