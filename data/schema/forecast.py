"""Forecast trees typed by people, and forecasts computed by models with their track record."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, ForeignKey, Index, Numeric, String, false, text
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
    """A typed forecast: a tree of groups and details over the periods between two days, in one of its editions."""

    __tablename__ = "forecast"
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    forecast_type_id: Mapped[int] = mapped_column(ForeignKey("forecast_type.id"))
    name: Mapped[str] = mapped_column(String(200))
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    starts_on: Mapped[date] = mapped_column(server_default="2000-01-01")
    ends_on: Mapped[date] = mapped_column(server_default="2000-12-31")
    edition: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("forecast.id"))
    note: Mapped[str | None] = mapped_column(String(1000))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)


class ForecastNode(Base, Keyed):
    """A group (zone, user, agent) or at the leaves a product family; in a marketing budget a campaign."""

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
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    sort_order: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class ForecastCell(Base):
    """Quantity and amount of a detail in a period."""

    __tablename__ = "forecast_cell"
    forecast_node_id: Mapped[int] = mapped_column(ForeignKey("forecast_node.id"), primary_key=True)
    period_range_id: Mapped[int] = mapped_column(ForeignKey("period_range.id"), primary_key=True)
    quantity: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    amount_minor: Mapped[int] = mapped_column(BigInteger, default=0)


class ForecastRun(Base, Keyed):
    """One fit of a model: what it saw and how.

    `scope` is company, team, owner, family or zone and `scope_id` the one meant, 0 for the whole company. A run of a
    backtest looked from an earlier day and knew nothing after it. `league`, `weights` and `notes` say how it was chosen.
    """

    __tablename__ = "forecast_run"
    __table_args__ = (
        Index("ix_forecast_run_company", "company_id", "measure", "scope", "scope_id", "model", "cutoff_on"),
    )
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"))
    model: Mapped[str] = mapped_column(String(60))
    measure: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(10), default="company", server_default="company")
    scope_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    is_backtest: Mapped[bool] = mapped_column(default=False, server_default=false())
    currency_code: Mapped[str | None] = mapped_column(String(3))
    parameters: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    weights: Mapped[dict[str, float] | None] = mapped_column(JSON)
    league: Mapped[list[dict[str, object]] | None] = mapped_column(JSON)
    notes: Mapped[list[str] | None] = mapped_column(JSON)
    trained_from_on: Mapped[date | None]
    cutoff_on: Mapped[date]
    seed: Mapped[int] = mapped_column(default=0)
    run_at: Mapped[datetime] = mapped_column(Instant)


class ForecastPoint(Base, Keyed):
    """The forecast of one period with its interval, and what came of it; model output, not money.

    `month` is year × 12 + month − 1, `level` the percent that the interval is to cover. `quantiles` maps percents to
    amounts, in the same major units as the mean.
    """

    __tablename__ = "forecast_point"
    __table_args__ = (Index("uq_forecast_point", "forecast_run_id", "month", "level", unique=True),)
    forecast_run_id: Mapped[int] = mapped_column(ForeignKey("forecast_run.id"))
    month: Mapped[int]
    horizon: Mapped[int]
    level: Mapped[int]
    mean: Mapped[float] = mapped_column(Float)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    quantiles: Mapped[dict[str, float] | None] = mapped_column(JSON)
    actual_minor: Mapped[int | None] = mapped_column(BigInteger)


class OpportunityForecast(Base):
    """What a run said of one opportunity; chances and points are between 0 and 1, model output.

    `used` names the value that passed the gate, `chance` is that value; `low` and `high` are the model's interval.
    `contributions` walk from the base rate to the model's value. `months` has lists of chances for the months after
    the cutoff: to be won, ordered and invoiced in each. `outcome` is written beside them once it is known.
    """

    __tablename__ = "opportunity_forecast"
    forecast_run_id: Mapped[int] = mapped_column(ForeignKey("forecast_run.id"), primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), primary_key=True, index=True)
    stated: Mapped[float] = mapped_column(Float)
    stage: Mapped[float | None] = mapped_column(Float)
    model: Mapped[float | None] = mapped_column(Float)
    used: Mapped[str] = mapped_column(String(10))
    chance: Mapped[float] = mapped_column(Float, default=0.0, server_default=text("0"))
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    comparable_won: Mapped[int | None]
    comparable_count: Mapped[int | None]
    contributions: Mapped[dict[str, float] | None] = mapped_column(JSON)
    months: Mapped[dict[str, list[float]] | None] = mapped_column(JSON)
    outcome: Mapped[str | None] = mapped_column(String(9))
