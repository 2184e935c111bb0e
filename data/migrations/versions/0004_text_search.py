"""Search by words: opportunities by title, number and contact, contacts by name; trigrams, and beginnings for short words."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# The columns in which short words are looked for at the beginning; on PostgreSQL trigrams serve long ones as well.
SEARCHED = (("opportunity", "title"), ("opportunity", "number"), ("contact", "name"))
WORDS = "title, number, contact"
OPPORTUNITY = """
CREATE VIEW opportunity_words AS
SELECT opportunity.id, opportunity.title, opportunity.number, contact.name AS contact
FROM opportunity LEFT JOIN contact ON contact.id = opportunity.contact_id"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        upgrade_sqlite()
    elif trigrams_available():  # ILIKE works without, only slower
        for table, column in SEARCHED:
            op.execute(f"CREATE INDEX ix_{table}_{column}_text ON {table} USING gin ({column} gin_trgm_ops)")


def upgrade_sqlite() -> None:
    op.execute(OPPORTUNITY)
    make_text("opportunity", WORDS, "opportunity_words")
    make_text("contact", "name", "contact")
    keep_opportunities()
    keep_contacts()
    for table, column in SEARCHED:
        op.execute(f"CREATE INDEX ix_{table}_{column}_text ON {table} ({column} COLLATE NOCASE)")


def make_text(table: str, columns: str, content: str) -> None:
    op.execute(
        f"CREATE VIRTUAL TABLE {table}_text USING fts5"
        f"({columns}, content='{content}', content_rowid='id', tokenize='trigram remove_diacritics 1')"
    )
    op.execute(f"INSERT INTO {table}_text({table}_text) VALUES ('rebuild')")


def keep_opportunities() -> None:
    def words(row: str) -> str:
        return f"{row}.id, {row}.title, {row}.number, (SELECT name FROM contact WHERE contact.id = {row}.contact_id)"

    learn = f"INSERT INTO opportunity_text(rowid, {WORDS}) VALUES ({words('new')});"
    forget = f"INSERT INTO opportunity_text(opportunity_text, rowid, {WORDS}) VALUES ('delete', {words('old')});"
    for name, when, body in (
        ("added", "INSERT", learn),
        ("removed", "DELETE", forget),
        ("changed", "UPDATE OF title, number, contact_id", f"{forget} {learn}"),
    ):
        op.execute(f"CREATE TRIGGER opportunity_text_{name} AFTER {when} ON opportunity BEGIN {body} END")


def keep_contacts() -> None:
    of_contact = "FROM opportunity WHERE contact_id = new.id;"
    learn = "INSERT INTO contact_text(rowid, name) VALUES (new.id, new.name);"
    forget = "INSERT INTO contact_text(contact_text, rowid, name) VALUES ('delete', old.id, old.name);"
    rename = (
        f"INSERT INTO opportunity_text(opportunity_text, rowid, {WORDS})"
        f" SELECT 'delete', id, title, number, old.name {of_contact}"
        f" INSERT INTO opportunity_text(rowid, {WORDS}) SELECT id, title, number, new.name {of_contact}"
    )
    for name, when, body in (
        ("added", "INSERT", learn),
        ("removed", "DELETE", forget),
        ("changed", "UPDATE OF name", f"{forget} {learn} {rename}"),
    ):
        op.execute(f"CREATE TRIGGER contact_text_{name} AFTER {when} ON contact BEGIN {body} END")


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
    for table, column in SEARCHED:
        op.execute(f"DROP INDEX IF EXISTS ix_{table}_{column}_text")
    if op.get_bind().dialect.name == "sqlite":
        for table in ("opportunity", "contact"):
            for name in ("added", "removed", "changed"):
                op.execute(f"DROP TRIGGER {table}_text_{name}")
            op.execute(f"DROP TABLE {table}_text")
        op.execute("DROP VIEW opportunity_words")
