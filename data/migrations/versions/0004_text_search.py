"""Search of opportunities by title and number, and of contacts by name: trigrams, and prefixes for short terms."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# table → searched columns; SQLite keeps the trigrams in <table>_text, PostgreSQL in indexes of the table itself.
SEARCHED = {"opportunity": ("title", "number"), "contact": ("name",)}


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in SEARCHED.items():
            upgrade_sqlite(table, columns)
    else:
        upgrade_postgresql()


def upgrade_sqlite(table: str, columns: tuple[str, ...]) -> None:
    listed = ", ".join(columns)
    old = ", ".join(f"old.{column}" for column in columns)
    new = ", ".join(f"new.{column}" for column in columns)
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_text USING fts5"
        f"({listed}, content='{table}', content_rowid='id', tokenize='trigram remove_diacritics 1')"
    )
    op.execute(f"INSERT INTO {table}_text({table}_text) VALUES ('rebuild')")
    forget = f"INSERT INTO {table}_text({table}_text, rowid, {listed}) VALUES ('delete', old.id, {old});"
    learn = f"INSERT INTO {table}_text(rowid, {listed}) VALUES (new.id, {new});"
    op.execute(f"CREATE TRIGGER {table}_text_added AFTER INSERT ON {table} BEGIN {learn} END")
    op.execute(f"CREATE TRIGGER {table}_text_removed AFTER DELETE ON {table} BEGIN {forget} END")
    op.execute(f"CREATE TRIGGER {table}_text_changed AFTER UPDATE OF {listed} ON {table} BEGIN {forget} {learn} END")
    for column in columns:
        op.execute(f"CREATE INDEX ix_{table}_{column}_text ON {table} ({column} COLLATE NOCASE)")


def upgrade_postgresql() -> None:
    if not trigrams_available():
        return  # ILIKE works without an index, only slower
    for table, columns in SEARCHED.items():
        for column in columns:
            op.execute(f"CREATE INDEX ix_{table}_{column}_text ON {table} USING gin ({column} gin_trgm_ops)")


def trigrams_available() -> bool:
    # The extension may be missing on the server, or this user may not create it.
    op.execute("""
DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN OTHERS THEN
    RAISE NOTICE 'pg_trgm cannot be used: %', SQLERRM;
END $$""")
    return bool(op.get_bind().exec_driver_sql("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'").scalar())


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, columns in SEARCHED.items():
        for column in columns:
            op.execute(f"DROP INDEX IF EXISTS ix_{table}_{column}_text")
        if sqlite:
            for name in ("added", "removed", "changed"):
                op.execute(f"DROP TRIGGER {table}_text_{name}")
            op.execute(f"DROP TABLE {table}_text")
