"""`story synopsis`, `story suggest`: what a model proposes to people, in files of their own. No script is changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from dramaport.ai.write import Request
from dramaport.ai.write.providers import Desk, open_desk
from dramaport.ai.write.values import T
from dramaport.cli.commands.story import story_app
from dramaport.cli.commands.story.writing import cap_of, show_spent, spending_of
from dramaport.cli.context import House, console, open_house
from dramaport.drama.screenplay import load_screenplay
from dramaport.errors import BadInput
from dramaport.story.repackage.suggest import adapt_request
from dramaport.story.repackage.values import Trace
from dramaport.story.workshop import Workshop, open_workshop, write_bytes
from dramaport.story.write.synopsis import synopsis_request, untold

Budget = Annotated[str, typer.Option(help="the most all writing of this story may cost, as in 5")]
Money = Annotated[str, typer.Option(help="the budget's currency")]


@story_app.command("synopsis")
def synopsis(
    name: Annotated[str, typer.Argument(help="the story")],
    budget: Budget = "",
    currency: Money = "USD",
) -> None:
    """Tell what happens in the episodes that do not say it, such as those of a script that was imported."""
    house = open_house()
    shop = open_workshop(house.settings.home, name)
    play = shop.screenplay()
    requests = {id: synopsis_request(play, id, episode) for id, episode in untold(play)}
    if not requests:
        console.print(f"every episode of {name} says what happens in it")
        return
    _ask(house, shop, requests, shop.folder / "synopses.json", budget, currency)


@story_app.command("suggest")
def suggest(
    name: Annotated[str, typer.Argument(help="the story")],
    market: Annotated[str, typer.Option(help="a market it was repackaged for")],
    budget: Budget = "",
    currency: Money = "USD",
) -> None:
    """Propose other words for lines that no longer read well in a market. You decide: edit the market's script."""
    house = open_house()
    shop = open_workshop(house.settings.home, name)
    folder = shop.market(market)
    if not (folder / "trace.json").exists():
        raise BadInput(f"{name} is not repackaged for {market} yet: dramaport story repackage {name} --market {market}")
    play, trace = load_screenplay(folder), Trace.model_validate_json((folder / "trace.json").read_bytes())
    requests = {id: adapt_request(play, trace, id) for id in play.episodes}
    _ask(house, shop, requests, folder / "suggestions.json", budget, currency)


def _ask(house: House, shop: Workshop, requests: dict[str, Request[T]], file: Path, budget: str, currency: str) -> None:
    """Ask for every episode, show the answers as they come, and write them to a file that is ours alone."""
    desk: Desk = open_desk(house.settings, spending_of(shop), cap_of(budget, currency, 0))
    told = {}
    try:
        for id, request in requests.items():
            answer = desk.writer.write(request).value.model_dump(mode="json")
            told[id] = answer
            console.print(f"{id}: {json.dumps(answer, ensure_ascii=False)}", soft_wrap=True)
            write_bytes(file, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    finally:
        show_spent(shop, desk)
    console.print(f"in {file.name}, by {desk.writer.identity}; no script was changed")
