"""The soundtrack: speech in its room, music, air and effects under it, at the loudness of the platforms."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from dramaport.drama.screenplay.values import Delivery
from dramaport.media.audio import Pcm
from dramaport.media.loudness import gains, glide, master
from dramaport.produce.animatic.effects import air, effect
from dramaport.produce.animatic.music import accent, compose, kin
from dramaport.produce.animatic.synth import add
from dramaport.produce.animatic.voices import RATE, Take
from dramaport.produce.timeline import FRAME, Timeline

LOUDNESS, CEILING = -16.0, -1.5  # LUFS, dBTP

#: RMS of the bed below the speech, in dB. Dramas on the platforms keep music that is heard under every line.
BED_UNDER_SPEECH = 16.0
_RISE = 4.0  # dB the bed comes up where nobody speaks
_AIR_UNDER_SPEECH = 27.0
_EFFECT_PEAK_DB = -11.0
_SPEECH_DB = -20.0  # the level of normal speech (see voices)

_TAIL = RATE  # a room rings on for at most a second
_FADE = RATE // 2

_BLOCK = RATE // 50  # the bed's gain is worked out every 20 ms
_FALL_DB, _RISE_DB = 0.6, 0.12  # and moves at most so much a block: down within 130 ms, up within 700 ms

_HIT_DIPS_DB = 12.0  # how far effects go down under words: a mixer's dip
_HIT_FALLS_DB, _HIT_RISES_DB = 2.0, 0.5  # a block: down within 120 ms, up within half a second


@dataclass(frozen=True)
class Room:
    """Reverberation: seconds until it has died away by 60 dB, and its level against the voice in dB."""

    decay: float
    level: float


_ROOMS = {
    "night_river": Room(0.25, -24),
    "ferry_house": Room(0.32, -18),
    "office": Room(0.45, -19),
    "hospital": Room(0.95, -17),
    "old_street": Room(0.50, -21),
    "dawn_river": Room(0.25, -25),
}


@dataclass(frozen=True)
class Soundtrack:
    """Stereo at 48 kHz, shape (samples, 2). `bed` is music, air and effects at the level they have in `mix`."""

    mix: Pcm
    bed: Pcm


def soundtrack(sets: Sequence[str], timeline: Timeline, takes: Mapping[str, Take], episode: str) -> Soundtrack:
    """Mix an episode that plays in these sets, scene by scene. `takes` are the clips by line id; their speech starts exactly
    where the timeline says. Each scene has its own music, air and room; music that changes fades over.
    """
    samples = timeline.duration * RATE // 1000
    pans = _pans(timeline)
    spoken = np.zeros((samples, 2), np.float32)
    music, breeze = np.zeros((samples, 2), np.float32), np.zeros((samples, 2), np.float32)
    last = max(line.span.end for line in timeline.lines)
    for number, (name, span) in enumerate(zip(sets, timeline.scenes, strict=True)):
        dice = np.random.default_rng(zlib.crc32(f"{episode}/sound/{number}".encode()))
        kind = kin(name)
        first, end = span.start * RATE // 1000, span.end * RATE // 1000
        speech = np.zeros((end - first + _TAIL, 2), np.float32)
        for line in timeline.lines:
            if span.start <= line.span.start < span.end:
                take = takes[line.beat.id]
                start = line.span.start * RATE // 1000 - take.start - first
                add(speech, max(0, start), take.pcm[max(0, -start) :], pan=pans[line.beat.character])
        speech += _reverberation(speech, _ROOMS[kind], dice)
        add(spoken, first, speech)
        sting = last * RATE // 1000 - first if span.end == timeline.duration else None
        for track, piece in ((music, compose(kind, end - first, sting, dice)), (breeze, air(kind, end - first, dice))):
            add(track, first, _faded(piece, into=number > 0, out=span.end < timeline.duration))
    talked = _loud_parts(timeline, samples)
    weight = _gain_to(music[talked], _SPEECH_DB - BED_UNDER_SPEECH)
    breeze *= _gain_to(breeze, _SPEECH_DB - _AIR_UNDER_SPEECH)
    bed = (weight * music + breeze) * _riding(timeline, samples)[:, None]
    hits = weight * _accents(timeline, samples) + _effects(timeline, samples, episode)
    bed += hits * _out_of_the_way(timeline, samples)[:, None]
    mastered = master(spoken + bed, LOUDNESS, CEILING)
    return Soundtrack(mastered.pcm, np.asarray(bed * 10 ** (mastered.gain / 20), np.float32))


def _faded(piece: Pcm, *, into: bool, out: bool) -> Pcm:
    """Soft ends where another scene's music lies next to it."""
    ramp = np.linspace(0, 1, min(len(piece), _FADE), dtype=np.float32)[:, None]
    if into:
        piece[: len(ramp)] *= ramp
    if out:
        piece[len(piece) - len(ramp) :] *= ramp[::-1]
    return piece


def _effects(timeline: Timeline, samples: int, episode: str) -> Pcm:
    track = np.zeros((samples, 2), np.float32)
    dice = np.random.default_rng(zlib.crc32(f"{episode}/effects".encode()))
    for sound in timeline.effects:
        add(track, sound.at * RATE // 1000, effect(sound.effect, dice), 2 * 10 ** (_EFFECT_PEAK_DB / 20))
    return track


def _accents(timeline: Timeline, samples: int) -> Pcm:
    """What labels ask of the music: a pulse under a hook, a hit and a held chord on a turn, a rush and a hit on a reversal."""
    track = np.zeros((samples, 2), np.float32)
    for event in timeline.events:
        for label in event.beat.labels:
            if (sound := accent(label)) is not None:
                pcm, lead = sound
                at = event.span.start * RATE // 1000 - lead
                add(track, max(0, at), pcm[max(0, -at) :])
    return track


def mouths(timeline: Timeline, takes: Mapping[str, Take]) -> dict[str, str]:
    """How far each speaker's lips are open, one digit a frame: 0 closed to 3 wide, from the clip's level in that frame."""
    frames = timeline.duration // FRAME
    size = RATE * FRAME // 1000
    open_ = {line.beat.character: bytearray(b"0" * frames) for line in timeline.lines if line.beat.channel == "on"}
    for line in timeline.lines:
        if line.beat.channel != "on":
            continue
        take = takes[line.beat.id]
        said = take.pcm[take.start : take.end]
        usual = max(1e-6, float(np.sqrt(np.mean(said**2))))
        first = line.span.start // FRAME
        for number in range(min(-(-len(said) // size), frames - first)):
            part = said[number * size : (number + 1) * size]
            level = float(np.sqrt(np.mean(part**2))) / usual
            step = 0 if level < 0.35 else 1 if level < 0.8 else 2 if level < 1.35 else 3
            open_[line.beat.character][first + number] = max(
                open_[line.beat.character][first + number], ord("0") + step
            )
    return {name: digits.decode() for name, digits in open_.items()}


def _pans(timeline: Timeline) -> dict[str, float]:
    """Each character has a place between the speakers, not far from the middle, in order of appearance."""
    order = list(dict.fromkeys(line.beat.character for line in timeline.lines))
    places = (-0.16, 0.16, 0.0, -0.08, 0.08)
    return {character: places[number % len(places)] for number, character in enumerate(order)}


def _loud_parts(timeline: Timeline, samples: int) -> NDArray[np.bool_]:
    talked = np.zeros(samples, bool)
    for line in timeline.lines:
        talked[line.span.start * RATE // 1000 : line.span.end * RATE // 1000] = True
    return talked


def _gain_to(pcm: Pcm, level_db: float) -> np.float32:
    rms = float(np.sqrt(np.mean(np.square(pcm, dtype=np.float64))))
    return np.float32(10 ** (level_db / 20) / max(rms, 1e-9))


def _riding(timeline: Timeline, samples: int) -> NDArray[np.float32]:
    """The hand on the fader: up where nobody speaks, down before somebody does, further down under a whisper."""
    levels = np.full(-(-samples // _BLOCK), _RISE)
    for line in timeline.lines:
        first, last = (ms * RATE // 1000 // _BLOCK for ms in (line.span.start, line.span.end))
        under = -3.0 if line.beat.delivery is Delivery.WHISPER else 0.0
        levels[first : last + 1] = np.minimum(levels[first : last + 1], under)
    return gains(glide(levels, _FALL_DB, _RISE_DB), _BLOCK, samples)


def _out_of_the_way(timeline: Timeline, samples: int) -> NDArray[np.float32]:
    """Hits in their full weight where nobody speaks, and down before a word: what is shouted after a horn has to be understood."""
    levels = np.zeros(-(-samples // _BLOCK))
    for line in timeline.lines:
        first, last = (ms * RATE // 1000 // _BLOCK for ms in (line.span.start, line.span.end))
        levels[first : last + 1] = -_HIT_DIPS_DB
    return gains(glide(levels, _HIT_FALLS_DB, _HIT_RISES_DB), _BLOCK, samples)


def _reverberation(speech: Pcm, room: Room, rng: np.random.Generator) -> Pcm:
    """The room's answer to the speech: noise that dies away, different at either ear."""
    t = np.arange(round(room.decay * RATE)) / RATE
    answer = rng.standard_normal((len(t), 2)) * (10 ** (-3 * t / room.decay))[:, None]
    answer[: round(0.012 * RATE)] = 0
    answer *= 10 ** (room.level / 20) / np.sqrt(np.sum(answer**2, axis=0))
    wet = fftconvolve(speech.mean(axis=1, keepdims=True), answer, axes=0)[: len(speech)]
    return np.asarray(wet, np.float32)
