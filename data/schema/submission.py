"""Submissions: what people say will be sold in a period, beside what their opportunities added up to then."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Instant, Keyed


class ForecastSubmission(Base, Keyed):
    """What somebody says of an owner's sales between two days, both included; another's word is an adjustment.

    Amounts are won sales and those to come, in minor units of the company's currency. `rolled_minor` maps the
    categories to what the opportunities added up to at that instant, `model_minor` is the mean of the chances then.
    """

    __tablename__ = "forecast_submission"
    __table_args__ = (Index("ix_forecast_submission_period", "company_id", "starts_on", "ends_on", "owner_id", "id"),)
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    by_user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    currency_code: Mapped[str] = mapped_column(String(3))
    commit_minor: Mapped[int] = mapped_column(BigInteger)
    best_case_minor: Mapped[int] = mapped_column(BigInteger)
    note: Mapped[str | None] = mapped_column(String(1000))
    rolled_minor: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    model_minor: Mapped[int | None] = mapped_column(BigInteger)
    submitted_at: Mapped[datetime] = mapped_column(Instant)
    request_key: Mapped[str | None] = mapped_column(String(80), unique=True)


class ForecastSubmissionDeal(Base):
    """An opportunity that a submission was made of, as it stood at that instant."""

    __tablename__ = "forecast_submission_deal"
    forecast_submission_id: Mapped[int] = mapped_column(ForeignKey("forecast_submission.id"), primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), primary_key=True, index=True)
    category: Mapped[str] = mapped_column(String(10))
    currency_code: Mapped[str] = mapped_column(String(3))
    net_minor: Mapped[int] = mapped_column(BigInteger)
