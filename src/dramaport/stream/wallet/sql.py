"""What every unlock asks of the database and writes into it, in the words of each.

On PostgreSQL an unlock is two statements: one that locks the wallet and then reads (a function, so that what it reads is read after the
wait), and one that writes everything. As twelve statements, built anew each time, an unlock took 2.9 ms of the program's processor
time; as these two through SQLAlchemy 0.64, and as they are now, handed to the driver as they stand (`data.hot`), 0.25 (two shared
cores, Python 3.11). SQLite has no journeys, and is asked in few statements too.
"""

from __future__ import annotations

from typing import Final

from dramaport.data.hot import Hot

#: JSON of what is known for a viewer, a key, a drama and numbers: `opened` (had a wallet), `answered`, `titles`, `lots`.
LOOK: Final = Hot(
    "wallet_look",
    "SELECT wallet_look($1, $2, $3, $4::json)",
    """
    SELECT json_object(
        'opened', EXISTS (SELECT 1 FROM wallet WHERE viewer = ?1),
        'answered', (
            SELECT json_array(body_hash, answer, at_ms) FROM wallet_request WHERE viewer = ?1 AND key = ?2),
        'titles', (
            SELECT json_group_array(json_array(number, revoked_ms IS NULL)) FROM entitlement
            WHERE viewer = ?1 AND drama = ?3 AND number IN (SELECT value FROM json_each(?4))),
        'lots', (
            SELECT json_group_array(json_array(id, kind, remaining, expires_ms)) FROM lot
            WHERE viewer = ?1 AND remaining > 0))
""",
)

#: Rows as JSON; columns in the order of the tables.
_COLUMNS: Final = {
    "lot": (
        "id text, transaction_id text, viewer text, kind text, granted bigint, expires_ms bigint, amount bigint, currency text"
    ),
    "posting": (
        "transaction_id text, place integer, account text, owner text, currency text, amount bigint, lot_id text"
    ),
    "ledger_transaction": (
        "id text, viewer text, kind text, at_ms bigint, drama text, number integer, reverses text, body_hash text,"
        " reason text"
    ),
    "entitlement": (
        "transaction_id text, viewer text, drama text, number integer, way text, from_ms bigint, until_ms bigint"
    ),
    "wallet_request": "viewer text, key text, body_hash text, answer text, at_ms bigint",
}


def _names(table: str) -> list[str]:
    return [column.split()[0] for column in _COLUMNS[table].split(", ")]


def _insert(place: int, table: str) -> str:
    names = ", ".join(_names(table))
    rows = f"json_to_recordset(${place}::json) AS r ({_COLUMNS[table]})"
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {rows}"  # noqa: S608 - names of this module


def _insert_sqlite(place: int, table: str) -> str:
    names = _names(table)
    values = ", ".join(f"value ->> '{name}'" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM json_each(?{place})"  # noqa: S608


def _all(tables: tuple[str, ...]) -> Hot:
    """Rows into tables; each parameter is a JSON list of rows. On PostgreSQL in one statement; on SQLite a table each."""
    parts = [f"{table}_rows AS ({_insert(place, table)})" for place, table in enumerate(tables, 1)]
    return Hot(
        "wallet_write_" + "_".join(table[:3] for table in tables),
        "WITH " + ", ".join(parts) + " SELECT 1",
        _insert_sqlite(1, tables[0]),
    )


#: The tables in the order in which they are written: the transactions after their postings.
TABLES: Final = tuple(_COLUMNS)
_UNLOCKED: Final = ("posting", "ledger_transaction", "entitlement", "wallet_request")

WRITE: Final = {tables: _all(tables) for tables in (TABLES, _UNLOCKED, ("wallet_request",), *((t,) for t in TABLES))}


def write_of(tables: tuple[str, ...]) -> tuple[str, ...]:
    """The least set of tables with a statement of its own that holds these."""
    return next((known for known in (tables, _UNLOCKED) if known in WRITE and set(tables) <= set(known)), TABLES)
