"""A language's mix: voices in place and on top, the loudness asked for, and no original speech under the dub."""

import numpy as np
import pytest
from mix_making import MS, RATE, Oracle, music, scene, voice

from dramaport.errors import BadInput
from dramaport.localize.mix.bed import Bed, make_bed
from dramaport.localize.mix.mixing import mix, mix_original
from dramaport.localize.mix.values import APP, TV, Placement, Profile
from dramaport.media.loudness import integrated, true_peak

MADE = scene()
BED = make_bed(MADE.sound, list(MADE.lines.values()), Oracle(MADE.speech))
FIRST, SECOND, THIRD = MADE.lines
DUB = [
    Placement(FIRST, 1000, voice(1100, 11, 24_000)),
    Placement(SECOND, 2600, voice(700, 12, 24_000)),
    Placement(THIRD, 5000, voice(1000, 13, 24_000)),
]
MIXED = mix(BED, DUB, MADE.lines)


def level(pcm: np.ndarray, start: int, end: int) -> float:
    return float(10 * np.log10(np.mean(pcm[start * MS : end * MS].astype(np.float64) ** 2) + 1e-12))


def test_the_mix_is_as_long_as_the_original() -> None:
    assert MIXED.pcm.shape == MADE.sound.shape


@pytest.mark.parametrize("profile", [APP, TV])
def test_loudness_and_peak_meet_the_profile(profile: Profile) -> None:
    mixed = mix(BED, DUB, MADE.lines, profile)
    assert integrated(mixed.pcm) == pytest.approx(profile.lufs, abs=0.3)
    assert true_peak(mixed.pcm) <= profile.ceiling
    assert mixed.report.lufs == pytest.approx(integrated(mixed.pcm), abs=0.01)


def test_a_clip_stands_at_its_time() -> None:
    alone = mix(Bed(BED.sound * 0, BED.speech), DUB[:1], MADE.lines).pcm.mean(axis=1)
    clip = np.repeat(DUB[0].pcm, 2)
    shifts = range(-20, 21)
    match = {ms: float(np.dot(alone[(1000 + ms) * MS :][: len(clip)], clip)) for ms in shifts}
    assert max(match, key=lambda ms: match[ms]) == 0
    assert not alone[: 990 * MS].any()


def test_every_voice_stands_over_the_bed_by_what_the_profile_asks() -> None:
    loud = scene(level=0.08)
    bed = make_bed(loud.sound, list(loud.lines.values()), Oracle(loud.speech))
    report = mix(bed, DUB, loud.lines).report
    assert set(report.over_bed) == set(loud.lines)
    assert min(report.over_bed.values()) >= APP.over_bed - 0.5


def test_a_line_that_was_shouted_stays_louder_than_one_that_was_whispered() -> None:
    made = scene()
    speech = made.speech.copy()
    speech[1000 * MS : 2200 * MS] *= 4
    speech[5000 * MS : 6200 * MS] *= 0.25
    bed = make_bed(music(8000, 0.001) + speech[:, None], list(made.lines.values()), Oracle(speech))
    pcm = mix(bed, DUB, made.lines).pcm.mean(axis=1)
    assert level(pcm, 1050, 2050) > level(pcm, 5050, 5950) + 4


def test_clips_of_different_levels_come_out_alike() -> None:
    faint = [Placement(p.line, p.start, p.pcm * np.float32(0.05)) if p.line == SECOND else p for p in DUB]
    assert np.allclose(mix(BED, faint, MADE.lines).pcm, MIXED.pcm, atol=1e-4)


def test_the_rate_of_a_clip_does_not_matter() -> None:
    double = [Placement(p.line, p.start, voice(1000, 1, 22_050), 22_050) for p in DUB]
    mixed = mix(BED, double, MADE.lines)
    assert mixed.pcm.shape == MADE.sound.shape and np.isfinite(mixed.pcm).all()


def test_a_clean_mix_leaks_nothing() -> None:
    assert set(MIXED.report.leak) == set(MADE.lines)
    assert MIXED.report.leak_db < -25


@pytest.mark.parametrize(("share", "least", "most"), [(0.0, -14, 3), (0.5, -20, -8), (0.9, -36, -22)])
def test_speech_the_separator_left_is_measured_as_leak(share: float, least: float, most: float) -> None:
    left = Bed(MADE.sound - np.float32(share) * BED.speech, BED.speech)
    assert least < mix(left, DUB, MADE.lines).report.leak_db < most


def test_original_speech_under_a_missing_dub_is_measured_against_the_other_dubs() -> None:
    left = Bed(MADE.sound, BED.speech)
    report = mix(left, DUB[:2], MADE.lines).report
    assert report.leak[THIRD] > -14


def test_a_kept_line_stays_in_the_original_voice_and_is_no_leak() -> None:
    kept = mix(BED, DUB[:2], MADE.lines, kept=[THIRD])
    gone = mix(BED, DUB[:2], MADE.lines)
    assert THIRD not in kept.report.leak
    assert level(kept.pcm[:, 0], 5100, 6100) > level(gone.pcm[:, 0], 5100, 6100) + 10
    part = slice(5100 * MS, 6100 * MS)
    assert np.corrcoef(kept.pcm[part, 0], MADE.sound[part, 0])[0, 1] > 0.99


def test_a_clip_beyond_the_end_is_cut_there() -> None:
    late = mix(BED, [Placement(THIRD, 7800, voice(1000, 3, 24_000))], MADE.lines)
    assert len(late.pcm) == RATE * 8
    beyond = mix(BED, [Placement(THIRD, 9000, voice(500, 3, 24_000))], MADE.lines)
    assert len(beyond.pcm) == RATE * 8


def test_an_original_without_sound_still_gets_its_dub() -> None:
    silent = np.zeros_like(MADE.sound)
    mixed = mix(Bed(silent, silent), DUB, MADE.lines)
    assert mixed.report.lufs == pytest.approx(APP.lufs, abs=0.3)
    assert mixed.report.leak == {}


def test_no_dub_and_no_lines_give_the_original_at_the_profiles_loudness() -> None:
    plain = mix(Bed(MADE.sound, MADE.sound * 0), [], {})
    assert np.allclose(plain.pcm, mix_original(MADE.sound).pcm)
    assert plain.report.lufs == pytest.approx(APP.lufs, abs=0.3)


def test_equal_inputs_give_equal_samples() -> None:
    assert np.array_equal(mix(BED, DUB, MADE.lines).pcm, MIXED.pcm)


def test_a_line_the_episode_does_not_have_is_refused() -> None:
    with pytest.raises(BadInput, match=r"E09\.001"):
        mix(BED, [Placement("E09.001", 0, voice(100, 1))], MADE.lines)
