"""What programs read: rows in the order of their ids, a page at a time, each within the person's scope."""

from data.queries.api.documents import invoices, orders
from data.queries.api.forecasts import forecasts
from data.queries.api.opportunities import opportunities
from data.queries.api.snapshots import latest_snapshot, snapshots

__all__ = ["forecasts", "invoices", "latest_snapshot", "opportunities", "orders", "snapshots"]
