"""Who is preferred at a site, and who may not go there.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_person",
        sa.Column("site_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("person_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("rule", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("rule in ('preferred', 'forbidden')", name=op.f("ck_site_person_rule")),
        sa.CheckConstraint("rule = 'preferred' or reason is not null", name=op.f("ck_site_person_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_site_person_person_id_person")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_site_person_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "person_id", name=op.f("pk_site_person")),
    )
    with op.batch_alter_table("site_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_person_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("site_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_person_person_id"))
    op.drop_table("site_person")
