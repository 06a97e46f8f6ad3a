"""What every clip gets: trimmed ends, soft edges, one loudness."""

from __future__ import annotations

import numpy as np
import pytest

from dramaport.ai.speak.sound import LEVEL_DB, polished, trimmed

RATE = 24_000


def tone(seconds: float, level: float) -> np.ndarray:
    return (np.sin(np.arange(round(seconds * RATE)) * 2 * np.pi * 200 / RATE) * level).astype(np.float32)


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def level_db(pcm: np.ndarray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(pcm.astype(np.float64) ** 2))))


def test_silence_goes_from_both_ends_but_stays_inside() -> None:
    inside = np.concatenate([tone(0.5, 0.3), silence(0.4), tone(0.5, 0.3)])
    out = trimmed(np.concatenate([silence(0.7), inside, silence(0.9)]), RATE)
    assert len(out) / RATE == pytest.approx(1.4, abs=0.07)


def test_a_quiet_start_of_a_word_is_not_silence() -> None:
    hiss = np.random.default_rng(1).normal(0, 0.003, round(0.1 * RATE)).astype(np.float32)  # 40 dB under the tone
    out = trimmed(np.concatenate([silence(0.5), hiss, tone(0.5, 0.42)]), RATE)
    assert len(out) / RATE == pytest.approx(0.6, abs=0.03)


@pytest.mark.parametrize("level", [0.02, 0.2, 0.9])
def test_all_voices_come_out_equally_loud(level: float) -> None:
    assert level_db(polished(tone(1, level), RATE)) == pytest.approx(LEVEL_DB, abs=0.3)


def test_pauses_do_not_make_a_line_louder() -> None:
    spoken = polished(np.concatenate([tone(0.5, 0.2), silence(1.0), tone(0.5, 0.2)]), RATE)
    assert level_db(spoken[: RATE // 4]) == pytest.approx(LEVEL_DB, abs=0.5)


def test_a_click_does_not_clip() -> None:
    click = tone(1, 0.01)
    click[RATE // 2] = 1.0
    assert np.abs(polished(click, RATE)).max() < 0.9


def test_edges_start_at_zero() -> None:
    out = polished(np.full(RATE, 0.3, dtype=np.float32), RATE)
    assert out[0] == 0
    assert abs(out[-1]) < 0.01


@pytest.mark.parametrize("pcm", [silence(0), silence(1)])
def test_silence_gives_an_empty_clip(pcm: np.ndarray) -> None:
    assert len(polished(pcm, RATE)) == 0
