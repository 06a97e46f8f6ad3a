"""A speaker for tests that hums: sound of a length that follows from the text alone, no model, silence at both ends."""

from __future__ import annotations

import numpy as np

from dramaport.ai.abilities import Clip, Voice

RATE = 24_000
SILENCE = 0.1  # seconds before and after the hum
PER_LETTER = 0.16


class HummingSpeaker:
    """Says every letter as 160 ms of a buzzing tone. Remembers what it was asked."""

    identity = "humming/1"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, float]] = []

    def voices(self, language: str) -> tuple[Voice, ...]:
        return ()

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        self.asked.append((text, voice, speed))
        t = np.arange(round(RATE * PER_LETTER * len(text) / speed)) / RATE
        hum = sum(np.sin(2 * np.pi * 140 * partial * t) / partial for partial in range(1, 20))
        quiet = np.zeros(round(RATE * SILENCE))
        return Clip(np.concatenate([quiet, 0.2 * np.asarray(hum), quiet]).astype(np.float32), RATE)


class SilentSpeaker(HummingSpeaker):
    """A voice that gives no sound."""

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        return Clip(np.zeros(0, np.float32), RATE)
