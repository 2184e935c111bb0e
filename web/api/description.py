"""The description of the API as an OpenAPI 3.1 document, made from the items and the keys that each list knows."""

from typing import Any, Final

import msgspec

from domain.filter import LONGEST_TEXT
from web.api import asking, items

VERSION: Final = "1"
IDS: Final = {"type": "string", "pattern": r"^[0-9]{1,18}(,[0-9]{1,18})*$", "example": "1,2"}
PERIOD: Final = {"type": "string", "example": "2026-Q3"}
KEYS: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "company": (IDS, "Ids of companies."),
    "type": (IDS, "Ids of opportunity types."),
    "owner": (IDS, "Ids of owners."),
    "agent": (IDS, "Ids of agents."),
    "contact": (IDS, "Ids of contacts."),
    "stage": (IDS, "Ids of stages."),
    "p": ({"type": "string", "example": "25-75"}, "Stated probability from–to, in percent."),
    "period": (PERIOD, "A year, quarter, month or two dates: of the expected order while open, of closing, ordering or issuing else."),
    "created": (PERIOD, "When the opportunity was created."),
    "idle": ({"type": "string", "example": "30"}, "Without contact for more than so many days."),
    "q": ({"type": "string", "maxLength": LONGEST_TEXT}, "Words in number, title or contact."),
    "on": ({"type": "string", "format": "date"}, "The day of the snapshot; the newest without."),
    "after": ({"type": "integer", "minimum": 0}, "Only rows behind this id; `next` of an answer has it filled in."),
    "limit": ({"type": "integer", "minimum": 1, "maximum": asking.MOST, "default": asking.LIMIT}, "How many rows at most."),
}  # fmt: skip
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
        },
    }


def _parameter(key: str) -> dict[str, Any]:
    schema, meaning = KEYS[key]
    return {"name": key, "in": "query", "description": meaning, "schema": schema}


def _answer(meaning: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}
