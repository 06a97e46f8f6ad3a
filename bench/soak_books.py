"""What the clients of `soak` were told against what is in the books."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, text

from bench.soak_client import PACKS, Order, Told
from dramaport.stream import wallet
from dramaport.stream.stores.handle import transaction_of
from dramaport.stream.stores.values import Source
from dramaport.stream.wallet.lots import Part
from dramaport.stream.wallet.shares import earnings, weights
from dramaport.stream.wallet.values import Share, Stake

#: Whose the coins of every drama are (`stage.fill`).
_SHARE = Share(stakes=(Stake(creator="studio-a", points=2000), Stake(creator="studio-b", points=1333)))


def compare(db: Connection, told: list[Told]) -> tuple[dict[str, int], tuple[str, ...]]:
    """What clients were told against what is in the books."""
    problems = [f"{problem.rule}: {problem.subject} {problem.found}" for problem in wallet.check(db)]
    problems += [fault for one in told for fault in one.faults]
    unlocks = [json.loads(answer) for one in told for _, _, status, answer in one.unlocks.values() if status == 200]
    charged = sum(answer["charged"] for answer in unlocks)
    query = (
        "SELECT t.kind, -sum(p.amount) AS coins FROM posting p JOIN ledger_transaction t ON t.id = p.transaction_id"
        " WHERE p.account = 'wallet' AND t.kind IN ('unlock', 'settlement') GROUP BY t.kind"
    )
    spent = {row.kind: row.coins for row in db.execute(text(query))}
    paid, settled = int(spent.get("unlock", 0)), int(spent.get("settlement", 0))
    if not paid <= charged <= paid + settled:
        problems.append(f"viewers were told of {charged} coins; the books have {paid} unlocked and {settled} settled")
    twice = db.execute(
        text(
            "SELECT count(*) FROM (SELECT 1 FROM ledger_transaction WHERE kind = 'unlock'"
            " GROUP BY viewer, drama, number HAVING count(*) > 1) AS twice"
        )
    ).scalar_one()
    if twice:
        problems.append(f"{twice} episodes were charged twice")
    problems += _orders(db, [order for one in told for order in one.orders])
    opened = set(db.execute(text("SELECT id FROM ad_intent WHERE consumed_ms IS NOT NULL")).scalars())
    granted = set().union(*(one.granted for one in told))
    problems += [f"the reward for {intent} is lost" for intent in granted - opened]
    problems += _creators(db)
    figures = {
        "unlock requests answered with 200": len(unlocks),
        "coins charged": charged,
        "episodes charged": int(
            db.execute(text("SELECT count(*) FROM ledger_transaction WHERE kind = 'unlock'")).scalar_one()
        ),
        "orders": sum(len(one.orders) for one in told),
        "orders given back in the end": sum(not order.held for one in told for order in one.orders),
        "advertisements paid out": len(granted),
        "transactions": int(db.execute(text("SELECT count(*) FROM ledger_transaction")).scalar_one()),
        "postings": int(db.execute(text("SELECT count(*) FROM posting")).scalar_one()),
    }
    return figures, tuple(problems)


def _orders(db: Connection, orders: list[Order]) -> Iterator[str]:
    """Each payment is in the books once, with its coins; what was given back in the end is reversed."""
    rows = db.execute(text("SELECT id, viewer, standing, moves FROM store_order"))
    kept = {row.id: row for row in rows}
    lots = db.execute(text("SELECT transaction_id, granted FROM lot WHERE kind = 'paid'"))
    coins = {row.transaction_id: row.granted for row in lots}
    for order in orders:
        row = kept.get(order.name)
        if row is None:
            yield f"the purchase {order.name} is lost"
        elif (row.standing == "paid", row.moves % 2 == 1, row.viewer) != (order.held, order.held, order.viewer):
            yield f"the order {order.name} stands at {row.standing} after {row.moves} moves; {order.said} changes were told"
        elif order.item in PACKS:
            name = transaction_of(Source.APPLE, order.name, 1)
            if coins.get(name) != PACKS[order.item][0]:
                yield f"the purchase {order.name} has {coins.get(name)} coins for {order.item}"


def _creators(db: Connection) -> Iterator[str]:
    """Every sale's shares, worked out once more."""
    rows = db.execute(
        text(
            "SELECT p.transaction_id, p.account, p.owner, p.amount, p.lot_id FROM posting p"
            " JOIN ledger_transaction t ON t.id = p.transaction_id WHERE t.kind = 'unlock'"
        )
    )
    taken: dict[str, list[Part]] = defaultdict(list)
    given: dict[str, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for row in rows:
        if row.account == "wallet":
            taken[row.transaction_id].append(Part(row.lot_id, -row.amount))
        else:
            given[row.transaction_id][(row.account, row.owner, row.lot_id)] += row.amount
    by = weights(_SHARE)
    for name, parts in taken.items():
        wanted = Counter({(str(leg.account), leg.owner, str(leg.lot)): leg.amount for leg in earnings(parts, by)})
        if wanted != given[name]:
            yield f"the shares of {name} are {dict(given[name])}, not {dict(wanted)}"
