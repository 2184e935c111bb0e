"""Companies, currencies, dated rates and the systems that records come from."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Keyed
from domain.access import Reach


class Currency(Base):
    """An ISO 4217 currency."""

    __tablename__ = "currency"
    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    exponent: Mapped[int] = mapped_column(default=2)


class FxRate(Base):
    """Units of `quote_currency` for one `base_currency` on a day; the look-up takes the last day on or before."""

    __tablename__ = "fx_rate"
    base_currency: Mapped[str] = mapped_column(ForeignKey("currency.code"), primary_key=True)
    quote_currency: Mapped[str] = mapped_column(ForeignKey("currency.code"), primary_key=True)
    rate_on: Mapped[date] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(20), primary_key=True, default="ECB")
    # As text: SQLite would turn a NUMERIC into a binary fraction.
    rate: Mapped[str] = mapped_column(String(40))

    @property
    def value(self) -> Decimal:
        """The rate, exact."""
        return Decimal(self.rate)


class Company(Base, Keyed, Dated):
    """A legal entity with its own books, currency, calendar and parameters."""

    __tablename__ = "company"
    __table_args__ = (CheckConstraint("fiscal_year_start_month BETWEEN 1 AND 12", name="fiscal_month"),)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    country_code: Mapped[str] = mapped_column(String(2))
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    fiscal_year_start_month: Mapped[int] = mapped_column(default=1)
    won_probability_id: Mapped[int | None] = mapped_column(ForeignKey("probability.id"))
    lost_probability_id: Mapped[int | None] = mapped_column(ForeignKey("probability.id"))
    sales_people_see: Mapped[str] = mapped_column(String(10), default=Reach.TEAM.value)
    sales_people_change: Mapped[str] = mapped_column(String(10), default=Reach.OWN.value)
    # Median days from order to first invoice, learned from the past; dates opportunities that do not say when.
    invoice_lead_days: Mapped[int] = mapped_column(default=30, server_default="30")


class SourceSystem(Base, Keyed, Dated):
    """Where imported records come from."""

    __tablename__ = "source_system"
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(60), default="UTC")
    link_pattern: Mapped[str | None] = mapped_column(String(300))
