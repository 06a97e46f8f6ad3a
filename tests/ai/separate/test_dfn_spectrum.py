"""The spectrum DeepFilterNet3 reads: exact analysis and synthesis, and features that forget levels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.ai.separate import spectrum as sp
from dramaport.ai.separate.deepfilter import _ORDER, deep_filter


def noise(samples: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(samples).astype(np.float32) * 0.1


def test_the_window_applied_twice_adds_up_to_one() -> None:
    squared = sp.WINDOW.astype(np.float64) ** 2
    assert np.allclose(squared[: sp.HOP] + squared[sp.HOP :], 1.0, atol=1e-6)


@settings(max_examples=20, deadline=None)
@given(samples=st.integers(1, 5000), seed=st.integers(0, 99))
def test_synthesis_undoes_analysis_for_any_length(samples: int, seed: int) -> None:
    pcm = noise(samples, seed)
    spectrum = sp.analyse(pcm, -(-samples // sp.HOP) + 1)
    assert np.allclose(sp.synthesise(spectrum, samples), pcm, atol=1e-5)


def test_bands_cover_all_bins_and_are_never_narrower_than_two() -> None:
    widths = sp.band_widths()
    assert len(widths) == sp.BANDS
    assert widths.sum() == sp.FFT // 2 + 1
    assert widths.min() == 2
    assert np.all(np.diff(widths[10:-1]) >= 0)  # wider towards the top


def test_spread_repeats_each_band_over_its_bins() -> None:
    bands = np.arange(sp.BANDS, dtype=np.float32)[None]
    bins = sp.spread(bands)
    assert bins.shape == (1, sp.FFT // 2 + 1)
    assert [int((bins == band).sum()) for band in range(sp.BANDS)] == sp.band_widths().tolist()


@pytest.mark.parametrize("gain", [0.1, 1.0])
def test_level_features_of_steady_sound_settle_near_zero_at_any_level(gain: float) -> None:
    spectrum = sp.analyse(noise(48_000 * 8) * np.float32(gain), 800)
    settled = sp.level_features(spectrum)[600:]
    assert abs(float(settled.mean())) < 0.02


def test_filter_features_are_real_and_imaginary_planes() -> None:
    spectrum = sp.analyse(noise(48_000), 100)
    planes = sp.filter_features(spectrum)
    assert planes.shape == (2, 100, sp.FILTERED_BINS)
    turned = sp.filter_features(spectrum * np.complex64(1j))
    assert np.allclose(turned[1], planes[0], atol=1e-4)


def test_a_deep_filter_that_weighs_only_the_middle_frame_changes_nothing() -> None:
    noisy = sp.analyse(noise(48_000), 102)[:, : sp.FILTERED_BINS]
    middle = np.zeros((100, sp.FILTERED_BINS, _ORDER), np.complex64)
    middle[:, :, 2] = 1
    assert np.allclose(deep_filter(noisy, middle), noisy[:100])


def test_the_last_tap_of_a_deep_filter_is_two_frames_ahead() -> None:
    noisy = sp.analyse(noise(48_000), 102)[:, : sp.FILTERED_BINS]
    ahead = np.zeros((100, sp.FILTERED_BINS, _ORDER), np.complex64)
    ahead[:, :, 4] = 1
    assert np.allclose(deep_filter(noisy, ahead), noisy[2:])
