"""How alembic runs: on the app's engine, as a writer, with foreign keys off while tables are rebuilt on SQLite."""

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from server.store.base import Base

database = current_app.extensions["migrate"].db


def run_migrations_online() -> None:
    # A rebuilt parent table is dropped first; with foreign keys on, that would delete the rows of its children.
    with database.engine.connect().execution_options(write=True, migration=True) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_foreign_keys(connection)
        connection.commit()


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RuntimeError(f"The migration left rows without their parent: {broken[:5]}")


run_migrations_online()
