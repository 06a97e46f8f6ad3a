"""`story compare`: two scripts held against each other in blind pairs, by models and by people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dramaport.ai.write.providers import open_desk
from dramaport.cli.commands.story import story_app
from dramaport.cli.commands.story.writing import cap_of
from dramaport.cli.context import House, console, open_house
from dramaport.drama.screenplay import Screenplay, load_screenplay
from dramaport.errors import BadInput
from dramaport.story.compare.agreement import Agreement, Tally, agreements, tally
from dramaport.story.compare.judging import judged
from dramaport.story.compare.sheet import read_sheet, write_sheet
from dramaport.story.compare.values import QUESTION, Judgement, Pair, pairs_of
from dramaport.story.workshop import open_workshop


@story_app.command("compare")
def compare(
    a: Annotated[str, typer.Argument(help="a story, or a folder with drama.toml")],
    b: Annotated[str, typer.Argument(help="another")],
    judge: Annotated[list[str] | None, typer.Option(help="a model of the endpoint that judges; again for more")] = None,
    sheet: Annotated[Path | None, typer.Option(help="write the pairs for a person to judge, and ask no model")] = None,
    person: Annotated[str, typer.Option(help="whose sheet it is")] = "reader",
    filled: Annotated[list[Path] | None, typer.Option(help="a filled sheet; again for more")] = None,
    question: Annotated[str, typer.Option(help="what better means")] = QUESTION,
    budget: Annotated[str, typer.Option(help="the most all comparing may cost, as in 1")] = "",
    currency: Annotated[str, typer.Option(help="the budget's currency")] = "USD",
    tokens: Annotated[int, typer.Option(min=0, help="the most tokens all comparing may take")] = 0,
) -> None:
    """Say episode by episode which script is better, and how far the judges agree. Each model sees both orders."""
    house = open_house()
    play = _script(house, a)
    pairs = pairs_of(play, _script(house, b))
    if sheet is not None:
        write_sheet(sheet, pairs, person, question)
        console.print(f"{len(pairs)} pairs for {person} in {sheet}; when it is filled in: --filled {sheet}")
        return
    found = [judgement for file in filled or () for judgement in read_sheet(file, pairs)]
    for model in judge or ([] if filled else [""]):
        spending = house.settings.home / "comparing.jsonl"
        desk = open_desk(house.settings, spending, cap_of(budget, currency, tokens), model)
        name = model or desk.writer.identity
        with console.status(f"{name} reads {len(pairs)} pairs, twice each …"):
            found += judged(pairs, name, desk.writer, play.source, lambda _: None, question)
    _show(a, b, pairs, found)


def _script(house: House, told: str) -> Screenplay:
    """The script of a folder where there is one, else of a story."""
    if (Path(told) / "drama.toml").exists():
        return load_screenplay(Path(told))
    return open_workshop(house.settings.home, told).screenplay()


def _show(a: str, b: str, pairs: Sequence[Pair], found: Sequence[Judgement]) -> None:
    judges = tuple(dict.fromkeys(judgement.judge for judgement in found))
    if not judges:
        raise BadInput("nobody has judged yet: fill in the sheet, or name a model with --judge")
    console.print(f"A is {a}, B is {b}")
    each = Table("episode", *judges)
    for pair in pairs:
        said = {judgement.judge: judgement for judgement in found if judgement.episode == pair.episode}
        each.add_row(pair.episode, *(said[judge].preference if judge in said else "–" for judge in judges))
    console.print(each)
    for judge in judges:
        console.print(_tallied(tally(judge, found)))
    for agreement in agreements(found):
        console.print(_agreed(agreement))
    if len(judges) == 1:
        console.print(
            "one judge alone: how far this can be believed nobody knows; name a second with --judge or --filled"
        )


def _tallied(counted: Tally) -> str:
    words = f"{counted.judge}: A {counted.a}, B {counted.b}, neither {counted.ties}"
    words += f" (sign test of A against B: p = {counted.preference_p:.2f})"
    if counted.choices:
        share = 100 * counted.firsts / counted.choices
        words += f"; swayed by the order {counted.swayed}, chose the first {share:.0f} % (p = {counted.order_p:.2f})"
    return words


def _agreed(agreement: Agreement) -> str:
    one, other = agreement.judges
    kappa = "not defined, for both said one thing throughout" if agreement.kappa is None else f"{agreement.kappa:.2f}"
    return f"{one} and {other} agree on {agreement.equal} of {agreement.pairs}; Cohen's kappa {kappa}"
