"""An episode from its script: voices first, then the timeline they give, then sound, pictures and the truth."""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from dramaport.ai.abilities import Speaker
from dramaport.drama.values import Age, Span
from dramaport.media.audio import write_wav
from dramaport.produce.animatic import lettering, objects
from dramaport.produce.animatic.encode import encode
from dramaport.produce.animatic.paint import Layer
from dramaport.produce.animatic.people import look_of, paint_person
from dramaport.produce.animatic.picture import Reel, Shown, frames, moving_box
from dramaport.produce.animatic.places import OUTDOORS, Scenery, paint_place
from dramaport.produce.animatic.script import Delivery, Effect, EpisodeScript, LineBeat, Script, Style
from dramaport.produce.animatic.shots import plan_shots
from dramaport.produce.animatic.sound import lips, soundtrack
from dramaport.produce.animatic.stage import Stage, set_stage
from dramaport.produce.animatic.timeline import (
    FRAME,
    FRAME_RATE,
    ShownScreen,
    Timeline,
    caption_spans,
    lay_out,
    overlapped,
)
from dramaport.produce.animatic.truth import CaptionTruth, LineTruth, ScreenTruth, Truth
from dramaport.produce.animatic.voices import RATE, Take, speak_line
from dramaport.produce.animatic.weather import Grain, Rain, Water, exposure, shakes
from dramaport.produce.animatic.words import caption_rows, caption_text

#: Raised whenever the same script would give other bytes.
VERSION = 1

#: Lines spoken at once: voices run on one thread each.
_AT_ONCE = 2


def render_episode(sample: Script, episode: str, out: Path, speaker: Speaker, font: Path, stems: bool = False) -> Truth:
    """Write `E01.mp4` and `E01.truth.json` into the folder `out`, with `stems` also `E01.bed.wav`; give the truth.

    The same script, voices and font give the same bytes. Raises DramaportError: an unknown episode, a voice or a font
    that is not there, a full disk.
    """
    script = sample.episode(episode)
    takes = perform(sample, script, speaker)
    timeline = lay_out(script.beats, {name: take.duration for name, take in takes.items()})
    sound = soundtrack(script.place, timeline, takes, _rng(episode, "sound"))
    film = _film(sample, episode, timeline, takes, font)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".render-") as folder:
        wav, movie = Path(folder) / "sound.wav", Path(folder) / "movie.mp4"
        write_wav(wav, sound.mix, RATE)
        encode(frames(film.reel), wav, movie)
        movie.replace(out / f"{episode}.mp4")
    if stems:
        write_wav(out / f"{episode}.bed.wav", sound.bed, RATE)
    (out / f"{episode}.truth.json").write_text(film.truth.model_dump_json(indent=1), "utf-8")
    return film.truth


def perform(sample: Script, script: EpisodeScript, speaker: Speaker) -> dict[str, Take]:
    """Every line spoken, by id, two at a time."""

    def take(line: LineBeat) -> Take:
        return speak_line(line, sample.role(line.character), speaker)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return dict(zip([line.id for line in script.lines], pool.map(take, script.lines), strict=True))


@dataclass(frozen=True)
class _Film:
    reel: Reel
    truth: Truth


def _rng(episode: str, part: str) -> np.random.Generator:
    """Numbers that depend on the episode's and the part's names alone: a change in one part leaves the others be."""
    return np.random.default_rng(zlib.crc32(f"{episode}/{part}".encode()))


def _film(sample: Script, episode: str, timeline: Timeline, takes: dict[str, Take], font: Path) -> _Film:
    script = sample.episode(episode)
    scenery = paint_place(script.place)
    stages = _stages(sample, script, timeline, scenery, _rng(episode, "camera"))
    captions = _captions(timeline, font, _rng(episode, "captions"))
    screens = _screens(timeline, font, _rng(episode, "screens"))
    mark = lettering.watermark(sample.platform, font)
    always = Shown(mark, Span(start=0, end=timeline.duration))
    count = timeline.duration // FRAME
    rng = _rng(episode, "weather")
    flashes = [sound.at // FRAME for sound in timeline.effects if sound.effect is Effect.THUNDER]
    reel = Reel(
        stages=stages,
        scenery=scenery,
        shown=[always, *screens.values(), *captions.values()],
        speaking=lips(timeline, takes),
        exposure=exposure(rng, count, scenery.flicker, flashes),
        shake=shakes(rng, count, _hits(timeline)),
        grain=Grain(rng),
        rain=Rain(rng, scenery.rain) if scenery.rain else None,
        water=Water() if scenery.water is not None else None,
    )
    truth = Truth(
        episode=episode,
        title=script.title,
        place=script.place,
        width=lettering.FRAME_WIDTH,
        height=lettering.FRAME_HEIGHT,
        frame_rate=FRAME_RATE,
        duration=timeline.duration,
        lines=_true_lines(timeline, captions),
        screens=tuple(_true_screen(screen, screens[screen.beat.id], stages) for screen in timeline.screens),
        cuts=tuple(stage.shot.span.start for stage in stages[1:]),
        watermark=sample.platform,
        watermark_box=mark.box,
    )
    return _Film(reel, truth)


def _stages(
    sample: Script, script: EpisodeScript, timeline: Timeline, scenery: Scenery, rng: np.random.Generator
) -> list[Stage]:
    shots = plan_shots(timeline, sample)
    busts: dict[str, tuple[Layer, Layer]] = {}
    for character in dict.fromkeys(name for shot in shots for name in shot.seen):
        look = look_of(sample.role(character), script.place in OUTDOORS)
        busts[character] = paint_person(look, scenery.light)
    children = frozenset(role.id for role in sample.characters if role.age is Age.CHILD)
    return [set_stage(shot, scenery, busts, children, number, rng) for number, shot in enumerate(shots)]


def _captions(timeline: Timeline, font: Path, rng: np.random.Generator) -> dict[str, Shown]:
    """The captions by line id; what is shouted stands in yellow."""
    texts = {line.beat.id: line.beat for line in timeline.lines}
    shown = {}
    for name, span in caption_spans(timeline.lines, rng).items():
        rows = caption_rows(caption_text(texts[name].text))
        shown[name] = Shown(lettering.caption(rows, font, texts[name].delivery is Delivery.SHOUT), span)
    return shown


def _screens(timeline: Timeline, font: Path, rng: np.random.Generator) -> dict[str, Shown]:
    """The screens by id. Cards alternate: boxed and in columns, at the left and at the right."""
    shown: dict[str, Shown] = {}
    for number, screen in enumerate(timeline.screens):
        text = screen.beat.text
        choice = zlib.crc32(screen.beat.id.encode())
        match screen.beat.style:
            case Style.PHONE:
                shown[screen.beat.id] = Shown(objects.phone(text, font), screen.span)
            case Style.SIGN:
                shown[screen.beat.id] = Shown(objects.sign(text, font, rng), screen.span, fades=True)
            case Style.CARD:
                card = lettering.upright_card if choice % 2 else lettering.boxed_card
                shown[screen.beat.id] = Shown(card(text, font, left=number % 2 == 0), screen.span, fades=True)
    return shown


def _hits(timeline: Timeline) -> Sequence[tuple[int, int]]:
    """When the camera shakes: shouts, and effects that go through the floor."""
    shouts = [(line.span.start // FRAME, 9) for line in timeline.lines if line.beat.delivery is Delivery.SHOUT]
    jolts = {Effect.THUNDER: 14, Effect.HORN: 10, Effect.DOOR: 5, Effect.WATER: 6}
    bangs = [(sound.at // FRAME, jolts[sound.effect]) for sound in timeline.effects if sound.effect in jolts]
    return [*shouts, *bangs]


def _true_lines(timeline: Timeline, captions: dict[str, Shown]) -> tuple[LineTruth, ...]:
    crossed = overlapped(timeline.lines)
    return tuple(
        LineTruth(
            id=line.beat.id,
            character=line.beat.character,
            text=line.beat.text,
            delivery=line.beat.delivery,
            span=line.span,
            overlap=line.beat.id in crossed,
            caption=_true_caption(captions[line.beat.id]) if line.beat.id in captions else None,
        )
        for line in timeline.lines
    )


def _true_caption(shown: Shown) -> CaptionTruth:
    rows = shown.what.rows
    return CaptionTruth(text=" ".join(rows), rows=rows, span=shown.span, box=moving_box(shown, ()))


def _true_screen(screen: ShownScreen, shown: Shown, stages: Sequence[Stage]) -> ScreenTruth:
    return ScreenTruth(
        id=screen.beat.id,
        style=screen.beat.style,
        text=screen.beat.text,
        rows=shown.what.rows,
        span=screen.span,
        box=moving_box(shown, stages),
    )
