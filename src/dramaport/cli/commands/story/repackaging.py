"""`story repackage`: a script made at home in another market, with a trace of every change."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import ValidationError
from rich.table import Table

from dramaport.cli.commands.story import story_app
from dramaport.cli.context import console, open_house
from dramaport.drama.screenplay import save_screenplay
from dramaport.errors import BadInput, DramaportError
from dramaport.story.repackage.adapt import inconsistencies, repackage
from dramaport.story.repackage.bible import bible_of
from dramaport.story.repackage.notes import lexicon, noted
from dramaport.story.repackage.packs import markets, pack_of
from dramaport.story.repackage.values import Decided, Trace
from dramaport.story.workshop import Workshop, open_workshop, write_bytes, write_value

_SHOWN: Final = 20


@story_app.command("repackage")
def repackage_story(
    name: Annotated[str, typer.Argument(help="the story")],
    market: Annotated[str, typer.Option(help="the market it is for, such as us; `list` names those with a pack")],
) -> None:
    """Give people, forms of address, places, food and money of a market. What people decided stands in decided.toml."""
    house = open_house()
    own = house.settings.home / "packs"
    if market == "list":
        console.print("\n".join(markets(own)))
        return
    workshop = open_workshop(house.settings.home, name)
    pack = pack_of(market, own)
    folder = workshop.market(market)
    with workshop.hold():
        play = noted(workshop.screenplay(), lexicon())
        new, trace = repackage(play, pack, _decided(folder / "decided.toml"))
        if wrong := inconsistencies(new, trace):
            raise DramaportError(f"{wrong[0]}; decide for one form in {folder / 'decided.toml'}")
        save_screenplay(folder, new)
        write_value(folder / "trace.json", trace)
        write_bytes(folder / "bible.toml", bible_of(trace.substitutions, pack.language))
    _show(workshop, market, trace, sum(len(episode.notes) for episode in new.episodes.values()))


def _decided(file: Path) -> Decided:
    """What people decided. Raises BadInput naming the key that is wrong."""
    try:
        return Decided.model_validate(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return Decided()
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{file.name} is not valid TOML in UTF-8: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{file.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def _show(workshop: Workshop, market: str, trace: Trace, notes: int) -> None:
    times = Counter(occurrence.source for occurrence in trace.occurrences)
    table = Table("in the story", "becomes", "in the market's language", "kind", "times")
    for entry in trace.substitutions:
        table.add_row(entry.source, entry.becomes, entry.target, entry.kind, str(times[entry.source]))
    console.print(table)
    for kept in trace.kept:
        console.print(f"kept: {kept.term}, {kept.reason}", soft_wrap=True)
    for concern in trace.concerns[:_SHOWN]:
        console.print(f"a person decides: {concern.where}: {concern.quote}", style="yellow", soft_wrap=True)
        console.print(f"  {concern.concern}; {concern.remedy}", soft_wrap=True)
    if len(trace.concerns) > _SHOWN:
        console.print(f"and {len(trace.concerns) - _SHOWN} more in trace.json", style="yellow")
    changed = len(trace.occurrences)
    console.print(
        f"{workshop.name} for {market}: {changed} places changed, culture notes: {notes}; in {workshop.market(market)}",
        soft_wrap=True,
    )
