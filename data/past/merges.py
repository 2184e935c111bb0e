"""Merges taken back: what moved hangs where it hung, and a contact that went away is there again."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from data.past.earlier import Earlier, Merged, from_plain
from data.past.writing import remove, set_values, table_of
from data.schema.activity import Activity
from data.schema.base import Base
from data.schema.campaign import CampaignMember
from data.schema.contact import Contact, ContactAddress, ContactCompetitor, ContactPerson
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
LINKS: Final[Mapping[str, tuple[type[Base], str]]] = {
    "campaign_member": (CampaignMember, "campaign_id"), "contact_competitor": (ContactCompetitor, "competitor_id"),
}  # fmt: skip
OWNERS: Final = {"opportunity": "opportunity_id", "contact": "contact_id"}


def redo(session: Session, earlier: Earlier) -> None:
    """Merge again what was merged at the instant, and parted only later."""
    for merged in earlier.unmerged:
        _hang(session, merged, merged.kept_id)
        if merged.entity == "contact":
            _link(session, merged, away=True)
            remove(session, Contact, [merged.told["merged_id"]])


def take_back(session: Session, earlier: Earlier) -> None:
    """Take back the merges that came later, the last one first.

    The kept contacts have to be what they were already: an origin goes along with a merge, and is there once only.
    """
    for merged in reversed(earlier.merged.values()):
        if merged.entity == "contact":
            _bring_back(session, merged.told["gone"], earlier)
            _link(session, merged, away=False)
        _hang(session, merged, merged.told["merged_id"])


def _hang(session: Session, merged: Merged, owner_id: int) -> None:
    for name, ids in merged.told["moved"].items():
        owner = "parent_contact_id" if name == merged.entity else OWNERS[merged.entity]
        set_values(session, HANGING[name], {id_: {owner: owner_id} for id_ in ids})


def _link(session: Session, merged: Merged, *, away: bool) -> None:
    """Give links that moved with a contact to the kept one, or back; those that both had are there once, or twice again."""
    gone_id, kept_id = merged.told["merged_id"], merged.kept_id
    for name, rows in merged.told.get("links", {}).items():
        table, other = table_of(LINKS[name][0]), LINKS[name][1]
        for row in rows:
            held = kept_id if row["moved"] and not away else gone_id
            session.execute(delete(table).where(table.c.contact_id == held, table.c[other] == row[other]))
            if row["moved"] or not away:
                values = {key: from_plain(table.c[key], value) for key, value in row.items() if key in table.c}
                owner = kept_id if away else gone_id
                session.execute(insert(table).values(values | {"contact_id": owner}))


def _bring_back(session: Session, gone: Mapping[str, Any], earlier: Earlier) -> None:
    """Let a contact be there again as it was at the instant, unless it came later."""
    if gone["id"] in earlier.made["contact"]:
        return
    table, now = table_of(Contact), clock.now()
    row = {name: from_plain(table.c[name], value) for name, value in gone.items() if name in table.c}
    told = earlier.values["contact"].get(gone["id"], {})
    remove(session, Contact, [gone["id"]])  # the number was given away anew
    session.connection().execute(insert(table), [{"created_at": now, "updated_at": now} | row | told])
