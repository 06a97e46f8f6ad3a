"""`story select`: score cards of novels, side by side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dramaport.cli.commands.story import story_app
from dramaport.cli.context import console
from dramaport.errors import BadInput, DramaportError
from dramaport.settings import read_settings
from dramaport.story.intake.novel import novel_of, title_of
from dramaport.story.intake.source import read_source
from dramaport.story.select.card import SAMPLE, Rate, read_rates, score_card
from dramaport.story.select.values import Card, Compares, Figure, Overlap
from dramaport.story.workshop import open_workshop, workshops

#: Figures of the table, in its order; the others are on the card and in the JSON.
_COLUMNS = ("dialogue_share", "spoken_episodes", "hooks", "turns", "chapter_ends", "castable", "places", "female_share")

#: Room for the figures' names and for each novel; more novels than fit go into a table below.
_FIGURE_WIDTH, _NOVEL_WIDTH = 24, 14


@story_app.command("select")
def select(
    files: Annotated[list[Path], typer.Argument(help="novels, .txt or .epub")],
    episodes: Annotated[int, typer.Option(min=1, help="episodes the drama would have, for its cost")] = 80,
    sample: Annotated[int, typer.Option(min=0, help="chapters read of a very long novel; 0 reads it whole")] = SAMPLE,
    slate: Annotated[
        bool, typer.Option("--slate/--no-slate", help="hold each against the stories that are here")
    ] = True,
    rates: Annotated[Path | None, typer.Option(help="your own costs, a TOML file of [[rate]] tables")] = None,
    details: Annotated[bool, typer.Option("--details", help="the whole card of each: quotes, people, costs")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="everything, as JSON")] = False,
) -> None:
    """Weigh novels before anybody reads them: figures with the words they rest on, and what cannot be judged."""
    given = read_rates(_text(rates), rates.name) if rates else ()
    compare = _against_slate(read_settings().home) if slate else None
    cards, problems = [], []
    for file in files:
        try:
            cards.append(_card(file, episodes, sample, given, compare))
        except BadInput as error:
            problems.append(str(error))
    if as_json:
        print(json.dumps([card.model_dump(mode="json") for card in cards], ensure_ascii=False, indent=1))
    else:
        _show(cards, details)
    if len(problems) > 1 and not as_json:
        for problem in problems:
            console.print(f"not read: {problem}", style="yellow", soft_wrap=True)
    if problems:
        more = f"; {len(problems) - 1} more of {len(files)} could not be read" if len(problems) > 1 else ""
        raise BadInput(f"{problems[0]}{more}")


def _card(file: Path, episodes: int, sample: int, rates: tuple[Rate, ...], compare: Compares | None) -> Card:
    source = read_source(file)
    novel, data = novel_of(source, file.stem, title_of(source, file))
    return score_card(novel, data, sample=sample, episodes=episodes, rates=rates, compare=compare)


def _against_slate(home: Path) -> Compares | None:
    """Holds a text against every story here: its script, else its novel. None where there is no story yet."""
    shops = [open_workshop(home, name) for name in workshops(home)]
    if not shops:
        return None
    from dramaport.story.sameness import Verdict, compare, from_screenplay, from_text

    slate = [
        from_screenplay(shop.screenplay()).model_copy(update={"name": shop.name})
        if shop.scripted
        else from_text(shop.name, shop.text().decode())
        for shop in shops
    ]

    def against(text: str) -> tuple[Overlap, ...]:
        found = compare(from_text("", text), slate)
        return tuple(
            Overlap(other=one.story, score=one.copied, shared=tuple(f"{motif.zh} ({motif.en})" for motif in one.motifs))
            for one in found
            if one.verdict is not Verdict.APART
        )

    return against


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{file.name} is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise DramaportError(f"{file.name} cannot be read ({error.strerror}); check the path") from error


def _show(cards: list[Card], details: bool) -> None:
    for card in cards:
        console.print(f"{card.title}: {card.coverage}", soft_wrap=True)
    if len(cards) > 1 or not details:
        beside = max(1, (console.width - _FIGURE_WIDTH) // _NOVEL_WIDTH)
        for at in range(0, len(cards), beside):
            _show_table(cards[at : at + beside])
    for card in cards if details else ():
        _show_card(card)
    if cards and not details:
        console.print("? = not judged; --details says why, and shows the words each figure rests on")


def _show_table(cards: list[Card]) -> None:
    """Cards side by side, as many as the console is wide for."""
    table = Table("figure", *(card.title for card in cards))
    for id in _COLUMNS:
        named = next((card.figure(id) for card in cards if card.figure(id).value is not None), cards[0].figure(id))
        table.add_row(f"{named.name} {named.unit}".strip(), *(_value(card.figure(id), unit=False) for card in cards))
    table.add_row("shares with", *(_others(card) for card in cards))
    for at, fit in enumerate(cards[0].fits):
        table.add_row(f"fit {fit.market}", *(_score(card.fits[at].score) for card in cards))
    console.print(table)


def _show_card(card: Card) -> None:
    console.print(f"\n{card.title}", style="bold")
    for figure in card.figures:
        console.print(f"{figure.name}: {_value(figure)}: {figure.how}", soft_wrap=True)
        for quote in figure.evidence:
            console.print(f"    bytes {quote.start}–{quote.end}: {_one_line(quote.quote)}", soft_wrap=True)
    people = ", ".join(f"{person.name} {person.lines}/{person.mentions}" for person in card.people)
    console.print(f"people (lines/mentions): {people or 'none found'}", soft_wrap=True)
    places = ", ".join(f"{spot.name} {spot.mentions}" for spot in card.places)
    console.print(f"places: {places or 'none found'}", soft_wrap=True)
    for cost in card.costs:
        amount = f"{cost.estimate:,} {cost.currency}" if cost.estimate is not None else "?"
        console.print(f"cost, {cost.production}, {cost.minutes:.0f} min: {amount}: {cost.because}", soft_wrap=True)
        for tier, most in cost.ceilings.items():
            console.print(f"    at most {most:,} CNY a minute to stay in the tier {tier!r}")
    for fit in card.fits:
        console.print(f"fit {fit.market}: {_score(fit.score)}: {'; '.join(fit.because)}", soft_wrap=True)
    for overlap in card.overlaps:
        motifs = f"; motifs: {', '.join(overlap.shared)}" if overlap.shared else ""
        console.print(f"shares with {overlap.other}: {overlap.score:.0%} of its words in a row{motifs}", soft_wrap=True)
    for told in (*card.unjudged, *card.warnings):
        console.print(f"note: {told}", style="yellow", soft_wrap=True)


def _value(figure: Figure, *, unit: bool = True) -> str:
    if figure.value is None:
        return "?"
    shown = f"{figure.value:.0%}" if figure.unit.startswith("of ") else f"{figure.value:g}"
    return f"{shown} {figure.unit}".strip() if unit else shown


def _others(card: Card) -> str:
    """Stories here that it comes near, ? where nobody compared."""
    compared = not any(told.startswith("overlap") for told in card.unjudged)
    return ", ".join(overlap.other for overlap in card.overlaps) or ("–" if compared else "?")


def _score(score: float | None) -> str:
    return "?" if score is None else f"{score:.2f}"


def _one_line(words: str) -> str:
    return " ".join(words.split())
