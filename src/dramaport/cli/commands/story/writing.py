"""`story write`: the script, as far as nobody has accepted or edited it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dramaport.ai.write.money import shown
from dramaport.ai.write.providers import Desk, open_desk
from dramaport.ai.write.purse import Cap
from dramaport.cli.commands.story import story_app
from dramaport.cli.context import House, console, open_house
from dramaport.errors import BadInput, DramaportError
from dramaport.story import decisions
from dramaport.story.decisions import Accepted
from dramaport.story.workshop import Workshop, open_workshop
from dramaport.story.write.forecast import Forecast, forecast
from dramaport.story.write.record import Owner
from dramaport.story.write.writing import REVISIONS, SECONDS, Order, Outcome, write_story

_CURRENCY = re.compile(r"[A-Za-z]{3}\Z")
_UNPRICED = "what it costs is unknown: set DRAMAPORT_WRITE_PRICE_IN and _OUT, money for a million tokens, and _CURRENCY"
_WHOSE = {
    Owner.NOBODY: "not written yet",
    Owner.WRITER: "a draft is there; name it with --episode to have it written again",
    Owner.PERSON: "edited by hand, left alone",
    Owner.ACCEPTED: "accepted, left alone",
}


@story_app.command("write")
def write(
    name: Annotated[str, typer.Argument(help="the story")],
    episode: Annotated[list[str] | None, typer.Option(help="one episode, as 7 or E07; may be given again")] = None,
    seconds: Annotated[int, typer.Option(min=10, max=900, help="length of an episode")] = SECONDS,
    revisions: Annotated[int, typer.Option(min=0, max=5, help="times an episode is mended by the gates")] = REVISIONS,
    take: Annotated[int, typer.Option(min=1, help="another number gives another version")] = 1,
    sets: Annotated[str, typer.Option(help="sets there are, as in office,hospital")] = "",
    budget: Annotated[str, typer.Option(help="the most all writing of this story may cost, as in 5")] = "",
    currency: Annotated[str, typer.Option(help="the budget's currency")] = "USD",
    tokens: Annotated[int, typer.Option(min=0, help="the most tokens all its writing may take")] = 0,
    dry: Annotated[bool, typer.Option("--dry", help="say what it would take, and ask nobody")] = False,
) -> None:
    """Write the script: every planned episode that is missing, or those you name.

    What was accepted or edited by hand is never written over. Answers that were paid for are kept and not paid again.
    """
    house = open_house()
    shop = open_workshop(house.settings.home, name)
    desk = open_desk(house.settings, spending_of(shop), cap_of(budget, currency, tokens))
    order = Order(
        tuple(episode_id(told) for told in episode or ()),
        seconds,
        revisions,
        take,
        tuple(filter(None, map(str.strip, sets.split(",")))),
    )
    if dry:
        _show_forecast(forecast(shop, desk, accepted_in(house, shop), order), desk)
        return
    if desk.draft:
        console.print(
            "written by the embedded model: drafts to show how the work goes; docs/models.md names better ones"
        )
    with shop.hold():
        done = write_now(house, shop, desk, order)
    failed = [outcome for outcome in done if outcome.trouble]
    if failed:
        raise DramaportError(
            f"{len(failed)} of {len(done)} episodes have no usable answer; those that came are kept, so ask for "
            f"others: the same command with --take {take + 1}"
        )


def write_now(house: House, shop: Workshop, desk: Desk, order: Order) -> tuple[Outcome, ...]:
    """Write, tell each episode as it comes, and at the end, however it ends, what was spent."""
    try:
        return write_story(shop, desk, accepted_in(house, shop), order, _tell)
    finally:
        show_spent(shop, desk)


def accepted_in(house: House, shop: Workshop) -> Accepted:
    """What people accepted of a story."""
    with house.database.connect() as db:
        return decisions.accepted(db, shop.name)


def spending_of(shop: Workshop) -> Path:
    """The journal of what writing a story has cost."""
    return shop.folder / "spending.jsonl"


def episode_id(told: str) -> str:
    """`E07` for 7, 07, e7 and E07. Raises BadInput."""
    number = re.fullmatch(r"[Ee]?0*(\d{1,3})", told.strip())
    if number is None or number[1] == "0":
        raise BadInput(f"{told!r} is no episode; give its number, as in --episode 7")
    return f"E{int(number[1]):02}"


def cap_of(budget: str, currency: str, tokens: int) -> Cap:
    """The cap of the options. Raises BadInput."""
    if not _CURRENCY.match(currency):
        raise BadInput(f"{currency!r} is no currency's code; use three letters such as USD or CNY")
    try:
        money = Decimal(budget) if budget else None
    except InvalidOperation as error:
        raise BadInput(f"--budget {budget} is no amount; give a number, as in --budget 5 --currency USD") from error
    if money is not None and not (money.is_finite() and money > 0):
        raise BadInput(f"--budget {budget} allows nothing; give an amount above 0")
    return Cap(money, currency.upper(), tokens or None)


def _tell(outcome: Outcome) -> None:
    if outcome.trouble:
        console.print(f"{outcome.id}: no draft: {outcome.trouble}")
    elif not outcome.written:
        console.print(f"{outcome.id}: {_WHOSE[outcome.owner]}")
    else:
        found = len(outcome.findings)
        words = "nothing found by the gates" if not found else f"{found} finding{'s' if found > 1 else ''} by the gates"
        console.print(f"{outcome.id}: written, {outcome.seconds:.0f} s, {words}")


def _show_forecast(told: Forecast, desk: Desk) -> None:
    currency = desk.purse.price.currency
    skipped = ", ".join(f"{id} ({_WHOSE[whose]})" for id, whose in told.skipped.items())
    console.print(f"to write: {' '.join(told.episodes) or 'nothing'}")
    if skipped:
        console.print(f"left alone: {skipped}")
    table = Table("", "requests", "tokens sent", "tokens received", "money")
    usual, most = told.usual, told.most
    asked = str(told.requests - told.held)
    table.add_row("usually", asked, f"{usual.sent:,}", f"{usual.received:,}", shown(usual.money, currency))
    table.add_row("at most", "with corrections", f"{most.sent:,}", f"{most.received:,}", shown(most.money, currency))
    console.print(table)
    if not desk.purse.price.known:
        console.print(_UNPRICED)
    if told.held:
        console.print(f"{told.held} answers are here already and cost nothing")
    console.print(f"by {desk.writer.identity}; nothing was asked")


def show_spent(shop: Workshop, desk: Desk) -> None:
    """What writing a story has taken so far, where it took anything."""
    spent = desk.purse.spent()
    used, currency = spent.settled, desk.purse.price.currency
    if used.sent + used.received:
        console.print(
            f"writing {shop.name} has taken {used.sent:,} tokens sent and {used.received:,} received so far: "
            f"{shown(used.money, currency)}"
        )
        if used.money is None:
            console.print(_UNPRICED)
    if spent.open.sent and spent.open.money != 0:
        console.print(
            f"of calls that were killed under way, at most {shown(spent.open.money, currency)} may have been charged as well"
        )
