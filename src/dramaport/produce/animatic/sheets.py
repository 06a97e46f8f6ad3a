"""A shot's sheet: everything its pictures depend on, and nothing else, with times as frames from its first.

Two shots with equal sheets look the same; so a sheet is the key under which a shot that was rendered is found again.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import Field

from dramaport.drama.screenplay.values import Delivery, Role, Scene, Screenplay, Style
from dramaport.drama.values import Span, Value
from dramaport.produce.animatic.checks import set_of
from dramaport.produce.pictures.provider import PlaceAsk
from dramaport.produce.storyboard.values import Shot, Treatment
from dramaport.produce.timeline import FRAME, HOLD, ShownScreen, Timeline, caption_spans
from dramaport.produce.words import caption_rows, caption_text

#: Effects that go through the floor, and for how many frames the camera shakes.
_JOLTS = {"thunder": 14, "horn": 10, "door": 5, "water": 6, "slap": 5, "crash": 12}
_SHOUT_JOLT = 9
_LABEL_FRAMES = 75  # the AI label stands three seconds; the law asks for two
_FADE_SCENES = 6


class CaptionCue(Value):
    rows: tuple[str, ...]
    yellow: bool
    first: int
    last: int


class ScreenCue(Value):
    """A text that nobody says. `left` and `upright` are a card's side and shape."""

    id: str
    style: Style
    text: str
    left: bool
    upright: bool
    first: int
    last: int


class ShotSheet(Value):
    """One shot ready to be drawn. `talk` has one digit a frame for each speaker: how far the lips are open."""

    shot: Shot
    frames: int
    place: PlaceAsk
    roles: tuple[Role, ...]
    talk: dict[str, str] = Field(default_factory=dict)
    captions: tuple[CaptionCue, ...] = ()
    screens: tuple[ScreenCue, ...] = ()
    flashes: tuple[int, ...] = ()
    hits: tuple[tuple[int, int], ...] = ()
    watermark: str
    label: str = ""
    label_frames: int = 0
    fade_in: int = 0
    fade_out: int = 0
    freeze: int | None = None  # the frame from which the picture stands still


@dataclass(frozen=True)
class Cues:
    """Captions and screens of an episode, by id, with their spans."""

    captions: Mapping[str, tuple[tuple[str, ...], bool, Span]]
    screens: Mapping[str, tuple[Span, bool, bool]]  # span, at the left, in columns


def cues_of(timeline: Timeline) -> Cues:
    """When captions and screens stand and how they are set; what is shouted stands in yellow, cards alternate."""
    beats = {line.beat.id: line.beat for line in timeline.lines}
    captions = {
        name: (caption_rows(caption_text(beats[name].text)), beats[name].delivery is Delivery.SHOUT, span)
        for name, span in caption_spans(timeline.lines).items()
    }
    screens = {
        screen.beat.id: (screen.span, number % 2 == 0, bool(zlib.crc32(screen.beat.id.encode()) % 2))
        for number, screen in enumerate(timeline.screens)
    }
    return Cues(captions, screens)


def sheets_of(
    play: Screenplay,
    scenes: Sequence[Scene],
    timeline: Timeline,
    shots: Sequence[Shot],
    mouths: Mapping[str, str],
    cues: Cues,
    label: str,
) -> tuple[ShotSheet, ...]:
    """The sheets of an episode's shots. `mouths` has a digit a frame of the episode for each speaker."""
    by_id = {scene.id: scene for scene in scenes}
    made = []
    for number, shot in enumerate(shots):
        first, last = shot.span.start // FRAME, shot.span.end // FRAME
        opens = number > 0 and shots[number - 1].scene != shot.scene
        closes = number + 1 < len(shots) and shots[number + 1].scene != shot.scene
        final = number + 1 == len(shots)
        made.append(
            ShotSheet(
                shot=shot.model_copy(update={"span": Span(start=0, end=shot.span.duration), "why": "", "beats": ()}),
                frames=last - first,
                place=_place(play, by_id[shot.scene]),
                roles=tuple(_seen_role(play.role(name)) for name in sorted(set(shot.seen))),
                talk={
                    name: mouths[name][first:last]
                    for name in shot.seen
                    if name in mouths and mouths[name][first:last].strip("0")
                },
                captions=tuple(
                    CaptionCue(
                        rows=rows, yellow=yellow, first=span.start // FRAME - first, last=span.end // FRAME - first
                    )
                    for rows, yellow, span in cues.captions.values()
                    if span.overlap(shot.span) > 0
                ),
                screens=tuple(
                    _screen(screen, cues, first) for screen in timeline.screens if screen.span.overlap(shot.span) > 0
                ),
                flashes=tuple(
                    at
                    for heard in timeline.effects
                    if heard.effect == "thunder" and -9 < (at := heard.at // FRAME - first) < last - first
                ),
                hits=tuple(hit for hit in _hits(timeline, first) if -hit[1] < hit[0] < last - first),
                watermark=play.platform,
                label=label,
                label_frames=max(0, _LABEL_FRAMES - first) if label else 0,
                fade_in=_FADE_SCENES if opens else 0,
                fade_out=_FADE_SCENES if closes else 0,
                freeze=(timeline.duration - HOLD) // FRAME - first + 8
                if final and shot.treatment is Treatment.CLIFFHANGER
                else None,
            )
        )
    return tuple(sheet.model_copy(update={"label": "" if not sheet.label_frames else sheet.label}) for sheet in made)


def _place(play: Screenplay, scene: Scene) -> PlaceAsk:
    place = play.place(scene.place)
    return PlaceAsk(
        id=place.id,
        name=place.name,
        set=set_of(play, scene.place),
        look=place.look,
        setting=scene.setting,
        time=scene.time,
        weather=scene.weather,
    )


def _seen_role(role: Role) -> Role:
    """What of a role can be seen: another voice leaves the picture as it is."""
    return role.model_copy(update={"voice": "", "pitch": 0.0, "speed": 1.0, "note": ""})


def _screen(screen: ShownScreen, cues: Cues, first: int) -> ScreenCue:
    beat = screen.beat
    span, left, upright = cues.screens[beat.id]
    return ScreenCue(
        id=beat.id,
        style=beat.style,
        text=beat.text,
        left=left,
        upright=upright,
        first=span.start // FRAME - first,
        last=span.end // FRAME - first,
    )


def _hits(timeline: Timeline, first: int) -> list[tuple[int, int]]:
    """When the camera shakes: shouts, and effects that go through the floor."""
    shouts = [
        (line.span.start // FRAME - first, _SHOUT_JOLT)
        for line in timeline.lines
        if line.beat.delivery is Delivery.SHOUT
    ]
    return [
        *shouts,
        *((heard.at // FRAME - first, _JOLTS[heard.effect]) for heard in timeline.effects if heard.effect in _JOLTS),
    ]
