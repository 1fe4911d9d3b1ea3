"""Regions: parts of a large day that are planned side by side.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "proposal_region",
        sa.Column("proposal_id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("jobs", JSON, nullable=False),
        sa.Column("engineers", JSON, nullable=False),
        sa.Column("promised", JSON, nullable=True),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("best", sa.Double(), nullable=True),
        sa.Column("plan", JSON, nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_region_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("proposal_id", "number", name=op.f("pk_proposal_region")),
    )


def downgrade() -> None:
    op.drop_table("proposal_region")
