"""The log of an opportunity: names where events hold ids, and credit notes beside what they credit."""

from datetime import timedelta

from data.queries.opportunity import detail
from data.schema.invoice import Invoice
from data.schema.log import Event
from data.session import Database
from domain.detail import Detail
from domain.period import month_of
from tests.world import NOW, TODAY, World


def read(database: Database, world: World, key: str) -> Detail:
    with database.read() as session:
        return detail(session, world.principal("sales"), world.opportunities[key], today=TODAY)


def test_the_log_holds_names_where_events_hold_ids(database: Database, world: World) -> None:
    with database.write() as session:
        session.add(
            Event(
                at=NOW + timedelta(minutes=1), company_id=world.companies["IT"], user_id=world.users["gone"],
                entity="opportunity", entity_id=world.opportunities["press"], verb="edit",
                before={"stage_id": world.stages["new", 1], "owner_id": world.users["gone"], "closing_reason_id": None},
                after={"stage_id": 10**9, "owner_id": world.users["sales"], "closing_reason_id": world.reasons["BEST"],
                       "net_minor": 5},
            )
        )  # fmt: skip
    latest = read(database, world, "press").events[0]
    assert (latest.user, latest.imported) == ("Gino Partito", False)
    assert latest.before == {"stage": "Visit", "owner": "Gino Partito", "closing_reason": None}
    assert latest.after == {"stage": None, "owner": "Sara Vendi", "closing_reason": "Best offer", "net_minor": 5}


def test_a_credit_note_names_the_invoice_it_credits(database: Database, world: World) -> None:
    (invoice,) = read(database, world, "won").chain.invoices
    with database.write() as session:
        session.add(
            Invoice(
                company_id=world.companies["IT"], kind="credit_note", number="C-1", sales_order_id=invoice.order_id,
                credited_invoice_id=invoice.id, issued_on=TODAY, issued_month=month_of(TODAY), currency_code="EUR",
                net_minor=-500, gross_minor=-610,
            )
        )  # fmt: skip
    credit = read(database, world, "won").chain.invoices[-1]
    assert (credit.number, credit.credited_invoice_id, credit.net_minor) == ("C-1", invoice.id, -500)


def test_the_header_carries_the_clock_of_its_company(database: Database, world: World) -> None:
    assert read(database, world, "press").header.time_zone == "Europe/Rome"
