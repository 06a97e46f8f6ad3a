"""The soundtrack: speech in its room, music, air and effects under it, at the loudness of the platforms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from dramaport.media.audio import Pcm
from dramaport.media.loudness import gains, glide, master
from dramaport.produce.animatic.effects import air, effect
from dramaport.produce.animatic.music import compose
from dramaport.produce.animatic.script import Delivery, Place
from dramaport.produce.animatic.synth import add
from dramaport.produce.animatic.timeline import FRAME, Timeline
from dramaport.produce.animatic.voices import RATE, Take

LOUDNESS, CEILING = -16.0, -1.5  # LUFS, dBTP

#: RMS of the bed below the speech, in dB. Dramas on the platforms keep music that is heard under every line.
BED_UNDER_SPEECH = 16.0
_RISE = 4.0  # dB the bed comes up where nobody speaks
_AIR_UNDER_SPEECH = 27.0
_EFFECT_PEAK_DB = -11.0
_SPEECH_DB = -20.0  # the level of normal speech (see voices)

_BLOCK = RATE // 50  # the bed's gain is worked out every 20 ms
_FALL_DB, _RISE_DB = 0.6, 0.12  # and moves at most so much a block: down within 130 ms, up within 700 ms


@dataclass(frozen=True)
class Room:
    """Reverberation: seconds until it has died away by 60 dB, and its level against the voice in dB."""

    decay: float
    level: float


_ROOMS = {
    Place.NIGHT_RIVER: Room(0.25, -24),
    Place.FERRY_HOUSE: Room(0.32, -18),
    Place.OFFICE: Room(0.45, -19),
    Place.HOSPITAL: Room(0.95, -17),
    Place.OLD_STREET: Room(0.50, -21),
    Place.DAWN_RIVER: Room(0.25, -25),
}


@dataclass(frozen=True)
class Soundtrack:
    """Stereo at 48 kHz, shape (samples, 2). `bed` is music, air and effects at the level they have in `mix`."""

    mix: Pcm
    bed: Pcm


def soundtrack(place: Place, timeline: Timeline, takes: Mapping[str, Take], rng: np.random.Generator) -> Soundtrack:
    """Mix an episode. `takes` are the clips by line id; their speech starts exactly where the timeline says."""
    samples = timeline.duration * RATE // 1000
    speech = np.zeros((samples, 2), np.float32)
    pans = _pans(timeline)
    for line in timeline.lines:
        take = takes[line.beat.id]
        start = line.span.start * RATE // 1000 - take.start
        add(speech, max(0, start), take.pcm[max(0, -start) :], pan=pans[line.beat.character])
    talked = _loud_parts(timeline, samples)
    last = max(line.span.end for line in timeline.lines) * RATE // 1000
    music = compose(place, samples, last, rng)
    music *= _gain_to(music[talked], _SPEECH_DB - BED_UNDER_SPEECH)
    breeze = air(place, samples, rng)
    breeze *= _gain_to(breeze, _SPEECH_DB - _AIR_UNDER_SPEECH)
    bed = (music + breeze) * _riding(timeline, samples)[:, None]
    for sound in timeline.effects:
        add(bed, sound.at * RATE // 1000, effect(sound.effect, rng), 2 * 10 ** (_EFFECT_PEAK_DB / 20))
    spoken = speech + _reverberation(speech, _ROOMS[place], rng)
    mastered = master(spoken + bed, LOUDNESS, CEILING)
    return Soundtrack(mastered.pcm, np.asarray(bed * 10 ** (mastered.gain / 20), np.float32))


def lips(timeline: Timeline, takes: Mapping[str, Take]) -> list[str | None]:
    """Whose lips are open in each frame: the loudest speaker whose clip is above a third of its usual level there."""
    frames = timeline.duration // FRAME
    size = RATE * FRAME // 1000
    loudest = np.zeros(frames)
    open_: list[str | None] = [None] * frames
    for line in timeline.lines:
        take = takes[line.beat.id]
        said = take.pcm[take.start : take.end]
        usual = float(np.sqrt(np.mean(said**2)))
        first = line.span.start // FRAME
        for number in range(-(-len(said) // size)):
            part = said[number * size : (number + 1) * size]
            level = float(np.sqrt(np.mean(part**2))) / max(usual, 1e-6)
            frame = first + number
            if frame < frames and level > 0.6 and level > loudest[frame]:
                loudest[frame], open_[frame] = level, line.beat.character
    return open_


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


def _reverberation(speech: Pcm, room: Room, rng: np.random.Generator) -> Pcm:
    """The room's answer to the speech: noise that dies away, different at either ear."""
    t = np.arange(round(room.decay * RATE)) / RATE
    answer = rng.standard_normal((len(t), 2)) * (10 ** (-3 * t / room.decay))[:, None]
    answer[: round(0.012 * RATE)] = 0
    answer *= 10 ** (room.level / 20) / np.sqrt(np.sum(answer**2, axis=0))
    wet = fftconvolve(speech.mean(axis=1, keepdims=True), answer, axes=0)[: len(speech)]
    return np.asarray(wet, np.float32)
