"""Scenarios: recent days tried with a change.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "scenario",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("change", JSON, nullable=False),
        sa.Column("days", JSON, nullable=False),
        sa.Column("progress", sa.Double(), nullable=False),
        sa.Column("problems", JSON, nullable=True),
        sa.Column("result", JSON, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'ready', 'failed', 'cancelled')", name=op.f("ck_scenario_state")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_scenario_asked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario")),
    )
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scenario_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_scenario_asked_by"), ["asked_by"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scenario_asked_by"))
        batch_op.drop_index(batch_op.f("ix_scenario_asked_at"))
    op.drop_table("scenario")
