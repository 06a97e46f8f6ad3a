"""The music bed: pads, plucked strings and drums in the key and mood of the place, tenser towards the end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dramaport.drama.screenplay.values import Label
from dramaport.media.audio import Pcm
from dramaport.produce.animatic.synth import add, clock, drum, hiss, pad, plucked
from dramaport.produce.animatic.voices import RATE


@dataclass(frozen=True)
class Mood:
    """What a place sounds like. Notes are MIDI numbers; chords are steps above the root."""

    root: int
    chords: tuple[tuple[int, ...], ...]
    scale: tuple[int, ...]  # steps the strings choose from
    beat: float  # seconds
    strings: float  # chance of a pluck on a half beat
    brightness: float  # of the pads
    tension: float  # 0..1: how much drum and low pulse


_MINOR = (0, 3, 5, 7, 10, 12, 15)  # the pentatonic yu mode
_MAJOR = (0, 2, 4, 7, 9, 12, 14)  # the pentatonic gong mode

MOODS = {
    "night_river": Mood(
        45, ((0, 7, 12, 15), (-4, 3, 8, 12), (-2, 5, 10, 14), (-5, 2, 7, 11)), _MINOR, 0.66, 0.42, 0.42, 0.8
    ),
    "ferry_house": Mood(
        50, ((0, 7, 10, 15), (-4, 3, 8, 12), (-7, 0, 5, 12), (-2, 5, 10, 14)), _MINOR, 0.72, 0.55, 0.34, 0.35
    ),
    "office": Mood(43, ((0, 7, 12, 14), (0, 6, 12, 15), (-4, 3, 8, 14), (-5, 2, 8, 11)), _MINOR, 0.52, 0.30, 0.52, 0.6),
    "hospital": Mood(
        52, ((0, 7, 12, 16), (-3, 4, 9, 12), (-7, 0, 5, 9), (-5, 2, 7, 11)), _MAJOR, 0.84, 0.40, 0.26, 0.1
    ),
    "old_street": Mood(
        47, ((0, 7, 12, 15), (-2, 5, 10, 14), (-4, 3, 8, 12), (-7, 0, 5, 8)), _MINOR, 0.58, 0.62, 0.40, 0.7
    ),
    "dawn_river": Mood(
        48, ((0, 7, 12, 16), (-5, 2, 7, 11), (-3, 4, 9, 12), (-7, 0, 5, 9)), _MAJOR, 0.76, 0.58, 0.30, 0.05
    ),
}


#: Which of the moods a set has; they were written for six places, and others sound like the one they are most like.
_KIN = {
    "night_river": ("river", "mountain", "boat"),
    "ferry_house": ("home_poor", "shop", "village", "temple"),
    "office": ("court", "police", "street_new", "rooftop", "car"),
    "hospital": ("home_rich", "bedroom", "school"),
    "old_street": ("street_old", "restaurant", "palace", "palace_hall"),
    "dawn_river": ("garden", "wedding_hall"),
}
_MOOD_OF = {name: kind for kind, names in _KIN.items() for name in (kind, *names)}


def kin(name: str) -> str:
    """The place whose music, air and room a set has."""
    return _MOOD_OF.get(name, "office")


def accent(label: Label) -> tuple[Pcm, int] | None:
    """What a label's beat has in the music: sound of shape (n, 2), and how many samples of it come before the beat."""
    match label:
        case Label.HOOK:
            track = np.zeros((2 * RATE, 2), np.float32)
            for beat in range(3):
                add(track, round(0.55 * beat * RATE), drum(46.0, 0.5), 0.5)
            return track, 0
        case Label.TURN:
            track = np.zeros((3 * RATE, 2), np.float32)
            add(track, 0, drum(44.0, 1.2), 0.6)
            add(track, 0, pad((38.0, 45.0, 50.0, 51.0), 2.8, 0.5), 0.3)
            return track, 0
        case Label.REVERSAL:
            rise = round(0.8 * RATE)
            track = np.zeros((rise + 3 * RATE, 2), np.float32)
            t = clock(0.8)
            wind = (hiss(np.random.default_rng(11), 0.8, 400, 3500) * (t / 0.8) ** 3).astype(np.float32)
            add(track, 0, wind, 0.03)
            add(track, rise, drum(38.0, 1.6), 0.8)
            add(track, rise, pad((33.0, 40.0, 45.0, 46.0), 2.8, 0.55), 0.4)
            return track, rise
        case _:
            return None


def compose(place: str, samples: int, last_word: int | None, rng: np.random.Generator) -> Pcm:
    """The bed for a scene, shape (samples, 2); the sting of the cliffhanger, if it has one, falls on sample `last_word`."""
    mood = MOODS[place]
    track = np.zeros((samples, 2), np.float32)
    bar = 4 * mood.beat
    bars = int(np.ceil(samples / RATE / bar)) + 1
    for number in range(bars):
        at = round(number * bar * RATE)
        chord = mood.chords[number % len(mood.chords)]
        notes = tuple(float(mood.root + step) for step in chord)
        add(track, at, pad(notes, bar + 0.9, mood.brightness), 0.30)
        _strings(track, at, mood, chord, rng)
        _drums(track, at, mood, number / bars, rng)
    if last_word is not None:
        _sting(track, last_word, mood, rng)
    return track


def _strings(track: Pcm, at: int, mood: Mood, chord: tuple[int, ...], rng: np.random.Generator) -> None:
    """A phrase of plucks: on the beats notes of the chord, between them notes of the scale."""
    for half in range(8):
        if rng.random() > mood.strings * (1.25 if half % 4 == 0 else 0.8):
            continue
        steps = chord[1:] if half % 2 == 0 else mood.scale
        note = mood.root + 12 + int(rng.choice(np.array(steps)))
        late = round((half * mood.beat / 2 + rng.uniform(0, 0.018)) * RATE)
        add(track, at + late, plucked(float(note)), 0.30 * float(rng.uniform(0.6, 1.0)), float(rng.uniform(-0.6, 0.6)))


def _drums(track: Pcm, at: int, mood: Mood, share: float, rng: np.random.Generator) -> None:
    """Low pulses that grow towards the end of a tense episode."""
    strength = mood.tension * (0.35 + 0.65 * share)
    for beat, weight in ((0, 1.0), (1.5, 0.45), (2, 0.7), (3.5, 0.4)):
        if rng.random() < strength * (0.6 + weight * 0.6):
            add(track, at + round(beat * mood.beat * RATE), drum(), 0.42 * strength * weight)


def _sting(track: Pcm, at: int, mood: Mood, rng: np.random.Generator) -> None:
    """A rush of air up to the last word's end, then drum and chord."""
    rise = 1.1
    t = clock(rise)
    wind = (hiss(rng, rise, 400, 3500) * (t / rise) ** 3).astype(np.float32)
    begin = at - len(wind)
    add(track, max(0, begin), wind[max(0, -begin) :], 0.035)
    add(track, at, drum(40.0, 1.6), 0.8)
    add(track, at, pad((float(mood.root - 12), float(mood.root), float(mood.root + 7)), 2.5, 0.5), 0.45)
    for place, step in enumerate((0, 7, 12)):
        add(track, at + round(0.03 * place * RATE), plucked(float(mood.root + step)), 0.4, 0.3 * (place - 1))
