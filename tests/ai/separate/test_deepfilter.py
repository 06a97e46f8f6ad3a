"""DeepFilterNet3 with its real weights: it lifts speech out of noise, in time, whatever the length."""

from pathlib import Path

import numpy as np
import pytest

from dramaport.ai.separate import deepfilter
from dramaport.ai.separate.deepfilter import DeepFilterSeparator, _pieces
from dramaport.media.audio import Pcm, decode

pytestmark = pytest.mark.models

SECOND = 48_000


@pytest.fixture(scope="module")
def speech(shared_data: Path) -> Pcm:
    return decode(shared_data / "speech" / "cosy_zero_shot_prompt.wav", SECOND)


@pytest.fixture(scope="module")
def separator() -> DeepFilterSeparator:
    return DeepFilterSeparator()


def noise(like: Pcm, level: float) -> Pcm:
    return np.random.default_rng(1).standard_normal(len(like)).astype(np.float32) * np.float32(level)


def si_sdr(reference: Pcm, estimate: Pcm) -> float:
    share = np.dot(reference, estimate) / np.dot(reference, reference)
    return float(10 * np.log10(np.sum((share * reference) ** 2) / np.sum((estimate - share * reference) ** 2)))


def test_speech_in_noise_comes_out_cleaner_by_seven_decibels(separator: DeepFilterSeparator, speech: Pcm) -> None:
    noisy = speech + noise(speech, 0.03)
    assert si_sdr(speech, separator.speech(noisy)) > si_sdr(speech, noisy) + 7


def test_the_answer_is_as_long_as_the_question_and_in_time(separator: DeepFilterSeparator, speech: Pcm) -> None:
    cut = speech[: 2 * SECOND + 123]
    heard = separator.speech(cut)
    assert len(heard) == len(cut)
    lags = range(-480, 481, 40)
    match = {lag: float(np.dot(cut[1000:-1000], np.roll(heard, lag)[1000:-1000])) for lag in lags}
    assert max(match, key=lambda lag: match[lag]) == 0


def test_noise_alone_and_silence_give_next_to_nothing(separator: DeepFilterSeparator) -> None:
    alone = noise(np.zeros(2 * SECOND, np.float32), 0.05)
    assert np.mean(separator.speech(alone)[SECOND:] ** 2) < 0.01 * np.mean(alone**2)
    assert np.abs(separator.speech(np.zeros(SECOND, np.float32))).max() < 1e-4
    assert len(separator.speech(np.zeros(0, np.float32))) == 0


def test_pieces_join_without_a_seam(
    separator: DeepFilterSeparator, speech: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    noisy = np.tile(speech, 3)[: 9 * SECOND] + noise(np.zeros(9 * SECOND, np.float32), 0.02)
    whole = separator.speech(noisy)
    monkeypatch.setattr(deepfilter, "_PIECE", 4 * SECOND)
    assert si_sdr(whole, separator.speech(noisy)) > 25


def test_more_threads_give_the_same_samples(separator: DeepFilterSeparator, speech: Pcm) -> None:
    cut = speech[:SECOND]
    assert np.array_equal(separator.speech(cut), DeepFilterSeparator(threads=2).speech(cut))


def test_pieces_cover_every_sample_once() -> None:
    length = 50 * SECOND + 7
    pieces = list(_pieces(length))
    assert [start for start, _, _ in pieces[1:]] == [end for _, end, _ in pieces[:-1]]
    assert pieces[0][0] == 0 and pieces[-1][1] == length
    assert all(before <= start for start, _, before in pieces)
