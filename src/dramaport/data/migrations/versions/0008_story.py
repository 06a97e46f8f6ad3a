"""What people decided about a story: plans approved, episodes accepted. Rows are added and never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "story_decision",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("story", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(40), nullable=False),  # plan, plan/E07, episode/E07
        sa.Column("ruling", sa.String(10), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),  # of what was accepted
        sa.Column("value", sa.JSON, nullable=False),  # what was accepted, whole: a lost file can be made again
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_index("story_decision_story", "story_decision", ["story", "number"])


def downgrade() -> None:
    op.drop_table("story_decision")
