"""Opportunities, their lines, their way through the stages and their frozen pictures."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Computed, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.schema.base import Base, Business, Flag, Instant, Keyed
from domain.money import LARGEST_MINOR
from domain.outcome import Outcome

OUTCOMES = ", ".join(f"'{outcome}'" for outcome in Outcome)
# What filters and sums of a board ask for, so that they are answered from the index alone.
COVERED = (
    "probability_id",
    "company_id",
    "owner_id",
    "team_id",
    "opportunity_type_id",
    "stage_id",
    "stated_percent",
    "expected_order_on",
    "currency_code",
    "net_minor",
)


def board_index(order: str, *columns: str) -> Index:
    """Index the open cards by columns and then in one order of the board; read backwards for the descending ones."""
    covered = [name for name in COVERED if name not in columns]
    is_open = text("outcome = 'open'")
    return Index(f"ix_opportunity_{order}", *columns, "id", *covered, sqlite_where=is_open, postgresql_where=is_open)


# What the conditions of the grid ask for, so that a row at any depth is found in the index of its order alone.
FILTERED = (
    "outcome",
    "company_id",
    "owner_id",
    "team_id",
    "opportunity_type_id",
    "stage_id",
    "stated_percent",
    "expected_order_on",
)

# What the map asks of the open ones of each contact, so that a part of the world is added up from the index alone.
ON_MAP = (
    "company_id",
    "owner_id",
    "team_id",
    "opportunity_type_id",
    "stage_id",
    "stated_percent",
    "currency_code",
    "net_minor",
    "net_base_minor",
    "created_on",
    "last_activity_on",
    "expected_order_on",
)

# SQLite never answers from an index alone what it generates: there the grid's indexes hold, and its orders name, these.
EXPRESSIONS = {
    "weighted_base_minor": "opportunity.net_base_minor * opportunity.stated_percent / 100",
    "expected_sort_on": "coalesce(opportunity.expected_order_on, '9999-12-31')",
    "touched_on": "coalesce(opportunity.last_activity_on, opportunity.created_on)",
}


def grid_index(order: str, column: str) -> Index:
    """Index all opportunities in one order of the grid; on SQLite by what a generated column is made of (EXPRESSIONS)."""
    return Index(f"ix_opportunity_grid_{order}", column, "id", *FILTERED)


def map_index() -> Index:
    """Index the open opportunities by contact, with everything that the map adds up and filters by."""
    is_open = text("outcome = 'open'")
    return Index("ix_opportunity_map", "contact_id", "outcome", *ON_MAP, sqlite_where=is_open, postgresql_where=is_open)


class Opportunity(Base, Business):
    """A possible sale.

    `net_base_minor` is the net amount in the installation's base currency (EUR) at the rate of the day the amount was
    last set: it orders cards across currencies and is never shown or added up. Totals convert sums per currency.
    `forecast_category` is what a person put it into (domain/category.py), None where the chance suggests one.
    `stage_entered_on` is the day of the present stay in a stage, kept by triggers on the history, in UTC.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        Business.origin_index("opportunity"),
        Index("uq_opportunity_number", "company_id", "number", unique=True),
        board_index("board_weighted", "probability_id", "weighted_base_minor"),
        board_index("board_net", "probability_id", "net_base_minor"),
        board_index("board_expected", "probability_id", "expected_sort_on"),
        board_index("board_age", "probability_id", "created_on"),
        board_index("board_idle", "probability_id", "touched_on"),
        board_index("board_owner", "owner_id", "probability_id", "weighted_base_minor"),
        board_index("stage_weighted", "stage_id", "weighted_base_minor"),
        board_index("stage_net", "stage_id", "net_base_minor"),
        board_index("stage_expected", "stage_id", "expected_sort_on"),
        board_index("stage_stay", "stage_id", "stage_sort_on"),
        board_index("stage_idle", "stage_id", "touched_on"),
        map_index(),
        grid_index("weighted", "weighted_base_minor"),
        grid_index("net", "net_base_minor"),
        grid_index("expected", "expected_sort_on"),
        grid_index("created", "created_on"),
        grid_index("touched", "touched_on"),
        grid_index("number", "number"),
        Index("ix_opportunity_closed", "outcome", "closed_on", "id", *COVERED),
        Index("ix_opportunity_contact", "contact_id", "outcome", "currency_code", "net_minor", "stated_percent"),
        CheckConstraint(f"outcome IN ({OUTCOMES})", name="outcome"),
        CheckConstraint("stated_percent BETWEEN 0 AND 100", name="stated_percent"),
        CheckConstraint("net_minor = gross_minor - discount_minor", name="net"),
        # Percents of it, and sums of many, must fit 64 bits.
        CheckConstraint(f"net_minor BETWEEN -{LARGEST_MINOR} AND {LARGEST_MINOR}", name="net_fits"),
        CheckConstraint("(outcome = 'open') = (closed_on IS NULL)", name="closed_on"),
    )
    number: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    opportunity_type_id: Mapped[int] = mapped_column(ForeignKey("opportunity_type.id"))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    contact_person_id: Mapped[int | None] = mapped_column(ForeignKey("contact_person.id"))
    contact_quality_id: Mapped[int | None] = mapped_column(ForeignKey("contact_quality.id"))
    main_agent_id: Mapped[int | None] = mapped_column(ForeignKey("agent.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    probability_id: Mapped[int] = mapped_column(ForeignKey("probability.id"))
    stated_percent: Mapped[int]
    model_percent: Mapped[int | None]
    forecast_category: Mapped[str | None]
    outcome: Mapped[str] = mapped_column(Flag(9), default=Outcome.OPEN.value)
    closing_reason_id: Mapped[int | None] = mapped_column(ForeignKey("closing_reason.id"))
    closing_note: Mapped[str | None] = mapped_column(Text)
    currency_code: Mapped[str] = mapped_column(ForeignKey("currency.code"))
    gross_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_base_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    weighted_base_minor: Mapped[int] = mapped_column(
        BigInteger, Computed("net_base_minor * stated_percent / 100", persisted=True)
    )
    amounts_from_lines: Mapped[bool] = mapped_column(default=False)
    amount_known: Mapped[bool] = mapped_column(default=True)
    expected_margin_minor: Mapped[int | None] = mapped_column(BigInteger)
    expected_revenue_minor: Mapped[int | None] = mapped_column(BigInteger)
    expected_order_on: Mapped[date | None]
    expected_delivery_on: Mapped[date | None]
    expected_invoice_on: Mapped[date | None]
    expected_sort_on: Mapped[date] = mapped_column(
        Date, Computed("coalesce(expected_order_on, '9999-12-31')", persisted=True)
    )
    created_on: Mapped[date]
    closed_on: Mapped[date | None]
    last_activity_on: Mapped[date | None]
    touched_on: Mapped[date] = mapped_column(Date, Computed("coalesce(last_activity_on, created_on)", persisted=True))
    stage_entered_on: Mapped[date | None]
    stage_sort_on: Mapped[date] = mapped_column(Date, Computed("coalesce(stage_entered_on, created_on)"), nullable=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("contact_origin.id"))
    competitor_id: Mapped[int | None] = mapped_column(ForeignKey("competitor.id"))


class OpportunityLine(Base, Keyed):
    """One product family of an opportunity; net = gross − discount."""

    __tablename__ = "opportunity_line"
    __table_args__ = (CheckConstraint("net_minor = gross_minor - discount_minor", name="net"),)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    line_no: Mapped[int]
    product_family_id: Mapped[int | None] = mapped_column(ForeignKey("product_family.id"))
    description: Mapped[str | None] = mapped_column(String(300))
    gross_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    discount_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    net_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    expected_revenue_minor: Mapped[int | None] = mapped_column(BigInteger)
    expected_order_on: Mapped[date | None]
    expected_delivery_on: Mapped[date | None]
    expected_invoice_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    note: Mapped[str | None] = mapped_column(Text)


class StageHistory(Base, Keyed):
    """A stay in a stage; `left_at` is empty for the present one, stays never overlap."""

    __tablename__ = "stage_history"
    __table_args__ = (
        Index("ix_stage_history_opportunity", "opportunity_id", "entered_at"),
        Index("ix_stage_history_finished", "pipeline_id", "left_at", "id", "stage_id", "entered_at", "opportunity_id"),
    )
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    stated_percent: Mapped[int]
    net_minor: Mapped[int] = mapped_column(BigInteger)
    expected_order_on: Mapped[date | None]
    entered_at: Mapped[datetime] = mapped_column(Instant)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class OpportunityTask(Base, Keyed):
    """A stage's task on one opportunity."""

    __tablename__ = "opportunity_task"
    __table_args__ = (Index("uq_opportunity_task_task", "opportunity_id", "stage_task_id", unique=True),)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    stage_task_id: Mapped[int] = mapped_column(ForeignKey("stage_task.id"))
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    done_by_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))


class OpportunityCompetitor(Base):
    """A competitor for one opportunity."""

    __tablename__ = "opportunity_competitor"
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), primary_key=True)
    competitor_id: Mapped[int] = mapped_column(ForeignKey("competitor.id"), primary_key=True)


class OpportunitySnapshot(Base):
    """The open pipeline as it stood at `taken_at`; without an instant, at the beginning of the day."""

    __tablename__ = "opportunity_snapshot"
    snapshot_on: Mapped[date] = mapped_column(primary_key=True)
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(9))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    stated_percent: Mapped[int]
    model_percent: Mapped[int | None]
    currency_code: Mapped[str] = mapped_column(String(3))
    net_minor: Mapped[int] = mapped_column(BigInteger)
    expected_order_on: Mapped[date | None]
    expected_invoice_on: Mapped[date | None]
    owner_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    team_id: Mapped[int | None] = mapped_column(BigInteger)
    taken_at: Mapped[datetime | None] = mapped_column(Instant)


class OpportunityTotal(Base):
    """Count, net and net × percent of the opportunities that share a key, kept by triggers.

    `team_id` 0 stands for no team, so that the key has no empty part. `net_percent_minor` is Σ net × percent.
    """

    __tablename__ = "opportunity_total"
    __table_args__ = ({"sqlite_with_rowid": False, "postgresql_with": {"fillfactor": 70}},)
    company_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    outcome: Mapped[str] = mapped_column(Flag(9), primary_key=True)
    probability_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    opportunity_type_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    team_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    stage_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    stated_percent: Mapped[int] = mapped_column(primary_key=True)
    currency_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    row_count: Mapped[int] = mapped_column(BigInteger)
    net_minor: Mapped[int] = mapped_column(BigInteger)
    net_percent_minor: Mapped[int] = mapped_column(BigInteger)
