"""The demonstration's first half: the sample's novel, planned and written by its recorded writer.

The answers were written for the sample and recorded; no model is asked, and nothing leaves the machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from dramaport.ai.write.providers import open_desk
from dramaport.cli.context import House, console
from dramaport.drama.screenplay import Screenplay, load_screenplay
from dramaport.drama.screenplay.files import load_drama
from dramaport.errors import DramaportError
from dramaport.story import decisions
from dramaport.story.gates import Case, Verdict, judge
from dramaport.story.gates.limits import OWN, limits_of
from dramaport.story.intake.novel import novel_of
from dramaport.story.intake.source import read_source
from dramaport.story.plan.planner import Ground, make_plan
from dramaport.story.plan.reading import ReadingPlanner
from dramaport.story.workshop import Workshop, new_workshop, write_bytes
from dramaport.story.write.writing import Order, Outcome, write_story

#: Length of the sample's episodes, and the sets they are drawn on: what its writer was told.
SECONDS: Final = 20
SETS: Final = ("night_river", "ferry_house", "office", "hospital", "old_street", "dawn_river")


def script_from_novel(house: House, folder: Path, title: str) -> Screenplay:
    """The script of the sample's novel. What an earlier run made, and what people did to it since, stands."""
    shop = new_workshop(house.settings.home, title)
    with shop.hold():
        _take_limits(shop, folder)
        _plan(house, shop, folder, title)
        _write(house, shop)
    play = load_screenplay(shop.folder)
    _judge(shop, play)
    return cast_as(play, load_drama(folder))


def cast_as(play: Screenplay, sample: Screenplay) -> Screenplay:
    """The script with the sample's voices: who speaks a role is a choice of its producers, not of its writer."""
    voices = {role.id: {"voice": role.voice, "pitch": role.pitch, "speed": role.speed} for role in sample.characters}
    cast = tuple(role.model_copy(update=voices.get(role.id, {})) for role in play.characters)
    return play.model_copy(update={"characters": cast, "platform": sample.platform})


def _take_limits(shop: Workshop, folder: Path) -> None:
    """The sample's own limits for the gates, where it has some and nobody has set others."""
    own = shop.folder / OWN
    if (folder / OWN).exists() and not own.exists():
        write_bytes(own, (folder / OWN).read_bytes())


def _plan(house: House, shop: Workshop, folder: Path, title: str) -> None:
    novel, text = novel_of(read_source(folder / "novel.txt"), title, title)
    chapters = sum(chapter.kind == "chapter" for chapter in novel.chapters)
    console.print(f"novel: {len(text.decode()):,} characters, {chapters} chapters")
    if shop.planned and shop.novel().sha256 == novel.sha256:
        return
    shop.save_novel(novel, text)
    episodes = len(load_screenplay(folder).episodes)
    desk = open_desk(house.settings, shop.folder / "spending.jsonl")
    planner = ReadingPlanner(desk.writer, SECONDS, episodes)
    plan = make_plan(Ground.of(novel, text), planner, episodes)
    shop.save_plan(plan)
    wall = f", the first {plan.wall.free} free" if plan.wall else ""
    console.print(f"plan: {len(plan.episodes)} episodes cut at the novel's own words{wall}; by {plan.made_by}")


def _write(house: House, shop: Workshop) -> None:
    desk = open_desk(house.settings, shop.folder / "spending.jsonl")
    with house.database.connect() as db:
        accepted = decisions.accepted(db, shop.name)
    order = Order(seconds=SECONDS, revisions=0, sets=SETS)
    done = write_story(shop, desk, accepted, order, _stop_where_nothing_came)
    written = [outcome for outcome in done if outcome.written]
    if written:
        length = sum(outcome.seconds for outcome in written)
        console.print(f"script: {len(written)} episodes, {length:.0f} s; by {desk.writer.identity}")


def _stop_where_nothing_came(outcome: Outcome) -> None:
    if outcome.trouble:
        raise DramaportError(f"{outcome.id}: {outcome.trouble}")


def _judge(shop: Workshop, play: Screenplay) -> None:
    found = judge(Case(play=play, plan=shop.plan(), limits=limits_of(shop.folder)))
    failed = [finding for finding in found if finding.verdict is Verdict.FAIL]
    passed = sum(finding.verdict is Verdict.PASS for finding in found)
    console.print(f"gates: {passed} of {len(found)} pass{_listed([finding.gate for finding in failed])}")


def _listed(gates: list[str]) -> str:
    return f"; to look at: {', '.join(gates)} (dramaport story check says where)" if gates else ""
