"""An episode as an OpenTimelineIO timeline, for an editor's program: picture, voices, captions, effects, and markers for beats."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio

from dramaport.drama.screenplay import Screenplay
from dramaport.drama.values import Span
from dramaport.produce.animatic.render import Film
from dramaport.produce.animatic.sheets import cues_of
from dramaport.produce.timeline import FRAME, FRAME_RATE

_COLOURS = {
    "hook": "RED",
    "conflict": "ORANGE",
    "turn": "YELLOW",
    "reversal": "PURPLE",
    "payoff": "GREEN",
    "cliffhanger": "MAGENTA",
}


def timeline_of(film: Film, play: Screenplay, movie: str, bed: str = "") -> otio.schema.Timeline:
    """The cut of an episode. `movie` is its file's name; each shot is a clip of it, each line a clip of its sound.

    `bed` is the file with music and effects alone, where it was written.
    """
    timeline = otio.schema.Timeline(name=f"{play.title} {film.episode}")
    timeline.metadata["dramaport"] = {"episode": film.episode, "title": play.episode(film.episode).title}
    captions = {name: " ".join(rows) for name, (rows, _, _) in cues_of(film.timeline).captions.items()}
    spans = {name: span for name, (_, _, span) in cues_of(film.timeline).captions.items()}
    whole = film.timeline.duration
    picture = _track("Picture", otio.schema.TrackKind.Video)
    for shot in film.shots:
        clip = _clip(shot.id, movie, shot.span, whole)
        clip.metadata["dramaport"] = {
            "framing": shot.framing.value,
            "move": shot.move.value,
            "scene": shot.scene,
            "seen": list(shot.seen),
            "why": shot.why,
        }
        picture.append(clip)
    voices = _track("Voice", otio.schema.TrackKind.Audio)
    _lay(
        voices,
        [
            (line.beat.id, line.span, {"character": line.beat.character, "text": line.beat.text})
            for line in film.timeline.lines
        ],
        movie,
        whole,
    )
    effects = _track("Effects", otio.schema.TrackKind.Audio)
    heard = [
        (sound.effect, Span(start=sound.at, end=min(whole, sound.at + 1000)), {"effect": sound.effect})
        for sound in film.timeline.effects
    ]
    _lay(effects, heard, bed or movie, whole)
    music = _track("Music", otio.schema.TrackKind.Audio)
    music.append(_clip("music", bed or movie, Span(start=0, end=whole), whole))
    words = _track("Captions", otio.schema.TrackKind.Video)
    _lay(words, [(name, spans[name], {"text": captions[name]}) for name in captions], "", whole)
    words.enabled = False
    for track in (picture, words, voices, music, effects):
        timeline.tracks.append(track)
    _mark(timeline, film)
    return timeline


def write_timeline(film: Film, play: Screenplay, folder: Path, stems: bool) -> Path:
    """Write `E01.otio` beside the episode."""
    file = folder / f"{film.episode}.otio"
    bed = f"{film.episode}.bed.wav" if stems else ""
    file.write_text(
        otio.adapters.write_to_string(timeline_of(film, play, f"{film.episode}.mp4", bed), "otio_json"), "utf-8"
    )
    return file


def _track(name: str, kind: str) -> otio.schema.Track:
    return otio.schema.Track(name=name, kind=kind)


def _time(ms: int) -> otio.opentime.RationalTime:
    return otio.opentime.RationalTime(ms // FRAME, FRAME_RATE)


def _range(span: Span) -> otio.opentime.TimeRange:
    first, last = span.start // FRAME, max(span.start // FRAME + 1, span.end // FRAME)
    return otio.opentime.TimeRange(
        otio.opentime.RationalTime(first, FRAME_RATE), otio.opentime.RationalTime(last - first, FRAME_RATE)
    )


def _clip(name: str, file: str, span: Span, whole: int) -> otio.schema.Clip:
    if not file:
        return otio.schema.Clip(
            name=name,
            media_reference=otio.schema.MissingReference(),
            source_range=otio.opentime.TimeRange(_time(0), _range(span).duration),
        )
    media = otio.schema.ExternalReference(
        target_url=file, available_range=otio.opentime.TimeRange(_time(0), _time(whole))
    )
    return otio.schema.Clip(name=name, media_reference=media, source_range=_range(span))


def _lay(track: otio.schema.Track, parts: list[tuple[str, Span, dict[str, str]]], file: str, whole: int) -> None:
    """Clips in their places with gaps between; what begins before the last has ended begins where that one ends."""
    at = 0
    for name, span, told in sorted(parts, key=lambda part: part[1].start):
        start = max(at, span.start // FRAME * FRAME)
        end = max(start + FRAME, span.end // FRAME * FRAME)
        if start > at:
            track.append(otio.schema.Gap(duration=_time(start - at)))
        clip = _clip(name, file, Span(start=start, end=end), whole)
        clip.metadata["dramaport"] = told
        track.append(clip)
        at = end


def _mark(timeline: otio.schema.Timeline, film: Film) -> None:
    """A marker for every beat, in the colour of its label."""
    for event in film.timeline.events:
        labels = [label.value for label in event.beat.labels]
        colour = next((_COLOURS[label] for label in labels if label in _COLOURS), "WHITE")
        marker = otio.schema.Marker(name=event.beat.id, marked_range=_range(event.span), color=colour)
        marker.metadata["dramaport"] = {"kind": event.beat.kind, "labels": labels, "note": event.beat.note}
        timeline.tracks.markers.append(marker)
