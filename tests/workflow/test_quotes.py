"""From the lines to a quote, its revisions and answers, and to one order, never two."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from data.schema.company import Company
from data.schema.opportunity import Opportunity
from data.schema.sales import Quote, QuoteLine, SalesOrder, SalesOrderLine
from data.session import Database
from domain.errors import (
    BadValidity,
    CannotUndo,
    ClosedAlready,
    Conflict,
    NotFound,
    NothingToOffer,
    NotPermitted,
    QuoteMoveNotAllowed,
    StillValid,
)
from domain.quote import QuoteStatus, revision_letter
from tests.selling import Seller
from tests.world import TODAY, World
from workflow import documents, opportunities, quotes
from workflow.documents import Issue
from workflow.opportunities import LineValues, OrderWish
from workflow.quotes import Offer


@pytest.fixture
def seller(database: Database, world: World) -> Seller:
    return Seller(database, world)


def orders(seller: Seller, key: str) -> list[SalesOrder]:
    with seller.database.read() as session:
        found = list(
            session.scalars(
                select(SalesOrder).where(SalesOrder.opportunity_id == seller.id(key)).order_by(SalesOrder.id)
            )
        )
        session.expunge_all()
        return found


def rows_of(seller: Seller, entity: Any, **key: int) -> list[tuple[object, ...]]:
    with seller.database.read() as session:
        found = session.scalars(select(entity).filter_by(**key).order_by(entity.line_no))
        return [
            (row.description, float(row.quantity), row.unit_price_minor, row.discount_minor, row.net_minor)
            for row in found
        ]


def test_a_quote_holds_the_lines_as_they_are_and_a_number_of_the_year(seller: Seller) -> None:
    quote = seller.offer("lines")
    assert (quote.number, quote.revision, quote.status, quote.currency_code) == ("IT-Q-2026-0001", 0, "draft", "EUR")
    assert (quote.gross_minor, quote.discount_minor, quote.net_minor) == (10_000_000, 1_000_000, 9_000_000)
    assert rows_of(seller, QuoteLine, quote_id=quote.id) == [
        ("Line 1", 1.0, 6_000_000, 600_000, 5_400_000), ("Line 2", 1.0, 3_000_000, 400_000, 2_600_000),
        ("Line 3", 1.0, 1_000_000, 0, 1_000_000),
    ]  # fmt: skip
    assert seller.offer("press").number == "IT-Q-2026-0002"
    assert rows_of(seller, QuoteLine, quote_id=seller.offer("press").id) == [
        ("Hydraulic press", 1.0, 12_000_000, 0, 12_000_000)
    ]
    assert seller.events("lines")[-1].after == {
        "quote": quote.number, "quote_id": quote.id, "quote_revision": 0, "quote_status": "draft",
    }  # fmt: skip


def test_a_repeated_request_makes_one_quote(seller: Seller) -> None:
    assert seller.offer("press", "once").id == seller.offer("press", "once").id


def test_tax_is_that_of_the_last_order(seller: Seller, database: Database, world: World) -> None:
    with database.write() as session:
        order = session.scalars(select(SalesOrder)).one()
        order.tax_minor = round(order.net_minor * 0.22)
    assert seller.offer("press").tax_minor == 2_640_000


def test_nothing_and_what_is_closed_cannot_be_offered(seller: Seller, database: Database, world: World) -> None:
    with pytest.raises(NothingToOffer):
        Seller(database, world, "colleague").offer("zero")
    with pytest.raises(ClosedAlready):
        seller.offer("won")
    target = quotes.Target(seller.id("press"), 0)
    with pytest.raises(BadValidity):
        seller.run(
            lambda unit: quotes.create_quote(
                unit, seller.principal, target, Offer(TODAY, TODAY - timedelta(days=1)), now=seller.now
            )
        )


def test_a_revision_takes_the_lines_again_and_replaces_the_one_before(seller: Seller) -> None:
    quote = seller.offer("lines")
    seller.answer(quotes.send_quote, quote.id)
    seller.save("lines", [LineValues(description="All in one", gross_minor=8_000_000)])
    change = seller.answer(quotes.revise_quote, quote.id, offer=Offer(TODAY, TODAY + timedelta(days=30)))
    newer = seller.quote(change.after["quote_id"])
    assert (newer.number, newer.revision, newer.status, newer.net_minor) == (quote.number, 1, "draft", 8_000_000)
    assert seller.quote(quote.id).status == "superseded"
    with pytest.raises(QuoteMoveNotAllowed):
        seller.answer(quotes.revise_quote, quote.id, offer=Offer(TODAY))


def test_a_quote_goes_out_is_answered_and_each_answer_can_be_undone(seller: Seller) -> None:
    quote = seller.offer("press")
    seller.answer(quotes.send_quote, quote.id)
    assert seller.quote(quote.id).status == "sent"
    change = seller.answer(quotes.reject_quote, quote.id)
    assert seller.quote(quote.id).status == "rejected"
    seller.undo(change)
    assert seller.quote(quote.id).status == "sent"
    seller.answer(quotes.accept_quote, quote.id)
    with pytest.raises(QuoteMoveNotAllowed):
        seller.answer(quotes.reject_quote, quote.id)
    told = [(event.verb, (event.after or {}).get("quote_status")) for event in seller.events("press")[1:]]
    assert told == [
        ("create_quote", "draft"), ("send_quote", "sent"), ("reject_quote", "rejected"), ("undo_quote", "sent"),
        ("accept_quote", "accepted"),
    ]  # fmt: skip


def test_a_quote_runs_out_after_its_last_day(seller: Seller) -> None:
    target = quotes.Target(seller.id("press"), 0)
    change = seller.run(
        lambda unit: quotes.create_quote(
            unit, seller.principal, target, Offer(TODAY, TODAY + timedelta(days=9)), now=seller.now
        )
    )
    id_ = int(str(change.after["quote_id"]))
    seller.answer(quotes.send_quote, id_)
    with pytest.raises(StillValid):
        seller.answer(quotes.expire_quote, id_, today=TODAY + timedelta(days=9))
    seller.answer(quotes.expire_quote, id_, today=TODAY + timedelta(days=10))
    assert seller.quote(id_).status == "expired"


def test_an_old_version_is_a_conflict(seller: Seller) -> None:
    quote = seller.offer("press")
    seller.answer(quotes.send_quote, quote.id)
    old = quotes.Target(quote.id, 1)
    with pytest.raises(Conflict):
        seller.run(lambda unit: quotes.accept_quote(unit, seller.principal, old, now=seller.now))


def test_an_accepted_quote_becomes_one_order_that_can_be_invoiced(
    seller: Seller, database: Database, world: World
) -> None:
    quote = seller.offer("lines")
    with pytest.raises(QuoteMoveNotAllowed):
        seller.answer(quotes.order_quote, quote.id, today=TODAY)
    seller.answer(quotes.send_quote, quote.id)
    seller.answer(quotes.accept_quote, quote.id)
    first = seller.answer(quotes.order_quote, quote.id, today=TODAY)
    second = seller.answer(quotes.order_quote, quote.id, today=TODAY)
    (order,) = orders(seller, "lines")
    assert first.after["order_id"] == second.after["order_id"] == order.id
    assert (order.number, order.quote_id, order.net_minor, order.status) == (
        "IT-O-2026-0001",
        quote.id,
        9_000_000,
        "open",
    )
    assert rows_of(seller, SalesOrderLine, sales_order_id=order.id) == rows_of(seller, QuoteLine, quote_id=quote.id)
    seller.check()
    manager = world.principal("manager")
    target = documents.Target(order.id, order.version)
    with database.write() as session:
        documents.issue_invoice(session, manager, target, Issue(TODAY), today=TODAY, now=seller.now)
    assert orders(seller, "lines")[0].status == "invoiced"
    seller.check()
    with pytest.raises(QuoteMoveNotAllowed):
        seller.answer(quotes.revise_quote, quote.id, offer=Offer(TODAY))


def test_the_order_is_planned_as_the_lines_say_else_after_the_usual_time(seller: Seller, database: Database) -> None:
    lines = [
        LineValues(gross_minor=5, expected_invoice_on=day)
        for day in (date(2026, 12, 31), date(2026, 11, 30), date(2026, 1, 1))
    ]
    seller.save("press", lines)
    seller.win("press", order=OrderWish("lines"))
    assert orders(seller, "press")[0].planned_invoice_on == date(2026, 11, 30)
    seller.win("robot", order=OrderWish("lines"))
    with database.read() as session:
        days = session.scalars(select(Company.invoice_lead_days).where(Company.code == "IT")).one()
    assert orders(seller, "robot")[0].planned_invoice_on == TODAY + timedelta(days=days)
    seller.check()


# ── Winning ─────────────────────────────────────────────────────────────────────────────────────────


def test_winning_makes_the_order_of_the_quote_that_it_accepts_and_undo_takes_both_back(seller: Seller) -> None:
    before = seller.fields("lines")
    quote = seller.offer("lines")
    seller.answer(quotes.send_quote, quote.id)
    change = seller.win("lines", order=OrderWish("quote", quote.id))
    (order,) = orders(seller, "lines")
    assert (order.quote_id, order.net_minor, seller.quote(quote.id).status) == (quote.id, 9_000_000, "accepted")
    seller.check()
    seller.undo(change)
    assert seller.fields("lines") == before
    assert [one.status for one in orders(seller, "lines")] == ["cancelled"]
    assert seller.quote(quote.id).status == "sent"
    seller.check()


def test_winning_from_the_lines_orders_the_final_amount(seller: Seller) -> None:
    seller.win("lines", final_minor=8_500_000, order=OrderWish("lines"))
    (order,) = orders(seller, "lines")
    assert order.net_minor == 8_500_000
    assert [row[-1] for row in rows_of(seller, SalesOrderLine, sales_order_id=order.id)] == [
        5_400_000,
        2_600_000,
        1_000_000,
        -500_000,
    ]
    seller.check()


def test_winning_again_makes_no_second_order(seller: Seller) -> None:
    seller.win("press", order=OrderWish("lines"))
    target = seller.target("press")
    seller.run(lambda unit: opportunities.reopen(unit, seller.principal, target, today=TODAY, now=seller.now))
    seller.win("press", order=OrderWish("lines"))
    assert len(orders(seller, "press")) == 1


def test_a_win_whose_order_went_on_cannot_be_undone(seller: Seller, database: Database, world: World) -> None:
    change = seller.win("press", order=OrderWish("lines"))
    (order,) = orders(seller, "press")
    with database.write() as session:
        documents.issue_invoice(
            session,
            world.principal("manager"),
            documents.Target(order.id, 1),
            Issue(TODAY),
            today=TODAY,
            now=seller.now,
        )
    with pytest.raises(CannotUndo):
        seller.undo(change)
    assert seller.read("press").outcome == "won"


def test_the_quote_of_another_opportunity_orders_nothing(seller: Seller) -> None:
    quote = seller.offer("press")
    with pytest.raises(QuoteMoveNotAllowed):
        seller.win("lines", order=OrderWish("quote", quote.id))
    assert seller.read("lines").outcome == "open"
    assert orders(seller, "lines") == []


@pytest.mark.parametrize(
    ("login", "error"), [("colleague", NotPermitted), ("other_team", NotFound), ("analyst", NotPermitted)]
)
def test_who_may_not_change_the_opportunity_does_nothing_with_its_quotes(
    seller: Seller, database: Database, world: World, login: str, error: type[Exception]
) -> None:
    quote = seller.offer("press")
    stranger = Seller(database, world, login)
    for attempt in (
        lambda: stranger.offer("press"),
        lambda: stranger.answer(quotes.send_quote, quote.id),
        lambda: stranger.answer(quotes.revise_quote, quote.id, offer=Offer(TODAY)),
        lambda: stranger.answer(quotes.order_quote, quote.id, today=TODAY),
    ):
        with pytest.raises(error):
            attempt()
    with database.read() as session:
        assert (
            session.scalar(select(func.count()).select_from(Quote).where(Quote.opportunity_id == quote.opportunity_id))
            == 1
        )
        assert session.get_one(Opportunity, quote.opportunity_id).version == 1


def test_revisions_are_called_by_letters() -> None:
    assert [revision_letter(number) for number in (0, 1, 25, 26, 27, 52, 701, 702)] == [
        "A", "B", "Z", "AA", "AB", "BA", "ZZ", "AAA",
    ]  # fmt: skip
    assert len(QuoteStatus) == 6
