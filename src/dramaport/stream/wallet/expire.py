"""Coins whose time is over leave the wallet. They cannot be spent from that moment on; this brings the books up to it."""

from __future__ import annotations

from sqlalchemy import Connection

from dramaport.stream.ids import new_id
from dramaport.stream.wallet import repository
from dramaport.stream.wallet.values import Account, Entry, Kind, Posting


def expire(db: Connection, *, at_ms: int, limit: int = 1000) -> int:
    """Empty lots that have expired by `at_ms`, at most `limit` of them so that no transaction holds many wallets for long.
    Returns how many; call again, in a new transaction, until it is 0.
    """
    due = repository.expiring(db, at_ms, limit)
    viewers = sorted({viewer for viewer, _ in due})
    lots = {lot for _, lot in due}
    entries = []
    for viewer in viewers:
        repository.lock(db, viewer)
        for lot in repository.open_lots(db, viewer):  # anew: it may have been spent or taken back before the lock
            if lot.id in lots:
                gone = (
                    Posting(Account.WALLET, viewer, -lot.remaining, lot.id),
                    Posting(Account.EXPIRED, "", lot.remaining, lot.id),
                )
                entries.append(Entry(new_id(at_ms), Kind.EXPIRY, viewer, at_ms, gone))
    if entries:
        repository.write(db, entries)
    return len(entries)
