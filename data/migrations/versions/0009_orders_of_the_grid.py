"""Indexes for the orders of the grid: all opportunities, with what its conditions ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FILTERED = (
    "outcome", "company_id", "owner_id", "team_id", "opportunity_type_id", "stage_id", "stated_percent", "expected_order_on",
)  # fmt: skip
ORDERS = {
    "weighted": "weighted_base_minor",
    "net": "net_base_minor",
    "expected": "expected_sort_on",
    "created": "created_on",
    "touched": "touched_on",
    "number": "number",
}
# SQLite never answers from an index alone what it generates, but it does when the index holds the expression.
EXPRESSIONS = {
    "weighted_base_minor": "net_base_minor * stated_percent / 100",
    "expected_sort_on": "coalesce(expected_order_on, '9999-12-31')",
    "touched_on": "coalesce(last_activity_on, created_on)",
}


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, column in ORDERS.items():
        first = sa.text(EXPRESSIONS[column]) if is_sqlite and column in EXPRESSIONS else column
        op.create_index(f"ix_opportunity_grid_{name}", "opportunity", [first, "id", *FILTERED])


def downgrade() -> None:
    for name in ORDERS:
        op.drop_index(f"ix_opportunity_grid_{name}", "opportunity")
