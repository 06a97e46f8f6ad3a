"""What is open to a viewer, and the ways to open it that take no coins: an advertisement, a subscription."""

from __future__ import annotations

from sqlalchemy import Connection

from dramaport.errors import BadInput
from dramaport.stream.values import Way
from dramaport.stream.wallet import repository
from dramaport.stream.wallet.post import body_hash, known, money, require_name, write_once
from dramaport.stream.wallet.values import Entry, Kind, Posted, Sale, Title


def entitled(db: Connection, viewer: str, drama: str) -> frozenset[int]:
    """The episodes of a drama the viewer has opened for ever, by coins or by advertisements."""
    return frozenset(number for number, is_open in repository.titles(db, viewer, drama).items() if is_open)


def subscribed_until(db: Connection, viewer: str, at_ms: int) -> int | None:
    """The end of what the viewer has subscribed to at a moment; None without a subscription then."""
    return repository.subscribed_until(db, viewer, at_ms)


def open_by_ad(db: Connection, *, transaction_id: str, viewer: str, drama: str, number: int, at_ms: int) -> Posted:
    """Open an episode for an advertisement that was proven to be watched. Of an open one it changes nothing.

    One that was closed for a refund opens too; what is owed for it stays owed. Raises KeyReused when `transaction_id` stands
    for something else.
    """
    require_name("transaction id", transaction_id)
    require_name("viewer", viewer)
    if number < 1:
        raise BadInput("an episode's number is 1 or more")
    order = body_hash(viewer=viewer, drama=drama, number=number, way=Way.AD)
    repository.lock(db, viewer)
    titles = repository.titles(db, viewer, drama)
    if known(db, transaction_id, order) is not None or titles.get(number):
        return Posted(transaction=transaction_id, coins=0, known=True)
    entry = Entry(transaction_id, Kind.AD_UNLOCK, viewer, at_ms, drama=drama, number=number, body_hash=order)
    if number in titles:
        write_once(db, [entry])
        repository.reopen_by_ad(db, viewer, drama, number, transaction_id, at_ms)
    else:
        write_once(db, [entry], titles=[Title(transaction_id, viewer, Way.AD, at_ms, drama, number)])
    return Posted(transaction=transaction_id, coins=0)


def subscribe(
    db: Connection, *, transaction_id: str, viewer: str, sale: Sale | None, from_ms: int, until_ms: int, at_ms: int
) -> Posted:
    """Everything from one moment to another; each renewal is one more. No sale: a trial or a gift.

    Raises KeyReused when `transaction_id` stands for something else, BadInput for a time that ends before it begins.
    """
    require_name("transaction id", transaction_id)
    require_name("viewer", viewer)
    if until_ms <= from_ms:
        raise BadInput("a subscription must end after it begins")
    order = body_hash(viewer=viewer, sale=sale and sale.model_dump(), begins=from_ms, ends=until_ms)
    repository.lock(db, viewer)
    if known(db, transaction_id, order) is not None:
        return Posted(transaction=transaction_id, coins=0, known=True)
    legs = () if sale is None else money(sale)
    entry = Entry(transaction_id, Kind.SUBSCRIPTION, viewer, at_ms, legs, body_hash=order)
    write_once(db, [entry], titles=[Title(transaction_id, viewer, Way.SUBSCRIPTION, from_ms, until_ms=until_ms)])
    return Posted(transaction=transaction_id, coins=0)
