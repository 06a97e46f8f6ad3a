"""The recorded answers of the sample's writer, made to fit the prompts, the novel and the script as they are now.

    python scripts/recordings.py          writes samples/ferry/answers.jsonl anew
    python scripts/recordings.py --check  says whether that would change anything

The plan and the cast in the file are kept as they stand there. The episodes are the sample's own script, told as a writer
tells it, and the plan's words and threads are the script's. So whoever edits a prompt, the novel or the script runs this once,
and the demonstration from the novel goes on with the same lines.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from dramaport.ai.write.asking import AskingWriter
from dramaport.ai.write.money import FREE
from dramaport.ai.write.providers import Desk
from dramaport.ai.write.purse import Purse
from dramaport.ai.write.recorded import Recording, RekeyingModel, load_recordings, save_recordings
from dramaport.cli.novel import SECONDS, SETS
from dramaport.drama.screenplay import Episode, Screenplay, load_screenplay
from dramaport.errors import DramaportError
from dramaport.story.decisions import Accepted
from dramaport.story.intake.novel import novel_of
from dramaport.story.intake.source import read_source
from dramaport.story.plan.planner import Ground, make_plan
from dramaport.story.plan.reading import ReadingPlanner
from dramaport.story.workshop import new_workshop
from dramaport.story.write.assemble import as_answer
from dramaport.story.write.writing import Order, Outcome, write_story

_SAID: Final = ("synopsis", "hook", "hook_kind", "cliffhanger", "cliffhanger_kind")
SAMPLE: Final = Path(__file__).parent.parent / "samples" / "ferry"


def rekeyed(sample: Path) -> tuple[Recording, ...]:
    """The answers with the keys of today's calls, in the order of asking. Raises DramaportError where one does not pass."""
    play = load_screenplay(sample)
    model = RekeyingModel(answers(load_recordings(sample / "answers.jsonl"), play))
    writer = AskingWriter(model)
    with tempfile.TemporaryDirectory() as home:
        source = read_source(sample / "novel.txt")
        novel, text = novel_of(source, play.title, play.title)
        shop = new_workshop(Path(home), play.title)
        shop.save_novel(novel, text)
        count = len(play.episodes)
        shop.save_plan(make_plan(Ground.of(novel, text), ReadingPlanner(writer, SECONDS, count), count))
        purse = Purse(shop.folder / "spending.jsonl", FREE)
        order = Order(seconds=SECONDS, revisions=0, sets=SETS)
        write_story(shop, Desk(writer, purse, lambda _: True), Accepted(), order, _or_fail)
    return tuple(model.recordings)


def answers(recordings: Iterable[Recording], play: Screenplay) -> tuple[Recording, ...]:
    """The plan and the cast as they were recorded, the plan's threads and every episode from the script."""
    kept = {recording.prompt: recording for recording in recordings if recording.prompt in {"plan-window", "outline"}}
    plan, outline = kept["plan-window"], kept["outline"]
    planned = [
        row | _words(episode) | _threads(play, name)
        for (name, episode), row in zip(play.episodes.items(), plan.answer["episodes"], strict=True)
    ]
    names = {place["set"]: place["name"] for place in outline.answer["places"]}
    told = [
        Recording(key="", prompt="write-episode", subject=name, answer=_told(episode, play, names, row))
        for (name, episode), row in zip(play.episodes.items(), planned, strict=True)
    ]
    return (plan.model_copy(update={"answer": {"episodes": planned}}), outline, *told)


def _words(episode: Episode) -> dict[str, Any]:
    """What the script says of an episode in words; the plan said it first."""
    told = episode.model_dump(mode="json", exclude_defaults=True, include={"title", *_SAID})
    return {key: value for key, value in told.items() if value}


def _threads(play: Screenplay, name: str) -> dict[str, Any]:
    """What an episode of the plan opens and closes, by the script's beats."""
    opened: dict[str, str] = {}
    closed: dict[str, str] = {}
    for episode, _, beat in play.beats():
        for id in beat.opens:
            opened.setdefault(id, episode)
        closed |= dict.fromkeys(beat.closes, episode)
    opens = [
        {"key": thread.id, "kind": thread.kind, "text": thread.text}
        | ({"due": int(thread.due[1:])} if thread.due else {})
        for thread in play.threads
        if opened.get(thread.id) == name
    ]
    return {"opens": opens, "closes": [id for id, where in closed.items() if where == name]}


def _told(episode: Episode, play: Screenplay, names: dict[str, str], planned: dict[str, Any]) -> dict[str, Any]:
    """An episode as an answer, with the plan's words for what the script leaves out."""
    answer = as_answer(episode, play)
    for scene, row in zip(episode.scenes, answer["scenes"], strict=True):
        row["place"] = names[play.place(scene.place).set or scene.place]
    return {key: planned[key] for key in _SAID} | answer


def _or_fail(outcome: Outcome) -> None:
    if outcome.trouble:
        raise DramaportError(f"{outcome.id}: {outcome.trouble}")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 where something would change")
    check = parser.parse_args(arguments).check
    file = SAMPLE / "answers.jsonl"
    new = rekeyed(SAMPLE)
    if new == load_recordings(file):
        print(f"{file.name}: {len(new)} answers, as they are asked for now")
        return 0
    if check:
        print(f"{file.name} is out of date; run python scripts/recordings.py", file=sys.stderr)
        return 1
    save_recordings(file, new)
    print(f"{file.name}: {len(new)} answers written with the keys of today's calls")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
