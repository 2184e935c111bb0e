"""Triggers that let the event log and the audit only grow."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LOGS = ("event", "audit")


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for log in LOGS:
            for verb in ("UPDATE", "DELETE"):
                op.execute(f"""
CREATE TRIGGER {log}_no_{verb.lower()} BEFORE {verb} ON {log}
BEGIN SELECT RAISE(ABORT, 'the {log} log only grows'); END""")
        return
    op.execute("""
CREATE FUNCTION log_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the % log only grows', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$""")
    for log in LOGS:
        op.execute(f"""
CREATE TRIGGER {log}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {log}
FOR EACH STATEMENT EXECUTE FUNCTION log_only_grows()""")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for log in LOGS:
            for verb in ("UPDATE", "DELETE"):
                op.execute(f"DROP TRIGGER {log}_no_{verb.lower()}")
        return
    for log in LOGS:
        op.execute(f"DROP TRIGGER {log}_only_grows ON {log}")
    op.execute("DROP FUNCTION log_only_grows()")
