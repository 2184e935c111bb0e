"""Workflow rules as they are written, their runs by cause, the rule behind an event, and opportunities that rest."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

Key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Instant = sa.DateTime(timezone=True)


def upgrade() -> None:
    # No release could write rules before, so nothing is lost with the first draft of their tables.
    op.drop_table("workflow_rule_run")
    op.drop_table("workflow_rule")
    _rules()
    _runs()
    op.create_table(
        "opportunity_pause",
        sa.Column("opportunity_id", Key, nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("because", sa.String(300), nullable=False),
        sa.Column("user_id", Key, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_pause_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_opportunity_pause_user_id")),
        sa.PrimaryKeyConstraint("opportunity_id", name=op.f("pk_opportunity_pause")),
    )
    op.add_column("event", sa.Column("workflow_rule_id", sa.BigInteger(), nullable=True))


def _rules() -> None:
    op.create_table(
        "workflow_rule",
        sa.Column("id", Key, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("trigger", sa.String(40), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("owner_id", Key, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("counts_from_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_workflow_rule_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_rule")),
    )
    op.create_index("ix_workflow_rule_active", "workflow_rule", ["active", "trigger"])


def _runs() -> None:
    op.create_table(
        "workflow_rule_run",
        sa.Column("id", Key, nullable=False),
        sa.Column("workflow_rule_id", Key, nullable=False),
        sa.Column("opportunity_id", Key, nullable=True),
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("result", sa.String(8), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("duration_us", sa.Integer(), nullable=False),
        sa.CheckConstraint("result IN ('done', 'failed', 'stopped')", name=op.f("ck_workflow_rule_run_result")),
        sa.ForeignKeyConstraint(
            ["workflow_rule_id"], ["workflow_rule.id"], name=op.f("fk_workflow_rule_run_workflow_rule_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_workflow_rule_run_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_rule_run")),
        sa.UniqueConstraint("key", name=op.f("uq_workflow_rule_run_key")),
    )
    op.create_index("ix_workflow_rule_run_rule", "workflow_rule_run", ["workflow_rule_id", "at", "id"])
    op.create_index(
        "ix_workflow_rule_run_opportunity", "workflow_rule_run", ["opportunity_id", "workflow_rule_id", "at"]
    )


def downgrade() -> None:
    op.drop_column("event", "workflow_rule_id")
    for table in ("opportunity_pause", "workflow_rule_run", "workflow_rule"):
        op.drop_table(table)
    op.create_table(
        "workflow_rule",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("pipeline_id", Key, nullable=True),
        sa.Column("stage_id", Key, nullable=True),
        sa.Column("trigger", sa.String(40), nullable=False),
        sa.Column("condition", sa.JSON(), nullable=False),
        sa.Column("action", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", Key, nullable=False),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_workflow_rule_pipeline_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_workflow_rule_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_rule")),
    )
    op.create_table(
        "workflow_rule_run",
        sa.Column("workflow_rule_id", Key, nullable=False),
        sa.Column("opportunity_id", Key, nullable=True),
        sa.Column("at", Instant, nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(500), nullable=True),
        sa.Column("id", Key, nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_workflow_rule_run_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["workflow_rule_id"], ["workflow_rule.id"], name=op.f("fk_workflow_rule_run_workflow_rule_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_rule_run")),
    )
