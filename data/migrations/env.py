"""How Alembic runs our migrations: each in its own transaction, with the traps of SQLite closed."""

from typing import Any

from alembic import context
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection, Engine

from data.schema import Base


def keep_foreign_keys(ctx: MigrationContext, step: Any, heads: Any, run_args: Any) -> None:  # noqa: ARG001  Alembic's names
    """Refuse to commit a migration that left a row pointing nowhere."""
    if ctx.connection is None or ctx.dialect.name != "sqlite":
        return
    broken = ctx.connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
    if broken:
        rows = "; ".join(f"{table} row {row} → {parent}" for table, row, parent, _key in broken)
        raise RuntimeError(f"the migration would leave rows that point nowhere: {rows}")


def prepare(connection: Connection) -> None:
    """Set what must hold before the first transaction."""
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        # With them on, rebuilding a table cascades into the deletion of its children.
        driver.execute("PRAGMA foreign_keys=OFF")
        # Without it, giving a rebuilt table its name back is refused while a trigger elsewhere reads the table.
        driver.execute("PRAGMA legacy_alter_table=ON")
        return
    driver.execute("SET statement_timeout = 0")  # an index on millions of rows takes longer than any page may
    driver.commit()


def run() -> None:
    """Run the migrations that the command asked for on the engine it was given."""
    engine: Engine = context.config.attributes["engine"]
    with engine.connect().execution_options(write=True) as connection:
        prepare(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            transactional_ddl=True,  # Alembic takes SQLite for unable; with BEGIN IMMEDIATE it is able
            on_version_apply=keep_foreign_keys,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.invalidate()  # its settings are not those of the pool


run()
