"""Sound becomes the features the embedder was trained on, and voices become vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dramaport.ai.voices.dvector import DVectorEmbedder, log_mel, mel_filters
from dramaport.media.audio import Pcm, decode

RATE = 16_000


def tone(seconds: float, *partials: tuple[float, float]) -> Pcm:
    time = np.arange(int(seconds * RATE)) / RATE
    return sum(level * np.sin(2 * np.pi * hertz * time) for level, hertz in partials).astype(np.float32)


THREE_TONES = tone(1.0, (0.3, 220), (0.1, 1800), (0.02, 6300))


def test_features_are_librosas() -> None:
    # librosa.feature.melspectrogram(n_fft=512, win_length=400, hop_length=160, n_mels=40, window="hamming", center=False)
    expected = [-3.4476, -2.6674, -3.4816, -3.7855, 0.0076, -4.2462, -4.6282, -4.9551]
    mel = log_mel(THREE_TONES)
    assert mel.shape == (97, 40)
    assert mel[10, ::5] == pytest.approx(expected, abs=1e-3)


def test_every_filter_has_the_same_area() -> None:
    filters = mel_filters()
    assert filters.shape == (40, 257)
    assert (filters >= 0).all()
    areas = filters.sum(axis=1) * RATE / 512
    assert areas[5:] == pytest.approx(np.ones(35), abs=0.25)  # narrow ones fall between the bins


@pytest.mark.parametrize("samples", [0, 1, 400, 12_000])
def test_short_sound_fills_a_window(samples: int) -> None:
    assert log_mel(THREE_TONES[:samples]).shape == (80, 40)


@pytest.mark.models
def test_one_voice_is_nearer_to_itself_than_to_another(shared_data: Path) -> None:
    clips = [decode(shared_data / "speech" / name, RATE) for name in ("cosy_cross_lingual_prompt.wav", "wenet_mid.wav")]
    embedder = DVectorEmbedder()
    halves = [embedder.embed(part) for clip in clips for part in np.array_split(clip, 2)]
    assert all(np.linalg.norm(vector) == pytest.approx(1, abs=1e-5) for vector in halves)
    near = min(float(halves[0] @ halves[1]), float(halves[2] @ halves[3]))
    far = max(float(one @ other) for one in halves[:2] for other in halves[2:])
    assert near > far + 0.1


@pytest.mark.models
def test_equal_sound_gives_equal_vectors(shared_data: Path) -> None:
    clip = decode(shared_data / "speech" / "wenet_mid.wav", RATE)
    assert np.array_equal(DVectorEmbedder().embed(clip), DVectorEmbedder().embed(clip))
