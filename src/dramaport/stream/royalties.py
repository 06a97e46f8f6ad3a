"""Sharing subscriptions' money: what was watched, brought to the wallet's rule (`wallet.royalties`)."""

from __future__ import annotations

from sqlalchemy import Engine

from dramaport.stream import repository, wallet


def share_periods(database: Engine, now_ms: int, limit: int = 100) -> int:
    """Share the periods that are over, each in a transaction of its own; how many there were.

    What an app tells late counts for the period in which it is told.
    """
    with database.begin() as db:
        over = wallet.periods_over(db, now_ms, limit)
    for found in over:
        with database.begin() as db:
            period = found._replace(
                viewer=wallet.holder(db, found.viewer)
            )  # locked, one at a time: nobody waits in a circle
            watched = repository.watched(db, period.viewer, period.from_ms, period.until_ms)
            wallet.share_period(db, period, watched, repository.shares(db, watched), now_ms)
    return len(over)
