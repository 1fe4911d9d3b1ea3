"""Who was pulled in on a ticket.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "swarm_member",
        sa.Column("ticket_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_swarm_member_person_id_person")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_swarm_member_ticket_id_ticket")),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_swarm_member")),
    )
    with op.batch_alter_table("swarm_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_swarm_member_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("swarm_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_swarm_member_person_id"))
    op.drop_table("swarm_member")
