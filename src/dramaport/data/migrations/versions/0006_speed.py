"""The catalogue's version, so that a worker's memory of it is never older than a request; and whose subscriptions were shared.

The version is a counter that triggers of the database raise with every change to markets, dramas, rights and episodes, whoever
makes it and from whichever process. A reader asks for it in the same statement that asks who it is, and reads the catalogue
anew when it has changed.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_CATALOGUE = ("market", "show", "avail", "published")


def upgrade() -> None:
    op.create_table("catalogue_version", sa.Column("version", sa.BigInteger, nullable=False))
    op.execute("INSERT INTO catalogue_version VALUES (1)")
    op.add_column("entitlement", sa.Column("shared_ms", sa.BigInteger, nullable=True))
    unshared = sa.text("drama IS NULL AND shared_ms IS NULL")
    op.create_index(
        "entitlement_unshared", "entitlement", ["until_ms"], postgresql_where=unshared, sqlite_where=unshared
    )
    named = sa.text("reverses IS NOT NULL")
    op.create_index("ledger_reverses", "ledger_transaction", ["reverses"], postgresql_where=named, sqlite_where=named)
    royalty = sa.text("kind = 'royalty'")
    op.create_index(
        "ledger_one_royalty",
        "ledger_transaction",
        ["reverses", sa.text("coalesce(drama, '')")],
        unique=True,
        postgresql_where=royalty,
        sqlite_where=royalty,
    )
    for rule in _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite():
        op.execute(rule)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in _CATALOGUE:
        for verb in ("",) if postgresql else ("_insert", "_update", "_delete"):
            op.execute(f"DROP TRIGGER {table}_is_new{verb}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION catalogue_is_new")
    op.drop_index("ledger_one_royalty", "ledger_transaction")
    op.drop_index("ledger_reverses", "ledger_transaction")
    op.drop_index("entitlement_unshared", "entitlement")
    op.drop_column("entitlement", "shared_ms")
    op.drop_table("catalogue_version")


def _postgresql() -> Iterable[str]:
    yield """
        CREATE FUNCTION catalogue_is_new() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE catalogue_version SET version = version + 1;
            RETURN NULL;
        END $$"""
    for table in _CATALOGUE:
        yield f"""
            CREATE TRIGGER {table}_is_new AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION catalogue_is_new()"""


def _sqlite() -> Iterable[str]:
    for table in _CATALOGUE:
        for verb in ("insert", "update", "delete"):
            raised = "BEGIN UPDATE catalogue_version SET version = version + 1; END"
            yield f"CREATE TRIGGER {table}_is_new_{verb} AFTER {verb} ON {table} {raised}"
