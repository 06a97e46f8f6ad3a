"""Sounds for the mix's tests: voices that a recogniser would not know, but a level meter does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfilt

from dramaport.drama.values import Span

RATE = 48_000
MS = 48


def voice(milliseconds: int, seed: int, rate: int = RATE) -> np.ndarray:
    """Noise in the speech band with the rhythm of syllables; different seeds have nothing in common."""
    rng = np.random.default_rng(seed)
    samples = rate * milliseconds // 1000
    band = butter(2, (250, 4500), "bandpass", fs=rate, output="sos")
    time = np.arange(samples) / rate
    syllables = 0.25 + np.clip(np.sin(2 * np.pi * 4 * time), 0, 1)
    return np.asarray(sosfilt(band, rng.standard_normal(samples)) * syllables * 0.1, np.float32)


def music(milliseconds: int, level: float = 0.02, seed: int = 99) -> np.ndarray:
    """A stereo chord with a little noise that differs between the channels."""
    time = np.arange(RATE * milliseconds // 1000) / RATE
    chord = sum(np.sin(2 * np.pi * hertz * time) for hertz in (220.0, 331.0, 524.0))
    noise = np.random.default_rng(seed).standard_normal((len(time), 2)) * 0.2
    return np.asarray((np.asarray(chord)[:, None] + noise) * level, np.float32)


def place(track: np.ndarray, clip: np.ndarray, start: int) -> None:
    track[start * MS : start * MS + len(clip)] += clip[: len(track) - start * MS]


@dataclass(frozen=True)
class Scene:
    """An original: its sound, its speech alone, and where its lines are."""

    sound: np.ndarray
    speech: np.ndarray
    lines: dict[str, Span]


def scene(spans: Sequence[tuple[int, int]] = ((1000, 2200), (2600, 3400), (5000, 6200)), level: float = 0.02) -> Scene:
    """Eight seconds of music with a voice in each span."""
    speech = np.zeros(RATE * 8, np.float32)
    for number, (start, end) in enumerate(spans):
        place(speech, voice(end - start, number), start)
    lines = {f"E01.{n + 1:03}": Span(start=a, end=b) for n, (a, b) in enumerate(spans)}
    return Scene(music(8000, level) + speech[:, None], speech, lines)


@dataclass
class Oracle:
    """A separator that knows the speech."""

    known: np.ndarray
    calls: int = 0
    identity: str = "oracle"

    def speech(self, pcm: np.ndarray) -> np.ndarray:
        self.calls += 1
        return self.known[: len(pcm)]
