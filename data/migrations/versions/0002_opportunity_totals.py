"""Triggers that keep opportunity_total equal to the opportunities."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = "company_id, outcome, probability_id, opportunity_type_id, owner_id, team_id, stage_id, stated_percent, currency_code"
WATCHED = f"{KEY}, net_minor"


def values(row: str) -> str:
    key = ", ".join(
        f"coalesce({row}.team_id, 0)" if column == "team_id" else f"{row}.{column}" for column in KEY.split(", ")
    )
    return f"{key}, 1, {row}.net_minor, {row}.net_minor * {row}.stated_percent"


def same_key(row: str) -> str:
    return " AND ".join(
        f"{column} = coalesce({row}.team_id, 0)" if column == "team_id" else f"{column} = {row}.{column}"
        for column in KEY.split(", ")
    )


def add(row: str) -> str:
    return f"""
    INSERT INTO opportunity_total ({KEY}, row_count, net_minor, net_percent_minor)
    VALUES ({values(row)})
    ON CONFLICT ({KEY}) DO UPDATE SET
        row_count = opportunity_total.row_count + 1,
        net_minor = opportunity_total.net_minor + excluded.net_minor,
        net_percent_minor = opportunity_total.net_percent_minor + excluded.net_percent_minor;"""


def subtract(row: str) -> str:
    return f"""
    UPDATE opportunity_total SET
        row_count = row_count - 1,
        net_minor = net_minor - {row}.net_minor,
        net_percent_minor = net_percent_minor - {row}.net_minor * {row}.stated_percent
    WHERE {same_key(row)};
    DELETE FROM opportunity_total WHERE {same_key(row)} AND row_count = 0;"""


def upgrade() -> None:
    key = values("opportunity").split(", 1, ")[0]
    op.execute(f"""
INSERT INTO opportunity_total ({KEY}, row_count, net_minor, net_percent_minor)
SELECT {key}, count(*), CAST(sum(net_minor) AS BIGINT), CAST(sum(net_minor * stated_percent) AS BIGINT)
FROM opportunity GROUP BY {key}""")
    if op.get_bind().dialect.name == "sqlite":
        upgrade_sqlite()
    else:
        upgrade_postgresql()


def upgrade_sqlite() -> None:
    for name, when, body in (
        ("added", "INSERT", add("new")),
        ("removed", "DELETE", subtract("old")),
        ("changed", f"UPDATE OF {WATCHED}", subtract("old") + add("new")),
    ):
        op.execute(f"CREATE TRIGGER opportunity_total_{name} AFTER {when} ON opportunity BEGIN {body} END")


def upgrade_postgresql() -> None:
    old_key = values("old").split(", 1, ")[0]
    new_key = values("new").split(", 1, ")[0]
    op.execute(f"""
CREATE FUNCTION opportunity_total_add(new opportunity) RETURNS void LANGUAGE plpgsql AS $$
BEGIN {add("new")}
END $$""")
    op.execute(f"""
CREATE FUNCTION opportunity_total_subtract(old opportunity) RETURNS void LANGUAGE plpgsql AS $$
BEGIN {subtract("old")}
END $$""")
    # Rows are locked in the order of their keys, so that two people who swap cards do not wait for each other.
    op.execute(f"""
CREATE FUNCTION opportunity_total_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM opportunity_total_add(new);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM opportunity_total_subtract(old);
    ELSIF ROW({old_key}) < ROW({new_key}) THEN
        PERFORM opportunity_total_subtract(old);
        PERFORM opportunity_total_add(new);
    ELSE
        PERFORM opportunity_total_add(new);
        PERFORM opportunity_total_subtract(old);
    END IF;
    RETURN NULL;
END $$""")
    op.execute(f"""
CREATE TRIGGER opportunity_total_keep AFTER INSERT OR DELETE OR UPDATE OF {WATCHED} ON opportunity
FOR EACH ROW EXECUTE FUNCTION opportunity_total_keep()""")


def downgrade() -> None:
    op.execute("DELETE FROM opportunity_total")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("added", "removed", "changed"):
            op.execute(f"DROP TRIGGER opportunity_total_{name}")
        return
    op.execute("DROP TRIGGER opportunity_total_keep ON opportunity")
    op.execute("DROP FUNCTION opportunity_total_keep()")
    op.execute("DROP FUNCTION opportunity_total_subtract(opportunity)")
    op.execute("DROP FUNCTION opportunity_total_add(opportunity)")
