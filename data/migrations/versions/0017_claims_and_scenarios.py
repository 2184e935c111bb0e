"""The claims that a forecast adds up, and the scenarios that people keep."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "forecast_claims",
        sa.Column("forecast_run_id", Key, nullable=False),
        sa.Column("claim_count", sa.BigInteger(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forecast_run_id"], ["forecast_run.id"], name=op.f("fk_forecast_claims_forecast_run_id")
        ),
        sa.PrimaryKeyConstraint("forecast_run_id", name=op.f("pk_forecast_claims")),
    )
    op.create_table(
        "forecast_scenario",
        sa.Column("id", Key, nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_forecast_scenario_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_scenario")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_forecast_scenario_user_id_name")),
    )


def downgrade() -> None:
    op.drop_table("forecast_scenario")
    op.drop_table("forecast_claims")
