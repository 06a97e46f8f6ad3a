"""What every unlock asks of the database and writes into it, in the words of each.

On PostgreSQL an unlock is two statements: one that locks the wallet and then reads (a function, so that what it reads is read after the
wait), and one that writes everything. As twelve statements, built anew each time, an unlock took 2.9 ms of the program's processor
time; as these two through SQLAlchemy 0.64 and 612 calls of Python functions; handed to the driver as they stand (`data.hot`), 365
calls (two shared cores, Python 3.11). SQLite has no journeys, and is asked in few statements too.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import count
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

#: The tables in the order in which they are written, the transactions after their postings, and their columns.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "lot": ("id", "transaction_id", "viewer", "kind", "granted", "expires_ms", "amount", "currency"),
    "posting": ("transaction_id", "place", "account", "owner", "currency", "amount", "lot_id"),
    "ledger_transaction": (
        "id", "viewer", "kind", "at_ms", "drama", "number", "reverses", "body_hash", "reason",
    ),
    "entitlement": ("transaction_id", "viewer", "drama", "number", "way", "from_ms", "until_ms"),
    "wallet_request": ("viewer", "key", "body_hash", "answer", "at_ms"),
}  # fmt: skip

#: Writes of at most so many rows are prepared, by how many rows of each table they have: an unlock's are six, and a connection keeps
#: what it prepares for ever.
_MOST_PREPARED: Final = 12


@lru_cache(maxsize=1024)
def write_postgresql(counts: tuple[int, ...]) -> Hot:
    """So many rows into each table, all in one statement; a parameter is a column of a row, in order.

    As rows of JSON, which the server has to take apart, an unlock took it a tenth longer.
    """
    numbers = count(1)
    parts = []
    for (table, columns), rows in zip(COLUMNS.items(), counts, strict=True):
        if rows:
            row = ("(" + ", ".join(f"${next(numbers)}" for _ in columns) + ")" for _ in range(rows))
            parts.append(f"{table}_rows AS (INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join(row)})")  # noqa: S608
    name = "wallet_write_" + "_".join(map(str, counts)) if sum(counts) <= _MOST_PREPARED else ""
    return Hot(name, "WITH " + ", ".join(parts) + " SELECT 1")


def _insert_sqlite(table: str) -> Hot:
    columns = COLUMNS[table]
    values = ", ".join(f"value ->> '{name}'" for name in columns)
    words = f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM json_each(?1)"  # noqa: S608
    return Hot(f"wallet_write_{table}", sqlite=words)


#: Rows into a table; the parameter is a JSON list of them.
WRITE_SQLITE: Final = {table: _insert_sqlite(table) for table in COLUMNS}
