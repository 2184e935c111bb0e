"""The excerpt of Northwind on both engines: orders, lines and invoices to the cent."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

from sqlalchemy import func, select

from data.schema.contact import Contact, ContactPerson
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.log import Event
from data.schema.opportunity import Opportunity
from data.schema.people import Agent, User
from data.schema.product import Product, ProductFamily
from data.schema.sales import SalesOrder, SalesOrderLine
from data.session import Database
from domain.period import month_of
from tests.data.importers.files import NORTHWIND, copied, everything, imported, looking, replaced, rows

ORDERS = {order["orderID"]: order for order in rows(NORTHWIND / "orders.csv")}
LINES = rows(NORTHWIND / "order_details.csv")
SHIPPED = {number for number, order in ORDERS.items() if order["shippedDate"] != "NULL"}


def net(line: dict[str, str]) -> int:
    """Compute a line's cents from its text."""
    exact = Decimal(line["unitPrice"]) * Decimal(line["quantity"]) * (1 - Decimal(line["discount"])) * 100
    return int(exact.to_integral_value(ROUND_HALF_EVEN))


def nets() -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for line in LINES:
        sums[line["orderID"]] += net(line)
    return dict(sums)


def test_orders_and_invoices_agree_with_the_files_to_the_cent(database: Database) -> None:
    report = imported(database, NORTHWIND, profile="northwind")
    assert report.succeeded, report.text
    assert (report.counts["order"].added, report.counts["order_line"].added) == (len(ORDERS), len(LINES))
    assert report.counts["invoice"].added == len(SHIPPED)
    assert any(Decimal(line["discount"]) for line in LINES)
    with looking(database) as session:
        orders = dict(session.execute(select(SalesOrder.number, SalesOrder.net_minor)).all())
        invoices = dict(session.execute(select(Invoice.number, Invoice.net_minor)).all())
        broken = select(SalesOrder.id).where(SalesOrder.net_minor != SalesOrder.gross_minor - SalesOrder.discount_minor)
        assert not session.scalars(broken).all()
        for header, line, parent in (
            (SalesOrder, SalesOrderLine, SalesOrderLine.sales_order_id),
            (Invoice, InvoiceLine, InvoiceLine.invoice_id),
        ):
            sums = (
                select(header.net_minor, func.sum(line.net_minor))
                .join(line, parent == header.id)
                .group_by(header.id, header.net_minor)
            )
            assert all(net_minor == total for net_minor, total in session.execute(sums))
    assert orders == nets()
    assert invoices == {number: total for number, total in nets().items() if number in SHIPPED}


def test_an_order_is_chained_to_its_invoice_line_by_line(database: Database) -> None:
    imported(database, NORTHWIND, profile="northwind")
    number = min(SHIPPED)
    with looking(database) as session:
        order = session.scalars(select(SalesOrder).where(SalesOrder.number == number)).one()
        invoice = session.scalars(select(Invoice).where(Invoice.sales_order_id == order.id)).one()
        billed = session.execute(
            select(SalesOrderLine.net_minor, InvoiceLine.net_minor, SalesOrderLine.invoiced_minor)
            .join(InvoiceLine, InvoiceLine.sales_order_line_id == SalesOrderLine.id)
            .where(InvoiceLine.invoice_id == invoice.id)
        ).all()
        waiting = session.scalars(select(SalesOrder).where(SalesOrder.status == "open")).all()
    issued_on = date.fromisoformat(ORDERS[number]["shippedDate"][:10])
    assert (order.status, order.invoiced_minor) == ("invoiced", order.net_minor)
    assert order.planned_invoice_on == issued_on, "so that it has a month where documents count in full"
    assert (invoice.issued_on, invoice.issued_month) == (issued_on, month_of(issued_on))
    assert (invoice.contact_id, invoice.agent_id, invoice.team_id) == (order.contact_id, order.agent_id, order.team_id)
    assert len(billed) == sum(line["orderID"] == number for line in LINES)
    assert all(ordered == invoiced == marked for ordered, invoiced, marked in billed)
    assert {each.number for each in waiting} == set(ORDERS) - SHIPPED
    assert {each.invoiced_minor for each in waiting} == {0}


def test_customers_are_placed_by_their_city(database: Database) -> None:
    report = imported(database, NORTHWIND, profile="northwind")
    customers = rows(NORTHWIND / "customers.csv")
    assert sum(report.placed.values()) == len(customers)
    with looking(database) as session:
        contacts = {contact.code: contact for contact in session.scalars(select(Contact))}
        people = dict(session.execute(select(ContactPerson.contact_id, ContactPerson.name)).all())
    hanari = contacts["HANAR"]
    assert (hanari.city, hanari.province, hanari.country_code) == ("Rio de Janeiro", "RJ", "BR")
    assert hanari.geo_precision == "city"
    assert hanari.geo_source == "gazetteer"
    assert hanari.latitude is not None
    assert abs(hanari.latitude + 22.9) < 0.5
    assert contacts["LINOD"].geo_precision == "country"  # an island by a name that nobody knows
    assert people[hanari.id] == "Mario Pontes"
    fissa = contacts["FISSA"]
    assert fissa.name == "FISSA Fabrica Inter. Salchichas S.A."


def test_employees_products_and_categories_come_along(database: Database) -> None:
    imported(database, NORTHWIND, profile="northwind")
    with looking(database) as session:
        users = dict(session.execute(select(User.display_name, User.role)).all())
        nancy = session.scalars(select(Agent).where(Agent.name == "Nancy Davolio")).one()
        boss = session.get_one(Agent, nancy.manager_agent_id)
        families = set(session.scalars(select(ProductFamily.description)))
        without = session.scalar(select(func.count()).where(Product.product_family_id.is_(None)))
        assert not session.scalar(select(func.count()).select_from(Opportunity))
    assert users["Andrew Fuller"] == "sales_manager"
    assert users["Nancy Davolio"] == "sales_person"
    assert (boss.name, nancy.active_from_on) == ("Andrew Fuller", date(1992, 5, 1))
    assert "Dairy Products" in families
    assert without == 0


def test_a_shipment_later_on_becomes_an_invoice(database: Database, tmp_path: Path) -> None:
    imported(database, NORTHWIND, profile="northwind")
    folder = copied(NORTHWIND, tmp_path / "newer")
    number = min(set(ORDERS) - SHIPPED)
    required = ORDERS[number]["requiredDate"]
    replaced(folder / "orders.csv", f"{required},NULL", f"{required},1998-05-20 00:00:00.000")
    report = imported(database, folder, profile="northwind")
    assert (report.counts["order"].changed, report.counts["invoice"].added) == (1, 1)
    with looking(database) as session:
        order = session.scalars(select(SalesOrder).where(SalesOrder.invoiced_minor > 0, SalesOrder.version == 2)).one()
        marked = select(func.sum(SalesOrderLine.invoiced_minor)).where(SalesOrderLine.sales_order_id == order.id)
        assert session.scalar(marked) == order.net_minor


def test_changed_lines_change_order_and_invoice_and_keep_their_chain(database: Database, tmp_path: Path) -> None:
    imported(database, NORTHWIND, profile="northwind")
    folder = copied(NORTHWIND, tmp_path / "newer")
    number = next(n for n in sorted(SHIPPED) if sum(line["orderID"] == n for line in LINES) > 2)
    first, *_, last = [line for line in LINES if line["orderID"] == number]
    texts = {id(line): ",".join(line.values()) + "\n" for line in (first, last)}
    replaced(folder / "order_details.csv", texts[id(last)], "")
    doubled = ",".join({**first, "quantity": str(2 * int(first["quantity"]))}.values()) + "\n"
    replaced(folder / "order_details.csv", texts[id(first)], doubled)
    report = imported(database, folder, profile="northwind")
    assert report.succeeded, report.text
    assert (report.counts["order"].changed, report.counts["invoice"].changed) == (1, 1)
    wanted = sum(net(line) for line in rows(folder / "order_details.csv") if line["orderID"] == number)
    with looking(database) as session:
        order = session.scalars(select(SalesOrder).where(SalesOrder.number == number)).one()
        invoice = session.scalars(select(Invoice).where(Invoice.number == number)).one()
        chained = (
            select(func.count())
            .select_from(InvoiceLine)
            .join(SalesOrderLine, SalesOrderLine.id == InvoiceLine.sales_order_line_id)
            .where(InvoiceLine.invoice_id == invoice.id, SalesOrderLine.sales_order_id == order.id)
        )
        event = session.scalars(select(Event).where(Event.entity == "sales_order").order_by(Event.id.desc())).first()
        assert session.scalar(chained) == sum(line["orderID"] == number for line in LINES) - 1
    assert order.net_minor == invoice.net_minor == wanted
    assert event is not None
    assert (event.verb, event.entity_id) == ("import", order.id)


def test_the_same_orders_again_change_nothing(database: Database, tmp_path: Path) -> None:
    imported(database, NORTHWIND, profile="northwind")
    before = everything(database)
    assert imported(database, NORTHWIND, profile="northwind").repeated
    assert everything(database) == before
    folder = copied(NORTHWIND, tmp_path / "reordered")
    header, *lines = (folder / "orders.csv").read_text(encoding="utf-8").splitlines()
    (folder / "orders.csv").write_text("\n".join([header, *reversed(lines)]), encoding="utf-8")
    report = imported(database, folder, profile="northwind")
    assert not report.repeated
    assert all(counts.added == counts.changed == 0 for counts in report.counts.values())
