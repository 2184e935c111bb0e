"""Orders, invoices and quotes beside the small known company: whose they are, how far they have come."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from data.schema.invoice import Invoice, InvoiceLine
from data.schema.sales import Quote, SalesOrder, SalesOrderLine
from domain.period import month_of
from tests.world import TODAY, World

if TYPE_CHECKING:
    from data.session import Database

TAX_PERCENT = 22


class _Order(NamedTuple):
    key: str
    company: str
    opportunity: str | None
    contact: str
    owner: str
    team: str
    currency: str
    lines: tuple[int, ...]  # net, in minor units
    planned: int | None = 30  # days from today
    status: str = "open"


ORDERS = (
    _Order("press", "IT", "press", "Officine Alfa", "sales", "NORTH", "EUR", (7_000_001, 2_999_999, 33)),
    _Order("franc", "IT", "franc", "Gamma Presse", "colleague", "NORTH", "CHF", (1_000_000,)),
    _Order("south", "IT", "south", "Delta Sud", "other_team", "SOUTH", "EUR", (500_000, -50_000)),
    _Order("teamless", "IT", None, "Delta Sud", "country_manager", "", "EUR", (777_777,), None),
    _Order("alpine", "CH", "alpine", "Alpen Werk", "foreign", "ALPS", "CHF", (6_000_000,)),
    _Order("yen", "CH", "yen", "Alpen Werk", "foreign", "ALPS", "JPY", (4_000_001,)),
    _Order("draft", "IT", None, "Officine Alfa", "sales", "NORTH", "EUR", (40_000,), 60, "draft"),
    _Order("cancelled", "IT", None, "Officine Alfa", "sales", "NORTH", "EUR", (90_000,), 10, "cancelled"),
    _Order("bare", "IT", None, "Beta Meccanica", "sales", "NORTH", "EUR", (), 20),
)
BARE_NET = 123_457
# Of these a third is invoiced, by an invoice that is issued and not paid.
BILLED = ("franc", "south", "teamless", "alpine", "yen")


@dataclass(frozen=True)
class Documents:
    """The ids, by the names used in the table; an invoice and a quote are named after their order."""

    orders: dict[str, int] = field(default_factory=dict)
    invoices: dict[str, int] = field(default_factory=dict)
    quotes: dict[str, int] = field(default_factory=dict)


def add_documents(database: "Database", world: World) -> Documents:
    """Add the documents to the small known company and return their ids."""
    documents = Documents()
    with database.write() as session:
        for number, plan in enumerate(ORDERS, start=1):
            order = _order(world, plan, number)
            if plan.opportunity:
                quote = _quote(order, number)
                session.add(quote)
                session.flush()
                documents.quotes[plan.key] = order.quote_id = quote.id
            lines = [_line(place, net) for place, net in enumerate(plan.lines, start=1)]
            if plan.key in BILLED:
                _bill(order, lines)
            session.add(order)
            session.flush()
            documents.orders[plan.key] = order.id
            for line in lines:
                line.sales_order_id = order.id
            session.add_all(lines)
            session.flush()
            if plan.key in BILLED:
                invoice = _invoice(order, number)
                session.add(invoice)
                session.flush()
                session.add_all(_invoice_line(invoice.id, line) for line in lines)
                documents.invoices[plan.key] = invoice.id
    return documents


def tax_of(net_minor: int) -> int:
    """Return the tax on a net amount."""
    return round(net_minor * TAX_PERCENT / 100)


def _order(world: World, plan: _Order, number: int) -> SalesOrder:
    net = sum(plan.lines) if plan.lines else BARE_NET
    planned_on = None if plan.planned is None else TODAY + timedelta(days=plan.planned)
    ordered_on = TODAY - timedelta(days=40)
    return SalesOrder(
        company_id=world.companies[plan.company], number=f"{plan.company}-O-{number}", status=plan.status,
        opportunity_id=world.opportunities[plan.opportunity] if plan.opportunity else None,
        contact_id=world.contacts[plan.contact], owner_id=world.users[plan.owner], team_id=world.teams.get(plan.team),
        ordered_on=ordered_on, ordered_month=month_of(ordered_on), planned_invoice_on=planned_on,
        planned_invoice_month=month_of(planned_on) if planned_on else None, currency_code=plan.currency,
        gross_minor=net, net_minor=net, tax_minor=tax_of(net),
    )  # fmt: skip


def _line(place: int, net: int) -> SalesOrderLine:
    return SalesOrderLine(
        line_no=place, description=f"Part {place}", quantity=2, unit_price_minor=net // 2, net_minor=net
    )


def _bill(order: SalesOrder, lines: list[SalesOrderLine]) -> None:
    for line in lines:
        line.invoiced_minor = line.net_minor // 3
    order.invoiced_minor = sum(line.invoiced_minor for line in lines)


def _invoice(order: SalesOrder, number: int) -> Invoice:
    issued_on: date = TODAY - timedelta(days=12)
    tax = tax_of(order.invoiced_minor)
    copied = ("company_id", "opportunity_id", "contact_id", "owner_id", "team_id", "currency_code")
    return Invoice(
        **{name: getattr(order, name) for name in copied}, series="2026", number=f"F-{number}", sales_order_id=order.id,
        issued_on=issued_on, issued_month=month_of(issued_on), due_on=issued_on + timedelta(days=30),
        net_minor=order.invoiced_minor, tax_minor=tax, gross_minor=order.invoiced_minor + tax,
    )  # fmt: skip


def _invoice_line(invoice_id: int, line: SalesOrderLine) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=invoice_id, line_no=line.line_no, sales_order_line_id=line.id, description=line.description,
        quantity=1, net_minor=line.invoiced_minor,
    )  # fmt: skip


def _quote(order: SalesOrder, number: int) -> Quote:
    issued_on = TODAY - timedelta(days=60)
    return Quote(
        company_id=order.company_id, number=f"OFFER-{number}", opportunity_id=order.opportunity_id,
        contact_id=order.contact_id, status="accepted", issued_on=issued_on,
        valid_until_on=issued_on + timedelta(days=30), currency_code=order.currency_code, gross_minor=order.net_minor,
        net_minor=order.net_minor, tax_minor=order.tax_minor,
    )  # fmt: skip
