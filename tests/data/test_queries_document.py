"""What the pages of orders, invoices and quotes read, on both databases."""

import pytest

from data.queries.document_invoice import invoice_detail
from data.queries.document_order import order_detail, quote_detail
from data.schema.company import SourceSystem
from data.schema.invoice import Invoice, Payment
from data.schema.sales import Quote, SalesOrder
from data.session import Database
from domain.document import InvoiceDetail, OrderDetail, QuoteDetail
from domain.errors import NotFound
from domain.money import Money
from tests.documents import Documents, add_documents
from tests.world import NOW, TODAY, World
from workflow import documents as verbs
from workflow.documents import Credit, Issue, Receipt, Target


class Reader:
    """Reads pages as somebody."""

    def __init__(self, database: Database, world: World, documents: Documents) -> None:
        self.database, self.world, self.documents = database, world, documents

    def order(self, key: str, login: str = "administrator") -> OrderDetail:
        with self.database.read() as session:
            return order_detail(session, self.world.principal(login), self.documents.orders[key])

    def invoice(self, key: str, login: str = "administrator") -> InvoiceDetail:
        with self.database.read() as session:
            return invoice_detail(session, self.world.principal(login), self.documents.invoices[key])

    def quote(self, key: str, login: str = "administrator") -> QuoteDetail:
        with self.database.read() as session:
            return quote_detail(session, self.world.principal(login), self.documents.quotes[key])


@pytest.fixture
def reader(database: Database, world: World) -> Reader:
    return Reader(database, world, add_documents(database, world))


def test_an_order_shows_its_lines_with_what_is_open_and_what_surrounds_it(reader: Reader) -> None:
    found = reader.order("south")
    assert (found.head.number, found.head.contact, found.head.owner, found.head.team) == (
        "IT-O-3", "Delta Sud", "Olga Meridione", "Team South",
    )  # fmt: skip
    assert (found.net_minor, found.invoiced_minor, found.open_minor) == (450_000, 149_999, 300_001)
    assert found.opens == {1: 333_334, 2: -33_333}
    assert [(line.net_minor, line.invoiced_minor) for line in found.lines] == [(500_000, 166_666), (-50_000, -16_667)]
    assert found.head.opportunity is not None
    assert (found.head.opportunity.name, found.quote and found.quote.name) == ("South line", "OFFER-3")
    chain = found.trail.chain
    assert [[row.number for row in rows] for rows in (chain.quotes, chain.orders, chain.invoices)] == [
        ["OFFER-3"], ["IT-O-3"], ["F-3"],
    ]  # fmt: skip


def test_an_order_without_an_opportunity_has_the_chain_of_its_own(reader: Reader) -> None:
    chain = reader.order("teamless").trail.chain
    assert ([row.number for row in chain.orders], [row.number for row in chain.invoices]) == (["IT-O-4"], ["F-4"])


def test_what_no_line_accounts_for_is_open_on_a_line_of_its_own(reader: Reader) -> None:
    found = reader.order("bare")
    assert (found.lines, found.opens) == ((), {0: 123_457})


def test_nothing_of_a_draft_or_cancelled_order_is_to_be_invoiced(reader: Reader) -> None:
    assert [reader.order(key).open_minor for key in ("draft", "cancelled")] == [0, 0]


def test_an_invoice_knows_what_is_paid_credited_and_left(reader: Reader) -> None:
    found = reader.invoice("franc")
    assert (found.net_minor, found.gross_minor, found.left_minor) == (333_333, 406_666, 406_666)
    key = reader.documents.invoices["franc"]
    person = reader.world.principal("administrator")
    with reader.database.write() as session:
        verbs.register_payment(session, person, Target(key, 1), Receipt(TODAY, 100_000), today=TODAY, now=NOW)
        verbs.credit_invoice(session, person, Target(key, 2), Credit(TODAY), today=TODAY, now=NOW)
    credited = reader.invoice("franc")
    assert (credited.left_minor, credited.paid_minor, credited.creditable, credited.head.status) == (
        -100_000, 100_000, {}, "paid",
    )  # fmt: skip
    assert [(row.invoice, row.amount_minor) for row in credited.trail.payments] == [("F-2", 100_000)]
    assert [event.verb for event in credited.trail.events] == ["credit_invoice", "register_payment"]
    note = next(row for row in credited.trail.chain.invoices if row.kind == "credit_note")
    with reader.database.read() as session:
        shown = invoice_detail(session, person, note.id)
    assert shown.credited is not None
    assert shown.credited.name == "F-2"
    assert shown.order is not None


def test_the_chain_holds_the_payments_of_all_its_invoices(reader: Reader) -> None:
    person = reader.world.principal("administrator")
    with reader.database.write() as session:
        order = session.get_one(SalesOrder, reader.documents.orders["franc"])
        issued = verbs.issue_invoice(session, person, Target(order.id, 1), Issue(TODAY), today=TODAY, now=NOW)
        session.add(Payment(invoice_id=reader.documents.invoices["franc"], paid_on=TODAY, amount_minor=7))
        session.add(Payment(invoice_id=issued.after["invoice_id"], paid_on=TODAY, amount_minor=8))
    assert [row.amount_minor for row in reader.order("franc").trail.payments] == [7, 8]
    assert [row.amount_minor for row in reader.quote("franc").trail.payments] == [7, 8]


def test_a_quote_is_seen_by_who_sees_its_opportunity(reader: Reader) -> None:
    found = reader.quote("press", "colleague")
    assert (found.head.number, found.head.owner, found.net_minor) == ("OFFER-1", "Sara Vendi", 10_000_033)
    assert not found.head.changeable
    for login, key in (("sales", "south"), ("country_manager", "alpine"), ("foreign", "press")):
        with pytest.raises(NotFound):
            reader.quote(key, login)


def test_a_quote_of_no_opportunity_belongs_to_its_company(reader: Reader) -> None:
    with reader.database.write() as session:
        session.get_one(Quote, reader.documents.quotes["press"]).opportunity_id = None
    assert [row.number for row in reader.quote("press", "other_team").trail.chain.quotes] == ["OFFER-1"]
    with pytest.raises(NotFound):
        reader.quote("press", "foreign")


@pytest.mark.parametrize(("login", "key"), [("sales", "south"), ("manager", "teamless"), ("country_manager", "alpine")])
def test_what_lies_out_of_reach_is_not_found(reader: Reader, login: str, key: str) -> None:
    with pytest.raises(NotFound):
        reader.order(key, login)
    with pytest.raises(NotFound):
        reader.invoice(key, login)


def test_an_opportunity_out_of_reach_is_not_named(reader: Reader) -> None:
    with reader.database.write() as session:
        order = session.get_one(SalesOrder, reader.documents.orders["south"])
        order.owner_id, order.team_id = reader.world.users["sales"], reader.world.teams["NORTH"]
    found = reader.order("south", "sales")
    assert found.head.opportunity is None
    assert (found.trail.chain.quotes, found.trail.chain.invoices) == ((), ())


@pytest.mark.parametrize(
    ("login", "changeable"), [("sales", False), ("manager", True), ("analyst", False), ("executive", False)]
)
def test_who_may_change_an_order_is_known_to_its_page(reader: Reader, login: str, *, changeable: bool) -> None:
    assert reader.order("press", login).head.changeable is changeable


def test_a_record_of_another_system_opens_there(reader: Reader) -> None:
    with reader.database.write() as session:
        system = SourceSystem(code="ERP", name="Old books", link_pattern="https://erp.example/o/{id}")
        session.add(system)
        session.flush()
        order = session.get_one(SalesOrder, reader.documents.orders["press"])
        order.source_system_id, order.source_id = system.id, "A/1"
    source = reader.order("press").head.source
    assert source is not None
    assert (source.system, source.record, source.href) == ("Old books", "A/1", "https://erp.example/o/A%2F1")
    assert reader.order("franc").head.source is None


def test_what_a_page_says_is_open_is_what_the_verb_invoices(reader: Reader) -> None:
    found, person = reader.order("press"), reader.world.principal("administrator")
    with reader.database.write() as session:
        target = Target(found.head.id, found.head.version)
        change = verbs.issue_invoice(session, person, target, Issue(TODAY), today=TODAY, now=NOW)
        invoice = session.get_one(Invoice, change.after["invoice_id"])
        assert Money(sum(found.opens.values()), "EUR") == Money(invoice.net_minor, invoice.currency_code)
