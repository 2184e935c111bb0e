"""Items: what a row of each kind holds; the description of the API is made from these. Money is in minor units."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class Opportunity(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A possible sale; the probability is the stated one, in percent."""

    id: int
    number: str
    title: str
    company: str
    contact_id: int | None
    contact: str | None
    type: str
    pipeline: str
    stage: str
    outcome: str
    owner: str
    probability: int
    currency: str
    gross_minor: int
    discount_minor: int
    net_minor: int
    created_on: date
    expected_order_on: date | None
    expected_invoice_on: date | None
    last_activity_on: date | None
    closed_on: date | None
    reason: str | None
    version: int


class Order(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A confirmed sale, and how much of it is invoiced."""

    id: int
    number: str
    company: str
    contact_id: int | None
    contact: str | None
    opportunity_id: int | None
    owner: str | None
    status: str
    ordered_on: date
    requested_delivery_on: date | None
    planned_invoice_on: date | None
    currency: str
    gross_minor: int
    discount_minor: int
    net_minor: int
    tax_minor: int
    invoiced_minor: int
    version: int


class Invoice(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A bill, or with negative amounts a credit note."""

    id: int
    kind: str
    series: str
    number: str
    company: str
    contact_id: int | None
    contact: str | None
    opportunity_id: int | None
    order_id: int | None
    credited_invoice_id: int | None
    owner: str | None
    status: str
    issued_on: date
    due_on: date | None
    currency: str
    net_minor: int
    tax_minor: int
    gross_minor: int
    paid_minor: int
    version: int


class ForecastMonth(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a method says of a month ("2026-12"); mean and quantiles by percent are in major units of the currency."""

    id: int
    company: str
    measure: str
    scope: str
    scope_id: int
    method: str
    cutoff_on: date
    run_at: datetime
    currency: str | None
    month: str
    horizon: int
    mean: float
    quantiles: dict[str, float]


class SnapshotRow(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An opportunity that was open on a day, as it was then."""

    opportunity_id: int
    snapshot_on: date
    number: str
    company: str
    stage: str
    owner: str
    probability: int
    currency: str
    net_minor: int
    expected_order_on: date | None
    expected_invoice_on: date | None


class Page(msgspec.Struct, Generic[T], kw_only=True, forbid_unknown_fields=True):
    """Some rows, and the address of the next ones; null behind the last."""

    items: list[T]
    next: str | None


class Refusal(msgspec.Struct, forbid_unknown_fields=True):
    """Why there is no answer, and what to do."""

    error: str


def forecast_month(row: Mapping[str, Any]) -> ForecastMonth:
    """Return a month of a forecast with its name instead of its number."""
    values = {**row, "month": f"{row['month'] // 12}-{row['month'] % 12 + 1:02}", "quantiles": row["quantiles"] or {}}
    return ForecastMonth(**values)
