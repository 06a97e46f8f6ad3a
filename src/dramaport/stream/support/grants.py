"""Coins given by hand: with a reason, by a name, above a limit by two people, never changed afterwards."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection

from dramaport.errors import BadInput, Missing
from dramaport.stream import wallet
from dramaport.stream.guard import audit
from dramaport.stream.ids import new_id
from dramaport.stream.support import repository
from dramaport.stream.support.repository import Grant

#: What one person may give in a day without a second: about ten episodes. A rule of ours, against gifts to friends.
ALONE: Final = 600
#: No goodwill is larger; more is a purchase.
MOST: Final = 20_000
#: Given coins run out, as those on top of a pack do.
DAYS: Final = 90
_DAY_MS: Final = 86_400_000
_LEAST_REASON: Final = 8


def ask(db: Connection, viewer: str, coins: int, reason: str, by: str, now_ms: int) -> tuple[Grant, bool]:
    """Give coins, or have it wait for a second person; whether they were given.

    What one person gave alone in the last day counts towards the limit. Raises BadInput for amounts and reasons that cannot be.
    """
    reason, by = reason.strip(), by.strip()
    if not 0 < coins <= MOST:
        raise BadInput(f"give 1 to {MOST} coins, not {coins}")
    if len(reason) < _LEAST_REASON:
        raise BadInput("a grant needs a reason that others will understand; say --reason")
    if not by:
        raise BadInput("a grant needs the name of who gives it; say --by")
    grant = Grant(
        id=new_id(now_ms),
        viewer=wallet.holder(db, viewer),
        coins=coins,
        reason=reason[:500],
        asked_by=by[:100],
        asked_ms=now_ms,
    )
    repository.lock(db, grant.asked_by)
    alone = coins + repository.coins_since(db, grant.asked_by, now_ms - _DAY_MS) <= ALONE
    repository.add(db, grant)
    audit.note(
        db, actor=grant.asked_by, act="grant.asked", subject=grant.viewer, at_ms=now_ms,
        grant=grant.id, coins=coins, reason=grant.reason, given=alone,
    )  # fmt: skip
    if alone:
        _give(db, grant, now_ms)
    return grant, alone


def approve(db: Connection, name: str, by: str, now_ms: int) -> Grant:
    """A second person agrees, and the coins are given. Raises Missing, and BadInput for the same person or a second time."""
    grant = repository.find(db, name)
    if grant is None:
        raise Missing(f"there is no grant {name!r}; `dramaport wallet show` names those of a viewer")
    by = by.strip()[:100]
    if not by or by.casefold() == grant.asked_by.casefold():
        raise BadInput(f"{grant.asked_by} asked for this grant; another person must approve it")
    if is_given(db, grant):
        raise BadInput("these coins are given already")
    repository.approve(db, name, by, now_ms)
    audit.note(
        db, actor=by, act="grant.approved", subject=grant.viewer, at_ms=now_ms, grant=grant.id, coins=grant.coins
    )
    _give(db, grant, now_ms)
    return grant.model_copy(update={"approved_by": by, "approved_ms": now_ms})


def is_given(db: Connection, grant: Grant) -> bool:
    return wallet.is_known(db, grant.id)


def _give(db: Connection, grant: Grant, now_ms: int) -> None:
    wallet.open_wallet(db, grant.viewer)
    wallet.credit(
        db,
        transaction_id=grant.id,
        viewer=wallet.holder(db, grant.viewer),
        kind=wallet.Kind.GRANT,
        paid=0,
        bonus=grant.coins,
        bonus_expires_ms=now_ms + DAYS * _DAY_MS,
        sale=None,
        at_ms=now_ms,
    )
