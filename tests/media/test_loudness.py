"""Loudness after BS.1770: the EBU's own test signals (Tech 3341), true peaks between samples, and mastering."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.media.loudness import (
    NO_PEAK,
    SILENCE,
    block_loudness,
    gains,
    glide,
    integrated,
    limit,
    master,
    true_peak,
    turned_down,
    ungated,
)

RATE = 48_000


def sine(decibel: float, seconds: float, hertz: float = 1000.0, phase: float = 0.0) -> np.ndarray:
    """A stereo sine whose peak stands `decibel` dB under full scale."""
    wave = 10 ** (decibel / 20) * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE + phase)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def dialogue(seconds: float = 6.0, seed: int = 0) -> np.ndarray:
    """Bursts of noise, as spiky as speech."""
    rng = np.random.default_rng(seed)
    time = np.arange(int(seconds * RATE)) / RATE
    envelope = np.clip(np.sin(2 * np.pi * 3 * time), 0, 1) ** 2 + 0.02
    return (rng.standard_normal((len(time), 2)) * envelope[:, None] * 0.1).astype(np.float32)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([(-23.0, 20)], -23.0),  # case 1
        ([(-33.0, 20)], -33.0),  # case 2
        ([(-36.0, 10), (-23.0, 60), (-36.0, 10)], -23.0),  # case 3: the relative gate
        ([(-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)], -23.0),  # case 4: the absolute gate
        ([(-26.0, 20), (-20.0, 20.1), (-26.0, 20)], -23.0),  # case 5
    ],
)
def test_ebu_tech_3341_signals_measure_as_specified(parts: list[tuple[float, float]], expected: float) -> None:
    signal = np.concatenate([sine(level, seconds) for level, seconds in parts])
    assert integrated(signal) == pytest.approx(expected, abs=0.1)


def test_momentary_loudness_follows_the_signal() -> None:
    blocks = block_loudness(np.concatenate([sine(-20, 2), sine(-40, 2)]))
    assert blocks[5] == pytest.approx(-20, abs=0.1)
    assert blocks[-2] == pytest.approx(-40, abs=0.1)


def test_a_short_piece_is_measured_without_gates() -> None:
    assert ungated(sine(-23, 0.2)) == pytest.approx(-23, abs=0.3)
    assert ungated(np.zeros((0, 2), np.float32)) == SILENCE


def test_silence_has_no_loudness_no_peak_and_stays_silent() -> None:
    silence = np.zeros((RATE, 2), np.float32)
    assert integrated(silence) == SILENCE
    assert true_peak(silence) == NO_PEAK
    assert not master(silence, -16, -1).pcm.any()


def test_a_peak_between_two_samples_is_found() -> None:
    # A quarter of the sample rate, sampled at 45 degrees: every sample is 3 dB under the wave's own peak.
    wave = sine(-6, 1, hertz=RATE / 4, phase=np.pi / 4)
    assert 20 * np.log10(np.abs(wave).max()) == pytest.approx(-9, abs=0.05)
    assert true_peak(wave) == pytest.approx(-6, abs=0.4)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1000), gain=st.floats(1, 30), ceiling=st.floats(-12, -0.5))
def test_nothing_leaves_the_limiter_above_its_ceiling(seed: int, gain: float, ceiling: float) -> None:
    loud = dialogue(1.0, seed) * np.float32(gain)
    assert true_peak(limit(loud, ceiling)) <= ceiling + 0.01


def test_the_limiter_leaves_quiet_sound_alone_and_acts_only_around_peaks() -> None:
    quiet = dialogue() * np.float32(0.1)
    assert limit(quiet, -1) is quiet
    spike = sine(-20, 2)
    spike[RATE] = 1.0
    limited = limit(spike, -1)
    assert np.array_equal(limited[: RATE - 480], spike[: RATE - 480])
    assert np.allclose(limited[RATE + RATE // 2 :], spike[RATE + RATE // 2 :])


@pytest.mark.parametrize(("lufs", "ceiling"), [(-16.0, -1.5), (-23.0, -1.0)])
@pytest.mark.parametrize("gain", [0.05, 1.0, 8.0])
def test_mastered_sound_meets_loudness_and_peak(lufs: float, ceiling: float, gain: float) -> None:
    done = master(dialogue() * np.float32(gain), lufs, ceiling)
    assert integrated(done.pcm) == pytest.approx(lufs, abs=0.2)
    assert true_peak(done.pcm) <= ceiling
    assert (done.lufs, done.true_peak) == (integrated(done.pcm), true_peak(done.pcm))


def test_mastering_twice_gives_the_same_samples() -> None:
    assert np.array_equal(master(dialogue(), -16, -1).pcm, master(dialogue(), -16, -1).pcm)


@given(
    levels=st.lists(st.floats(-40, 0), min_size=1, max_size=60),
    fall=st.floats(0.1, 5),
    rise=st.floats(0.1, 5),
)
def test_a_glide_stays_under_its_levels_and_keeps_its_slopes(levels: list[float], fall: float, rise: float) -> None:
    curve = glide(np.asarray(levels), fall, rise)
    assert np.all(curve <= np.asarray(levels) + 1e-9)
    steps = np.diff(curve)
    assert np.all(steps <= rise + 1e-9) and np.all(steps >= -fall - 1e-9)
    assert curve.min() == pytest.approx(min(levels))


def test_gains_hold_in_the_middle_of_their_step() -> None:
    factors = gains(np.array([0.0, -20.0]), 100, 200)
    assert factors[50] == pytest.approx(1.0, abs=0.02)
    assert factors[150] == pytest.approx(0.1, abs=0.01)


def test_sound_is_turned_down_where_its_decoded_self_peaks_and_left_alone_elsewhere() -> None:
    pcm = sine(-6.0, 2.0)
    heard = pcm.copy()
    heard[48_000:48_100] *= 4
    lower = turned_down(pcm, heard, -1.0)
    gain = lower[np.abs(pcm) > 0.1] / pcm[np.abs(pcm) > 0.1]
    assert gain.min() == pytest.approx(10 ** (-7 / 20), rel=0.05)
    assert np.array_equal(lower[:46_000], pcm[:46_000])
    assert np.array_equal(lower[60_000:], pcm[60_000:])
    assert turned_down(pcm, pcm, -1.0) == pytest.approx(pcm)
