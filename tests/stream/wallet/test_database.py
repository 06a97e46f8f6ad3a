"""What the database itself refuses, whoever writes to it and whatever the program says."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from dramaport.stream.ids import new_id
from wallet_making import DRAMA, NOW, Books


def run(books: Books, *statements: str, **values: object) -> None:
    with books.engine.begin() as db:
        for statement in statements:
            db.execute(text(statement), values)


LOT = (
    "INSERT INTO lot (id, transaction_id, viewer, kind, granted) VALUES (:id, :id, :viewer, 'bonus', 100)",
    "INSERT INTO posting VALUES (:id, 0, 'wallet', :viewer, 'COIN', :coins, :id)",
)
ISSUED = "INSERT INTO posting VALUES (:id, 1, 'issued', '', 'COIN', :minus, :id)"
TRANSACTION = "INSERT INTO ledger_transaction (id, viewer, kind, at_ms, body_hash, reason) VALUES (:id, :viewer, 'grant', 0, '', '')"


def test_what_sums_to_zero_is_taken(books: Books) -> None:
    viewer = books.viewer()
    run(books, *LOT, ISSUED, TRANSACTION, id=new_id(), viewer=viewer, coins=100, minus=-100)
    assert books.balance(viewer).bonus == 100


@pytest.mark.parametrize("minus", [-99, -101, 100])
def test_what_does_not_sum_to_zero_is_refused(books: Books, minus: int) -> None:
    viewer = books.viewer()
    with pytest.raises(DatabaseError, match="sum to zero"):
        run(books, *LOT, ISSUED, TRANSACTION, id=new_id(), viewer=viewer, coins=100, minus=minus)
    assert books.balance(viewer).bonus == 0


def test_one_currency_does_not_make_up_for_another(books: Books) -> None:
    dollars = "INSERT INTO posting VALUES (:id, 1, 'sales', '', 'USD', -100, NULL)"
    with pytest.raises(DatabaseError, match="sum to zero"):
        run(books, *LOT, dollars, TRANSACTION, id=new_id(), viewer=books.viewer(), coins=100)


def test_postings_without_a_transaction_are_refused(books: Books) -> None:
    viewer = books.viewer()
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"):
        run(books, *LOT, ISSUED, id=new_id(), viewer=viewer, coins=100, minus=-100)
    assert books.balance(viewer).bonus == 0


@pytest.mark.parametrize("coins", [-1, 101])
def test_no_lot_falls_below_zero_or_holds_more_than_was_granted(books: Books, coins: int) -> None:
    with pytest.raises(DatabaseError, match=r"(?i)lot_never_below_zero|check constraint"):
        run(books, *LOT, ISSUED, TRANSACTION, id=new_id(), viewer=books.viewer(), coins=coins, minus=-coins)


def test_a_transaction_in_the_books_takes_no_posting_that_unbalances_it(books: Books) -> None:
    viewer = books.viewer()
    name = books.buy(viewer, 500).transaction
    more = "INSERT INTO posting VALUES (:id, 9, 'house', '', 'COIN', 5, NULL)"
    with pytest.raises(DatabaseError, match=r"sum to zero|no further postings"):
        run(books, more, id=name)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE posting SET amount = 1000000 WHERE transaction_id = :id",
        "DELETE FROM posting WHERE transaction_id = :id",
        "UPDATE ledger_transaction SET at_ms = 0 WHERE id = :id",
        "DELETE FROM ledger_transaction WHERE id = :id",
        "UPDATE lot SET remaining = granted WHERE transaction_id = :id",
        "UPDATE lot SET granted = 1000000 WHERE transaction_id = :id",
        "DELETE FROM lot WHERE transaction_id = :id",
        "INSERT INTO lot (id, transaction_id, viewer, kind, granted, remaining) VALUES ('x' || :id, :id, :viewer, 'paid', 9, 9)",
    ],
)
def test_what_is_written_stays(books: Books, change: str) -> None:
    viewer = books.viewer()
    name = books.buy(viewer, 500).transaction
    books.unlock(viewer, 11)
    with pytest.raises(DatabaseError, match=r"append-only|only postings move a lot"):
        run(books, change, **({"id": name, "viewer": viewer} if ":viewer" in change else {"id": name}))
    assert books.balance(viewer).paid == 440
    assert books.problems() == ()


def test_replacing_is_refused_as_well(books: Books) -> None:
    """SQLite's REPLACE deletes without firing a trigger on deletion; PostgreSQL knows no such word."""
    if books.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's own")
    viewer = books.viewer()
    name = books.buy(viewer, 500).transaction
    for table, values in (
        ("posting", "(:id, 0, 'wallet', :viewer, 'COIN', 1000, :id || '.paid')"),
        ("ledger_transaction", "(:id, :viewer, 'grant', 0, NULL, NULL, NULL, '', '')"),
        ("lot", "(:id || '.paid', :id, :viewer, 'paid', 1000, 0, NULL, NULL, NULL)"),
    ):
        with pytest.raises(DatabaseError, match=r"books|only postings"):
            run(books, f"REPLACE INTO {table} VALUES {values}", id=name, viewer=viewer)  # noqa: S608
    assert books.balance(viewer).paid == 500


def test_truncating_is_refused_as_well(books: Books) -> None:
    if books.engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL's own")
    for table in ("posting", "ledger_transaction", "lot"):
        with pytest.raises(DatabaseError, match="append-only"):
            run(books, f"TRUNCATE {table} CASCADE")


def test_a_second_charge_for_an_episode_is_refused(books: Books) -> None:
    viewer = books.viewer()
    books.buy(viewer)
    books.unlock(viewer, 11)
    again = (
        "INSERT INTO ledger_transaction (id, viewer, kind, at_ms, drama, number, body_hash, reason)"
        " VALUES (:id, :viewer, 'unlock', 0, :drama, 11, '', '')"
    )
    with pytest.raises(DatabaseError, match=r"ledger_one_charge_for_ever|in the books already"):
        run(books, again, id=new_id(), viewer=viewer, drama=DRAMA)


def test_the_check_sees_what_is_wrong(books: Books) -> None:
    """An entitlement nobody paid for, and one taken away from who paid: no rule of the database, but of the books."""
    viewer = books.viewer()
    books.buy(viewer)
    books.unlock(viewer, 11)
    run(books, "UPDATE entitlement SET revoked_ms = :now WHERE viewer = :viewer", viewer=viewer, now=NOW)
    found = books.problems()
    run(books, "UPDATE entitlement SET revoked_ms = NULL WHERE viewer = :viewer", viewer=viewer)
    assert [problem.rule for problem in found] == [
        "an episode opened by coins is closed while something is owed for it, and only then"
    ]
    assert books.problems() == ()
