"""What the forecast page adds up anew at each question, and the scenarios that people keep."""

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Keyed


class ForecastClaims(Base):
    """The fitted claims of a run, packed: amounts and chances of each opportunity and order, lags, new business.

    One row in place of one for each of 100 000 claims, which a page could not read in time; forecasting/total/packing.py
    says what is in it.
    """

    __tablename__ = "forecast_claims"
    forecast_run_id: Mapped[int] = mapped_column(ForeignKey("forecast_run.id"), primary_key=True)
    claim_count: Mapped[int] = mapped_column(BigInteger)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class ForecastScenario(Base, Keyed, Dated):
    """Named assumptions beside the forecast, private or shared with the people of the owner's companies."""

    __tablename__ = "forecast_scenario"
    __table_args__ = (UniqueConstraint("user_id", "name"),)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(80))
    query: Mapped[str] = mapped_column(String(1000))
    shared: Mapped[bool] = mapped_column(default=False)
