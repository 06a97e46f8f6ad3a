"""A mix becomes a file whose decoded true peak keeps the limit, however much the encoder overshoots."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dramaport.localize.check.streams import StreamFacts, sound_facts
from dramaport.localize.mix.mixing import mix_original
from dramaport.localize.mix.values import Mixed, MixReport
from dramaport.localize.package import sound
from dramaport.localize.package.renditions import AudioTrack, package_audio
from dramaport.localize.package.sound import finish
from dramaport.media.audio import Pcm
from dramaport.media.loudness import integrated


@pytest.fixture(scope="module")
def mixed() -> Mixed:
    """Two seconds of drums in noise: peaks everywhere, all at the ceiling."""
    rng = np.random.default_rng(5)
    beat = np.exp(-(np.arange(48_000 * 2) % 12_000) / 1500)
    pcm = (rng.standard_normal((48_000 * 2, 2)) * (0.02 + beat[:, None])).astype(np.float32)
    return mix_original(pcm)


def test_what_is_decoded_is_what_is_measured(mixed: Mixed, tmp_path: Path) -> None:
    made = finish(mixed, 2.0, tmp_path / "sound.mp4")
    assert made.report.decoded_peak is not None
    assert made.report.decoded_peak <= -1
    assert made.report.highest_peak == max(made.report.true_peak, made.report.decoded_peak)
    assert (made.stream.kind, made.stream.fault) == ("audio", None)
    assert made.track == package_audio(mixed.pcm, 2.0, tmp_path / "again.mp4").model_copy(
        update={"playlist": made.track.playlist}
    )


def test_a_mix_the_encoder_lifts_over_the_limit_is_lowered_there_and_nowhere_else(
    mixed: Mixed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[Pcm] = []
    spike = slice(48_000, 48_100)

    def encoder(pcm: Pcm, seconds: float, target: Path) -> AudioTrack:
        given.append(pcm)
        return package_audio(pcm, seconds, target)

    def lifted(playlist: Path) -> tuple[StreamFacts, Pcm]:
        """One place comes out at three times its height."""
        facts, heard = sound_facts(playlist)
        heard = heard.copy()
        heard[spike] *= 3
        return facts, heard

    monkeypatch.setattr(sound, "package_audio", encoder)
    monkeypatch.setattr(sound, "sound_facts", lifted)
    made = finish(mixed, 2.0, tmp_path / "sound.mp4")
    assert made.report.decoded_peak is not None
    assert made.report.decoded_peak <= -1
    assert len(given) > 1
    assert np.abs(given[-1][spike]).max() < 0.6 * np.abs(given[0][spike]).max()
    assert np.array_equal(given[-1][:40_000], given[0][:40_000])
    assert np.array_equal(given[-1][72_000:], given[0][72_000:])
    assert made.report.lufs == pytest.approx(mixed.report.lufs, abs=0.6)


def test_an_encoder_that_cannot_be_kept_down_is_left_to_the_gate(
    mixed: Mixed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loud(pcm: Pcm, seconds: float, target: Path) -> AudioTrack:
        return package_audio(pcm / max(1e-9, float(np.abs(pcm).max())), seconds, target)

    monkeypatch.setattr(sound, "package_audio", loud)
    peak = finish(mixed, 2.0, tmp_path / "sound.mp4").report.decoded_peak
    assert peak is not None and peak > -1


def test_silence_stays_silent(tmp_path: Path) -> None:
    silent = Mixed(np.zeros((48_000, 2), np.float32), MixReport(lufs=-70, true_peak=-120))
    made = finish(silent, 1.0, tmp_path / "sound.mp4")
    assert made.report.highest_peak < -80
    assert integrated(silent.pcm) <= -70
