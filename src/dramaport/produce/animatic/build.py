"""Episodes as a build: each line's voice and each shot's picture is a step, made once and kept under its inputs.

A line that changes is spoken again, and its shot is drawn again; every other segment is taken from the store as it is.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dramaport.ai.abilities import Speaker
from dramaport.build.engine import Done, Engine, Failed, Outcome
from dramaport.build.step import Work, step
from dramaport.build.store import Artifact
from dramaport.drama.screenplay import Screenplay
from dramaport.drama.screenplay.values import LineBeat, Role
from dramaport.drama.values import Value
from dramaport.errors import DramaportError
from dramaport.media.audio import read_wav, write_wav
from dramaport.produce.animatic.clips import Clip, clips_for
from dramaport.produce.animatic.encode import encode_segment
from dramaport.produce.animatic.label import label_text, metadata_of
from dramaport.produce.animatic.render import AT_ONCE, VERSION, Film, finish_film, plan_film
from dramaport.produce.animatic.sheets import ShotSheet
from dramaport.produce.animatic.shoot import shoot
from dramaport.produce.animatic.voices import RATE, Take, speak_line
from dramaport.produce.pictures.provider import Pictures
from dramaport.produce.storyboard.overrides import Overrides

Out = TypeVar("Out", bound=Value)


class Spoken(Value):
    """A voice's clip in the store; its speech runs from sample `start` to `end`."""

    clip: Artifact
    start: int
    end: int


class Segment(Value):
    """A shot's picture in the store, an H.264 stream."""

    video: Artifact


@dataclass(frozen=True)
class Font:
    """A font file; in keys it counts by its name and version."""

    path: Path
    identity: str


@dataclass(frozen=True)
class Studio:
    """What episodes are made with."""

    speaker: Speaker
    pictures: Pictures
    font: Font
    label: str = ""  # "cn" for the AI label that Chinese law asks for
    clips: Path | None = None
    overrides: Overrides | None = None
    stems: bool = False


@step("take", 1, Spoken)
def take_step(work: Work, *, line: LineBeat, role: Role, speaker: Speaker) -> Spoken:
    take = speak_line(line, role, speaker)
    path = work.folder / f"{line.id}.wav"
    write_wav(path, take.pcm, RATE)
    return Spoken(clip=work.keep(path), start=take.start, end=take.end)


@step("shot", VERSION, Segment)
def shot_step(
    work: Work, *, sheet: ShotSheet, pictures: Pictures, font: Font, clip: str, studio_clip: Clip | None = None
) -> Segment:
    """`clip` is the digest of a real shot, or ""; the file itself comes beside the key."""
    path = work.folder / f"{sheet.shot.id}.h264"
    encode_segment(shoot(sheet, pictures, font.path, studio_clip if clip else None), path)
    return Segment(video=work.keep(path))


def make_episode(engine: Engine, play: Screenplay, episode: str, studio: Studio, out: Path) -> Film:
    """Write `E01.mp4` and `E01.truth.json` into `out`, taking what is made already from the engine's store.

    Raises DramaportError: a voice, a picture or a font that is not there, a full disk.
    """
    takes = _takes(engine, play, episode, studio)
    label = label_text(studio.label) if studio.label else ""
    film = plan_film(play, episode, takes, studio.font.path, label=label, overrides=studio.overrides)
    clips = clips_for(studio.clips, film.shots) if studio.clips is not None else {}
    out.mkdir(parents=True, exist_ok=True)

    def segments(sheets: Sequence[ShotSheet]) -> list[Path]:
        return _segments(engine, sheets, clips, studio)

    with tempfile.TemporaryDirectory(dir=out, prefix=".render-") as folder:
        finish_film(
            film, play, segments, out, Path(folder), stems=studio.stems, metadata=metadata_of(play, episode, label)
        )
    return film


def _takes(engine: Engine, play: Screenplay, episode: str, studio: Studio) -> dict[str, Take]:
    lines = {line.id: line for line in play.episode(episode).lines}
    items = {
        f"take/{name}": {"line": _said(line), "role": _heard(play.role(line.character)), "speaker": studio.speaker}
        for name, line in lines.items()
    }

    def together(work: Work, slots: Sequence[str]) -> Iterator[tuple[str, Spoken | DramaportError]]:
        yield from _side_by_side(slots, lambda slot: take_step.run(work, **items[slot]))

    made = _all_done(engine.batch(take_step, items, together))
    takes = {}
    for slot, spoken in made.items():
        pcm, _ = read_wav(engine.store.open(spoken.clip))
        takes[slot.removeprefix("take/")] = Take(pcm.reshape(len(pcm), -1)[:, 0], spoken.start, spoken.end)
    return takes


def _said(line: LineBeat) -> LineBeat:
    """What of a line can be heard."""
    return line.model_copy(
        update={
            "pause": 0.0,
            "caption": True,
            "overlap": False,
            "dual": False,
            "labels": (),
            "opens": (),
            "closes": (),
            "note": "",
        }
    )


def _heard(role: Role) -> Role:
    """What of a role can be heard."""
    return role.model_copy(update={"look": "", "note": "", "name": role.id})


def _segments(engine: Engine, sheets: Sequence[ShotSheet], clips: Mapping[str, Clip], studio: Studio) -> list[Path]:
    slots = {f"shot/{sheet.shot.id}": sheet for sheet in sheets}

    def inputs(sheet: ShotSheet) -> dict[str, object]:
        clip = clips.get(sheet.shot.id)
        key = f"{clip.digest}@{clip.offset}" if clip is not None else ""
        return {"sheet": sheet, "pictures": studio.pictures, "font": studio.font, "clip": key}

    items = {slot: inputs(sheet) for slot, sheet in slots.items()}

    def together(work: Work, stale: Sequence[str]) -> Iterator[tuple[str, Segment | DramaportError]]:
        def one(slot: str) -> Segment:
            return shot_step.run(work, **items[slot], studio_clip=clips.get(slots[slot].shot.id))

        yield from _side_by_side(stale, one)

    made = _all_done(engine.batch(shot_step, items, together))
    return [engine.store.open(made[slot].video) for slot in slots]


def _side_by_side(slots: Sequence[str], one: Callable[[str], Out]) -> Iterator[tuple[str, Out | DramaportError]]:
    """Two at a time, each with its own error."""

    def guarded(slot: str) -> tuple[str, Out | DramaportError]:
        try:
            return slot, one(slot)
        except DramaportError as error:
            return slot, error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(guarded, slots)


def _all_done(outcomes: Mapping[str, Outcome[Out]]) -> dict[str, Out]:
    """What was made by slot. Raises DramaportError with the first reason something was not."""
    made: dict[str, Out] = {}
    for slot, outcome in outcomes.items():
        if isinstance(outcome, Failed):
            raise DramaportError(f"{slot}: {outcome.reason}")
        if isinstance(outcome, Done):
            made[slot] = outcome.value
    return made
