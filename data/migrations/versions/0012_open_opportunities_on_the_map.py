"""An index of the open opportunities by contact, with all that the map adds up."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ON_MAP = (
    "company_id", "owner_id", "team_id", "opportunity_type_id", "stage_id", "stated_percent", "currency_code", "net_minor",
    "net_base_minor", "created_on", "last_activity_on", "expected_order_on",
)  # fmt: skip


def upgrade() -> None:
    is_open = sa.text("outcome = 'open'")
    op.create_index(
        "ix_opportunity_map",
        "opportunity",
        ["contact_id", "outcome", *ON_MAP],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    op.drop_index("ix_opportunity_map", "opportunity")
