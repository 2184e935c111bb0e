"""Calendar: months and days of dates and instants in SQL, alike on both databases."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, extract
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


def month_number(moment: Any) -> ColumnElement[int]:
    """Return year × 12 + month − 1 of a date, or of an instant in UTC."""
    year, month = (cast(extract(part, moment), Integer) for part in ("year", "month"))
    return year * 12 + month - 1


class days_between(GenericFunction[int]):  # noqa: N801  a function in SQL is written small
    """The whole days from the first date to the second."""

    type = Integer()
    inherit_cache = True
    name = "days_between"


@compiles(days_between, "sqlite")
def _in_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(julianday({second}) - julianday({first}) AS INTEGER)"


@compiles(days_between, "postgresql")
def _in_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    first, second = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({second} - {first})"


def whole(value: Any) -> int:
    """Return a sum as a whole number, 0 of nothing; PostgreSQL sums 64-bit numbers into NUMERIC."""
    return int(value or 0)
