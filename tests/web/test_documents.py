"""What a dialog of a document sends is read strictly, and answered with a sentence."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from components.language import use_locale
from data.schema.invoice import Invoice
from data.session import Database
from domain import clock
from tests.documents import Documents, add_documents
from tests.world import World, build
from web import documents
from web.documents import Action, InvoiceAction, OrderAction


@pytest.fixture
def known(sqlite_database: Database) -> tuple[World, Documents]:
    world = build(sqlite_database)
    return world, add_documents(sqlite_database, world)


def order(known: tuple[World, Documents], what: Any, form: dict[str, str], version: int = 1) -> OrderAction:
    return OrderAction(1, what, known[1].orders["press"], version, uuid4().hex, form)


def invoice(known: tuple[World, Documents], what: Any, form: dict[str, str], version: int = 1) -> InvoiceAction:
    return InvoiceAction(1, what, known[1].invoices["franc"], version, uuid4().hex, form)


def perform(
    database: Database, known: tuple[World, Documents], action: Action, login: str = "administrator"
) -> tuple[dict[str, Any], dict[str, Any] | None]:
    return documents.perform(database, known[0].principal(login), action)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({"mode": "percent", "percent": "a lot"}, "“a lot” is no percentage"),
        ({"mode": "percent", "percent": "NaN"}, "“NaN” is no percentage"),
        ({"mode": "percent", "percent": "Infinity"}, "is no percentage"),
        ({"mode": "percent", "percent": "1E-999999"}, "is no percentage"),
        ({"mode": "percent", "percent": "0"}, "“0” is no percentage"),
        ({"mode": "percent", "percent": "100.01"}, "is no percentage"),
        ({"mode": "amount", "amount": "12,5"}, "cannot be read as an amount in EUR"),
        ({"mode": "amount", "amount": ""}, "cannot be read as an amount in EUR"),
        ({"mode": "amount", "amount": "-5.00"}, "Give an amount above zero"),
        ({"mode": "amount", "amount": "1,000,000.00"}, "Give at most €100,000.33"),
        ({"mode": "lines", "line-1": "70,000.02"}, "Give at most €70,000.01"),
        ({"mode": "lines", "line-9": "1.00"}, "could not be read"),
        ({"mode": "lines", f"line-{'9' * 5_000}": "1.00"}, "could not be read"),
        ({"mode": "lines", "line-x": "1.00"}, "could not be read"),
        ({"mode": "lines"}, "Give an amount above zero"),
        ({"issued_on": "tomorrow"}, "could not be read"),
        ({"issued_on": "2199-01-01"}, "The date must lie between"),
    ],
)
def test_what_cannot_be_is_refused_in_the_dialog(
    sqlite_database: Database, known: tuple[World, Documents], form: dict[str, str], message: str
) -> None:
    answer, toast = perform(sqlite_database, known, order(known, "issue", form))
    assert (answer["ok"], answer["stale"], toast) == (False, False, None)
    assert message in answer["message"]
    seen = documents.preview(sqlite_database, known[0].principal("administrator"), order(known, "issue", form))
    if "issued_on" not in form:
        assert (seen["ok"], message in seen["text"]) == (False, True)


def test_a_percentage_is_read_with_comma_and_sign(sqlite_database: Database, known: tuple[World, Documents]) -> None:
    form = {"mode": "percent", "percent": " 33,3 % "}
    seen = documents.preview(sqlite_database, known[0].principal("administrator"), order(known, "issue", form))
    assert "€33,300.11 net" in seen["text"]


def test_an_italian_types_amounts_with_a_comma(sqlite_database: Database, known: tuple[World, Documents]) -> None:
    with use_locale("it"):
        answer, toast = perform(sqlite_database, known, invoice(known, "pay", {"amount": "1.000,50"}))
    assert answer["ok"]
    assert toast is not None
    with sqlite_database.read() as session:
        assert session.get_one(Invoice, known[1].invoices["franc"]).paid_minor == 100_050


def test_what_was_made_is_linked_from_the_toast(sqlite_database: Database, known: tuple[World, Documents]) -> None:
    _, toast = perform(sqlite_database, known, order(known, "issue", {"mode": "amount", "amount": "5.00"}))
    assert toast is not None
    assert toast["title"] == "Invoice issued"
    assert toast["actions"][0]["href"].startswith("/invoice/")
    _, toast = perform(sqlite_database, known, order(known, "issue", {"as_draft": "on"}, version=2))
    assert toast is not None
    assert toast["title"] == "Draft made"


def test_an_old_page_is_told_that_it_is_old(sqlite_database: Database, known: tuple[World, Documents]) -> None:
    later = (clock.today() + timedelta(days=40)).isoformat()
    assert perform(sqlite_database, known, order(known, "dates", {"planned_invoice_on": later}))[0]["ok"]
    answer, toast = perform(sqlite_database, known, order(known, "dates", {}))
    assert (answer["ok"], answer["stale"]) == (False, True)
    assert toast is not None
    assert "Someone else changed “IT-O-1”" in toast["text"]


def test_who_may_not_is_told_so(sqlite_database: Database, known: tuple[World, Documents]) -> None:
    for login in ("sales", "analyst", "executive"):
        answer, _ = perform(sqlite_database, known, order(known, "issue", {}), login)
        assert not answer["ok"]
        assert "Your role does not allow this" in answer["message"]
    answer, _ = perform(sqlite_database, known, order(known, "issue", {}), "foreign")
    assert not answer["ok"]


def test_a_draft_is_issued_or_cancelled_and_a_bill_credited(
    sqlite_database: Database, known: tuple[World, Documents]
) -> None:
    assert perform(sqlite_database, known, invoice(known, "credit", {"reopen": "on"}))[0]["ok"]
    assert "is no draft any more" in perform(sqlite_database, known, invoice(known, "issue_draft", {}, 2))[0]["message"]
    assert (
        "is no draft any more" in perform(sqlite_database, known, invoice(known, "cancel_draft", {}, 2))[0]["message"]
    )
    with sqlite_database.write() as session:
        session.get_one(Invoice, known[1].invoices["south"]).status = "draft"
    draft = InvoiceAction(1, "cancel_draft", known[1].invoices["south"], 2, uuid4().hex, {})
    assert perform(sqlite_database, known, draft)[0]["ok"]


def test_there_is_nothing_to_preview_of_a_payment(sqlite_database: Database, known: tuple[World, Documents]) -> None:
    seen = documents.preview(sqlite_database, known[0].principal("administrator"), invoice(known, "pay", {}))
    assert not seen["ok"]
