"""The app for a command, or one sentence about why there is none."""

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from server.core import create_core
from server.settings import BadSetting, Settings
from server.store.gate import db


def open_app(settings: Settings) -> Flask:
    """Raises BadSetting when the database does not answer. Says nothing about the schema."""
    app = create_core(settings)
    with app.app_context():
        try:
            db.session.execute(sa.text("select 1"))
        except OperationalError as error:
            where = db.engine.url.render_as_string(hide_password=True)
            why = " ".join(str(error.orig).split())
            raise BadSetting(f"the database {where} does not answer: {why}") from None
        finally:
            db.session.rollback()
    return app
