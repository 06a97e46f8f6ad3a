"""What writing one story has cost, and the cap on it: a journal that survives a kill and is shared by processes.

Before a model is asked, the most the answer can cost is set aside; afterwards that becomes what it did cost. What a killed
process set aside and never settled stays counted at its most: it may have been charged. So the cap holds as long as a model
keeps to `max_tokens`, and its vendor to the prices.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from filelock import FileLock

from dramaport.ai.write import tokens
from dramaport.ai.write.money import Price, shown
from dramaport.ai.write.values import Call, Usage
from dramaport.errors import BadInput, DramaportError


class BudgetSpent(DramaportError):
    """The next answer could pass the cap. Everything paid for is kept."""

    exit_code = 5


@dataclass(frozen=True)
class Cap:
    """The most all answers to one story may cost together, in money, in tokens or both."""

    money: Decimal | None = None
    currency: str = "USD"
    tokens: int | None = None


@dataclass(frozen=True)
class Spent:
    """What a story has taken: settled, and set aside by calls that run or were killed."""

    settled: Usage
    open: Usage

    @property
    def most(self) -> Usage:
        return self.settled + self.open


class Purse:
    """The journal of one story in `file`. Safe between threads and processes."""

    def __init__(self, file: Path, price: Price, cap: Cap | None = None) -> None:
        """Raises BadInput for a cap that could not be watched: in another currency, or without prices."""
        self.price = price
        self.cap = cap or Cap()
        self._file = file
        if self.cap.money is None:
            return
        if not price.known:
            raise BadInput(
                "a budget needs prices: set DRAMAPORT_WRITE_PRICE_IN and _OUT (money for a million tokens), "
                "or cap the tokens with --tokens"
            )
        if self.cap.currency != price.currency:
            raise BadInput(
                f"the budget is in {self.cap.currency} and the prices in {price.currency}; "
                "give both in one currency (DRAMAPORT_WRITE_CURRENCY)"
            )

    def spent(self) -> Spent:
        """The sums of the journal, in the purse's currency."""
        with self._locked():
            return self._fold()[0]

    def set_aside(self, key: str, call: Call) -> None:
        """Before a call: count its most. Raises BudgetSpent where that could pass the cap."""
        most = self.price.usage(tokens.most_sent(call), call.max_tokens)
        with self._locked():
            total = self._fold()[0].most + most
            self._refuse_beyond(total, most)
            self._append({"key": key, "state": "open", **_as_json(most, self.price.currency)})

    def settle(self, key: str, used: Usage) -> None:
        """After a call: what it did cost takes the place of what was set aside for it, where something was."""
        with self._locked():
            if key in self._fold()[1]:
                self._append({"key": key, "state": "settled", **_as_json(used, self.price.currency)})

    def release(self, key: str) -> None:
        """After a call nobody answered: nothing is charged for it."""
        with self._locked():
            self._append({"key": key, "state": "settled", **_as_json(Usage(), self.price.currency)})

    def _refuse_beyond(self, total: Usage, most: Usage) -> None:
        cap, currency = self.cap, self.price.currency
        if cap.money is not None and (total.money is None or total.money > cap.money):
            left = shown(most.money, currency)
            raise BudgetSpent(
                f"the budget of {shown(cap.money, cap.currency)} is reached: the next answer may cost {left}; everything "
                "written so far is kept: run the same command again with a higher --budget"
            )
        if cap.tokens is not None and total.sent + total.received > cap.tokens:
            raise BudgetSpent(
                f"the cap of {cap.tokens} tokens is reached: the next answer may take {most.sent + most.received}; everything "
                "written so far is kept: run the same command again with more --tokens"
            )

    def _fold(self) -> tuple[Spent, frozenset[str]]:
        """The sums, and the keys of what is open. An entry settles the latest open one of its key; others stay."""
        settled = Usage()
        asked: dict[str, list[Usage]] = {}
        for entry in self._journal():
            used = _as_usage(entry, self.price.currency)
            mine = asked.setdefault(entry["key"], [])
            if entry["state"] == "open":
                mine.append(used)
            else:
                del mine[-1:]
                settled += used
        waiting = sum((used for mine in asked.values() for used in mine), Usage())
        return Spent(settled, waiting), frozenset(key for key, mine in asked.items() if mine)

    def _journal(self) -> Iterator[dict[str, Any]]:
        if not self._file.exists():
            return
        for line in self._file.read_bytes().split(b"\n"):
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # the last line of a process that was killed while it wrote
            yield entry

    def _append(self, entry: dict[str, Any]) -> None:
        with self._file.open("ab+") as file:
            file.seek(max(0, file.tell() - 1))
            torn = file.read() not in {b"", b"\n"}
            file.write(b"\n" * torn + json.dumps(entry).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(f"{self._file}.lock"):
            yield


def _as_json(used: Usage, currency: str) -> dict[str, Any]:
    money = None if used.money is None else str(used.money)
    return {"sent": used.sent, "received": used.received, "money": money, "currency": currency}


def _as_usage(entry: dict[str, Any], currency: str) -> Usage:
    """An entry in another currency is tokens alone; its money is not known in this one, unless it was none."""
    money = None if entry["money"] is None else Decimal(entry["money"])
    foreign = entry["currency"] != currency and money != 0
    return Usage(entry["sent"], entry["received"], None if foreign else money)
