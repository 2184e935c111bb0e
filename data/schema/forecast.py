"""Forecast trees typed by people, and forecasts computed by models with their track record."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, ForeignKey, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Instant, Keyed, Lookup


class PeriodType(Base, Lookup):
    """How a year is cut: months, quarters or any ranges."""

    __tablename__ = "period_type"


class PeriodRange(Base, Keyed):
    """One range of a period type, both ends included."""

    __tablename__ = "period_range"
    period_type_id: Mapped[int] = mapped_column(ForeignKey("period_type.id"), index=True)
    label: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class ForecastType(Base, Lookup):
    """A kind of typed forecast: sales, or a marketing budget."""

    __tablename__ = "forecast_type"
    period_type_id: Mapped[int] = mapped_column(ForeignKey("period_type.id"))
    kind: Mapped[str] = mapped_column(String(10), default="sales")


class Forecast(Base, Keyed, Dated):
    """A typed forecast: a tree of groups and details over periods."""

    __tablename__ = "forecast"
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    forecast_type_id: Mapped[int] = mapped_column(ForeignKey("forecast_type.id"))
    name: Mapped[str] = mapped_column(String(200))
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)


class ForecastNode(Base, Keyed):
    """A group (zone, user, agent) or at the leaves a product family."""

    __tablename__ = "forecast_node"
    __table_args__ = (CheckConstraint("kind IN ('group', 'detail')", name="kind"),)
    forecast_id: Mapped[int] = mapped_column(ForeignKey("forecast.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("forecast_node.id"))
    kind: Mapped[str] = mapped_column(String(6))
    name: Mapped[str | None] = mapped_column(String(200))
    zone_id: Mapped[int | None] = mapped_column(ForeignKey("zone.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    product_family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))


class ForecastCell(Base):
    """Quantity and amount of a detail in a period."""

    __tablename__ = "forecast_cell"
    forecast_node_id: Mapped[int] = mapped_column(ForeignKey("forecast_node.id"), primary_key=True)
    period_range_id: Mapped[int] = mapped_column(ForeignKey("period_range.id"), primary_key=True)
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    amount_minor: Mapped[int] = mapped_column(BigInteger, default=0)


class ForecastRun(Base, Keyed):
    """One fit of a model: what it saw and how."""

    __tablename__ = "forecast_run"
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    model: Mapped[str] = mapped_column(String(60))
    measure: Mapped[str] = mapped_column(String(20))
    parameters: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    cutoff_on: Mapped[date]
    seed: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(Instant)


class ForecastPoint(Base, Keyed):
    """The forecast of one period with its interval, and what came of it; model output, not money."""

    __tablename__ = "forecast_point"
    __table_args__ = (Index("uq_forecast_point", "forecast_run_id", "month", "level", unique=True),)
    forecast_run_id: Mapped[int] = mapped_column(ForeignKey("forecast_run.id"))
    month: Mapped[int]
    horizon: Mapped[int]
    level: Mapped[int]
    mean: Mapped[float] = mapped_column(Float)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    actual_minor: Mapped[int | None] = mapped_column(BigInteger)
