"""`story import`, `story list`: novels come in."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dramaport.cli.commands.story import story_app
from dramaport.cli.context import console, open_house
from dramaport.cli.scripts import SCRIPTS, import_script
from dramaport.errors import BadInput
from dramaport.story import decisions
from dramaport.story.intake.novel import novel_of, title_of
from dramaport.story.intake.source import read_source
from dramaport.story.values import ChapterKind, Novel
from dramaport.story.workshop import Workshop, checked_name, new_workshop, workshops

#: Chapters and warnings shown of a book that has many.
_SHOWN = 12


@story_app.command("import")
def import_novel(
    file: Annotated[
        Path, typer.Argument(help="a novel, .txt in any Chinese encoding or .epub; or a script, .fountain or .fdx")
    ],
    title: Annotated[str, typer.Option(help="its title; default: the one the file gives itself")] = "",
    name: Annotated[str, typer.Option(help="what other commands call it; default: its title")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="take the place of the novel of this name")] = False,
) -> None:
    """Take a novel in: its text as UTF-8, its chapters found. A script goes into the story of its name, or begins one."""
    if file.suffix.lower() in SCRIPTS:
        import_script(file, name or title)
        return
    source = read_source(file)
    called = title.strip() or title_of(source, file)
    name = checked_name(name) if name else _name_of(called)
    novel, data = novel_of(source, name, called)
    house = open_house()
    workshop = new_workshop(house.settings.home, name)
    with workshop.hold():
        with house.database.connect() as db:
            _may_come(workshop, novel, decisions.accepted(db, name), replace)
        workshop.save_novel(novel, data)
    _show(novel)
    console.print(
        f"Next: dramaport story plan {shlex.quote(name) if ' ' in name else name} --episodes 60", soft_wrap=True
    )


def _name_of(title: str) -> str:
    """The title as the story's name. Raises BadInput with the remedy for one that nobody here chose."""
    try:
        return checked_name(title)
    except BadInput as error:
        raise BadInput(f"the title cannot be the story's name: {error}; name it yourself with --name") from error


@story_app.command("list")
def list_stories() -> None:
    """Every story, and how far it is."""
    house = open_house()
    table = Table("story", "chapters", "characters", "episodes planned", "written", "accepted")
    table.columns[0].overflow = "fold"
    for name in workshops(house.settings.home):
        workshop = new_workshop(house.settings.home, name)
        novel = workshop.novel() if workshop.has_novel else None
        with house.database.connect() as db:
            standing = decisions.accepted(db, name)
        table.add_row(
            name,
            str(sum(chapter.kind is ChapterKind.CHAPTER for chapter in novel.chapters)) if novel else "–",
            f"{len(workshop.text().decode()):,}" if novel else "–",
            str(len(workshop.plan().episodes)) if workshop.planned else "–",
            str(len(workshop.screenplay().episodes)) if workshop.scripted else "–",
            str(len({*standing.planned, *standing.written})) if standing else "–",
        )
    console.print(table)


def _may_come(workshop: Workshop, novel: Novel, standing: decisions.Accepted, replace: bool) -> None:
    """Raises BadInput where the new text would push out another, or the ground of what people accepted."""
    if not workshop.has_novel or workshop.novel().sha256 == novel.sha256:
        return
    if not replace:
        raise BadInput(f"{workshop.name} is there already with another text; give --name, or --replace it")
    if standing.planned:
        ids = " ".join(sorted(standing.planned))
        raise BadInput(
            f"accepted episodes of {workshop.name} cut the text that is there ({ids}): "
            f"withdraw them first (dramaport story accept {workshop.name} plan --withdraw), or give --name"
        )


def _show(novel: Novel) -> None:
    chapters = [chapter for chapter in novel.chapters if chapter.kind is ChapterKind.CHAPTER]
    volumes = sum(chapter.kind is ChapterKind.VOLUME for chapter in novel.chapters)
    written = {"hans": "simplified Chinese", "hant": "traditional Chinese"}.get(novel.variant, novel.language)
    over = f" in {volumes} volumes" if volumes else ""
    count = f"{len(chapters)} chapter{'' if len(chapters) == 1 else 's'}{over}"
    console.print(f"{novel.title}: {count}, {novel.size:,} bytes, {written}, from {novel.encoding}")
    for chapter in chapters[:_SHOWN]:
        console.print(f"  {chapter.title or '(without a heading)'}")
    if len(chapters) > _SHOWN:
        console.print(f"  … to {chapters[-1].title}")
    for warning in novel.warnings[:_SHOWN]:
        console.print(f"note: {warning}", style="yellow", soft_wrap=True)
