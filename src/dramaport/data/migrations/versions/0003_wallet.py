"""The viewers' coins: transactions, postings, lots, entitlements, and what the database itself refuses.

PostgreSQL: a posting is checked when its database transaction commits, by a deferred constraint trigger: the postings of its
ledger transaction must sum to zero in every currency, whoever wrote them. A lot's `remaining` is moved by a trigger on
postings and by nothing else; its CHECK keeps it, and so the wallet, from falling below zero.

SQLite knows no deferred triggers. There the postings are written first and the ledger transaction's own row last: that row is
refused unless its postings sum to zero, it moves the lots, and once it is there no posting can be added to it. Postings without
such a row move no lot, and cannot be committed either: their foreign key is checked at the commit, as every connection of ours
asks (`PRAGMA foreign_keys`). The same order is kept on PostgreSQL, where the foreign key is deferred too; there, further postings
to a transaction that is in the books must sum to zero among themselves.

On both, postings and transactions cannot be changed or deleted. SQLite's REPLACE deletes without firing triggers, so
writing an id a second time is refused before it comes to that.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_APPEND_ONLY = ("posting", "ledger_transaction")


def _at_commit(column: str) -> sa.ForeignKey:
    """A reference that is looked at when the transaction is committed, so that rows may come in any order."""
    return sa.ForeignKey(column, deferrable=True, initially="DEFERRED")


def upgrade() -> None:
    _tables()
    rules = _postgresql() if op.get_bind().dialect.name == "postgresql" else _sqlite()
    for rule in rules:
        op.execute(rule)


def downgrade() -> None:
    for table in ("wallet_request", "entitlement", "posting", "lot", "ledger_transaction", "wallet"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for function in ("ledger_refuse", "ledger_sums_to_zero", "ledger_move_lots", "ledger_guard_lot", "wallet_look"):
            op.execute(f"DROP FUNCTION {function}")


def _tables() -> None:
    op.create_table(
        "wallet",
        sa.Column("viewer", sa.String(64), primary_key=True),
    )
    op.create_table(
        "ledger_transaction",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("viewer", sa.String(64), sa.ForeignKey("wallet.viewer"), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
        sa.Column("drama", sa.String(36), nullable=True),
        sa.Column("number", sa.Integer, nullable=True),
        sa.Column("reverses", sa.String(64), sa.ForeignKey("ledger_transaction.id"), nullable=True),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.CheckConstraint("kind <> 'unlock' OR (drama IS NOT NULL AND number IS NOT NULL)"),
        sa.CheckConstraint("kind <> 'reversal' OR reverses IS NOT NULL"),
    )
    op.create_index("ledger_transaction_viewer", "ledger_transaction", ["viewer", "at_ms"])
    _unique("ledger_one_charge_for_ever", "ledger_transaction", ["viewer", "drama", "number"], "kind = 'unlock'")
    _unique("ledger_one_reversal", "ledger_transaction", ["reverses"], "kind = 'reversal'")
    op.create_table(
        "lot",
        sa.Column("id", sa.String(70), primary_key=True),
        sa.Column("transaction_id", sa.String(64), _at_commit("ledger_transaction.id"), nullable=False),
        sa.Column("viewer", sa.String(64), sa.ForeignKey("wallet.viewer"), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("granted", sa.BigInteger, nullable=False),
        sa.Column("remaining", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("expires_ms", sa.BigInteger, nullable=True),
        sa.Column("amount", sa.BigInteger, nullable=True),
        sa.Column("currency", sa.String(4), nullable=True),
        sa.CheckConstraint("granted > 0"),
        sa.CheckConstraint("remaining BETWEEN 0 AND granted", name="lot_never_below_zero"),
        sa.CheckConstraint("kind IN ('paid', 'bonus')"),
    )
    op.create_index("lot_transaction", "lot", ["transaction_id"])
    _partial("lot_open", "lot", ["viewer"], "remaining > 0")
    _partial("lot_expiring", "lot", ["expires_ms"], "remaining > 0 AND expires_ms IS NOT NULL")
    op.create_table(
        "posting",
        sa.Column("transaction_id", sa.String(64), _at_commit("ledger_transaction.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("account", sa.String(8), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(4), nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("lot_id", sa.String(70), _at_commit("lot.id"), nullable=True),
        sa.CheckConstraint("amount <> 0"),
        sa.CheckConstraint("account <> 'wallet' OR (lot_id IS NOT NULL AND currency = 'COIN')"),
    )
    _partial("posting_creator", "posting", ["owner"], "account = 'creator'")
    _partial("posting_debt", "posting", ["owner"], "account = 'debt'")
    _partial("posting_lot", "posting", ["lot_id"], "account = 'wallet'")
    op.create_table(
        "entitlement",
        sa.Column("transaction_id", sa.String(64), _at_commit("ledger_transaction.id"), primary_key=True),
        sa.Column("viewer", sa.String(64), nullable=False),
        sa.Column("drama", sa.String(36), nullable=True),  # none of both: everything
        sa.Column("number", sa.Integer, nullable=True),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("from_ms", sa.BigInteger, nullable=False),
        sa.Column("until_ms", sa.BigInteger, nullable=True),
        sa.Column("revoked_ms", sa.BigInteger, nullable=True),
        sa.CheckConstraint("(drama IS NULL) = (number IS NULL)"),
        sa.CheckConstraint("drama IS NOT NULL OR until_ms IS NOT NULL"),
        sa.UniqueConstraint("viewer", "drama", "number", name="entitlement_one_an_episode"),
    )
    op.create_table(
        "wallet_request",
        sa.Column("viewer", sa.String(64), sa.ForeignKey("wallet.viewer"), primary_key=True),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("body_hash", sa.String(64), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("at_ms", sa.BigInteger, nullable=False),
    )


def _partial(name: str, table: str, columns: list[str], where: str, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=condition, sqlite_where=condition)


def _unique(name: str, table: str, columns: list[str], where: str) -> None:
    _partial(name, table, columns, where, unique=True)


def _postgresql() -> Iterable[str]:
    yield """
        CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'integrity_constraint_violation';
        END $$"""
    for table in _APPEND_ONLY:
        yield f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"""
    yield "CREATE TRIGGER lot_stays BEFORE DELETE OR TRUNCATE ON lot FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
    yield """
        CREATE FUNCTION ledger_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM posting WHERE transaction_id = NEW.transaction_id GROUP BY currency HAVING sum(amount) <> 0) THEN
                RAISE EXCEPTION 'the postings of a transaction must sum to zero'
                    USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$"""
    yield """
        CREATE CONSTRAINT TRIGGER posting_sums_to_zero AFTER INSERT ON posting DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION ledger_sums_to_zero()"""
    yield """
        CREATE FUNCTION ledger_move_lots() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE lot SET remaining = remaining + moved.amount
            FROM (SELECT lot_id, sum(amount) AS amount FROM fresh WHERE account = 'wallet' GROUP BY lot_id) AS moved
            WHERE lot.id = moved.lot_id;
            RETURN NULL;
        END $$"""
    yield """
        CREATE TRIGGER posting_moves_lots AFTER INSERT ON posting REFERENCING NEW TABLE AS fresh
        FOR EACH STATEMENT EXECUTE FUNCTION ledger_move_lots()"""
    yield """
        CREATE FUNCTION ledger_guard_lot() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' AND NEW.remaining = 0 THEN
                RETURN NEW;
            END IF;
            -- Depth 2: this trigger, fired by the update of ledger_move_lots.
            IF TG_OP = 'UPDATE' AND pg_trigger_depth() >= 2
                AND (NEW.id, NEW.transaction_id, NEW.viewer, NEW.kind, NEW.granted, NEW.expires_ms, NEW.amount, NEW.currency)
                IS NOT DISTINCT FROM
                (OLD.id, OLD.transaction_id, OLD.viewer, OLD.kind, OLD.granted, OLD.expires_ms, OLD.amount, OLD.currency) THEN
                RETURN NEW;
            END IF;
            RAISE EXCEPTION 'only postings move a lot' USING ERRCODE = 'integrity_constraint_violation';
        END $$"""
    yield """
        CREATE TRIGGER lot_moved_by_postings BEFORE INSERT OR UPDATE ON lot
        FOR EACH ROW EXECUTE FUNCTION ledger_guard_lot()"""
    yield """
        CREATE FUNCTION wallet_look(asked_viewer text, asked_key text, asked_drama text, asked_numbers json)
        RETURNS json LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM FROM wallet WHERE viewer = asked_viewer FOR UPDATE;
            IF NOT FOUND THEN
                INSERT INTO wallet VALUES (asked_viewer) ON CONFLICT DO NOTHING;
                PERFORM FROM wallet WHERE viewer = asked_viewer FOR UPDATE;
            END IF;
            -- A statement of its own: it sees what was committed while this one waited for the lock.
            RETURN json_build_object(
                'answered', (
                    SELECT json_build_array(body_hash, answer, at_ms) FROM wallet_request
                    WHERE viewer = asked_viewer AND key = asked_key),
                'titles', (
                    SELECT coalesce(json_agg(json_build_array(number, revoked_ms IS NULL)), '[]') FROM entitlement
                    WHERE viewer = asked_viewer AND drama = asked_drama
                    AND number IN (SELECT value::integer FROM json_array_elements_text(asked_numbers))),
                'lots', (
                    SELECT coalesce(json_agg(json_build_array(id, kind, remaining, expires_ms)), '[]') FROM lot
                    WHERE viewer = asked_viewer AND remaining > 0));
        END $$"""


def _sqlite() -> Iterable[str]:
    for table in _APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield f"""
                CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
    yield "CREATE TRIGGER lot_stays BEFORE DELETE ON lot BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    yield """
        CREATE TRIGGER posting_comes_first BEFORE INSERT ON posting
        WHEN EXISTS (SELECT 1 FROM ledger_transaction WHERE id = NEW.transaction_id)
            OR EXISTS (SELECT 1 FROM posting WHERE transaction_id = NEW.transaction_id AND place = NEW.place)
        BEGIN SELECT RAISE(ABORT, 'a transaction that is in the books takes no further postings'); END"""
    yield """
        CREATE TRIGGER ledger_transaction_once BEFORE INSERT ON ledger_transaction
        WHEN EXISTS (SELECT 1 FROM ledger_transaction WHERE id = NEW.id)
            OR NEW.kind = 'unlock' AND EXISTS (
                SELECT 1 FROM ledger_transaction WHERE kind = 'unlock'
                AND viewer = NEW.viewer AND drama = NEW.drama AND number = NEW.number)
            OR NEW.kind = 'reversal' AND EXISTS (
                SELECT 1 FROM ledger_transaction WHERE kind = 'reversal' AND reverses = NEW.reverses)
        BEGIN SELECT RAISE(ABORT, 'ledger_transaction: it is in the books already'); END"""
    yield """
        CREATE TRIGGER ledger_transaction_sums_to_zero BEFORE INSERT ON ledger_transaction
        WHEN EXISTS (SELECT 1 FROM posting WHERE transaction_id = NEW.id GROUP BY currency HAVING sum(amount) <> 0)
        BEGIN SELECT RAISE(ABORT, 'the postings of a transaction must sum to zero'); END"""
    yield """
        CREATE TRIGGER ledger_transaction_moves_lots AFTER INSERT ON ledger_transaction
        BEGIN
            UPDATE lot SET remaining = remaining + (
                SELECT sum(amount) FROM posting
                WHERE transaction_id = NEW.id AND account = 'wallet' AND lot_id = lot.id)
            WHERE id IN (SELECT lot_id FROM posting WHERE transaction_id = NEW.id AND account = 'wallet');
        END"""
    yield """
        CREATE TRIGGER lot_begins_empty BEFORE INSERT ON lot
        WHEN NEW.remaining <> 0 OR EXISTS (SELECT 1 FROM lot WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'only postings move a lot'); END"""
    yield """
        CREATE TRIGGER lot_moved_by_postings BEFORE UPDATE ON lot
        WHEN (NEW.id, NEW.transaction_id, NEW.viewer, NEW.kind, NEW.granted, NEW.expires_ms, NEW.amount, NEW.currency)
            IS NOT (OLD.id, OLD.transaction_id, OLD.viewer, OLD.kind, OLD.granted, OLD.expires_ms, OLD.amount, OLD.currency)
            OR NEW.remaining <> (
                SELECT coalesce(sum(posting.amount), 0) FROM posting
                JOIN ledger_transaction ON ledger_transaction.id = posting.transaction_id
                WHERE posting.lot_id = NEW.id AND posting.account = 'wallet')
        BEGIN SELECT RAISE(ABORT, 'only postings move a lot'); END"""
