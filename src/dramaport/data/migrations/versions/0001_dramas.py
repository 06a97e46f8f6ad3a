"""Dramas, their episodes, what people decided, and what was released."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drama",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False, unique=True),
        sa.Column("source", sa.String(16), nullable=False),
    )
    op.create_table(
        "episode",
        sa.Column("drama_id", sa.String(36), sa.ForeignKey("drama.id"), primary_key=True),
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("file", sa.String(1024), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("suffix", sa.String(16), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("drama_id", sa.String(36), sa.ForeignKey("drama.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("language", sa.String(16), nullable=False, server_default=""),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("anchor", sa.JSON, nullable=True),
        sa.Column("origin", sa.String(200), nullable=False, server_default=""),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "release",
        sa.Column("drama_id", sa.String(36), sa.ForeignKey("drama.id"), primary_key=True),
        sa.Column("episode", sa.String(16), primary_key=True),
        sa.Column("language", sa.String(16), primary_key=True),
        sa.Column("manifest", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )


def downgrade() -> None:
    for table in ("release", "decision", "episode", "drama"):
        op.drop_table(table)
