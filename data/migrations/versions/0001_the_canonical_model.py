"""The canonical model."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_type",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("is_contact", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "kind IN ('call', 'visit', 'mail', 'meeting', 'task', 'quote', 'video')", name=op.f("ck_activity_type_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_type")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_type_code")),
    )
    op.create_table(
        "campaign_category",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_category")),
        sa.UniqueConstraint("code", name=op.f("uq_campaign_category_code")),
    )
    op.create_table(
        "closing_reason",
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("sign IN (-1, 1)", name=op.f("ck_closing_reason_sign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_closing_reason_code")),
    )
    op.create_table(
        "commercial_category",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commercial_category")),
        sa.UniqueConstraint("code", name=op.f("uq_commercial_category_code")),
    )
    op.create_table(
        "competitor",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competitor")),
        sa.UniqueConstraint("code", name=op.f("uq_competitor_code")),
    )
    op.create_table(
        "contact_origin",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_origin")),
        sa.UniqueConstraint("code", name=op.f("uq_contact_origin_code")),
    )
    op.create_table(
        "contact_quality",
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("stars BETWEEN 1 AND 5", name=op.f("ck_contact_quality_stars")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_quality")),
        sa.UniqueConstraint("code", name=op.f("uq_contact_quality_code")),
    )
    op.create_table(
        "contact_type",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_type")),
        sa.UniqueConstraint("code", name=op.f("uq_contact_type_code")),
    )
    op.create_table(
        "currency",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("exponent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_currency")),
    )
    op.create_table(
        "document_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_type")),
        sa.UniqueConstraint("code", name=op.f("uq_document_type_code")),
    )
    op.create_table(
        "opportunity_total",
        sa.Column("company_id", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("probability_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_type_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("stage_id", sa.BigInteger(), nullable=False),
        sa.Column("stated_percent", sa.Integer(), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_percent_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "company_id",
            "outcome",
            "probability_id",
            "opportunity_type_id",
            "owner_id",
            "team_id",
            "stage_id",
            "stated_percent",
            "currency_code",
            name=op.f("pk_opportunity_total"),
        ),
        postgresql_with={"fillfactor": 70},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "period_type",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_type")),
        sa.UniqueConstraint("code", name=op.f("uq_period_type_code")),
    )
    op.create_table(
        "pipeline",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline")),
        sa.UniqueConstraint("code", name=op.f("uq_pipeline_code")),
    )
    op.create_table(
        "probability",
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_probability_percent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_probability")),
        sa.UniqueConstraint("code", name=op.f("uq_probability_code")),
    )
    op.create_table(
        "product_family",
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["product_family.id"], name=op.f("fk_product_family_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_family")),
        sa.UniqueConstraint("code", name=op.f("uq_product_family_code")),
    )
    op.create_table(
        "sector",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sector")),
        sa.UniqueConstraint("code", name=op.f("uq_sector_code")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("bucket", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_bucket_at", "sign_in_attempt", ["bucket", "at"], unique=False)
    op.create_table(
        "source_system",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("link_pattern", sa.String(length=300), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_system")),
        sa.UniqueConstraint("code", name=op.f("uq_source_system_code")),
    )
    op.create_table(
        "user_account",
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("display_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=10), nullable=False),
        sa.Column("theme", sa.String(length=10), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login", name=op.f("uq_user_account_login")),
    )
    op.create_table(
        "zone",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["zone.id"], name=op.f("fk_zone_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("code", name=op.f("uq_zone_code")),
    )
    op.create_table(
        "audit",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_audit_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_table(
        "company",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("country_code", sa.String(length=2), nullable=False),
        sa.Column("time_zone", sa.String(length=60), nullable=False),
        sa.Column("fiscal_year_start_month", sa.Integer(), nullable=False),
        sa.Column("won_probability_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lost_probability_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sales_people_see", sa.String(length=10), nullable=False),
        sa.Column("sales_people_change", sa.String(length=10), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("fiscal_year_start_month BETWEEN 1 AND 12", name=op.f("ck_company_fiscal_month")),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_company_currency_code")),
        sa.ForeignKeyConstraint(
            ["lost_probability_id"], ["probability.id"], name=op.f("fk_company_lost_probability_id")
        ),
        sa.ForeignKeyConstraint(["won_probability_id"], ["probability.id"], name=op.f("fk_company_won_probability_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("code", name=op.f("uq_company_code")),
    )
    op.create_table(
        "external_ref",
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_system_id"], ["source_system.id"], name=op.f("fk_external_ref_source_system_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_ref")),
    )
    op.create_index("uq_external_ref_source", "external_ref", ["source_system_id", "entity", "source_id"], unique=True)
    op.create_table(
        "forecast_type",
        sa.Column("period_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["period_type_id"], ["period_type.id"], name=op.f("fk_forecast_type_period_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_type")),
        sa.UniqueConstraint("code", name=op.f("uq_forecast_type_code")),
    )
    op.create_table(
        "fx_rate",
        sa.Column("base_currency", sa.String(length=3), nullable=False),
        sa.Column("quote_currency", sa.String(length=3), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("rate", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["base_currency"], ["currency.code"], name=op.f("fk_fx_rate_base_currency")),
        sa.ForeignKeyConstraint(["quote_currency"], ["currency.code"], name=op.f("fk_fx_rate_quote_currency")),
        sa.PrimaryKeyConstraint("base_currency", "quote_currency", "rate_on", "source", name=op.f("pk_fx_rate")),
    )
    op.create_table(
        "grid_profile",
        sa.Column("grid", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("columns", sa.String(length=8000), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_grid_profile_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_profile")),
    )
    op.create_table(
        "opportunity_type",
        sa.Column("default_pipeline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["default_pipeline_id"], ["pipeline.id"], name=op.f("fk_opportunity_type_default_pipeline_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_type")),
        sa.UniqueConstraint("code", name=op.f("uq_opportunity_type_code")),
    )
    op.create_table(
        "period_range",
        sa.Column("period_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["period_type_id"], ["period_type.id"], name=op.f("fk_period_range_period_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_range")),
    )
    op.create_index(op.f("ix_period_range_period_type_id"), "period_range", ["period_type_id"], unique=False)
    op.create_table(
        "product",
        sa.Column("product_family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_family_id"], ["product_family.id"], name=op.f("fk_product_product_family_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("code", name=op.f("uq_product_code")),
    )
    op.create_table(
        "saved_view",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=2000), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_saved_view_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("user_id", "page", "name", name=op.f("uq_saved_view_user_id_page_name")),
    )
    op.create_table(
        "stage",
        sa.Column("pipeline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("colour", sa.String(length=20), nullable=False),
        sa.Column("default_probability_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("forecast_category", sa.String(length=12), nullable=True),
        sa.Column("idle_days", sa.Integer(), nullable=True),
        sa.Column("wip_limit", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('open', 'won', 'lost')", name=op.f("ck_stage_kind")),
        sa.ForeignKeyConstraint(
            ["default_probability_id"], ["probability.id"], name=op.f("fk_stage_default_probability_id")
        ),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_stage_pipeline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("pipeline_id", "code", name=op.f("uq_stage_pipeline_id_code")),
    )
    op.create_table(
        "user_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    op.create_index(op.f("ix_user_session_user_id"), "user_session", ["user_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("budget_minor", sa.BigInteger(), nullable=False),
        sa.Column("goal_leads", sa.Integer(), nullable=True),
        sa.Column("goal_conversion_percent", sa.Integer(), nullable=True),
        sa.Column("goal_return_percent", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["campaign_category.id"], name=op.f("fk_campaign_category_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_campaign_company_id")),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_campaign_currency_code")),
        sa.ForeignKeyConstraint(["source_system_id"], ["source_system.id"], name=op.f("fk_campaign_source_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_index("uq_campaign_origin", "campaign", ["source_system_id", "source_id"], unique=True)
    op.create_table(
        "default_view",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("saved_view_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_view_id"], ["saved_view.id"], name=op.f("fk_default_view_saved_view_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_default_view_user_id")),
        sa.PrimaryKeyConstraint("user_id", "page", name=op.f("pk_default_view")),
    )
    op.create_table(
        "forecast",
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("forecast_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_forecast_company_id")),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_forecast_currency_code")),
        sa.ForeignKeyConstraint(["forecast_type_id"], ["forecast_type.id"], name=op.f("fk_forecast_forecast_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast")),
    )
    op.create_table(
        "forecast_run",
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("cutoff_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_forecast_run_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_run")),
    )
    op.create_table(
        "import_run",
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("profile", sa.String(length=60), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_import_run_company_id")),
        sa.ForeignKeyConstraint(
            ["source_system_id"], ["source_system.id"], name=op.f("fk_import_run_source_system_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_import_run_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index("ix_import_run_fingerprint", "import_run", ["company_id", "profile", "fingerprint"], unique=False)
    op.create_table(
        "stage_move",
        sa.Column("from_stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["from_stage_id"], ["stage.id"], name=op.f("fk_stage_move_from_stage_id")),
        sa.ForeignKeyConstraint(["to_stage_id"], ["stage.id"], name=op.f("fk_stage_move_to_stage_id")),
        sa.PrimaryKeyConstraint("from_stage_id", "to_stage_id", name=op.f("pk_stage_move")),
    )
    op.create_table(
        "stage_role",
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_role_stage_id")),
        sa.PrimaryKeyConstraint("stage_id", "role", name=op.f("pk_stage_role")),
    )
    op.create_table(
        "stage_task",
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_task_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_task")),
    )
    op.create_table(
        "team",
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_team_company_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("fk_team_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_team_company_id_code")),
    )
    op.create_table(
        "user_company",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_user_company_company_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_company_user_id")),
        sa.PrimaryKeyConstraint("user_id", "company_id", name=op.f("pk_user_company")),
    )
    op.create_table(
        "workflow_rule",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("pipeline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("condition", sa.JSON(), nullable=False),
        sa.Column("action", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_workflow_rule_pipeline_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_workflow_rule_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_rule")),
    )
    op.create_table(
        "agent",
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("manager_agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("zone_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active_from_on", sa.Date(), nullable=True),
        sa.Column("active_to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_agent_company_id")),
        sa.ForeignKeyConstraint(["manager_agent_id"], ["agent.id"], name=op.f("fk_agent_manager_agent_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_agent_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_agent_user_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_agent_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_agent_company_id_code")),
    )
    op.create_table(
        "campaign_cost",
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("spent_on", sa.Date(), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_cost_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_cost")),
    )
    op.create_index(op.f("ix_campaign_cost_campaign_id"), "campaign_cost", ["campaign_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entity", sa.String(length=40), nullable=False),
        sa.Column("entity_id", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("entity_version", sa.Integer(), nullable=True),
        sa.Column("undoes_event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("import_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("request_key", sa.String(length=80), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_event_company_id")),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_event_import_run_id")),
        sa.ForeignKeyConstraint(["undoes_event_id"], ["event.id"], name=op.f("fk_event_undoes_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_event_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("request_key", name=op.f("uq_event_request_key")),
    )
    op.create_index("ix_event_entity", "event", ["entity", "entity_id", "at"], unique=False)
    op.create_table(
        "forecast_point",
        sa.Column("forecast_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("horizon", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Float(), nullable=False),
        sa.Column("low", sa.Float(), nullable=False),
        sa.Column("high", sa.Float(), nullable=False),
        sa.Column("actual_minor", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["forecast_run_id"], ["forecast_run.id"], name=op.f("fk_forecast_point_forecast_run_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_point")),
    )
    op.create_index("uq_forecast_point", "forecast_point", ["forecast_run_id", "month", "level"], unique=True)
    op.create_table(
        "import_issue",
        sa.Column("import_run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=120), nullable=True),
        sa.Column("value", sa.String(length=80), nullable=True),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["import_run_id"], ["import_run.id"], name=op.f("fk_import_issue_import_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_issue")),
    )
    op.create_index(op.f("ix_import_issue_import_run_id"), "import_issue", ["import_run_id"], unique=False)
    op.create_table(
        "user_team",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_user_team_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_user_team_user_id")),
        sa.PrimaryKeyConstraint("user_id", "team_id", name=op.f("pk_user_team")),
    )
    op.create_table(
        "contact",
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=True),
        sa.Column("vat_number", sa.String(length=40), nullable=True),
        sa.Column("contact_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("origin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sector_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("commercial_category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("parent_contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("main_agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("zone_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("province", sa.String(length=120), nullable=True),
        sa.Column("country_code", sa.String(length=2), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("geo_precision", sa.String(length=8), nullable=False),
        sa.Column("geo_source", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("turnover_minor", sa.BigInteger(), nullable=True),
        sa.Column("turnover_year", sa.Integer(), nullable=True),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("founded_year", sa.Integer(), nullable=True),
        sa.Column("became_lead_on", sa.Date(), nullable=True),
        sa.Column("ceased_lead_on", sa.Date(), nullable=True),
        sa.Column("became_customer_on", sa.Date(), nullable=True),
        sa.Column("ceased_customer_on", sa.Date(), nullable=True),
        sa.Column("closing_reason_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "geo_precision IN ('exact', 'postal', 'city', 'region', 'country', 'none')",
            name=op.f("ck_contact_geo_precision"),
        ),
        sa.ForeignKeyConstraint(
            ["closing_reason_id"], ["closing_reason.id"], name=op.f("fk_contact_closing_reason_id")
        ),
        sa.ForeignKeyConstraint(
            ["commercial_category_id"], ["commercial_category.id"], name=op.f("fk_contact_commercial_category_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_contact_company_id")),
        sa.ForeignKeyConstraint(["contact_type_id"], ["contact_type.id"], name=op.f("fk_contact_contact_type_id")),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_contact_currency_code")),
        sa.ForeignKeyConstraint(["main_agent_id"], ["agent.id"], name=op.f("fk_contact_main_agent_id")),
        sa.ForeignKeyConstraint(["origin_id"], ["contact_origin.id"], name=op.f("fk_contact_origin_id")),
        sa.ForeignKeyConstraint(["parent_contact_id"], ["contact.id"], name=op.f("fk_contact_parent_contact_id")),
        sa.ForeignKeyConstraint(["quality_id"], ["contact_quality.id"], name=op.f("fk_contact_quality_id")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_contact_sector_id")),
        sa.ForeignKeyConstraint(["source_system_id"], ["source_system.id"], name=op.f("fk_contact_source_system_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_contact_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_company_name", "contact", ["company_id", "name"], unique=False)
    op.create_index("ix_contact_place", "contact", ["latitude", "longitude"], unique=False)
    op.create_index("uq_contact_origin", "contact", ["source_system_id", "source_id"], unique=True)
    op.create_table(
        "forecast_node",
        sa.Column("forecast_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("zone_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("product_family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("kind IN ('group', 'detail')", name=op.f("ck_forecast_node_kind")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_forecast_node_agent_id")),
        sa.ForeignKeyConstraint(["forecast_id"], ["forecast.id"], name=op.f("fk_forecast_node_forecast_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["forecast_node.id"], name=op.f("fk_forecast_node_parent_id")),
        sa.ForeignKeyConstraint(
            ["product_family_id"], ["product_family.id"], name=op.f("fk_forecast_node_product_family_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_forecast_node_user_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_forecast_node_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_node")),
    )
    op.create_index(op.f("ix_forecast_node_forecast_id"), "forecast_node", ["forecast_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_outbox_event_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_outbox_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_table(
        "quota",
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("target_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("measure IN ('bookings', 'billings', 'margin', 'count')", name=op.f("ck_quota_measure")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_quota_agent_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_quota_company_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_quota_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
    )
    op.create_index("uq_quota_place", "quota", ["company_id", "team_id", "agent_id", "month", "measure"], unique=True)
    op.create_table(
        "campaign_member",
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("became_lead_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_member_campaign_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_campaign_member_contact_id")),
        sa.PrimaryKeyConstraint("campaign_id", "contact_id", name=op.f("pk_campaign_member")),
    )
    op.create_table(
        "contact_address",
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("province", sa.String(length=120), nullable=True),
        sa.Column("country_code", sa.String(length=2), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("geo_precision", sa.String(length=8), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_address_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_address")),
    )
    op.create_index(op.f("ix_contact_address_contact_id"), "contact_address", ["contact_id"], unique=False)
    op.create_table(
        "contact_competitor",
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("competitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["competitor_id"], ["competitor.id"], name=op.f("fk_contact_competitor_competitor_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_competitor_contact_id")),
        sa.PrimaryKeyConstraint("contact_id", "competitor_id", name=op.f("pk_contact_competitor")),
    )
    op.create_table(
        "contact_person",
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("position", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_contact_person_contact_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
    )
    op.create_index(op.f("ix_contact_person_contact_id"), "contact_person", ["contact_id"], unique=False)
    op.create_table(
        "forecast_cell",
        sa.Column("forecast_node_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("period_range_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["forecast_node_id"], ["forecast_node.id"], name=op.f("fk_forecast_cell_forecast_node_id")
        ),
        sa.ForeignKeyConstraint(
            ["period_range_id"], ["period_range.id"], name=op.f("fk_forecast_cell_period_range_id")
        ),
        sa.PrimaryKeyConstraint("forecast_node_id", "period_range_id", name=op.f("pk_forecast_cell")),
    )
    op.create_table(
        "opportunity",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("opportunity_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_quality_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("main_agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("pipeline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("probability_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stated_percent", sa.Integer(), nullable=False),
        sa.Column("model_percent", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("closing_reason_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_base_minor", sa.BigInteger(), nullable=False),
        sa.Column(
            "weighted_base_minor",
            sa.BigInteger(),
            sa.Computed("net_base_minor * stated_percent / 100", persisted=True),
            nullable=False,
        ),
        sa.Column("amounts_from_lines", sa.Boolean(), nullable=False),
        sa.Column("amount_known", sa.Boolean(), nullable=False),
        sa.Column("expected_margin_minor", sa.BigInteger(), nullable=True),
        sa.Column("expected_revenue_minor", sa.BigInteger(), nullable=True),
        sa.Column("expected_order_on", sa.Date(), nullable=True),
        sa.Column("expected_delivery_on", sa.Date(), nullable=True),
        sa.Column("expected_invoice_on", sa.Date(), nullable=True),
        sa.Column(
            "expected_sort_on",
            sa.Date(),
            sa.Computed("coalesce(expected_order_on, '9999-12-31')", persisted=True),
            nullable=False,
        ),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("last_activity_on", sa.Date(), nullable=True),
        sa.Column(
            "touched_on",
            sa.Date(),
            sa.Computed("coalesce(last_activity_on, created_on)", persisted=True),
            nullable=False,
        ),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("origin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("competitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(outcome = 'open') = (closed_on IS NULL)", name=op.f("ck_opportunity_closed_on")),
        sa.CheckConstraint("outcome IN ('open', 'won', 'lost', 'cancelled')", name=op.f("ck_opportunity_outcome")),
        sa.CheckConstraint("net_minor = gross_minor - discount_minor", name=op.f("ck_opportunity_net")),
        sa.CheckConstraint(
            "net_minor BETWEEN -1000000000000000 AND 1000000000000000", name=op.f("ck_opportunity_net_fits")
        ),
        sa.CheckConstraint("stated_percent BETWEEN 0 AND 100", name=op.f("ck_opportunity_stated_percent")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_opportunity_campaign_id")),
        sa.ForeignKeyConstraint(
            ["closing_reason_id"], ["closing_reason.id"], name=op.f("fk_opportunity_closing_reason_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_opportunity_company_id")),
        sa.ForeignKeyConstraint(["competitor_id"], ["competitor.id"], name=op.f("fk_opportunity_competitor_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_opportunity_contact_id")),
        sa.ForeignKeyConstraint(
            ["contact_person_id"], ["contact_person.id"], name=op.f("fk_opportunity_contact_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_quality_id"], ["contact_quality.id"], name=op.f("fk_opportunity_contact_quality_id")
        ),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_opportunity_currency_code")),
        sa.ForeignKeyConstraint(["main_agent_id"], ["agent.id"], name=op.f("fk_opportunity_main_agent_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_type_id"], ["opportunity_type.id"], name=op.f("fk_opportunity_opportunity_type_id")
        ),
        sa.ForeignKeyConstraint(["origin_id"], ["contact_origin.id"], name=op.f("fk_opportunity_origin_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_opportunity_owner_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_opportunity_pipeline_id")),
        sa.ForeignKeyConstraint(["probability_id"], ["probability.id"], name=op.f("fk_opportunity_probability_id")),
        sa.ForeignKeyConstraint(
            ["source_system_id"], ["source_system.id"], name=op.f("fk_opportunity_source_system_id")
        ),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_opportunity_stage_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_opportunity_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity")),
    )
    op.create_index(
        "ix_opportunity_board_age",
        "opportunity",
        [
            "probability_id",
            "created_on",
            "id",
            "company_id",
            "owner_id",
            "team_id",
            "opportunity_type_id",
            "stage_id",
            "stated_percent",
            "expected_order_on",
            "currency_code",
            "net_minor",
        ],
        unique=False,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "ix_opportunity_board_expected",
        "opportunity",
        [
            "probability_id",
            "expected_sort_on",
            "id",
            "company_id",
            "owner_id",
            "team_id",
            "opportunity_type_id",
            "stage_id",
            "stated_percent",
            "expected_order_on",
            "currency_code",
            "net_minor",
        ],
        unique=False,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "ix_opportunity_board_idle",
        "opportunity",
        [
            "probability_id",
            "touched_on",
            "id",
            "company_id",
            "owner_id",
            "team_id",
            "opportunity_type_id",
            "stage_id",
            "stated_percent",
            "expected_order_on",
            "currency_code",
            "net_minor",
        ],
        unique=False,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "ix_opportunity_board_net",
        "opportunity",
        [
            "probability_id",
            "net_base_minor",
            "id",
            "company_id",
            "owner_id",
            "team_id",
            "opportunity_type_id",
            "stage_id",
            "stated_percent",
            "expected_order_on",
            "currency_code",
            "net_minor",
        ],
        unique=False,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "ix_opportunity_board_owner",
        "opportunity",
        [
            "owner_id",
            "probability_id",
            "weighted_base_minor",
            "id",
            "company_id",
            "team_id",
            "opportunity_type_id",
            "stage_id",
            "stated_percent",
            "expected_order_on",
            "currency_code",
            "net_minor",
        ],
        unique=False,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "ix_opportunity_board_weighted",
        "opportunity",
        [
            "probability_id",
            "weighted_base_minor",
            "id",
            "company_id",
            "owner_id",
            "team_id",
            "opportunity_type_id",
            "stage_id",
            "stated_percent",
            "expected_order_on",
            "currency_code",
            "net_minor",
        ],
        unique=False,
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.create_index(
        "ix_opportunity_closed",
        "opportunity",
        [
            "outcome",
            "closed_on",
            "id",
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
        ],
        unique=False,
    )
    op.create_index(
        "ix_opportunity_contact",
        "opportunity",
        ["contact_id", "outcome", "currency_code", "net_minor", "stated_percent"],
        unique=False,
    )
    op.create_index("uq_opportunity_number", "opportunity", ["company_id", "number"], unique=True)
    op.create_index("uq_opportunity_origin", "opportunity", ["source_system_id", "source_id"], unique=True)
    op.create_table(
        "activity",
        sa.Column("activity_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("duration_minutes", sa.Integer(), nullable=True),
        sa.Column("assigned_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outcome_note", sa.Text(), nullable=True),
        sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["activity_type_id"], ["activity_type.id"], name=op.f("fk_activity_activity_type_id")),
        sa.ForeignKeyConstraint(["assigned_user_id"], ["user_account.id"], name=op.f("fk_activity_assigned_user_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_activity_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_activity_contact_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_activity_opportunity_id")),
        sa.ForeignKeyConstraint(["source_system_id"], ["source_system.id"], name=op.f("fk_activity_source_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_assigned", "activity", ["assigned_user_id", "done_at", "due_on"], unique=False)
    op.create_index(op.f("ix_activity_contact_id"), "activity", ["contact_id"], unique=False)
    op.create_index("ix_activity_next", "activity", ["opportunity_id", "done_at", "due_on"], unique=False)
    op.create_index("uq_activity_origin", "activity", ["source_system_id", "source_id"], unique=True)
    op.create_table(
        "document",
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("document_type_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("replaces_document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_document_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_document_contact_id")),
        sa.ForeignKeyConstraint(["document_type_id"], ["document_type.id"], name=op.f("fk_document_document_type_id")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_document_opportunity_id")),
        sa.ForeignKeyConstraint(
            ["replaces_document_id"], ["document.id"], name=op.f("fk_document_replaces_document_id")
        ),
        sa.ForeignKeyConstraint(["source_system_id"], ["source_system.id"], name=op.f("fk_document_source_system_id")),
        sa.ForeignKeyConstraint(
            ["uploaded_by_user_id"], ["user_account.id"], name=op.f("fk_document_uploaded_by_user_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_document_storage_key")),
    )
    op.create_index("ix_document_contact", "document", ["contact_id"], unique=False)
    op.create_index("ix_document_opportunity", "document", ["opportunity_id"], unique=False)
    op.create_table(
        "notification",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("template", sa.String(length=300), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_notification_opportunity_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_notification_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("key", name=op.f("uq_notification_key")),
    )
    op.create_index("ix_notification_unread", "notification", ["user_id", "read_at", "created_at"], unique=False)
    op.create_table(
        "opportunity_competitor",
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("competitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["competitor_id"], ["competitor.id"], name=op.f("fk_opportunity_competitor_competitor_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_competitor_opportunity_id")
        ),
        sa.PrimaryKeyConstraint("opportunity_id", "competitor_id", name=op.f("pk_opportunity_competitor")),
    )
    op.create_table(
        "opportunity_line",
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.String(length=300), nullable=True),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("expected_revenue_minor", sa.BigInteger(), nullable=True),
        sa.Column("expected_order_on", sa.Date(), nullable=True),
        sa.Column("expected_delivery_on", sa.Date(), nullable=True),
        sa.Column("expected_invoice_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("net_minor = gross_minor - discount_minor", name=op.f("ck_opportunity_line_net")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_line_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["product_family_id"], ["product_family.id"], name=op.f("fk_opportunity_line_product_family_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_line")),
    )
    op.create_index(op.f("ix_opportunity_line_opportunity_id"), "opportunity_line", ["opportunity_id"], unique=False)
    op.create_table(
        "opportunity_snapshot",
        sa.Column("snapshot_on", sa.Date(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stated_percent", sa.Integer(), nullable=False),
        sa.Column("model_percent", sa.Integer(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("expected_order_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_snapshot_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_opportunity_snapshot_owner_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_opportunity_snapshot_stage_id")),
        sa.PrimaryKeyConstraint("snapshot_on", "opportunity_id", name=op.f("pk_opportunity_snapshot")),
    )
    op.create_table(
        "opportunity_task",
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage_task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by_user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_by_user_id"], ["user_account.id"], name=op.f("fk_opportunity_task_done_by_user_id")
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_task_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["stage_task_id"], ["stage_task.id"], name=op.f("fk_opportunity_task_stage_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_task")),
    )
    op.create_index(op.f("ix_opportunity_task_opportunity_id"), "opportunity_task", ["opportunity_id"], unique=False)
    op.create_table(
        "quote",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_until_on", sa.Date(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('draft', 'sent', 'accepted', 'rejected', 'expired', 'superseded')", name=op.f("ck_quote_status")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_quote_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_quote_contact_id")),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_quote_currency_code")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_quote_opportunity_id")),
        sa.ForeignKeyConstraint(["source_system_id"], ["source_system.id"], name=op.f("fk_quote_source_system_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    op.create_index(op.f("ix_quote_opportunity_id"), "quote", ["opportunity_id"], unique=False)
    op.create_index("uq_quote_number", "quote", ["company_id", "number", "revision"], unique=True)
    op.create_index("uq_quote_origin", "quote", ["source_system_id", "source_id"], unique=True)
    op.create_table(
        "stage_history",
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pipeline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stage_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stated_percent", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("expected_order_on", sa.Date(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_stage_history_opportunity_id")),
        sa.ForeignKeyConstraint(["pipeline_id"], ["pipeline.id"], name=op.f("fk_stage_history_pipeline_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_history_stage_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_stage_history_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_history")),
    )
    op.create_index("ix_stage_history_opportunity", "stage_history", ["opportunity_id", "entered_at"], unique=False)
    op.create_table(
        "workflow_rule_run",
        sa.Column("workflow_rule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_workflow_rule_run_opportunity_id")
        ),
        sa.ForeignKeyConstraint(
            ["workflow_rule_id"], ["workflow_rule.id"], name=op.f("fk_workflow_rule_run_workflow_rule_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflow_rule_run")),
    )
    op.create_table(
        "quote_line",
        sa.Column("quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.String(length=300), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_family_id"], ["product_family.id"], name=op.f("fk_quote_line_product_family_id")
        ),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_quote_line_quote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote_line")),
    )
    op.create_index(op.f("ix_quote_line_quote_id"), "quote_line", ["quote_id"], unique=False)
    op.create_table(
        "sales_order",
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("ordered_month", sa.Integer(), nullable=False),
        sa.Column("requested_delivery_on", sa.Date(), nullable=True),
        sa.Column("planned_invoice_on", sa.Date(), nullable=True),
        sa.Column("planned_invoice_month", sa.Integer(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_minor", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'open', 'invoiced', 'cancelled')", name=op.f("ck_sales_order_status")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_sales_order_agent_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_order_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_sales_order_contact_id")),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_sales_order_currency_code")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_sales_order_opportunity_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_sales_order_owner_id")),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_sales_order_quote_id")),
        sa.ForeignKeyConstraint(
            ["source_system_id"], ["source_system.id"], name=op.f("fk_sales_order_source_system_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_sales_order_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
    )
    op.create_index(op.f("ix_sales_order_contact_id"), "sales_order", ["contact_id"], unique=False)
    op.create_index(
        "ix_sales_order_month",
        "sales_order",
        ["ordered_month", "company_id", "currency_code", "agent_id", "status", "net_minor"],
        unique=False,
    )
    op.create_index(op.f("ix_sales_order_opportunity_id"), "sales_order", ["opportunity_id"], unique=False)
    op.create_index("uq_sales_order_number", "sales_order", ["company_id", "number"], unique=True)
    op.create_index("uq_sales_order_origin", "sales_order", ["source_system_id", "source_id"], unique=True)
    op.create_table(
        "invoice",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("sales_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("credited_invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_month", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("currency_code", sa.String(length=3), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_system_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind <> 'credit_note' OR net_minor <= 0", name=op.f("ck_invoice_credit_note_is_negative")),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note', 'debit_note')", name=op.f("ck_invoice_kind")),
        sa.CheckConstraint("status IN ('draft', 'issued', 'paid', 'cancelled')", name=op.f("ck_invoice_status")),
        sa.ForeignKeyConstraint(["agent_id"], ["agent.id"], name=op.f("fk_invoice_agent_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_invoice_company_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_invoice_contact_id")),
        sa.ForeignKeyConstraint(["credited_invoice_id"], ["invoice.id"], name=op.f("fk_invoice_credited_invoice_id")),
        sa.ForeignKeyConstraint(["currency_code"], ["currency.code"], name=op.f("fk_invoice_currency_code")),
        sa.ForeignKeyConstraint(["opportunity_id"], ["opportunity.id"], name=op.f("fk_invoice_opportunity_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_invoice_owner_id")),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name=op.f("fk_invoice_sales_order_id")),
        sa.ForeignKeyConstraint(["source_system_id"], ["source_system.id"], name=op.f("fk_invoice_source_system_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_invoice_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
    )
    op.create_index(op.f("ix_invoice_contact_id"), "invoice", ["contact_id"], unique=False)
    op.create_index(
        "ix_invoice_month",
        "invoice",
        ["issued_month", "company_id", "currency_code", "agent_id", "status", "net_minor"],
        unique=False,
    )
    op.create_index(op.f("ix_invoice_opportunity_id"), "invoice", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_invoice_sales_order_id"), "invoice", ["sales_order_id"], unique=False)
    op.create_index("uq_invoice_number", "invoice", ["company_id", "series", "number"], unique=True)
    op.create_index("uq_invoice_origin", "invoice", ["source_system_id", "source_id"], unique=True)
    op.create_table(
        "sales_order_line",
        sa.Column("sales_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("product_family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.String(length=300), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("unit_price_minor", sa.BigInteger(), nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_family_id"], ["product_family.id"], name=op.f("fk_sales_order_line_product_family_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_sales_order_line_product_id")),
        sa.ForeignKeyConstraint(
            ["sales_order_id"], ["sales_order.id"], name=op.f("fk_sales_order_line_sales_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order_line")),
    )
    op.create_index(op.f("ix_sales_order_line_sales_order_id"), "sales_order_line", ["sales_order_id"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("sales_order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("product_family_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("description", sa.String(length=300), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.ForeignKeyConstraint(
            ["product_family_id"], ["product_family.id"], name=op.f("fk_invoice_line_product_family_id")
        ),
        sa.ForeignKeyConstraint(
            ["sales_order_line_id"], ["sales_order_line.id"], name=op.f("fk_invoice_line_sales_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
    )
    op.create_index(op.f("ix_invoice_line_invoice_id"), "invoice_line", ["invoice_id"], unique=False)
    op.create_table(
        "opportunity_document_link",
        sa.Column("opportunity_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quote_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sales_order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("allocated_minor", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_opportunity_document_link_invoice_id")),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunity.id"], name=op.f("fk_opportunity_document_link_opportunity_id")
        ),
        sa.ForeignKeyConstraint(["quote_id"], ["quote.id"], name=op.f("fk_opportunity_document_link_quote_id")),
        sa.ForeignKeyConstraint(
            ["sales_order_id"], ["sales_order.id"], name=op.f("fk_opportunity_document_link_sales_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_document_link")),
    )
    op.create_index(
        op.f("ix_opportunity_document_link_opportunity_id"),
        "opportunity_document_link",
        ["opportunity_id"],
        unique=False,
    )
    op.create_table(
        "payment",
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_payment_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_invoice_id"), "payment", ["invoice_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_payment_invoice_id"), table_name="payment")
    op.drop_table("payment")
    op.drop_index(op.f("ix_opportunity_document_link_opportunity_id"), table_name="opportunity_document_link")
    op.drop_table("opportunity_document_link")
    op.drop_index(op.f("ix_invoice_line_invoice_id"), table_name="invoice_line")
    op.drop_table("invoice_line")
    op.drop_index(op.f("ix_sales_order_line_sales_order_id"), table_name="sales_order_line")
    op.drop_table("sales_order_line")
    op.drop_index("uq_invoice_origin", table_name="invoice")
    op.drop_index("uq_invoice_number", table_name="invoice")
    op.drop_index(op.f("ix_invoice_sales_order_id"), table_name="invoice")
    op.drop_index(op.f("ix_invoice_opportunity_id"), table_name="invoice")
    op.drop_index("ix_invoice_month", table_name="invoice")
    op.drop_index(op.f("ix_invoice_contact_id"), table_name="invoice")
    op.drop_table("invoice")
    op.drop_index("uq_sales_order_origin", table_name="sales_order")
    op.drop_index("uq_sales_order_number", table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_opportunity_id"), table_name="sales_order")
    op.drop_index("ix_sales_order_month", table_name="sales_order")
    op.drop_index(op.f("ix_sales_order_contact_id"), table_name="sales_order")
    op.drop_table("sales_order")
    op.drop_index(op.f("ix_quote_line_quote_id"), table_name="quote_line")
    op.drop_table("quote_line")
    op.drop_table("workflow_rule_run")
    op.drop_index("ix_stage_history_opportunity", table_name="stage_history")
    op.drop_table("stage_history")
    op.drop_index("uq_quote_origin", table_name="quote")
    op.drop_index("uq_quote_number", table_name="quote")
    op.drop_index(op.f("ix_quote_opportunity_id"), table_name="quote")
    op.drop_table("quote")
    op.drop_index(op.f("ix_opportunity_task_opportunity_id"), table_name="opportunity_task")
    op.drop_table("opportunity_task")
    op.drop_table("opportunity_snapshot")
    op.drop_index(op.f("ix_opportunity_line_opportunity_id"), table_name="opportunity_line")
    op.drop_table("opportunity_line")
    op.drop_table("opportunity_competitor")
    op.drop_index("ix_notification_unread", table_name="notification")
    op.drop_table("notification")
    op.drop_index("ix_document_opportunity", table_name="document")
    op.drop_index("ix_document_contact", table_name="document")
    op.drop_table("document")
    op.drop_index("uq_activity_origin", table_name="activity")
    op.drop_index("ix_activity_next", table_name="activity")
    op.drop_index(op.f("ix_activity_contact_id"), table_name="activity")
    op.drop_index("ix_activity_assigned", table_name="activity")
    op.drop_table("activity")
    op.drop_index("uq_opportunity_origin", table_name="opportunity")
    op.drop_index("uq_opportunity_number", table_name="opportunity")
    op.drop_index("ix_opportunity_contact", table_name="opportunity")
    op.drop_index("ix_opportunity_closed", table_name="opportunity")
    op.drop_index(
        "ix_opportunity_board_weighted",
        table_name="opportunity",
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.drop_index(
        "ix_opportunity_board_owner",
        table_name="opportunity",
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.drop_index(
        "ix_opportunity_board_net",
        table_name="opportunity",
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.drop_index(
        "ix_opportunity_board_idle",
        table_name="opportunity",
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.drop_index(
        "ix_opportunity_board_expected",
        table_name="opportunity",
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.drop_index(
        "ix_opportunity_board_age",
        table_name="opportunity",
        sqlite_where=sa.text("outcome = 'open'"),
        postgresql_where=sa.text("outcome = 'open'"),
    )
    op.drop_table("opportunity")
    op.drop_table("forecast_cell")
    op.drop_index(op.f("ix_contact_person_contact_id"), table_name="contact_person")
    op.drop_table("contact_person")
    op.drop_table("contact_competitor")
    op.drop_index(op.f("ix_contact_address_contact_id"), table_name="contact_address")
    op.drop_table("contact_address")
    op.drop_table("campaign_member")
    op.drop_index("uq_quota_place", table_name="quota")
    op.drop_table("quota")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_forecast_node_forecast_id"), table_name="forecast_node")
    op.drop_table("forecast_node")
    op.drop_index("uq_contact_origin", table_name="contact")
    op.drop_index("ix_contact_place", table_name="contact")
    op.drop_index("ix_contact_company_name", table_name="contact")
    op.drop_table("contact")
    op.drop_table("user_team")
    op.drop_index(op.f("ix_import_issue_import_run_id"), table_name="import_issue")
    op.drop_table("import_issue")
    op.drop_index("uq_forecast_point", table_name="forecast_point")
    op.drop_table("forecast_point")
    op.drop_index("ix_event_entity", table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_campaign_cost_campaign_id"), table_name="campaign_cost")
    op.drop_table("campaign_cost")
    op.drop_table("agent")
    op.drop_table("workflow_rule")
    op.drop_table("user_company")
    op.drop_table("team")
    op.drop_table("stage_task")
    op.drop_table("stage_role")
    op.drop_table("stage_move")
    op.drop_index("ix_import_run_fingerprint", table_name="import_run")
    op.drop_table("import_run")
    op.drop_table("forecast_run")
    op.drop_table("forecast")
    op.drop_table("default_view")
    op.drop_index("uq_campaign_origin", table_name="campaign")
    op.drop_table("campaign")
    op.drop_index(op.f("ix_user_session_user_id"), table_name="user_session")
    op.drop_table("user_session")
    op.drop_table("stage")
    op.drop_table("saved_view")
    op.drop_table("product")
    op.drop_index(op.f("ix_period_range_period_type_id"), table_name="period_range")
    op.drop_table("period_range")
    op.drop_table("opportunity_type")
    op.drop_table("grid_profile")
    op.drop_table("fx_rate")
    op.drop_table("forecast_type")
    op.drop_index("uq_external_ref_source", table_name="external_ref")
    op.drop_table("external_ref")
    op.drop_table("company")
    op.drop_table("audit")
    op.drop_table("zone")
    op.drop_table("user_account")
    op.drop_table("source_system")
    op.drop_index("ix_sign_in_attempt_bucket_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("sector")
    op.drop_table("product_family")
    op.drop_table("probability")
    op.drop_table("pipeline")
    op.drop_table("period_type")
    op.drop_table("opportunity_total")
    op.drop_table("document_type")
    op.drop_table("currency")
    op.drop_table("contact_type")
    op.drop_table("contact_quality")
    op.drop_table("contact_origin")
    op.drop_table("competitor")
    op.drop_table("commercial_category")
    op.drop_table("closing_reason")
    op.drop_table("campaign_category")
    op.drop_table("activity_type")
