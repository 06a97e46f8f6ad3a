"""What viewers see: markets, rights, published episodes, viewers, where they stopped, what they liked, watch events."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "market",
        sa.Column("code", sa.String(16), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "show",
        sa.Column("drama", sa.String(36), primary_key=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "avail",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("drama", sa.String(36), sa.ForeignKey("show.drama"), nullable=False, index=True),
        sa.Column("body", sa.JSON, nullable=False),
    )
    op.create_table(
        "published",
        sa.Column("drama", sa.String(36), sa.ForeignKey("show.drama"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("prefix", sa.String(300), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "viewer",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("token", sa.String(64), nullable=True, unique=True),  # the digest of the bearer token
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("erased_ms", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "progress",
        sa.Column("viewer", sa.String(32), sa.ForeignKey("viewer.id"), primary_key=True),
        sa.Column("drama", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("position_ms", sa.Integer, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "liked",
        sa.Column("viewer", sa.String(32), sa.ForeignKey("viewer.id"), primary_key=True),
        sa.Column("drama", sa.String(36), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.String(64), primary_key=True),  # the client's own
        sa.Column("viewer", sa.String(32), nullable=False, index=True),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("received_ms", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("event", "liked", "progress", "viewer", "published", "avail", "show", "market"):
        op.drop_table(table)
