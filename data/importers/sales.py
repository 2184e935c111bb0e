"""Sales: orders with their lines, and the invoices that bill them whole."""

from typing import Any

from sqlalchemy import select

from data.importers.catalogue import families_of, product_names
from data.importers.records import Record, Records
from data.importers.run import Run, Values
from data.importers.sums import Amounts, given_amounts, line_amounts, unit_price
from data.importers.upsert import LINES, Told, Upsert, Written, all_plainly, sync_lines
from data.schema.invoice import InvoiceLine
from data.schema.sales import SalesOrder, SalesOrderLine
from domain.period import month_of


def write_sales(run: Run, records: Records) -> None:
    """Write orders, then invoices."""
    writer = _Writer(run, records)
    writer.write_orders()
    writer.write_invoices()


class _Writer:
    def __init__(self, run: Run, records: Records) -> None:
        self._run = run
        self._orders = {record.key: record for record in records.of("order")}
        self._invoices = {record.key: record for record in records.of("invoice")}
        self._invoiced_on = {record.values["order"]: record.values["issued_on"] for record in self._invoices.values()}
        self._families = families_of(run)
        self._products = product_names(run)
        self._lines: dict[str, list[Record]] = {}
        for line in records.of("order_line"):
            self._lines.setdefault(line.values["order"], []).append(line)
        self._order_rows: dict[str, Values] = {}

    def write_orders(self) -> None:
        """Write the orders and their lines."""
        self._order_rows = {key: self._order(record) for key, record in self._orders.items()}
        written = Upsert(self._run, "order").write(self._order_rows, self._told("ordered_on"))
        release = InvoiceLine.__table__.c.sales_order_line_id
        self._sync("order", SalesOrderLine, "sales_order_id", self._order_rows, written, release)
        self._run.advance(sum(map(len, self._lines.values())))
        self._run.count("order_line").added += sum(len(self._order_rows[key][LINES]) for key in written.added)

    def write_invoices(self) -> None:
        """Write the invoices and their lines."""
        line_ids = self._order_line_ids()
        rows = {key: self._invoice(record, line_ids) for key, record in self._invoices.items()}
        written = Upsert(self._run, "invoice").write(rows, self._told("issued_on"))
        self._sync("invoice", InvoiceLine, "invoice_id", rows, written)

    def _told(self, day: str) -> Any:
        return lambda _key, row: [Told("create", self._run.noon(row[day]), None, all_plainly(row))]

    def _sync(
        self, entity: str, model: Any, parent: str, rows: dict[str, Values], written: Written, release: Any = None
    ) -> None:
        ids = self._run.known(entity)
        wanted = {ids[key]: rows[key][LINES] for key in written.touched(LINES)}
        sync_lines(self._run, model, parent, wanted, release)
        self._run.advance(len(rows))

    def _order(self, record: Record) -> Values:
        run, values = self._run, record.values
        invoiced_on = self._invoiced_on.get(record.key)
        invoiced = invoiced_on is not None
        lines = [self._line(line.values, invoiced=invoiced) for line in self._lines.get(record.key, [])]
        sums = (line_amounts(line.values) for line in self._lines.get(record.key, []))
        amounts = sum(sums, Amounts()) if lines else given_amounts(values)
        planned_on = values.get("planned_invoice_on") or invoiced_on
        return {
            "number": values.get("number") or record.key,
            "contact_id": run.id_of("contact", values.get("contact")),
            "opportunity_id": run.id_of("opportunity", values.get("opportunity")),
            **self._seller(values.get("owner"), values.get("team")),
            "status": "invoiced" if invoiced else "open",
            "ordered_on": values["ordered_on"],
            "ordered_month": month_of(values["ordered_on"]),
            "requested_delivery_on": values.get("requested_delivery_on"),
            "planned_invoice_on": planned_on,
            "planned_invoice_month": month_of(planned_on) if planned_on else None,
            "currency_code": values["currency"],
            "gross_minor": amounts.gross,
            "discount_minor": amounts.discount,
            "net_minor": amounts.net,
            "tax_minor": 0,
            "invoiced_minor": amounts.net if invoiced else 0,
            LINES: lines,
        }

    def _seller(self, key: str | None, team: str | None) -> Values:
        seller = self._run.sellers[key] if key else None
        team_id = self._run.id_of("team", team)
        return {
            "agent_id": seller and seller.agent_id,
            "owner_id": seller and seller.user_id,
            "team_id": team_id or (seller and seller.team_id),
        }

    def _line(self, values: Values, *, invoiced: bool) -> Values:
        amounts = line_amounts(values)
        product_id = self._run.id_of("product", values.get("product"))
        family_id = self._run.id_of("family", values.get("family"))
        return {
            "product_id": product_id,
            "product_family_id": family_id or (self._families.get(product_id) if product_id else None),
            "description": values.get("description") or (self._products.get(product_id) if product_id else None),
            "quantity": values["quantity"],
            "unit_price_minor": unit_price(values),
            "discount_minor": amounts.discount,
            "net_minor": amounts.net,
            "invoiced_minor": amounts.net if invoiced else 0,
        }

    def _order_line_ids(self) -> dict[tuple[int, int], int]:
        query = (
            select(SalesOrderLine.sales_order_id, SalesOrderLine.line_no, SalesOrderLine.id)
            .join(SalesOrder, SalesOrder.id == SalesOrderLine.sales_order_id)
            .where(SalesOrder.source_system_id == self._run.source_system_id)
        )
        return {(order_id, number): id_ for order_id, number, id_ in self._run.session.execute(query)}

    def _invoice(self, record: Record, line_ids: dict[tuple[int, int], int]) -> Values:
        values = record.values
        order_id = self._run.known("order")[values["order"]]
        order = self._order_rows[values["order"]]
        lines = [
            {
                "sales_order_line_id": line_ids[order_id, number],
                "product_family_id": line["product_family_id"],
                "description": line["description"],
                "quantity": line["quantity"],
                "net_minor": line["net_minor"],
            }
            for number, line in enumerate(order[LINES], 1)
        ]
        shared = ("contact_id", "opportunity_id", "agent_id", "owner_id", "team_id", "currency_code", "net_minor")
        return {name: order[name] for name in shared} | {
            "kind": "invoice",
            "number": values.get("number") or record.key,
            "sales_order_id": order_id,
            "status": "issued",
            "issued_on": values["issued_on"],
            "issued_month": month_of(values["issued_on"]),
            "due_on": values.get("due_on"),
            "tax_minor": 0,
            "gross_minor": order["net_minor"],
            "paid_minor": 0,
            LINES: lines,
        }
