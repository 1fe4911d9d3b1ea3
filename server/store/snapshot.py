"""Reading several things as they were at one moment."""

from sqlalchemy.orm import Session, scoped_session

from server.store.gate import db, read_session


def snapshot_session() -> scoped_session[Session]:
    """A fresh reading session whose statements all see the same state, on PostgreSQL too."""
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    return read_session()
