"""Visits that stay where they are, and proposals that a change of the day asked for.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column("visit", sa.Column("is_locked", sa.Boolean(), nullable=False, server_default=sa.false()))
    for column in (
        sa.Column("may_move", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_automatic", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reason", JSON, nullable=True),
        sa.Column("locked", JSON, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
    ):
        op.add_column("proposal", column)
    op.create_index("ix_proposal_day_asked_at", "proposal", ["day", "asked_at"])


def downgrade() -> None:
    op.drop_index("ix_proposal_day_asked_at", "proposal")
    for column in ("published_at", "seen_at", "locked", "reason", "is_automatic", "may_move"):
        op.drop_column("proposal", column)
    op.drop_column("visit", "is_locked")
