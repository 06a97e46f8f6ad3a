"""Asking for an advertisement, and having it paid out. The client's word is never taken: only the network's signed word is,
and only for an intent that was asked for beforehand, is not spent, and is not older than it may be.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from dramaport.stream.ads import repository
from dramaport.stream.ads.values import INTENT_ID, Intent, Policy, Watched
from dramaport.stream.ids import new_id
from dramaport.stream.stores.problems import Capped, NotEarned

_NONCE_BYTES: Final = 16

#: Opens the intent's episode in the wallet. Runs in the same transaction: spent and opened, or neither.
Grant = Callable[[Connection, Intent, int], None]


class Reward(StrEnum):
    """What became of the network's word."""

    GRANTED = "granted"
    KNOWN = "known"  # the same transaction came before
    TEST = "test"  # the network tries the address; nobody watched anything


def ask(
    db: Connection,
    *,
    viewer: str,
    market: str,
    drama: str,
    number: int,
    policy: Policy,
    origin: str,
    refunds: int,
    now_ms: int,
) -> Intent:
    """An intent for an episode; asking again gives the same while it is open. `refunds` are the viewer's of late.

    Whether the episode is locked and may be opened by an advertisement is the caller's to know. Raises Capped.
    """
    repository.lock_viewer(db, viewer)
    if refunds >= policy.most_refunds:
        raise Capped("no episodes by advertisements for now: too many purchases of this account were given back")
    _within_caps(db, viewer, origin, policy, policy.day(now_ms))
    waiting = repository.open_intents(db, viewer, now_ms)
    same = next((intent for intent in waiting if (intent.drama, intent.number) == (drama, number)), None)
    if same is not None:
        return same
    if len(waiting) >= policy.most_open:
        raise Capped("too many advertisements are begun and not watched; watch one, or wait until they run out")
    intent = Intent(
        id=new_id(now_ms),
        nonce=secrets.token_hex(_NONCE_BYTES),
        viewer=viewer,
        market=market,
        drama=drama,
        number=number,
        origin=origin,
        created_ms=now_ms,
        expires_ms=now_ms + policy.intent_ms,
    )
    repository.add_intent(db, intent)
    return intent


def reward(
    db: Connection, watched: Watched, policies: Callable[[str], Policy | None], grant: Grant, now_ms: int
) -> Reward:
    """Pay out a verified word of the network. Raises NotEarned or Capped; then nothing is kept of it."""
    if watched.custom_data is None:
        return Reward.TEST
    intent = _intent(db, watched)
    repository.lock_viewer(db, intent.viewer)
    if repository.is_known(db, watched.transaction_id):
        return Reward.KNOWN
    policy = policies(intent.market)
    if policy is None:
        raise NotEarned(f"the market {intent.market} has no advertisements")
    _in_time(db, intent, watched, policy)
    day = policy.day(now_ms)
    _within_caps(db, intent.viewer, intent.origin, policy, day)
    spent = not repository.consume(db, intent.id, now_ms, day)
    if spent or not repository.add_reward(db, watched, intent.id, now_ms):
        raise NotEarned("the intent is spent; ask for another")
    grant(db, intent, now_ms)
    return Reward.GRANTED


def _intent(db: Connection, watched: Watched) -> Intent:
    """One text for every way an intent can be wrong, so that nothing is learnt by trying."""
    name, _, nonce = (watched.custom_data or "").partition(".")
    intent = repository.intent(db, name) if re.match(INTENT_ID, name) else None
    fits = intent is not None and hmac.compare_digest(intent.nonce.encode(), nonce.encode())
    if intent is None or not fits or watched.user_id not in (None, intent.viewer):
        raise NotEarned("no such intent; ask for one with POST /v1/ads/intents")
    return intent


def _in_time(db: Connection, intent: Intent, watched: Watched, policy: Policy) -> None:
    """By the network's clock: after the intent by at least an advertisement's length, before it ran out, and not while the
    viewer's last one was still running.
    """
    if not intent.created_ms + policy.least_ms <= watched.at_ms <= intent.expires_ms:
        raise NotEarned("the advertisement was not watched between the intent and its end; ask for another")
    last = repository.last_watched_ms(db, intent.viewer)
    if last is not None and abs(watched.at_ms - last) < policy.least_ms:
        raise NotEarned("two advertisements cannot be watched at once")


def _within_caps(db: Connection, viewer: str, origin: str, policy: Policy, day: str) -> None:
    if repository.ads_on(db, viewer, day) >= policy.daily_cap:
        raise Capped("today's episodes by advertisements are used up; come back tomorrow, or use coins")
    if origin and repository.ads_from(db, origin, day) >= policy.origin_daily_cap:
        raise Capped("too many advertisements from this network today; come back tomorrow, or use coins")
