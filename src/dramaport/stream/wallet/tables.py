"""The tables of migration 0003, as queries name them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

_meta = MetaData()

wallet = Table("wallet", _meta, Column("viewer", String, primary_key=True), Column("merged_into", String))

transaction = Table(
    "ledger_transaction",
    _meta,
    Column("id", String, primary_key=True),
    Column("viewer", String),
    Column("kind", String),
    Column("at_ms", BigInteger),
    Column("drama", String),
    Column("number", Integer),
    Column("reverses", String),
    Column("body_hash", String),
    Column("reason", String),
)

posting = Table(
    "posting",
    _meta,
    Column("transaction_id", String, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("account", String),
    Column("owner", String),
    Column("currency", String),
    Column("amount", BigInteger),
    Column("lot_id", String),
)

lot = Table(
    "lot",
    _meta,
    Column("id", String, primary_key=True),
    Column("transaction_id", String),
    Column("viewer", String),
    Column("kind", String),
    Column("granted", BigInteger),
    Column("remaining", BigInteger),
    Column("expires_ms", BigInteger),
    Column("amount", BigInteger),
    Column("currency", String),
)

entitlement = Table(
    "entitlement",
    _meta,
    Column("transaction_id", String, primary_key=True),
    Column("viewer", String),
    Column("drama", String),
    Column("number", Integer),
    Column("way", String),
    Column("from_ms", BigInteger),
    Column("until_ms", BigInteger),
    Column("revoked_ms", BigInteger),
    Column("shared_ms", BigInteger),
)

request = Table(
    "wallet_request",
    _meta,
    Column("viewer", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("body_hash", String),
    Column("answer", Text),
    Column("at_ms", BigInteger),
)
