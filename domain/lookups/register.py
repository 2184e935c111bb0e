"""The lists of the register: contacts, activities, documents, products, campaigns."""

from domain.errors import sentence
from domain.lookups.description import Choice, Field, Kind, Lookup
from domain.lookups.sales import code, description

CONTACT_KINDS = (
    Choice("contact", sentence("Contact")),
    Choice("prospect", sentence("Prospect")),
    Choice("lead", sentence("Lead")),
    Choice("customer", sentence("Customer")),
    Choice("supplier", sentence("Supplier")),
)
ACTIVITY_KINDS = (
    Choice("call", sentence("Call")),
    Choice("visit", sentence("Visit")),
    Choice("mail", sentence("Mail")),
    Choice("meeting", sentence("Meeting")),
    Choice("video", sentence("Video call")),
    Choice("quote", sentence("Quote")),
    Choice("task", sentence("Task")),
)


def _plain(key: str, table: str, words: tuple[str, str, str], counted: str, *fields: Field) -> Lookup:
    """Describe a list of names and codes; `words` are its title, one of it, and what it is for."""
    title, one, about = words
    return Lookup(key, table, title, one, about, (description(), code(), *fields), counted)


CONTACT_TYPES = _plain(
    "contact-types", "contact_type",
    (sentence("Contact types"), sentence("contact type"), sentence("What a contact is to us.")),
    "contact",
    Field("kind", sentence("Meaning"), Kind.CHOICE, required=True, choices=CONTACT_KINDS, initial="contact"),
)  # fmt: skip
ORIGINS = _plain(
    "origins", "contact_origin",
    (sentence("Contact origins"), sentence("origin"), sentence("Where contacts and opportunities come from.")),
    "contact",
)  # fmt: skip
QUALITIES = _plain(
    "qualities", "contact_quality",
    (sentence("Contact quality"), sentence("quality"), sentence("How good a contact is, in one to five stars.")),
    "contact",
    Field("stars", sentence("Stars"), Kind.NUMBER, required=True, least=1, most=5, display="stars"),
)  # fmt: skip
SECTORS = _plain(
    "sectors", "sector",
    (sentence("Sectors"), sentence("sector"), sentence("Branches of business of the contacts.")),
    "contact",
)  # fmt: skip
CATEGORIES = _plain(
    "categories", "commercial_category",
    (sentence("Commercial categories"), sentence("commercial category"), sentence("Commercial grouping of contacts.")),
    "contact",
)  # fmt: skip
COMPETITORS = _plain(
    "competitors", "competitor",
    (sentence("Competitors"), sentence("competitor"), sentence("Firms that compete for the same sales.")),
    "opportunity_competitor",
)  # fmt: skip
ACTIVITY_TYPES = _plain(
    "activity-types", "activity_type",
    (sentence("Activity types"), sentence("activity type"), sentence("What people plan and log: calls, visits, tasks.")),
    "activity",
    Field("kind", sentence("Kind"), Kind.CHOICE, required=True, choices=ACTIVITY_KINDS, hint=sentence("Gives it its icon.")),
    Field(
        "is_contact", sentence("Counts as contact"), Kind.FLAG, initial=True,
        hint=sentence("Only real contact resets the time since the last activity. What is logged already stays as it is."),
    ),
)  # fmt: skip
DOCUMENT_TYPES = _plain(
    "document-types", "document_type",
    (sentence("Document types"), sentence("document type"), sentence("Kinds of attached files.")),
    "document",
)  # fmt: skip
FAMILIES = _plain(
    "product-families", "product_family",
    (sentence("Product families"), sentence("product family"), sentence("What opportunities are detailed and forecast by.")),
    "opportunity_line",
    Field("parent_id", sentence("Part of"), Kind.REFERENCE, target="product-families", keeps=True),
    Field("unit", sentence("Unit"), longest=20),
)  # fmt: skip
CAMPAIGN_CATEGORIES = _plain(
    "campaign-categories", "campaign_category",
    (sentence("Campaign categories"), sentence("campaign category"), sentence("Kinds of campaigns.")),
    "campaign",
)  # fmt: skip
CONTACTS = (CONTACT_TYPES, ORIGINS, QUALITIES, SECTORS, CATEGORIES, COMPETITORS)
WORK = (ACTIVITY_TYPES, DOCUMENT_TYPES, FAMILIES, CAMPAIGN_CATEGORIES)
