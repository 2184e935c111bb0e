"""The lists that a company maintains: their rows, what uses each row, and what each can refer to."""

from data.queries.lookups.rows import (
    LookupRow,
    Named,
    counts,
    currency_codes,
    is_active,
    names,
    open_percents,
    row_of,
    rows,
)  # fmt: skip
from data.queries.lookups.tables import Row, model_of
from data.queries.lookups.uses import Use, is_fixed, is_mentioned, is_used, uses

__all__ = [
    "LookupRow", "Named", "Row", "Use", "counts", "currency_codes", "is_active", "is_fixed", "is_mentioned", "is_used", "model_of", "names",
    "open_percents", "row_of", "rows", "uses",
]  # fmt: skip
