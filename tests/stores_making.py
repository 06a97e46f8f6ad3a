"""A purse that writes down what it is told, and what is sold in these tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection

from dramaport.stream.stores.handle import Coins, Period
from dramaport.stream.stores.repository import Item
from dramaport.stream.stores.values import Source
from dramaport.stream.values import Money
from dramaport.stream.values import Period as Length

ANNA = "0" * 31 + "a"
BELA = "0" * 31 + "b"
USD = Money(amount=999, currency="USD")
SOLD = {
    "c1000": Item(id="c1000", coins=1000, bonus=100, bonus_days=90, money=USD),
    "week": Item(id="week", period=Length.WEEK, money=Money(amount=1999, currency="USD")),
}


@dataclass
class Purse:
    """Refuses what the wallet would refuse: the same transaction twice, and taking what was never given."""

    given: dict[str, tuple[str, Coins | Period]] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)  # transaction → what it takes back
    parts: dict[str, Money] = field(default_factory=dict)
    fails: bool = False

    def give(
        self, db: Connection, *, transaction_id: str, viewer: str, worth: Coins | Period, store: Source, money: Money,
        at_ms: int,
    ) -> None:  # fmt: skip
        assert transaction_id not in self.given, "given twice"
        if self.fails:
            raise OSError("the power went")
        self.given[transaction_id] = (viewer, worth)

    def take(self, db: Connection, *, transaction_id: str, of: str, reason: str, at_ms: int) -> None:
        assert of in self.given, "took what was not given"
        assert of not in self.taken.values(), "taken twice"
        self.taken[transaction_id] = of

    def give_back(self, db: Connection, *, of: str, money: Money, at_ms: int) -> None:
        assert of in self.given, "gave back a part of what was not given"
        self.parts[of] = money

    def coins(self, viewer: str) -> int:
        held = (self.given[name] for name in self.given if name not in self.taken.values())
        return sum(worth.paid + worth.bonus for who, worth in held if who == viewer and isinstance(worth, Coins))


def shelf(_: Connection, viewer: str, item: str, territory: str | None) -> Item | None:
    return SOLD.get(item) if viewer in (ANNA, BELA) else None
