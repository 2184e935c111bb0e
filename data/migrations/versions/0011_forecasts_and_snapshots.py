"""What a forecast run weighed and said of each opportunity, and when a snapshot was taken."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _extend_runs()
    op.add_column("forecast_point", sa.Column("quantiles", sa.JSON(), nullable=True))
    op.create_table(
        "opportunity_forecast",
        sa.Column("forecast_run_id", Key, nullable=False),
        sa.Column("opportunity_id", Key, nullable=False),
        sa.Column("stated", sa.Float(), nullable=False),
        sa.Column("stage", sa.Float(), nullable=True),
        sa.Column("model", sa.Float(), nullable=True),
        sa.Column("used", sa.String(10), nullable=False),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("comparable_won", sa.Integer(), nullable=True),
        sa.Column("comparable_count", sa.Integer(), nullable=True),
        sa.Column("contributions", sa.JSON(), nullable=True),
        sa.Column("months", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(9), nullable=True),
        sa.ForeignKeyConstraint(
            ["forecast_run_id"], ["forecast_run.id"], name=op.f("fk_opportunity_forecast_forecast_run_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_forecast_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("forecast_run_id", "opportunity_id", name=op.f("pk_opportunity_forecast")),
    )
    op.create_index(op.f("ix_opportunity_forecast_opportunity_id"), "opportunity_forecast", ["opportunity_id"])
    op.add_column("opportunity_snapshot", sa.Column("expected_invoice_on", sa.Date(), nullable=True))
    op.add_column("opportunity_snapshot", sa.Column("team_id", sa.BigInteger(), nullable=True))
    op.add_column("opportunity_snapshot", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))


def _extend_runs() -> None:
    """Add to the runs whose they are, what they weighed and what they found worth saying."""
    for column in (
        sa.Column("scope", sa.String(10), nullable=False, server_default="company"),
        sa.Column("scope_id", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("is_backtest", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("currency_code", sa.String(3), nullable=True),
        sa.Column("weights", sa.JSON(), nullable=True),
        sa.Column("league", sa.JSON(), nullable=True),
        sa.Column("notes", sa.JSON(), nullable=True),
        sa.Column("trained_from_on", sa.Date(), nullable=True),
    ):
        op.add_column("forecast_run", column)
    op.create_index(
        "ix_forecast_run_company",
        "forecast_run",
        ["company_id", "measure", "scope", "scope_id", "model", "cutoff_on"],
    )


def downgrade() -> None:
    for name in ("taken_at", "team_id", "expected_invoice_on"):
        op.drop_column("opportunity_snapshot", name)
    op.drop_table("opportunity_forecast")
    op.drop_column("forecast_point", "quantiles")
    op.drop_index("ix_forecast_run_company", "forecast_run")
    for name in ("trained_from_on", "notes", "league", "weights", "currency_code", "is_backtest", "scope_id", "scope"):
        op.drop_column("forecast_run", name)
