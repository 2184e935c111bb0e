"""Since when each opportunity is in its stage, kept by triggers, and the orders of the cards of a stage."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

COVERED = (
    "probability_id", "company_id", "owner_id", "team_id", "opportunity_type_id", "stage_id", "stated_percent",
    "expected_order_on", "currency_code", "net_minor",
)  # fmt: skip
ORDERS = {
    "weighted": "weighted_base_minor",
    "net": "net_base_minor",
    "expected": "expected_sort_on",
    "stay": "stage_sort_on",
    "idle": "touched_on",
}
# The finished stays of a pipeline, the latest first, answered from the index alone.
FINISHED = ("pipeline_id", "left_at", "id", "stage_id", "entered_at", "opportunity_id")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def present_stay(opportunity: str) -> str:
    day = "date(max(entered_at))" if is_sqlite() else "CAST(max(entered_at) AT TIME ZONE 'UTC' AS DATE)"
    return f"(SELECT {day} FROM stage_history WHERE opportunity_id = {opportunity} AND left_at IS NULL)"


def keep(row: str) -> str:
    """Return the statement that learns since when the opportunity of a stay is where it is."""
    return f"UPDATE opportunity SET stage_entered_on = {present_stay(f'{row}.opportunity_id')} WHERE id = {row}.opportunity_id;"


def upgrade() -> None:
    kind = "VIRTUAL" if is_sqlite() else "STORED"
    op.add_column("opportunity", sa.Column("stage_entered_on", sa.Date()))
    op.execute(f"UPDATE opportunity SET stage_entered_on = {present_stay('opportunity.id')}")
    op.execute(
        "ALTER TABLE opportunity ADD COLUMN stage_sort_on DATE"
        f" GENERATED ALWAYS AS (coalesce(stage_entered_on, created_on)) {kind}"
    )
    for name, column in ORDERS.items():
        covered = [other for other in COVERED if other not in {"stage_id", column}]
        is_open = sa.text("outcome = 'open'")
        op.create_index(
            f"ix_opportunity_stage_{name}", "opportunity", ["stage_id", column, "id", *covered],
            sqlite_where=is_open, postgresql_where=is_open,
        )  # fmt: skip
    op.create_index("ix_stage_history_finished", "stage_history", list(FINISHED))
    upgrade_sqlite() if is_sqlite() else upgrade_postgresql()


def upgrade_sqlite() -> None:
    for name, when, row in (
        ("begun", "INSERT", "new"),
        ("changed", "UPDATE OF entered_at, left_at", "new"),
        ("gone", "DELETE", "old"),
    ):
        op.execute(f"CREATE TRIGGER stage_entered_{name} AFTER {when} ON stage_history BEGIN {keep(row)} END")


def upgrade_postgresql() -> None:
    op.execute(f"""
CREATE FUNCTION stage_entered_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN {keep("old")}
    ELSE {keep("new")}
    END IF;
    RETURN NULL;
END $$""")
    op.execute("""
CREATE TRIGGER stage_entered_keep AFTER INSERT OR DELETE OR UPDATE OF entered_at, left_at ON stage_history
FOR EACH ROW EXECUTE FUNCTION stage_entered_keep()""")


def downgrade() -> None:
    if is_sqlite():
        for name in ("begun", "changed", "gone"):
            op.execute(f"DROP TRIGGER stage_entered_{name}")
    else:
        op.execute("DROP TRIGGER stage_entered_keep ON stage_history")
        op.execute("DROP FUNCTION stage_entered_keep()")
    op.drop_index("ix_stage_history_finished", "stage_history")
    for name in ORDERS:
        op.drop_index(f"ix_opportunity_stage_{name}", "opportunity")
    op.drop_column("opportunity", "stage_sort_on")
    op.drop_column("opportunity", "stage_entered_on")
