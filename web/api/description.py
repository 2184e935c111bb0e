"""The description of the API as an OpenAPI 3.1 document, made from the items and the keys that each list knows."""

from typing import Any, Final

import msgspec

from web.api import asking, items
from web.api.asking import KEYS

VERSION: Final = "1"
LISTS: Final[dict[str, tuple[Any, tuple[str, ...], str]]] = {
    "opportunities": (items.Page[items.Opportunity], asking.OF_OPPORTUNITIES, "Opportunities, all but the cancelled."),
    "orders": (items.Page[items.Order], asking.OF_DOCUMENTS, "Orders."),
    "invoices": (items.Page[items.Invoice], asking.OF_DOCUMENTS, "Invoices and credit notes."),
    "forecasts": (items.Page[items.ForecastMonth], asking.OF_FORECASTS, "The newest stored forecasts, month by month."),
    "snapshots": (items.Page[items.SnapshotRow], asking.OF_SNAPSHOTS, "What was open on a day."),
}


def document() -> dict[str, Any]:
    """Return the whole description."""
    pages = [page for page, _, _ in LISTS.values()]
    schemas, components = msgspec.json.schema_components(
        [*pages, items.Refusal], ref_template="#/components/schemas/{name}"
    )
    refusal = schemas[-1]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Caudal", "version": VERSION,
            "description": "Reads what the person of the token may see. Amounts are integers in minor units of their currency.",
        },
        "security": [{"token": []}],
        "paths": {
            f"/api/v1/{name}": {"get": _operation(name, page, refusal)} for name, page in zip(LISTS, schemas, strict=False)
        },
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _operation(name: str, page: dict[str, Any], refusal: dict[str, Any]) -> dict[str, Any]:
    _, keys, summary = LISTS[name]
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_parameter(key) for key in (*keys, *asking.PAGING)],
        "responses": {
            "200": _answer("Rows in the order of their ids.", page),
            "400": _answer("A key or a value that cannot be read.", refusal),
            "401": _answer("The token is missing, unknown or over.", refusal),
            "403": _answer("The role does not allow it.", refusal),
            **(
                {"503": _answer("The earlier day is being put together: ask again after some seconds.", refusal)}
                if "as_of" in keys
                else {}
            ),
        },
    }


def _parameter(key: str) -> dict[str, Any]:
    schema, meaning = KEYS[key]
    return {"name": key, "in": "query", "description": meaning, "schema": schema}


def _answer(meaning: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}
