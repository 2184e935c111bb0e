"""Indexes for the orders of the grid: all opportunities, with what its conditions ask for."""

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


def upgrade() -> None:
    for name, column in ORDERS.items():
        op.create_index(f"ix_opportunity_grid_{name}", "opportunity", [column, "id", *FILTERED])


def downgrade() -> None:
    for name in ORDERS:
        op.drop_index(f"ix_opportunity_grid_{name}", "opportunity")
