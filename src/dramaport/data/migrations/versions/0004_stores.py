"""What stores and ad networks say: their events, the orders that follow, checkouts, ad intents and rewards."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_event",
        sa.Column("source", sa.String(8), primary_key=True),
        sa.Column("external_id", sa.String(200), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("order_id", sa.String(200), nullable=True),
        sa.Column("subscription", sa.String(200), nullable=True),
        sa.Column("payment", sa.String(200), nullable=True),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),  # our own words for it: names, addresses and cards are not kept
        sa.Column("received_ms", sa.BigInteger, nullable=False),
        sa.Column("handled_ms", sa.BigInteger, nullable=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("problem", sa.String(500), nullable=True),
    )
    op.create_index("provider_event_order", "provider_event", ["source", "order_id"])
    op.create_index("provider_event_subscription", "provider_event", ["source", "subscription"])
    op.create_index("provider_event_payment", "provider_event", ["source", "payment"])
    op.create_index(
        "provider_event_waiting",
        "provider_event",
        ["attempts", "received_ms"],
        sqlite_where=sa.text("handled_ms IS NULL"),
        postgresql_where=sa.text("handled_ms IS NULL"),
    )
    op.create_table(
        "store_order",
        sa.Column("source", sa.String(8), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("viewer", sa.String(64), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("standing", sa.String(16), nullable=False),
        sa.Column("bought_ms", sa.BigInteger, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("territory", sa.String(3), nullable=True),
        sa.Column("checkout", sa.String(32), nullable=True, index=True),
        sa.Column("subscription", sa.String(200), nullable=True),
        sa.Column("from_ms", sa.BigInteger, nullable=True),
        sa.Column("until_ms", sa.BigInteger, nullable=True),
        sa.Column("contested", sa.Boolean, nullable=False),
        sa.Column("taken_ms", sa.BigInteger, nullable=True),
        sa.Column("moves", sa.Integer, nullable=False),
    )
    op.create_index("store_order_viewer", "store_order", ["viewer", "until_ms"])
    op.create_table(
        "checkout",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("viewer", sa.String(64), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("item", sa.String(200), nullable=False),
        sa.Column("coins", sa.Integer, nullable=False),
        sa.Column("bonus", sa.Integer, nullable=False),
        sa.Column("bonus_days", sa.Integer, nullable=False),
        sa.Column("period", sa.String(8), nullable=True),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("url", sa.String(2000), nullable=True),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("viewer", "key"),
    )
    op.create_table(
        "ad_intent",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("nonce", sa.String(32), nullable=False),
        sa.Column("viewer", sa.String(64), nullable=False),
        sa.Column("market", sa.String(16), nullable=False),
        sa.Column("drama", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("origin", sa.String(64), nullable=False),
        sa.Column("created_ms", sa.BigInteger, nullable=False),
        sa.Column("expires_ms", sa.BigInteger, nullable=False),
        sa.Column("consumed_ms", sa.BigInteger, nullable=True),
        sa.Column("day", sa.String(10), nullable=True),  # of the market's time zone, when it was consumed
    )
    op.create_index("ad_intent_viewer", "ad_intent", ["viewer", "day"])
    op.create_index("ad_intent_origin", "ad_intent", ["origin", "day"])
    op.create_table(
        "ad_reward",
        sa.Column("transaction_id", sa.String(200), primary_key=True),
        sa.Column("intent", sa.String(32), sa.ForeignKey("ad_intent.id"), nullable=False, unique=True),
        sa.Column("ad_unit", sa.String(100), nullable=False),
        sa.Column("watched_ms", sa.BigInteger, nullable=False),
        sa.Column("received_ms", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("ad_reward", "ad_intent", "checkout", "store_order", "provider_event"):
        op.drop_table(table)
