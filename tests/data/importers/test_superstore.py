"""One file of sales lines, of the shape of Superstore: orders, invoices, contacts and teams, by month to the cent."""

import csv
from collections import defaultdict
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from data.importers.profile import ProfileNotUsable, load_profile
from data.schema.contact import CommercialCategory, Contact
from data.schema.invoice import Invoice, InvoiceLine
from data.schema.people import Agent, Team
from data.schema.product import Product, ProductFamily
from data.schema.sales import SalesOrder, SalesOrderLine
from data.session import Database
from domain.period import month_of
from tests.data.importers.files import FIXTURES, copied, everything, imported, looking, replaced

SUPERSTORE = FIXTURES / "superstore"
PROFILES = Path(__file__).resolve().parents[3] / "data/profiles"
with (SUPERSTORE / "superstore.csv").open(encoding="utf-8-sig", newline="") as file:
    LINES = list(csv.DictReader(file))
ORDERS = {line["Order ID"]: line for line in reversed(LINES)}  # the first line of each order


def day(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%y").date()  # noqa: DTZ007  a day has no zone


def net(line: dict[str, str]) -> int:
    """Compute a line's cents from its text."""
    return int((Decimal(line["Sales"]) * 100).quantize(Decimal(1), ROUND_HALF_UP))


def by_month(column: str) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for line in LINES:
        sums[month_of(day(line[column]))] += net(line)
    return dict(sums)


def monthly(session: Any, month: Any, amount: Any) -> dict[int, int]:
    return {key: int(total) for key, total in session.execute(select(month, func.sum(amount)).group_by(month))}


def test_orders_and_invoices_agree_with_the_file_in_every_month(database: Database) -> None:
    report = imported(database, SUPERSTORE, profile="superstore")
    assert report.succeeded, report.text
    assert (report.counts["order"].added, report.counts["invoice"].added) == (len(ORDERS), len(ORDERS))
    assert report.counts["order_line"].added == len(LINES)
    with looking(database) as session:
        assert monthly(session, SalesOrder.ordered_month, SalesOrder.net_minor) == by_month("Order Date")
        assert monthly(session, Invoice.issued_month, Invoice.net_minor) == by_month("Ship Date")
        assert {order.status for order in session.scalars(select(SalesOrder))} == {"invoiced"}
        for header, line, parent in (
            (SalesOrder, SalesOrderLine, SalesOrderLine.sales_order_id),
            (Invoice, InvoiceLine, InvoiceLine.invoice_id),
        ):
            sums = select(header.net_minor, func.sum(line.net_minor)).join(line, parent == header.id)
            rows = session.execute(sums.group_by(header.id, header.net_minor)).all()
            assert len(rows) == len(ORDERS)
            assert all(net_minor == total for net_minor, total in rows)


def test_rounded_amounts_are_counted_with_what_it_makes(database: Database) -> None:
    report = imported(database, SUPERSTORE, profile="superstore")
    exact = [Decimal(line["Sales"]) for line in LINES]
    rounded = [line for line, amount in zip(LINES, exact, strict=True) if amount * 100 != net(line)]
    added = Decimal(sum(map(net, LINES))) / 100 - sum(exact)
    assert any(line["Sales"].endswith("05") for line in rounded)  # half a cent, which half to even would round down
    said = (
        f"{len(rounded)} amounts were rounded half up to minor units, which makes {added.normalize():+f} USD together"
    )
    assert [issue.reason for issue in report.warnings if issue.spot.column == "Sales"] == [said]


def test_a_line_keeps_its_discount_and_the_price_before_it(sqlite_database: Database) -> None:
    imported(sqlite_database, SUPERSTORE, profile="superstore")
    line = LINES[0]
    with looking(sqlite_database) as session:
        order = session.scalars(select(SalesOrder).where(SalesOrder.number == line["Order ID"])).one()
        stored = session.scalars(select(SalesOrderLine).where(SalesOrderLine.sales_order_id == order.id)).one()
        family = session.get_one(ProductFamily, stored.product_family_id)
        headers = session.scalars(select(SalesOrder)).all()
    assert (line["Sales"], line["Discount"], line["Quantity"]) == ("989.532", "0.2", "3")
    assert (stored.net_minor, stored.discount_minor, stored.unit_price_minor) == (98_953, 24_738, 41_230)
    assert (family.description, stored.description) == ("Tables", line["Product Name"])
    assert all(each.net_minor == each.gross_minor - each.discount_minor for each in headers)


def test_customers_stand_where_they_first_ordered_to(database: Database) -> None:
    report = imported(database, SUPERSTORE, profile="superstore")
    first = {line["Customer ID"]: line for line in reversed(LINES)}
    with looking(database) as session:
        contacts = {contact.code: contact for contact in session.scalars(select(Contact))}
        categories = dict(session.execute(select(CommercialCategory.id, CommercialCategory.description)).all())
    assert report.placed == {"city": len(first)}
    assert {code: contact.city for code, contact in contacts.items()} == {
        code: line["City"] for code, line in first.items()
    }
    assert contacts["EO-10005"].country_code == "CA"
    assert {categories[contact.commercial_category_id or 0] for contact in contacts.values()} == {
        "Consumer", "Corporate", "Home Office",
    }  # fmt: skip


def test_rows_that_say_otherwise_than_the_first_are_counted(sqlite_database: Database) -> None:
    report = imported(sqlite_database, SUPERSTORE, profile="superstore")
    told = {issue.spot.column: issue for issue in report.warnings if "says otherwise" in issue.reason}
    homes = {line["Customer ID"]: line["City"] for line in reversed(LINES)}
    assert told["City"].count == sum(line["City"] != homes[line["Customer ID"]] for line in LINES) > 0
    assert (told["Customer ID"].count, told["Customer ID"].spot.value) == (1, "AW-10001")
    assert (told["Product Name"].count, told["Product Name"].spot.value) == (1, "Message book")
    with looking(sqlite_database) as session:
        pads = set(session.scalars(select(Product.description).where(Product.code == "SS-OFF-PA-1")))
        sold = set(session.scalars(select(SalesOrderLine.description)))
    assert pads == {'Ruled pad, 8 1/2" x 11"'}
    assert pads | {"Message book"} <= sold


def test_a_region_is_a_team_and_nobody_is_invented_as_agent(database: Database) -> None:
    imported(database, SUPERSTORE, profile="superstore")
    with looking(database) as session:
        teams = dict(session.execute(select(Team.id, Team.name)).all())
        orders = {order.number: order for order in session.scalars(select(SalesOrder))}
        invoices = {invoice.number: invoice for invoice in session.scalars(select(Invoice))}
        assert not session.scalars(select(Agent)).all()
    assert {number: teams[order.team_id or 0] for number, order in orders.items()} == {
        number: line["Region"] for number, line in ORDERS.items()
    }
    assert all(invoices[number].team_id == order.team_id for number, order in orders.items())
    assert all(invoices[number].issued_on == day(line["Ship Date"]) for number, line in ORDERS.items())


def test_the_same_lines_again_change_nothing(database: Database, tmp_path: Path) -> None:
    imported(database, SUPERSTORE, profile="superstore")
    before = everything(database)
    assert imported(database, SUPERSTORE, profile="superstore").repeated
    assert everything(database) == before
    folder = copied(SUPERSTORE, tmp_path / "newer")
    replaced(folder / "superstore.csv", ",989.532,", ",989.535,")
    report = imported(database, folder, profile="superstore")
    changed = {entity: counts.changed for entity, counts in report.counts.items() if counts.changed or counts.added}
    assert changed == {"order": 1, "invoice": 1}
    with looking(database) as session:
        assert session.scalar(select(SalesOrder.net_minor).where(SalesOrder.number == LINES[0]["Order ID"])) == 98_954


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('round = "half-up"', 'round = "down"', "says round = “down”; it can be half-up, half-even"),
        ('quantity = "Quantity"', 'quantity = { column = "Quantity", round = "half-up" }', "is no amount, so “round” means nothing"),
        ('quantity = "Quantity"', 'quantity = "Quantity"\nunit_price = "Sales"', "either the field “unit_price” or the field “net”"),
        ('net = { column = "Sales", round = "half-up" }\n', "", "either the field “unit_price” or the field “net”"),
    ],
)  # fmt: skip
def test_a_profile_says_plainly_how_lines_come_to_their_amounts(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = (PROFILES / "superstore.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "own.toml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ProfileNotUsable, match=said):
        load_profile(str(path))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",989.532,", ",,", "column “Sales”: is empty, but needed"),
        (",989.532,", ",98q,", "(“98q”): is not a number"),
        (",989.532,", ",-1,", "is negative"),
        ("14/04/19", "31/04/19", "(“31/04/19”): is not a date written %d/%m/%y"),
    ],
)
def test_spoiled_lines_are_refused(old: str, new: str, said: str, sqlite_database: Database, tmp_path: Path) -> None:
    folder = copied(SUPERSTORE, tmp_path / "spoiled")
    replaced(folder / "superstore.csv", old, new)
    report = imported(sqlite_database, folder, profile="superstore")
    assert not report.succeeded
    assert said in report.text
