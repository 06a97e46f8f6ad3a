"""Beginning to sign in, proving it, and what the one who proved it becomes."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection

from dramaport.drama.values import Value
from dramaport.stream import repository as people
from dramaport.stream import wallet
from dramaport.stream.accounts import repository
from dramaport.stream.accounts.values import Identity, SignIn, SignInWay, digest_of, fits
from dramaport.stream.ads import repository as ads
from dramaport.stream.ids import new_id
from dramaport.stream.people import Person, Session
from dramaport.stream.stores import repository as stores

#: How long a code or nonce holds.
LIFE_MS: Final = 15 * 60_000
_MOST_TRIES: Final = 5


class Refusal(StrEnum):
    """Why a sign-in did not go on."""

    UNKNOWN = "unknown"  # not begun by this session, used, run out, or guessed at too often
    WRONG = "wrong"  # not the code, or not a token for this sign-in
    TAKEN = "taken"  # the identity is another account's


class Entered(Value):
    """Who the session belongs to now; `merged` where a guest's things went into an account that was there."""

    person: Person
    merged: bool


def begin(
    db: Connection, person: Person, session: Session, way: SignInWay, subject: str | None, secret: str, now_ms: int
) -> SignIn:
    """Begin a sign-in whose proof is `secret`. How often is the caller's to limit."""
    name = new_id(now_ms)
    begun = SignIn(
        id=name,
        way=way,
        subject=subject,
        viewer=person.id,
        session=session.id,
        digest=digest_of(name, secret),
        at_ms=now_ms,
        expires_ms=now_ms + LIFE_MS,
    )
    repository.add(db, begun)
    return begun


def open_sign_in(db: Connection, name: str, session: Session, now_ms: int) -> SignIn | None:
    """A sign-in that this session began and can still finish."""
    found = repository.find(db, name)
    if found is None or found.session != session.id or found.used_ms is not None:
        return None
    return found if now_ms < found.expires_ms and found.tries < _MOST_TRIES else None


def prove(
    db: Connection, name: str, session: Session, now_ms: int, read: Callable[[SignIn], tuple[str, str] | None]
) -> Identity | Refusal:
    """What the proof shows. `read` gives the secret and the subject that the proof holds, or None for a proof that is none.

    A wrong proof counts, so the caller commits also after a refusal.
    """
    begun = open_sign_in(db, name, session, now_ms)
    if begun is None:
        return Refusal.UNKNOWN
    shown = read(begun)
    if shown is None or not fits(begun, shown[0]):
        repository.put_try(db, name)
        return Refusal.WRONG
    repository.put_used(db, name, now_ms)
    return Identity(way=begun.way, subject=shown[1])


def enter(db: Connection, person: Person, identity: Identity, now_ms: int) -> Entered | Refusal:
    """The person becomes the owner of an identity.

    One that is nobody's yet makes a guest an account, with everything they have. A guest who proves to be an account that is
    there goes into it. An account cannot become another.
    """
    repository.lock_identity(db, identity)
    owner = repository.owner(db, identity)
    if owner is None:
        account = person.model_copy(update={"kind": "account"})
        people.put_person(db, account)
        repository.put_identity(db, identity, person.id, now_ms)
        return Entered(person=account, merged=False)
    known = people.person(db, owner)
    if owner == person.id or known is None:
        return Entered(person=person, merged=False)
    if person.kind != "guest":
        return Refusal.TAKEN
    _merge(db, person, known, now_ms)
    return Entered(person=known, merged=True)


def _merge(db: Connection, guest: Person, account: Person, now_ms: int) -> None:
    """All of it or nothing: one transaction of the caller's. The account's own settings and consents stay."""
    wallet.merge(db, transaction_id=new_id(now_ms), guest=guest.id, account=account.id, at_ms=now_ms)
    people.hand_over(db, guest, account.id, now_ms)
    stores.hand_over(db, guest.id, account.id)
    ads.hand_over(db, guest.id, account.id)
    repository.hand_over(db, guest.id, account.id)
