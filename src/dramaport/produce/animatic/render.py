"""An episode from its script: voices first, then the timeline they give, then shots, sound and the truth."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from dramaport.ai.abilities import Speaker
from dramaport.drama.screenplay import Episode, Screenplay
from dramaport.drama.screenplay.values import LineBeat
from dramaport.drama.values import Span
from dramaport.media.audio import write_wav
from dramaport.produce.animatic import lettering
from dramaport.produce.animatic.camera import camera_of
from dramaport.produce.animatic.checks import set_of
from dramaport.produce.animatic.encode import encode_segment, join
from dramaport.produce.animatic.sheets import ShotSheet, cues_of, sheets_of
from dramaport.produce.animatic.shoot import dice_of, overlay_of, shoot
from dramaport.produce.animatic.sound import mouths, soundtrack
from dramaport.produce.animatic.truth import CaptionTruth, LineTruth, ScreenTruth, Truth, moving_box
from dramaport.produce.animatic.voices import RATE, Take, speak_line
from dramaport.produce.pictures.drawn.pen import Drawn
from dramaport.produce.pictures.provider import Pictures
from dramaport.produce.storyboard import Shot, plan_shots
from dramaport.produce.storyboard.overrides import Overrides, directed
from dramaport.produce.timeline import FRAME, FRAME_RATE, Timeline, lay_out, overlapped

#: Raised whenever the same script would give other bytes.
VERSION = 5

#: Lines spoken, and shots drawn, at once: each runs on one thread.
AT_ONCE = 2


@dataclass(frozen=True)
class Film:
    """An episode planned down to its frames, before any is drawn."""

    episode: str
    timeline: Timeline
    shots: tuple[Shot, ...]
    sheets: tuple[ShotSheet, ...]
    takes: Mapping[str, Take]
    truth: Truth


#: Gives each sheet's segment, in order.
Shooter = Callable[[Sequence[ShotSheet]], Sequence[Path]]


def render_episode(
    play: Screenplay,
    episode: str,
    out: Path,
    speaker: Speaker,
    font: Path,
    stems: bool = False,
    *,
    pictures: Pictures | None = None,
) -> Truth:
    """Write `E01.mp4` and `E01.truth.json` into the folder `out`, with `stems` also `E01.bed.wav`; give the truth.

    The same script, voices, pictures and font give the same bytes. Raises DramaportError: an unknown episode, a voice or a
    font that is not there, a full disk.
    """
    made = play.episode(episode)
    film = plan_film(play, episode, perform(play, made, speaker), font)
    out.mkdir(parents=True, exist_ok=True)
    provider = pictures or Drawn()
    with tempfile.TemporaryDirectory(dir=out, prefix=".render-") as folder:

        def segments(sheets: Sequence[ShotSheet]) -> list[Path]:
            def one(numbered: tuple[int, ShotSheet]) -> Path:
                segment = Path(folder) / f"{numbered[0]:04}.h264"
                encode_segment(shoot(numbered[1], provider, font), segment)
                return segment

            with ThreadPoolExecutor(AT_ONCE) as pool:
                return list(pool.map(one, enumerate(sheets)))

        finish_film(film, play, segments, out, Path(folder), stems=stems)
    return film.truth


def perform(play: Screenplay, episode: Episode, speaker: Speaker) -> dict[str, Take]:
    """Every line spoken, by id, two at a time."""

    def take(line: LineBeat) -> Take:
        return speak_line(line, play.role(line.character), speaker)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip([line.id for line in episode.lines], pool.map(take, episode.lines), strict=True))


def plan_film(
    play: Screenplay,
    episode: str,
    takes: Mapping[str, Take],
    font: Path,
    *,
    label: str = "",
    overrides: Overrides | None = None,
) -> Film:
    """The film of an episode: its timeline from the takes' lengths, its shots, their sheets, and what will be true of it."""
    made = play.episode(episode)
    timeline = lay_out([scene.beats for scene in made.scenes], {name: take.duration for name, take in takes.items()})
    shots = plan_shots(timeline, play, made.scenes)
    if overrides is not None:
        shots = directed(shots, overrides, episode)
    cues = cues_of(timeline)
    sheets = sheets_of(play, made.scenes, timeline, shots, mouths(timeline, takes), cues, label)
    return Film(episode, timeline, shots, sheets, takes, _truth(play, episode, timeline, shots, sheets, font))


def finish_film(
    film: Film,
    play: Screenplay,
    shooter: Shooter,
    out: Path,
    work: Path,
    *,
    stems: bool = False,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Shoot what is to be shot and mix the sound beside it, and write the episode and its truth into `out`."""
    sets = [set_of(play, scene.place) for scene in play.episode(film.episode).scenes]
    with ThreadPoolExecutor(1) as pool:
        mixing = pool.submit(soundtrack, sets, film.timeline, film.takes, film.episode)
        segments = shooter(film.sheets)
        sound = mixing.result()
    wav, movie = work / "sound.wav", work / "movie.mp4"
    write_wav(wav, sound.mix, RATE)
    join(segments, wav, movie, metadata or {})
    movie.replace(out / f"{film.episode}.mp4")
    if stems:
        write_wav(out / f"{film.episode}.bed.wav", sound.bed, RATE)
    (out / f"{film.episode}.truth.json").write_text(film.truth.model_dump_json(indent=1), "utf-8")


# -------------------------------------------------------------------------------------------------------------- truth


def _truth(
    play: Screenplay, episode: str, timeline: Timeline, shots: Sequence[Shot], sheets: Sequence[ShotSheet], font: Path
) -> Truth:
    made = play.episode(episode)
    mark = lettering.watermark(play.platform, font)
    return Truth(
        episode=episode,
        title=made.title,
        place=set_of(play, made.scenes[0].place),
        width=lettering.FRAME_WIDTH,
        height=lettering.FRAME_HEIGHT,
        frame_rate=FRAME_RATE,
        duration=timeline.duration,
        lines=_true_lines(timeline, font),
        screens=tuple(_true_screen(screen.beat.id, shots, sheets, font) for screen in timeline.screens),
        cuts=tuple(shot.span.start for shot in shots[1:]),
        watermark=play.platform,
        watermark_box=mark.box,
    )


def _true_lines(timeline: Timeline, font: Path) -> tuple[LineTruth, ...]:
    crossed = overlapped(timeline.lines)
    captions = cues_of(timeline).captions

    def caption(name: str) -> CaptionTruth | None:
        if name not in captions:
            return None
        rows, yellow, span = captions[name]
        return CaptionTruth(text=" ".join(rows), rows=rows, span=span, box=lettering.caption(rows, font, yellow).box)

    return tuple(
        LineTruth(
            id=line.beat.id,
            character=line.beat.character,
            text=line.beat.text,
            delivery=line.beat.delivery,
            span=line.span,
            overlap=line.beat.id in crossed,
            caption=caption(line.beat.id),
        )
        for line in timeline.lines
    )


def _true_screen(name: str, shots: Sequence[Shot], sheets: Sequence[ShotSheet], font: Path) -> ScreenTruth:
    """Where a text is seen over all the shots in which it stands."""
    found = [
        (shot, sheet, cue) for shot, sheet in zip(shots, sheets, strict=True) for cue in sheet.screens if cue.id == name
    ]
    shot, _, cue = found[0]
    what = overlay_of(cue, font)
    start = shot.span.start + cue.first * FRAME
    seen = [
        (camera_of(sheet.shot, dice_of(sheet.shot)), sheet.frames, other.first, other.last) for _, sheet, other in found
    ]
    return ScreenTruth(
        id=name,
        style=cue.style,
        text=cue.text,
        rows=what.rows,
        span=Span(start=start, end=start + (cue.last - cue.first) * FRAME),
        box=what.box if isinstance(what, lettering.Stamp) else moving_box(what, seen),
    )
