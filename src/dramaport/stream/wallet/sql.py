"""What every unlock asks of the database and writes into it, in the words of each.

On PostgreSQL an unlock is two statements: one that locks the wallet and then reads (a function, so that what it reads is read after the
wait), and one that writes everything. As twelve statements, built anew each time, an unlock took 2.9 ms of the program's processor
time, as these two 0.8 (two shared cores, Python 3.11): it goes into journeys to the server and into building queries. SQLite has no
journeys, and is asked in few statements too. PostgreSQL's two are in its driver's own words, which nothing has to compile.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import text

#: JSON of what is known for :viewer, :key, :drama and :numbers: `opened` (had a wallet), `answered`, `titles`, `lots`.
LOOK_POSTGRESQL: Final = "SELECT wallet_look(%(viewer)s, %(key)s, %(drama)s, %(numbers)s::json)"

LOOK_SQLITE: Final = text("""
    SELECT json_object(
        'opened', EXISTS (SELECT 1 FROM wallet WHERE viewer = :viewer),
        'answered', (
            SELECT json_array(body_hash, answer, at_ms) FROM wallet_request WHERE viewer = :viewer AND key = :key),
        'titles', (
            SELECT json_group_array(json_array(number, revoked_ms IS NULL)) FROM entitlement
            WHERE viewer = :viewer AND drama = :drama AND number IN (SELECT value FROM json_each(:numbers))),
        'lots', (
            SELECT json_group_array(json_array(id, kind, remaining, expires_ms)) FROM lot
            WHERE viewer = :viewer AND remaining > 0))
""")

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


def _insert(table: str) -> str:
    names = ", ".join(_names(table))
    rows = f"json_to_recordset(%({table})s::json) AS r ({_COLUMNS[table]})"
    return f"INSERT INTO {table} ({names}) SELECT {names} FROM {rows}"  # noqa: S608 - names of this module


def _insert_sqlite(table: str) -> str:
    names = _names(table)
    values = ", ".join(f"value ->> '{name}'" for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM json_each(:{table})"  # noqa: S608


#: All tables at once; each parameter is named for its table and holds a JSON list of rows.
WRITE_POSTGRESQL: Final = "WITH " + ", ".join(f"{table}_rows AS ({_insert(table)})" for table in _COLUMNS) + " SELECT 1"

#: Table by table, the transactions after their postings.
WRITE_SQLITE: Final = {table: text(_insert_sqlite(table)) for table in _COLUMNS}
