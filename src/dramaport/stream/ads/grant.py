"""What a watched advertisement opens in the wallet."""

from __future__ import annotations

from sqlalchemy import Connection

from dramaport.stream import wallet
from dramaport.stream.ads.values import Intent


def open_episode(db: Connection, intent: Intent, now_ms: int) -> None:
    """Open the intent's episode; the intent's id names the transaction, so that it can be opened by it once. A `Grant`."""
    wallet.open_wallet(db, intent.viewer)
    viewer = wallet.holder(db, intent.viewer)
    wallet.open_by_ad(
        db,
        transaction_id=intent.id,
        viewer=viewer,
        drama=intent.drama,
        number=intent.number,
        at_ms=now_ms,
    )
