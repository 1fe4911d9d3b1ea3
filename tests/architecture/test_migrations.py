"""One history of the database for both engines: it goes up, down and up again, and ends at what the tables say."""

import flask_migrate
import sqlalchemy as sa
from flask import Flask

from server.store.gate import db


def test_the_newest_migration_makes_what_the_tables_say(app: Flask) -> None:
    """`check` exits when a table, column, index or constraint differs."""
    flask_migrate.check()


def test_migrations_go_down_and_up_again(app: Flask) -> None:
    flask_migrate.downgrade(revision="base")
    left = set(sa.inspect(db.engine).get_table_names()) - {"alembic_version"}
    flask_migrate.upgrade()

    assert left == set()
    flask_migrate.check()
