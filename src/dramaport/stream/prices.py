"""Changing a market's price book. Pure: a market in, the changed market out.

Amounts are typed as people write them in the market's own currency and kept as whole minor units; a price that is changed says
its currency, so that nobody sets yen where pesos were meant.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final, TypeVar

from dramaport.errors import BadInput, Missing
from dramaport.stream.stores.currency import digits
from dramaport.stream.values import Market, Pack, Period, Plan, Show, Terms

COIN: Final = "COIN"
#: What a price is named for that is no pack and no plan: an episode's, in coins.
EPISODE: Final = "episode"

#: No pack, plan or episode costs more; a slip of a few zeros does.
_MOST_UNITS: Final = 100_000_000_00
_MOST_COINS: Final = 10_000

_Show = TypeVar("_Show", bound=Show)
_Sold = TypeVar("_Sold", bound=Pack | Plan)


def minor_units(text: str, currency: str) -> int:
    """An amount as whole minor units. Raises BadInput for what is no price in the currency."""
    try:
        amount = Decimal(text)
        units = amount.scaleb(digits(currency))
        whole = units == units.to_integral_value()
    except (InvalidOperation, ValueError) as error:
        raise BadInput(f"{text!r} is no amount; write it as 4.99") from error
    if not amount.is_finite() or amount <= 0:
        raise BadInput(f"a price is above zero, not {text}")
    if not whole:
        raise BadInput(f"{text} {currency} cannot be paid: {currency} has {digits(currency)} decimals")
    if units > _MOST_UNITS:
        raise BadInput(f"{text} {currency} is more than any price; count the zeros")
    return int(units)


def shown(amount: int, currency: str) -> str:
    """`4.99 USD`, `500 JPY`."""
    shift = digits(currency)
    return f"{Decimal(amount).scaleb(-shift):.{shift}f} {currency}"


def coins_of(text: str) -> int:
    """A price in coins. Raises BadInput for what is none."""
    if not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
        raise BadInput(f"{text!r} is no number of coins; write a whole number")
    if not 1 <= int(text) <= _MOST_COINS:
        raise BadInput(f"an episode costs 1 to {_MOST_COINS} coins, not {text}")
    return int(text)


def find_market(markets: tuple[Market, ...], code: str) -> Market:
    """Raises Missing naming those there are."""
    found = next((market for market in markets if market.code == code), None)
    if found is None:
        raise Missing(f"there is no market {code!r}; known are {', '.join(market.code for market in markets)}")
    return found


def with_price(
    market: Market,
    item: str,
    text: str,
    currency: str,
    *,
    coins: int | None = None,
    bonus: int | None = None,
    period: Period | None = None,
) -> Market:
    """The market with a pack, a plan or its episodes at another price. `coins` makes or changes a pack, `period` a plan.

    Raises BadInput for another currency than the item's, for what is no amount, and for an item that nobody described.
    """
    if item == EPISODE:
        _same(currency, COIN, "an episode's price")
        return market.model_copy(update={"coin_price": coins_of(text)})
    _same(currency, market.currency, f"the market {market.code}")
    amount = minor_units(text, market.currency)
    pack = next((known for known in market.packs if known.id == item), None)
    plan = next((known for known in market.plans if known.id == item), None)
    if period is not None and (coins is not None or pack is not None):
        raise BadInput(f"{item!r} is a pack of coins; a plan needs another name")
    by = period or (plan.period if plan else None)
    if by is not None:
        if coins is not None or bonus is not None:
            raise BadInput(f"{item!r} is a plan; a pack of coins needs another name")
        return market.model_copy(update={"plans": _replaced(market.plans, Plan(id=item, period=by, amount=amount))})
    held = coins if coins is not None else pack.coins if pack else None
    if held is None:
        names = ", ".join([EPISODE, *(known.id for known in market.packs), *(known.id for known in market.plans)])
        raise BadInput(f"{market.code} sells no {item!r} (it has {names}); say --coins or --period to make it")
    if held <= 0 or (bonus or 0) < 0:
        raise BadInput("a pack has one coin or more, and no fewer than none on top")
    more = bonus if bonus is not None else pack.bonus if pack else 0
    return market.model_copy(
        update={"packs": _replaced(market.packs, Pack(id=item, coins=held, bonus=more, amount=amount))}
    )


def with_terms(show: _Show, market: Market, text: str, currency: str) -> _Show:
    """The drama with an episode price of its own in a market."""
    _same(currency, COIN, "an episode's price")
    own = show.terms.get(market.code, Terms()).model_copy(update={"coin_price": coins_of(text)})
    return show.model_copy(update={"terms": {**show.terms, market.code: own}})


def _same(said: str, meant: str, what: str) -> None:
    if said.upper() != meant:
        raise BadInput(f"{what} is in {meant}, not in {said}; give the price in {meant}")


def _replaced(known: tuple[_Sold, ...], made: _Sold) -> tuple[_Sold, ...]:
    if any(one.id == made.id for one in known):
        return tuple(made if one.id == made.id else one for one in known)
    return (*known, made)
