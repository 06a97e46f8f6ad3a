"""Accounts: sessions, ways to sign in, wallets that were merged, consents as they were given, and grants by support.

A viewer had one session, kept in `viewer.token`. That column stays and stays empty: SQLite cannot drop a unique column without
building the table anew, and other tables refer to it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session",
        sa.Column("digest", sa.String(64), primary_key=True),  # of the bearer token
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("viewer", sa.String(32), sa.ForeignKey("viewer.id"), nullable=False, index=True),
        sa.Column("device", sa.String(100), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.execute(
        "INSERT INTO session (digest, id, viewer, device, at_ms)"
        " SELECT token, id, id, '', at_ms FROM viewer WHERE token IS NOT NULL"
    )
    op.execute("UPDATE viewer SET token = NULL")
    op.create_table(
        "account_identity",
        sa.Column("way", sa.String(8), primary_key=True),
        sa.Column("subject", sa.String(255), primary_key=True),  # an address, or the provider's name for somebody
        sa.Column("viewer", sa.String(32), sa.ForeignKey("viewer.id"), nullable=False, index=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("subject", sa.String(255), nullable=True),  # the address a mail went to
        sa.Column("viewer", sa.String(32), sa.ForeignKey("viewer.id"), nullable=False, index=True),
        sa.Column("session", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),  # of the code or the nonce
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_ms", sa.BigInteger, nullable=False),
        sa.Column("used_ms", sa.BigInteger, nullable=True),
    )
    op.create_table(
        "consent",
        sa.Column("viewer", sa.String(32), sa.ForeignKey("viewer.id"), primary_key=True),
        sa.Column("purpose", sa.String(16), primary_key=True),
        sa.Column("at_ms", sa.BigInteger, primary_key=True),
        sa.Column("given", sa.Boolean, nullable=False),
    )
    op.create_table(
        "support_grant",
        sa.Column("id", sa.String(32), primary_key=True),  # the wallet's transaction, too
        sa.Column("viewer", sa.String(64), nullable=False, index=True),
        sa.Column("coins", sa.Integer, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_by", sa.String(100), nullable=False),
        sa.Column("asked_ms", sa.BigInteger, nullable=False),
        sa.Column("approved_by", sa.String(100), nullable=True),
        sa.Column("approved_ms", sa.BigInteger, nullable=True),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", name="support_grant_second_person"),
        sa.CheckConstraint("coins > 0"),
    )
    op.add_column("wallet", sa.Column("merged_into", sa.String(64), nullable=True))
    op.create_index(
        "wallet_merged",
        "wallet",
        ["merged_into"],
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_index(
        "ledger_carried",
        "ledger_transaction",
        ["reverses"],
        sqlite_where=sa.text("kind = 'merge'"),
        postgresql_where=sa.text("kind = 'merge'"),
    )


def downgrade() -> None:
    op.drop_index("ledger_carried", "ledger_transaction")
    op.drop_index("wallet_merged", "wallet")
    op.drop_column("wallet", "merged_into")
    op.execute("UPDATE viewer SET token = (SELECT min(digest) FROM session WHERE session.viewer = viewer.id)")
    for table in ("support_grant", "consent", "sign_in", "account_identity", "session"):
        op.drop_table(table)
