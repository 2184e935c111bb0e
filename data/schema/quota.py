"""Quotas: the target of a company, team or agent in a month."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Dated, Keyed


class Quota(Base, Keyed, Dated):
    """A target; `month` is year × 12 + month − 1, amounts in the company's currency."""

    __tablename__ = "quota"
    __table_args__ = (
        Index("uq_quota_place", "company_id", "team_id", "agent_id", "month", "measure", unique=True),
        CheckConstraint("measure IN ('bookings', 'billings', 'margin', 'count')", name="measure"),
    )
    company_id: Mapped[int] = mapped_column(ForeignKey("company.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    month: Mapped[int]
    measure: Mapped[str] = mapped_column(String(10), default="billings")
    target_minor: Mapped[int] = mapped_column(BigInteger)
