"""`price`: what packs, plans and episodes cost, market by market."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from dramaport.cli.context import console, open_house
from dramaport.cli.main import app
from dramaport.cli.markets import known_markets, noted
from dramaport.errors import BadInput
from dramaport.stream import repository
from dramaport.stream.prices import COIN, EPISODE, find_market, shown, with_price, with_terms
from dramaport.stream.values import Market, Period

price_app = typer.Typer(
    help="Price books: packs, plans and episodes in each market's own currency.", no_args_is_help=True
)
app.add_typer(price_app, name="price")

#: A negative amount is an amount, and refused as one; it is no option.
_AS_WRITTEN = {"ignore_unknown_options": True}


@price_app.command("list")
def list_prices(
    market: Annotated[str, typer.Option("--market", help="one market's code; none = all")] = "",
    drama: Annotated[str, typer.Option("--drama", help="a drama's title: its own episode prices, too")] = "",
) -> None:
    """Every price, as viewers are shown it."""
    house = open_house()
    own = house.drama(drama).id if drama else None
    table = Table("market", "item", "price", "what for")
    with house.database.begin() as db:
        markets = known_markets(db)
        show = repository.show(db, own) if own else None
        for one in [find_market(markets, market)] if market else markets:
            for item, price, what in _lines(one):
                table.add_row(one.code, item, price, what)
            if show is not None:
                table.add_row(one.code, EPISODE, f"{show.price_in(one)} {COIN}", f"an episode of {show.title}")
    console.print(table)


@price_app.command("set", context_settings=_AS_WRITTEN)
def set_price(
    market: Annotated[str, typer.Argument(help="the market's code, such as br")],
    item: Annotated[str, typer.Argument(help="a pack or plan by its name, or `episode`")],
    amount: Annotated[str, typer.Argument(help="such as 14.90; coins for an episode")],
    currency: Annotated[str, typer.Argument(help="the market's, such as BRL; COIN for an episode")],
    drama: Annotated[str, typer.Option("--drama", help="a drama's title: its episodes alone")] = "",
    coins: Annotated[int | None, typer.Option("--coins", help="a pack's coins; makes the pack")] = None,
    bonus: Annotated[int | None, typer.Option("--bonus", help="a pack's coins on top")] = None,
    period: Annotated[Period | None, typer.Option("--period", help="a plan's length; makes the plan")] = None,
) -> None:
    """Change a price, or add a pack or a plan. What somebody has begun to buy keeps its price."""
    house = open_house()
    own = house.drama(drama).id if drama else None
    with house.database.begin() as db:
        markets = known_markets(db)
        found = find_market(markets, market)
        noted(db, "price.set", market, item=item, amount=amount, currency=currency, drama=own, coins=coins, bonus=bonus)
        if own:
            if item != EPISODE:
                raise BadInput(f"{item!r} costs the same for every drama; leave out --drama")
            show = with_terms(repository.show(db, own), found, amount, currency)
            repository.put_show(db, show, 0)
            console.print(f"{market}: an episode of {show.title} costs {show.price_in(found)} {COIN}")
            return
        changed = with_price(found, item, amount, currency, coins=coins, bonus=bonus, period=period)
        repository.put_markets(db, [changed if one.code == market else one for one in markets])
    (line,) = [line for line in _lines(changed) if line[0] == item]
    console.print(f"{market}: {line[2]} costs {line[1]}")


def _lines(market: Market) -> list[tuple[str, str, str]]:
    packs = [
        (
            pack.id,
            shown(pack.amount, market.currency),
            f"{pack.coins} coins" + (f" + {pack.bonus}" if pack.bonus else ""),
        )
        for pack in market.packs
    ]
    plans = [
        (plan.id, shown(plan.amount, market.currency), f"everything, by the {plan.period}") for plan in market.plans
    ]
    return [(EPISODE, f"{market.coin_price} {COIN}", "an episode"), *packs, *plans]
