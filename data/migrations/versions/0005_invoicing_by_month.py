"""Sums of the documents by month, and the months that opportunities are expected to be invoiced in; both kept by triggers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TOTAL_KEY = ("kind", "month", "company_id", "currency_code", "owner_id", "team_id", "agent_id", "status")
TOTAL = ", ".join(TOTAL_KEY)
# Of each table that is summed up: kind, month and open amount as expressions over a row, and what they depend on.
SOURCES = {
    "sales_order": (
        "'order'",
        "coalesce({row}.planned_invoice_month, 0)",
        "CASE WHEN {row}.status = 'open' THEN {row}.net_minor - {row}.invoiced_minor ELSE 0 END",
        "company_id, currency_code, owner_id, team_id, agent_id, status, planned_invoice_month, net_minor, invoiced_minor",
    ),
    "invoice": (
        "{row}.kind",
        "{row}.issued_month",
        "CASE WHEN {row}.status = 'issued' THEN {row}.net_minor ELSE 0 END",
        "company_id, currency_code, owner_id, team_id, agent_id, status, issued_month, net_minor, kind",
    ),
}
EXPECTED = (
    "opportunity_id, month, expected_invoice_on, dated_by, net_minor, remaining_minor, is_expected, percent, company_id,"
    " currency_code, owner_id, team_id, main_agent_id, opportunity_type_id, stage_id"
)
COVERED = (
    "company_id", "currency_code", "owner_id", "team_id", "main_agent_id", "opportunity_type_id", "stage_id", "percent",
    "net_minor", "remaining_minor", "opportunity_id",
)  # fmt: skip
# What a part depends on: table → (the opportunities it touches, as expressions over a row, and the columns).
WATCHED = {
    "opportunity": (
        "id",
        (
            "net_minor, outcome, stated_percent, expected_invoice_on, expected_order_on, company_id, currency_code,"
            " owner_id, team_id, main_agent_id, opportunity_type_id, stage_id"
        ),
    ),
    "opportunity_line": ("opportunity_id", "opportunity_id, net_minor, expected_invoice_on"),
    "sales_order": ("opportunity_id", "opportunity_id, net_minor, status"),
    "invoice": ("opportunity_id", "opportunity_id, sales_order_id, net_minor, status, kind"),
}
ORDERED = """
    coalesce((SELECT sum(sales_order.net_minor) FROM sales_order
        WHERE sales_order.opportunity_id = o.id AND (sales_order.status IN ('open', 'invoiced')
            OR (sales_order.status = 'cancelled' AND o.outcome = 'won'))), 0)
    + coalesce((SELECT sum(invoice.net_minor) FROM invoice
        WHERE invoice.opportunity_id = o.id AND invoice.sales_order_id IS NULL
        AND invoice.kind <> 'credit_note' AND invoice.status IN ('issued', 'paid')), 0)"""


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def month_of(day: str) -> str:
    if is_sqlite():
        year, month = (f"CAST(strftime('%{part}', {day}) AS INTEGER)" for part in "Ym")
    else:
        year, month = (f"CAST(extract({part} FROM {day}) AS INTEGER)" for part in ("year", "month"))
    return f"coalesce({year} * 12 + {month} - 1, 0)"


def later(day: str, days: str) -> str:
    return f"date({day}, '+' || {days} || ' days')" if is_sqlite() else f"{day} + {days}"


def expect(which: str) -> str:
    """Return the statement that derives the parts of the opportunities `o` that fulfil a condition.

    Lines say when and how much if they add up to the header; what is ordered already is taken from all but the last part.
    """
    source = (
        "CASE WHEN l.expected_invoice_on IS NOT NULL THEN 0 WHEN o.expected_invoice_on IS NOT NULL THEN 1"
        " WHEN o.expected_order_on IS NOT NULL THEN 2 ELSE 3 END"
    )
    day = (
        "coalesce(l.expected_invoice_on, o.expected_invoice_on, "
        f"{later('o.expected_order_on', 'company.invoice_lead_days')})"
    )
    return f"""
INSERT INTO expected_invoicing ({EXPECTED})
SELECT part.opportunity_id, part.month, part.day,
    CASE part.source WHEN 0 THEN 'line' WHEN 1 THEN 'header' WHEN 2 THEN 'lead_time' ELSE 'none' END,
    part.net_minor, part.remaining_minor,
    part.remaining_minor <> 0 OR (part.ordered_minor = 0 AND o.outcome = 'open'),
    CASE WHEN o.outcome = 'won' THEN 100 ELSE o.stated_percent END,
    o.company_id, o.currency_code, o.owner_id, o.team_id, o.main_agent_id, o.opportunity_type_id, o.stage_id
FROM (
    SELECT by_month.*, CASE
        WHEN ordered_minor = 0 THEN net_minor
        WHEN month < max(month) OVER (PARTITION BY opportunity_id) OR header_minor < ordered_minor THEN 0
        ELSE header_minor - ordered_minor END AS remaining_minor
    FROM (
        SELECT opportunity_id, {month_of("day")} AS month, min(day) AS day, max(source) AS source,
            CAST(sum(net_minor) AS BIGINT) AS net_minor, max(header_minor) AS header_minor,
            max(ordered_minor) AS ordered_minor
        FROM (
            SELECT o.id AS opportunity_id, {day} AS day, {source} AS source,
                coalesce(l.net_minor, o.net_minor) AS net_minor, o.net_minor AS header_minor,
                CAST({ORDERED} AS BIGINT) AS ordered_minor
            FROM opportunity AS o
            JOIN company ON company.id = o.company_id
            LEFT JOIN opportunity_line AS l ON l.opportunity_id = o.id AND o.net_minor =
                (SELECT sum(every.net_minor) FROM opportunity_line AS every WHERE every.opportunity_id = o.id)
            WHERE o.outcome IN ('open', 'won') AND {which}
        ) AS line
        GROUP BY opportunity_id, {month_of("day")}
    ) AS by_month
) AS part
JOIN opportunity AS o ON o.id = part.opportunity_id"""


def expect_anew(opportunity: str) -> str:
    return f"DELETE FROM expected_invoicing WHERE opportunity_id = {opportunity};{expect(f'o.id = {opportunity}')};"


def values(table: str, row: str) -> tuple[str, str]:
    """Return the key and the open amount of a row, as expressions."""
    kind, month, open_minor, _ = (part.format(row=row) for part in SOURCES[table])
    rest = (f"coalesce({row}.{name}, 0)" if name.endswith("_id") else f"{row}.{name}" for name in TOTAL_KEY[2:])
    return ", ".join((kind, month, *rest)), open_minor


def add(table: str, row: str) -> str:
    key, open_minor = values(table, row)
    return f"""
    INSERT INTO document_total ({TOTAL}, row_count, net_minor, open_minor)
    VALUES ({key}, 1, {row}.net_minor, {open_minor})
    ON CONFLICT ({TOTAL}) DO UPDATE SET
        row_count = document_total.row_count + 1,
        net_minor = document_total.net_minor + excluded.net_minor,
        open_minor = document_total.open_minor + excluded.open_minor;"""


def subtract(table: str, row: str) -> str:
    key, open_minor = values(table, row)
    return f"""
    UPDATE document_total SET
        row_count = row_count - 1,
        net_minor = net_minor - {row}.net_minor,
        open_minor = open_minor - ({open_minor})
    WHERE ({TOTAL}) = ({key});
    DELETE FROM document_total WHERE ({TOTAL}) = ({key}) AND row_count = 0;"""


def upgrade() -> None:
    op.add_column("company", sa.Column("invoice_lead_days", sa.Integer(), server_default="30", nullable=False))
    op.create_index("ix_invoice_cards", "invoice", ["issued_month", "issued_on", "id"])
    op.create_index("ix_sales_order_cards", "sales_order", ["planned_invoice_month", "planned_invoice_on", "id"])
    make_tables()
    for table in SOURCES:
        key, open_minor = values(table, table)
        op.execute(f"""
INSERT INTO document_total ({TOTAL}, row_count, net_minor, open_minor)
SELECT {key}, count(*), CAST(sum(net_minor) AS BIGINT), CAST(sum({open_minor}) AS BIGINT) FROM {table}
GROUP BY {", ".join(str(place) for place in range(1, len(TOTAL_KEY) + 1))}""")
    op.execute(expect("true"))
    keep = keep_sqlite if is_sqlite() else keep_postgresql
    keep()


def make_tables() -> None:
    big = sa.BigInteger()
    op.create_table(
        "document_total",
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", big, nullable=False),
        sa.Column("currency_code", sa.String(3), nullable=False),
        sa.Column("owner_id", big, nullable=False),
        sa.Column("team_id", big, nullable=False),
        sa.Column("agent_id", big, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("row_count", big, nullable=False),
        sa.Column("net_minor", big, nullable=False),
        sa.Column("open_minor", big, nullable=False),
        sa.PrimaryKeyConstraint(*TOTAL_KEY, name="pk_document_total"),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 70},
    )
    op.create_table(
        "expected_invoicing",
        sa.Column("opportunity_id", big, autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expected_invoice_on", sa.Date()),
        sa.Column("dated_by", sa.String(9), nullable=False),
        sa.Column("net_minor", big, nullable=False),
        sa.Column("remaining_minor", big, nullable=False),
        sa.Column("is_expected", sa.Boolean(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("company_id", big, nullable=False),
        sa.Column("currency_code", sa.String(3), nullable=False),
        sa.Column("owner_id", big, nullable=False),
        sa.Column("team_id", big),
        sa.Column("main_agent_id", big),
        sa.Column("opportunity_type_id", big, nullable=False),
        sa.Column("stage_id", big, nullable=False),
        sa.PrimaryKeyConstraint("opportunity_id", "month", name="pk_expected_invoicing"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_expected_invoicing_month",
        "expected_invoicing",
        ["month", *COVERED],
        sqlite_where=sa.text("is_expected = 1"),
        postgresql_where=sa.text("is_expected"),
    )
    op.create_index("ix_expected_invoicing_all", "expected_invoicing", ["month", *COVERED])
    op.create_index(
        "ix_expected_invoicing_cards", "expected_invoicing", ["month", "expected_invoice_on", "opportunity_id"]
    )


def keep_sqlite() -> None:
    for table, (*_, columns) in SOURCES.items():
        for name, when, body in (
            ("added", "INSERT", add(table, "new")),
            ("removed", "DELETE", subtract(table, "old")),
            ("changed", f"UPDATE OF {columns}", subtract(table, "old") + add(table, "new")),
        ):
            op.execute(f"CREATE TRIGGER document_total_{table}_{name} AFTER {when} ON {table} BEGIN {body} END")
    for table, (key, columns) in WATCHED.items():
        for name, when, body in (
            ("added", "INSERT", expect_anew(f"new.{key}")),
            ("removed", "DELETE", expect_anew(f"old.{key}")),
            ("changed", f"UPDATE OF {columns}", expect_anew(f"new.{key}") + moved_away(table, key)),
        ):
            op.execute(f"CREATE TRIGGER expected_invoicing_{table}_{name} AFTER {when} ON {table} BEGIN {body} END")
    op.execute(f"""
CREATE TRIGGER expected_invoicing_company_changed AFTER UPDATE OF invoice_lead_days ON company BEGIN {expect_company()} END""")


def moved_away(table: str, key: str) -> str:
    return "" if table == "opportunity" else expect_anew(f"old.{key}")


def expect_company() -> str:
    return "DELETE FROM expected_invoicing WHERE company_id = new.id;" + expect("o.company_id = new.id") + ";"


def keep_postgresql() -> None:
    for table, (*_, columns) in SOURCES.items():
        old_key, new_key = values(table, "old")[0], values(table, "new")[0]
        for verb, row, body in (("add", "new", add(table, "new")), ("subtract", "old", subtract(table, "old"))):
            op.execute(f"""
CREATE FUNCTION document_total_{verb}_{table}({row} {table}) RETURNS void LANGUAGE plpgsql AS $$
BEGIN {body}
END $$""")
        # Rows are locked in the order of their keys, so that two people do not wait for each other.
        op.execute(f"""
CREATE FUNCTION document_total_keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM document_total_add_{table}(new);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM document_total_subtract_{table}(old);
    ELSIF ROW({old_key}) < ROW({new_key}) THEN
        PERFORM document_total_subtract_{table}(old);
        PERFORM document_total_add_{table}(new);
    ELSE
        PERFORM document_total_add_{table}(new);
        PERFORM document_total_subtract_{table}(old);
    END IF;
    RETURN NULL;
END $$""")
        op.execute(f"""
CREATE TRIGGER document_total_keep AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION document_total_keep_{table}()""")
    keep_expected_postgresql()


def keep_expected_postgresql() -> None:
    op.execute(f"""
CREATE FUNCTION expected_invoicing_anew(changed bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN {expect_anew("changed")}
END $$""")
    for table, (key, columns) in WATCHED.items():
        op.execute(f"""
CREATE FUNCTION expected_invoicing_keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        PERFORM expected_invoicing_anew(new.{key});
    END IF;
    IF TG_OP = 'DELETE' OR old.{key} IS DISTINCT FROM new.{key} THEN
        PERFORM expected_invoicing_anew(old.{key});
    END IF;
    RETURN NULL;
END $$""")
        op.execute(f"""
CREATE TRIGGER expected_invoicing_keep AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}
FOR EACH ROW EXECUTE FUNCTION expected_invoicing_keep_{table}()""")
    op.execute(f"""
CREATE FUNCTION expected_invoicing_keep_company() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {expect_company()} RETURN NULL;
END $$""")
    op.execute("""
CREATE TRIGGER expected_invoicing_keep AFTER UPDATE OF invoice_lead_days ON company
FOR EACH ROW EXECUTE FUNCTION expected_invoicing_keep_company()""")


def downgrade() -> None:
    forget = forget_sqlite if is_sqlite() else forget_postgresql
    forget()
    op.drop_table("expected_invoicing")
    op.drop_table("document_total")
    op.drop_index("ix_sales_order_cards", "sales_order")
    op.drop_index("ix_invoice_cards", "invoice")
    op.drop_column("company", "invoice_lead_days")


def forget_sqlite() -> None:
    for kept, tables in (("document_total", SOURCES), ("expected_invoicing", WATCHED)):
        for table in tables:
            for name in ("added", "removed", "changed"):
                op.execute(f"DROP TRIGGER {kept}_{table}_{name}")
    op.execute("DROP TRIGGER expected_invoicing_company_changed")


def forget_postgresql() -> None:
    for table in SOURCES:
        op.execute(f"DROP TRIGGER document_total_keep ON {table}")
        op.execute(f"DROP FUNCTION document_total_keep_{table}()")
        for verb in ("add", "subtract"):
            op.execute(f"DROP FUNCTION document_total_{verb}_{table}({table})")
    for table in (*WATCHED, "company"):
        op.execute(f"DROP TRIGGER expected_invoicing_keep ON {table}")
        op.execute(f"DROP FUNCTION expected_invoicing_keep_{table}()")
    op.execute("DROP FUNCTION expected_invoicing_anew(bigint)")
