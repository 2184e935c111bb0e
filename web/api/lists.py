"""Lists: each answers with a page of rows, and with where the next page is."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, request

from data.queries import api
from data.session import Session
from domain.access import Permission, Principal
from domain.filter import PipelineFilter
from web import session
from web.api import asking, description, items
from web.api.asking import Asked, asked
from web.routes import needs

doors = Blueprint("api", __name__, url_prefix="/api/v1")

Read = Callable[[Session, Principal, PipelineFilter, int, int], Sequence[Any]]
Make = Callable[..., Any]


@doors.get("/openapi.json")
@needs(Permission.EXPORT)
def openapi() -> Response:
    """Answer with the description of the API."""
    return _json(description.document())


@doors.get("/opportunities")
@needs(Permission.EXPORT)
def opportunities() -> Response:
    """Answer with opportunities."""
    return _page(_asked(asking.OF_OPPORTUNITIES), api.opportunities, lambda row: items.Opportunity(**row))


@doors.get("/orders")
@needs(Permission.EXPORT)
def orders() -> Response:
    """Answer with orders."""
    return _page(_asked(asking.OF_DOCUMENTS), api.orders, lambda row: items.Order(**row))


@doors.get("/invoices")
@needs(Permission.EXPORT)
def invoices() -> Response:
    """Answer with invoices and credit notes."""
    return _page(_asked(asking.OF_DOCUMENTS), api.invoices, lambda row: items.Invoice(**row))


@doors.get("/forecasts")
@needs(Permission.EXPORT)
def forecasts() -> Response:
    """Answer with the months of the newest forecasts."""
    return _page(_asked(asking.OF_FORECASTS), api.forecasts, items.forecast_month)


@doors.get("/snapshots")
@needs(Permission.EXPORT)
def snapshots() -> Response:
    """Answer with what was open on a day."""
    wanted = _asked(asking.OF_SNAPSHOTS)

    def read(reading: Session, principal: Principal, pipeline: PipelineFilter, after: int, limit: int) -> Sequence[Any]:
        on = wanted.on or api.latest_snapshot(reading)
        return api.snapshots(reading, principal, pipeline, on, after, limit) if on else []

    return _page(wanted, read, lambda row: items.SnapshotRow(**row), key="opportunity_id")


def _asked(known: tuple[str, ...]) -> Asked:
    return asked(request.query_string.decode("utf-8", "replace"), known, session.principal().time_zone)


def _page(wanted: Asked, read: Read, make: Make, *, key: str = "id") -> Response:
    principal = session.principal()
    principal.require(Permission.EXPORT)
    with session.database().read() as reading:
        rows = read(reading, principal, wanted.pipeline, wanted.after, wanted.limit + 1)
    found: list[Mapping[str, Any]] = [row._mapping for row in rows]  # noqa: SLF001  SQLAlchemy's name for a row's values
    shown = found[: wanted.limit]
    following = _address(wanted, shown[-1][key]) if len(found) > wanted.limit else None
    return _json(items.Page(items=[make(row) for row in shown], next=following))


def _address(wanted: Asked, after: int) -> str:
    return f"{request.path}?{urlencode({**wanted.values, 'after': after}, safe=',')}"


def _json(content: Any) -> Response:
    return Response(msgspec.json.encode(content), mimetype="application/json")
