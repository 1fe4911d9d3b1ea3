"""Live checks, and the networks of a site in which they may ask.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
PARENTS = ("customer", "site", "ticket", "visit")


def upgrade() -> None:
    op.add_column("site", sa.Column("check_networks", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.create_table(
        "live_check",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("customer_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("site_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("ticket_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("visit_id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("port", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=True),
        sa.Column("transport", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("address", sa.String(length=60), nullable=True),
        sa.Column("result", JSON, nullable=False),
        sa.Column("asked_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(ticket_id is null) <> (visit_id is null)", name=op.f("ck_live_check_of_one")),
        sa.CheckConstraint("(state = 'asked') = (answered_at is null)", name=op.f("ck_live_check_answered")),
        *[
            sa.ForeignKeyConstraint([f"{parent}_id"], [f"{parent}.id"], name=op.f(f"fk_live_check_{parent}_id_{parent}"))
            for parent in PARENTS
        ],
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_live_check_asked_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_check")),
    )
    with op.batch_alter_table("live_check", schema=None) as batch_op:
        for column in ("site_id", "ticket_id", "visit_id", "asked_by"):
            batch_op.create_index(batch_op.f(f"ix_live_check_{column}"), [column], unique=False)
        batch_op.create_index("ix_live_check_customer_id_asked_at", ["customer_id", "asked_at"], unique=False)


def downgrade() -> None:
    op.drop_table("live_check")
    op.drop_column("site", "check_networks")
