"""The mix: words are understood whatever sounds around them."""

from __future__ import annotations

import numpy as np
import pytest

from dramaport.drama.screenplay.values import Beat, LineBeat, SoundBeat
from dramaport.produce.animatic.sound import soundtrack
from dramaport.produce.animatic.voices import RATE, Take
from dramaport.produce.timeline import Timeline, lay_out

SECONDS = 2


def line(pause: float) -> LineBeat:
    return LineBeat(kind="line", id="E01.001", character="a", text="姐姐，车！", pause=pause)


def hum() -> Take:
    t = np.arange(SECONDS * RATE) / RATE
    return Take(pcm=(0.15 * np.sin(2 * np.pi * 220 * t)).astype(np.float32), start=0, end=SECONDS * RATE)


def timeline(beats: list[Beat]) -> Timeline:
    return lay_out([beats], {"E01.001": SECONDS * 1000})


def level(beats: list[Beat], at_ms: int) -> float:
    """Of what is not speech, in dB, in the fifth of a second from a moment on."""
    made = soundtrack(["night_river"], timeline(beats), {"E01.001": hum()}, "E01")
    part = made.bed[at_ms * RATE // 1000 : (at_ms + 200) * RATE // 1000]
    return 10 * float(np.log10(np.mean(np.square(part, dtype=np.float64))))


@pytest.mark.parametrize("effect", ["horn", "thunder"])
def test_an_effect_goes_down_under_a_word_that_follows_at_once(effect: str) -> None:
    sound = SoundBeat(kind="sound", effect=effect)
    word = timeline([sound, line(pause=0.0)]).lines[0].span.start
    assert level([sound, line(pause=0.0)], word) < level([sound, line(pause=3.0)], word) - 8
