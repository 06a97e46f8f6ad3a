"""Episodes for coins: one decision, once, whole or not at all.

A request is known by (viewer, key) and the hash of its body: told again it is answered as it was the first time, a refusal
too, and charges nothing; after a refusal the app asks with a new key. Answers may be forgotten after a while: that an episode
is charged once for ever rests on the entitlement and on the database's unique index, not on the key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlalchemy import Connection

from dramaport.errors import BadInput
from dramaport.stream.ids import new_id
from dramaport.stream.values import Way
from dramaport.stream.wallet import repository
from dramaport.stream.wallet.lots import Part, allocate, spendable
from dramaport.stream.wallet.post import payment, require_name
from dramaport.stream.wallet.repository import Answered, Seen
from dramaport.stream.wallet.settle import Episode, settlements
from dramaport.stream.wallet.shares import weights
from dramaport.stream.wallet.values import Entry, KeyReused, Kind, Refused, Share, Title, Unlocked

Answer = Unlocked | Refused
_ANSWER: TypeAdapter[Answer] = TypeAdapter(Answer)

_LONGEST_KEY = 255
_MOST_EPISODES = 200
_MOST_COINS_EACH = 100_000


def unlock(
    db: Connection,
    *,
    viewer: str,
    drama: str,
    numbers: Sequence[int],
    price_each: int,
    key: str,
    body_hash: str,
    share: Share,
    at_ms: int,
    last: bool = False,
) -> Answer:
    """Open episodes of a drama for ever, at a price each, shared as `share` says.

    What is open already costs nothing, and a request for no episode is kept like any other: told again after a subscription
    ended, it still charges nothing. An episode that was closed because its coins were taken back costs what is owed for it.
    `last` promises that nothing but the commit follows in the caller's transaction, which may then be committed on return.
    Raises KeyReused when the key came before with another body, BadInput for numbers, prices or keys that cannot be.
    """
    _require_sound(viewer, drama, numbers, price_each, key, body_hash)
    seen = repository.look(db, viewer, key, drama, numbers)
    if seen.answered is not None:
        return _again(seen.answered, body_hash)
    order = _Order(viewer, drama, tuple(sorted(numbers)), price_each, share, at_ms)
    made = _decide(db, order, seen)
    answered = Answered(viewer, key, body_hash, made.answer.model_dump_json(), at_ms)
    ends = last and not made.reopened
    repository.write(db, made.entries, titles=made.titles, answers=[answered], last=ends)
    if made.reopened:
        repository.reopen(db, viewer, made.reopened)
    return made.answer


def answered(db: Connection, *, viewer: str, key: str, body_hash: str) -> Answer | None:
    """What a request was answered, None where it was not executed yet. Raises KeyReused as `unlock`."""
    found = repository.answer(db, viewer, key)
    return None if found is None else _again(found, body_hash)


def _again(before: Answered, body_hash: str) -> Answer:
    if before.body_hash != body_hash:
        raise KeyReused("this Idempotency-Key was used for another request; make a new key for each request")
    return _ANSWER.validate_json(before.answer)


def forget_requests(db: Connection, *, before_ms: int) -> int:
    """Forget the answers to requests made before a moment; how many. A day is what clients are told to count on."""
    return repository.forget(db, before_ms)


@dataclass(frozen=True)
class _Order:
    viewer: str
    drama: str
    numbers: tuple[int, ...]
    price: int
    share: Share
    at_ms: int


@dataclass(frozen=True)
class _Made:
    """An answer, and what has to be written for it to be true."""

    answer: Answer
    entries: tuple[Entry, ...] = ()
    titles: tuple[Title, ...] = ()
    reopened: tuple[Episode, ...] = ()


def _decide(db: Connection, order: _Order, seen: Seen) -> _Made:
    fresh = [number for number in order.numbers if number not in seen.titles]
    closed = {(order.drama, number) for number in order.numbers if seen.titles.get(number) is False}
    debts = repository.debts(db, order.viewer) if closed else {}
    owed = {episode: due for episode, due in debts.items() if episode in closed}
    lots = spendable(seen.lots, order.at_ms)
    have, cost = sum(lot.remaining for lot in lots), order.price * len(fresh) + sum(owed.values())
    if cost > have:
        return _Made(Refused(reason="short", short=cost - have, balance=have))
    again, full = settlements(db, order.viewer, owed, lots, order.at_ms)
    parts = allocate(lots, (*owed.values(), *([order.price] * len(fresh))))[len(owed) :]
    entries = _unlocks(order, dict(zip(fresh, parts, strict=True)))
    titles = tuple(Title(e.id, order.viewer, Way.COIN, order.at_ms, order.drama, e.number) for e in entries)
    answer = Unlocked(unlocked=order.numbers, charged=cost, balance=have - cost)
    return _Made(answer, (*again, *entries), titles, full)


def _unlocks(order: _Order, parts: Mapping[int, tuple[Part, ...]]) -> tuple[Entry, ...]:
    """One transaction an episode, so that each can be taken back on its own."""
    by = weights(order.share)
    return tuple(
        Entry(
            id=new_id(order.at_ms),
            kind=Kind.UNLOCK,
            viewer=order.viewer,
            at_ms=order.at_ms,
            postings=payment(order.viewer, paid, by),
            drama=order.drama,
            number=number,
        )
        for number, paid in parts.items()
    )


def _require_sound(viewer: str, drama: str, numbers: Sequence[int], price_each: int, key: str, body_hash: str) -> None:
    require_name("viewer", viewer)
    require_name("drama", drama)
    require_name("hash of the body", body_hash)
    if not 1 <= len(key) <= _LONGEST_KEY or "\x00" in key:
        raise BadInput(f"an Idempotency-Key must have 1 to {_LONGEST_KEY} characters; it has {len(key)}")
    if len(numbers) > _MOST_EPISODES or len(set(numbers)) < len(numbers):
        raise BadInput(f"name at most {_MOST_EPISODES} episodes to unlock, each once")
    if not all(1 <= number < 1 << 31 for number in numbers):
        raise BadInput("an episode's number is 1 or more")
    if not 1 <= price_each <= _MOST_COINS_EACH:
        raise BadInput(f"an episode costs 1 to {_MOST_COINS_EACH} coins, not {price_each}")
