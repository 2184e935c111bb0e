"""Merges taken back: what moved hangs where it hung, and a contact that went away is there again."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.past.earlier import Earlier, from_plain
from data.past.writing import set_values, table_of
from data.schema.activity import Activity
from data.schema.base import Base
from data.schema.contact import Contact, ContactAddress, ContactPerson
from data.schema.document import Document
from data.schema.invoice import DocumentLink, Invoice
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, SalesOrder
from domain import clock

HANGING: Final[Mapping[str, type[Base]]] = {
    "activity": Activity, "document": Document, "quote": Quote, "sales_order": SalesOrder, "invoice": Invoice,
    "opportunity_document_link": DocumentLink, "opportunity": Opportunity, "contact_person": ContactPerson,
    "contact_address": ContactAddress, "contact": Contact,
}  # fmt: skip
OWNERS: Final = {"opportunity": "opportunity_id", "contact": "contact_id"}


def take_back(session: Session, earlier: Earlier) -> None:
    """Take back the merges that came later, the last one first."""
    for entity, told in reversed(earlier.merged):
        if entity == "contact":
            _bring_back(session, told["gone"])
        for name, ids in told["moved"].items():
            owner = "parent_contact_id" if name == entity else OWNERS[entity]
            set_values(session, HANGING[name], {id_: {owner: told["merged_id"]} for id_ in ids})


def _bring_back(session: Session, gone: Mapping[str, Any]) -> None:
    table = table_of(Contact)
    row = {name: from_plain(table.c[name], value) for name, value in gone.items() if name in table.c}
    now = clock.now()
    session.connection().execute(insert(table), [{"created_at": now, "updated_at": now} | row])
