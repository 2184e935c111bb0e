"""The forecast category of an opportunity, what people submit, and what typed plans need beside their tree."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("opportunity", sa.Column("forecast_category", sa.String(), nullable=True))
    _submissions()
    _plans()


def _submissions() -> None:
    """Make the tables of submissions and of the opportunities each of them was made of."""
    op.create_table(
        "forecast_submission",
        sa.Column("id", Key, nullable=False),
        sa.Column("company_id", Key, nullable=False),
        sa.Column("owner_id", Key, nullable=False),
        sa.Column("by_user_id", Key, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("currency_code", sa.String(3), nullable=False),
        sa.Column("commit_minor", sa.BigInteger(), nullable=False),
        sa.Column("best_case_minor", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(1000), nullable=True),
        sa.Column("rolled_minor", sa.JSON(), nullable=False),
        sa.Column("model_minor", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", Instant, nullable=False),
        sa.Column("request_key", sa.String(80), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_forecast_submission_company_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_forecast_submission_owner_id")),
        sa.ForeignKeyConstraint(["by_user_id"], ["user_account.id"], name=op.f("fk_forecast_submission_by_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_submission")),
        sa.UniqueConstraint("request_key", name=op.f("uq_forecast_submission_request_key")),
    )
    op.create_index(
        "ix_forecast_submission_period", "forecast_submission", ["company_id", "starts_on", "ends_on", "owner_id", "id"]
    )
    op.create_table(
        "forecast_submission_deal",
        sa.Column("forecast_submission_id", Key, nullable=False),
        sa.Column("opportunity_id", Key, nullable=False),
        sa.Column("category", sa.String(10), nullable=False),
        sa.Column("currency_code", sa.String(3), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forecast_submission_id"], ["forecast_submission.id"],
            name=op.f("fk_forecast_submission_deal_forecast_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_forecast_submission_deal_opportunity_id")
        ),
        sa.PrimaryKeyConstraint(
            "forecast_submission_id", "opportunity_id", name=op.f("pk_forecast_submission_deal")
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_forecast_submission_deal_opportunity_id"), "forecast_submission_deal", ["opportunity_id"])


def _plans() -> None:
    """Add to a typed forecast the days it covers and its editions, to its nodes their order and their campaign."""
    op.add_column("forecast", sa.Column("starts_on", sa.Date(), nullable=False, server_default="2000-01-01"))
    op.add_column("forecast", sa.Column("ends_on", sa.Date(), nullable=False, server_default="2000-12-31"))
    op.add_column("forecast", sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("forecast", sa.Column("note", sa.String(1000), nullable=True))
    copied = sa.ForeignKey("forecast.id", name=op.f("fk_forecast_copied_from_id"))
    op.add_column("forecast", sa.Column("copied_from_id", Key, copied, nullable=True), inline_references=True)
    op.add_column("forecast_node", sa.Column("sort_order", sa.Integer(), nullable=False, server_default="0"))
    campaign = sa.ForeignKey("campaign.id", name=op.f("fk_forecast_node_campaign_id"))
    op.add_column("forecast_node", sa.Column("campaign_id", Key, campaign, nullable=True), inline_references=True)


def downgrade() -> None:
    for name in ("campaign_id", "sort_order"):
        op.drop_column("forecast_node", name)
    for name in ("copied_from_id", "note", "edition", "ends_on", "starts_on"):
        op.drop_column("forecast", name)
    op.drop_table("forecast_submission_deal")
    op.drop_table("forecast_submission")
    op.drop_column("opportunity", "forecast_category")
