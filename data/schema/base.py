"""What every table shares: naming, keys, instants in UTC, versions and origins."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    literal,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.operators import OperatorType

from domain import clock

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite only numbers rows by itself when the key is declared INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware instant, stored in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Refuse naive instants and bring the others to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """Return the instant aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Flag(TypeDecorator[str]):
    """A word of a fixed set, written into the statement itself when compared, so that partial indexes apply."""

    impl = String
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[str]):
        """Compares with the word as a literal."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            """Turn a plain word into a literal that the planner sees."""
            words = tuple(
                literal(str(word), String, literal_execute=True) if isinstance(word, str) else word for word in other
            )
            return super().operate(op, *words, **kwargs)

    comparator_factory = Comparator


class Base(DeclarativeBase):
    """The declarative base of all tables."""

    metadata = MetaData(naming_convention=NAMING)


class Keyed:
    """A surrogate key."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


class Lookup(Keyed):
    """A row of a list that users maintain; one in use is retired, never deleted."""

    code: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(String(200))
    sort_order: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Dated:
    """When the row was made and last changed."""

    created_at: Mapped[datetime] = mapped_column(Instant, default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=clock.now, onupdate=clock.now)


class Business(Keyed, Dated):
    """A business record of one company: versioned, and with the place it came from."""

    source_id: Mapped[str | None] = mapped_column(String(120))
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    def company_id(cls) -> Mapped[int]:
        """The company that the record belongs to."""
        return mapped_column(ForeignKey("company.id"))

    @declared_attr
    def source_system_id(cls) -> Mapped[int | None]:
        """The system that the record was imported from."""
        return mapped_column(ForeignKey("source_system.id"))

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]  # the mapper adds __table__

    @staticmethod
    def origin_index(table: str) -> Index:
        """One row per source record, so that importing twice finds it."""
        return Index(f"uq_{table}_origin", "source_system_id", "source_id", unique=True)
