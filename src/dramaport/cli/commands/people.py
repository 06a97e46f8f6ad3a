"""`cast`, `bible`, `cover`: what people decide about a drama."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from dramaport.cli.context import House, console, hold, open_house
from dramaport.cli.main import app
from dramaport.cli.season import Run, run
from dramaport.drama import repository
from dramaport.drama.decisions import Anchor, Decision, DecisionKind, merge_bible
from dramaport.drama.languages import language, languages
from dramaport.drama.repository import Drama
from dramaport.drama.values import Age, Character, Gender, Line, Term, TermKind, TermState
from dramaport.errors import BadInput
from dramaport.localize.bible.propose import propose
from dramaport.localize.cover import CoverMode
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.language_job import voices_of

_ORIGIN = "command line"

cast = typer.Typer(help="Who speaks, and with which voice.", no_args_is_help=True)
bible = typer.Typer(help="Names, titles and words that must stay the same.", no_args_is_help=True)
app.add_typer(cast, name="cast")
app.add_typer(bible, name="bible")

Title = Annotated[str, typer.Argument(help="the drama's title")]


@cast.command("list")
def list_cast(
    title: Title, to: Annotated[str, typer.Option("--to", help="languages whose voices to show")] = "en"
) -> None:
    """Every character, the voices it has, and the lines a person should listen to."""
    _, _, done = _look(title)
    tags = [found.tag for found in languages(to)]
    voices = {tag: voices_of(done.season, tag) for tag in tags}
    table = Table("id", "name", "gender", "age", "lines", *tags)
    for person in done.season.casting.characters:
        own = [voices[tag].get(person.id, "–") for tag in tags]
        table.add_row(person.id, person.name, person.gender, person.age, str(person.lines), *own)
    console.print(table)
    for doubt in done.season.casting.uncertain:
        text = _line(done, doubt.line).text
        console.print(f"uncertain: {doubt.line} {text} – {doubt.best} or {doubt.second} ({doubt.margin:+.2f})")


@cast.command("name")
def name_cluster(
    title: Title,
    line: Annotated[str, typer.Argument(help="a line the character says, such as E01.003")],
    character: Annotated[str, typer.Argument(help="the character's id")],
    only: Annotated[bool, typer.Option("--only", help="this line alone, not every line of the same voice")] = False,
) -> None:
    """Say who speaks a line. The name holds for that voice in every episode."""
    house, drama, done = _look(title)
    value: dict[str, object] = {"character": character, **({"only": True} if only else {})}
    _decide(house, drama, [_about(_line(done, line), DecisionKind.SPEAKER, value)])
    console.print(f"{line} is {character}{'' if only else ', and so is every line of that voice'}")


@cast.command("set")
def set_character(
    title: Title,
    character: Annotated[str, typer.Argument(help="the character's id")],
    name: Annotated[str | None, typer.Option(help="the name to show")] = None,
    gender: Annotated[Gender | None, typer.Option()] = None,
    age: Annotated[Age | None, typer.Option()] = None,
    voice: Annotated[str | None, typer.Option(help="language=voice, such as es=kokoro:ef_dora")] = None,
) -> None:
    """Change what is known of a character, or its voice in a language."""
    house, drama, done = _look(title)
    known = {person.id: person for person in done.season.casting.characters}
    person = known.get(character) or Character(id=character, name=name or character, gender=gender or Gender.FEMALE)
    changed = person.model_copy(
        update={
            **({"name": name} if name else {}),
            **({"gender": gender} if gender else {}),
            **({"age": age} if age else {}),
            **({"voices": {**person.voices, **_voice(voice)}} if voice else {}),
            "named": True,
            "lines": 0,
        }
    )
    value = changed.model_dump(mode="json")
    _decide(house, drama, [Decision(kind=DecisionKind.CHARACTER, subject=character, value=value, origin=_ORIGIN)])
    console.print(f"{changed.name}: {changed.gender}, {changed.age}")


def _voice(text: str) -> dict[str, str]:
    tag, _, voice = text.partition("=")
    found = language(tag)
    known = [each.id for each in providers.speaker(found.tag).voices(found.tag)]
    if voice not in known:
        raise BadInput(f"{found.name} has no voice {voice!r}; it has {', '.join(known)}")
    return {found.tag: voice}


@bible.command("list")
def list_bible(title: Title, lang: Annotated[str, typer.Option("--lang")] = "en") -> None:
    """The terms: approved ones bind, proposed ones wait for you."""
    _, drama, done = _look(title)
    tag = language(lang).tag
    merged = merge_bible(propose(done.season.lines, done.season.casting.characters, drama.source), done.season.bible)
    table = Table("term", "kind", "state", tag, "note")
    for term in merged.terms:
        table.add_row(term.source, term.kind, term.state, ", ".join(term.targets.get(tag, ())), term.note)
    console.print(table)


@bible.command("set")
def set_term(
    title: Title,
    term: Annotated[str, typer.Argument(help="the term in the source language")],
    forms: Annotated[list[str], typer.Argument(help="language=form|variant, such as en=Shen Du")],
    kind: Annotated[TermKind | None, typer.Option()] = None,
    optional: Annotated[bool | None, typer.Option(help="may be left out of a translation")] = None,
) -> None:
    """Approve a term, or change its forms. Exactly the lines that hold it are made again."""
    house, drama, done = _look(title)
    merged = merge_bible(propose(done.season.lines, done.season.casting.characters, drama.source), done.season.bible)
    known = {each.source: each for each in merged.terms}
    before = known.get(term) or Term(source=term, kind=kind or TermKind.NAME)
    targets = dict(before.targets)
    for form in forms:
        tag, sign, variants = form.partition("=")
        accepted = tuple(part.strip() for part in variants.split("|") if part.strip())
        if not sign or not accepted:
            raise BadInput(f"{form!r} is not language=form; write en='Shen Du'")
        targets[language(tag).tag] = accepted
    changed = before.model_copy(
        update={
            "targets": targets,
            "state": TermState.APPROVED,
            **({"kind": kind} if kind else {}),
            **({"optional": optional} if optional is not None else {}),
        }
    )
    _decide_term(house, drama, changed)
    held = sum(term in line.text for line in done.season.lines)
    console.print(f"{term} is approved; {held} lines hold it. dramaport why {title} shows what is made again")


@bible.command("approve")
def approve(
    title: Title, terms: Annotated[list[str] | None, typer.Argument(help="none = all proposed")] = None
) -> None:
    """Approve proposed terms as they are."""
    house, drama, done = _look(title)
    proposed = propose(done.season.lines, done.season.casting.characters, drama.source)
    merged = merge_bible(proposed, done.season.bible)
    wanted = [each for each in merged.terms if (each.source in terms if terms else each.state is TermState.PROPOSED)]
    if terms and len(wanted) < len(set(terms)):
        raise BadInput(f"no such term: {', '.join(set(terms) - {each.source for each in wanted})}")
    for each in wanted:
        _decide_term(house, drama, each.model_copy(update={"state": TermState.APPROVED}))
    console.print(f"{len(wanted)} terms approved")


@bible.command("reject")
def reject(title: Title, term: Annotated[str, typer.Argument()]) -> None:
    """Say that a proposed word is no term."""
    house, drama, _ = _look(title)
    _decide_term(house, drama, Term(source=term, kind=TermKind.THING, state=TermState.REJECTED))


@app.command()
def cover(
    title: Title,
    mode: Annotated[CoverMode, typer.Argument(help="inpaint, blur or band")],
    episode: Annotated[str, typer.Option(help="one episode; * = all")] = "*",
) -> None:
    """Choose how the original captions are covered, instead of leaving it to each shot."""
    house = open_house()
    drama = house.drama(title)
    _decide(
        house, drama, [Decision(kind=DecisionKind.COVER, subject=episode, value={"mode": mode.value}, origin=_ORIGIN)]
    )


def _look(title: str) -> tuple[House, Drama, Run]:
    house = open_house()
    drama = house.drama(title)
    return house, drama, run(house, drama, [], dry=True)


def _line(done: Run, line_id: str) -> Line:
    for line in done.season.lines:
        if line.id == line_id:
            return line
    raise BadInput(f"{done.drama.title} has no line {line_id}; dramaport export … --as xlsx lists them")


def _about(line: Line, kind: DecisionKind, value: dict[str, object]) -> Decision:
    anchor = Anchor(episode=line.episode, start=line.span.start, text=line.text)
    return Decision(kind=kind, subject=line.id, value=value, anchor=anchor, origin=_ORIGIN)


def _decide_term(house: House, drama: Drama, term: Term) -> None:
    value = term.model_dump(mode="json")
    _decide(house, drama, [Decision(kind=DecisionKind.TERM, subject=term.source, value=value, origin=_ORIGIN)])


def _decide(house: House, drama: Drama, decisions: list[Decision]) -> None:
    with hold(house, drama), house.database.begin() as db:
        repository.decide(db, drama.id, decisions)
