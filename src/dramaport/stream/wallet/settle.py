"""Paying a debt: coins again for an episode whose coins were taken back. The episode opens when nothing is owed for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from dramaport.stream.ids import new_id
from dramaport.stream.wallet import repository
from dramaport.stream.wallet.lots import allocate
from dramaport.stream.wallet.post import payment
from dramaport.stream.wallet.values import Account, Entry, Kind, Lot, Posting

Episode = tuple[str, int]


def settlements(
    db: Connection, viewer: str, owed: Mapping[Episode, int], lots: Sequence[Lot], at_ms: int
) -> tuple[tuple[Entry, ...], tuple[Episode, ...]]:
    """The transactions that pay what is owed, in its order, as far as the lots go; and the episodes paid in full.

    Shared as the unlock was. Of an episode paid in part the rest stays owed.
    """
    if not owed:
        return (), ()
    by = repository.earners(db, viewer, owed)
    entries, full = [], []
    for (episode, due), parts in zip(owed.items(), allocate(lots, tuple(owed.values())), strict=True):
        paid = sum(part.coins for part in parts)
        if not paid:
            break
        cleared = (Posting(Account.DEBT, viewer, paid), Posting(Account.CLAIM, "", -paid))
        drama, number = episode
        entries.append(
            Entry(
                id=new_id(at_ms),
                kind=Kind.SETTLEMENT,
                viewer=viewer,
                at_ms=at_ms,
                postings=(*payment(viewer, parts, by[episode]), *cleared),
                drama=drama,
                number=number,
            )
        )
        if paid == due:
            full.append(episode)
    return tuple(entries), tuple(full)
