"""The bed: the original without its lines' speech, and untouched everywhere else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from mix_making import MS, RATE, Oracle, music, place, scene, voice

from dramaport.drama.values import Span
from dramaport.localize.mix.bed import grow, make_bed, quieter, window
from dramaport.localize.mix.frames import levels, speech_band

MADE = scene()
LOUDNESS = levels(speech_band(MADE.speech))
BED = make_bed(MADE.sound, list(MADE.lines.values()), Oracle(MADE.speech))


def test_bed_and_speech_add_up_to_the_original() -> None:
    assert np.allclose(BED.sound + BED.speech, MADE.sound, atol=1e-6)


def test_the_speech_of_the_lines_is_gone() -> None:
    for span in MADE.lines.values():
        part = slice(span.start * MS, span.end * MS)
        left, said, played = BED.sound[part, 0], MADE.speech[part], music(8000)[part, 0]
        assert abs(np.dot(left, said) / np.dot(said, said)) < 0.05
        assert np.corrcoef(left, played)[0, 1] > 0.95


def test_outside_the_lines_the_original_is_kept_sample_for_sample() -> None:
    for start, end in ((0, 900), (3600, 4800), (6400, 8000)):
        assert np.array_equal(BED.sound[start * MS : end * MS], MADE.sound[start * MS : end * MS])


def test_one_channel_in_two_places_is_separated_once_and_stereo_twice() -> None:
    double, stereo = Oracle(MADE.speech), Oracle(MADE.speech)
    make_bed(np.repeat(MADE.speech[:, None], 2, axis=1), list(MADE.lines.values()), double)
    make_bed(MADE.sound, list(MADE.lines.values()), stereo)
    assert (double.calls, stereo.calls) == (1, 2)


def test_a_line_timed_too_short_is_grown_to_where_the_speech_fades() -> None:
    grown = grow(Span(start=5200, end=6000), LOUDNESS)
    assert 4900 <= grown.start <= 5010
    assert 6190 <= grown.end <= 6300


def test_a_line_never_grows_further_than_its_reach() -> None:
    endless = levels(speech_band(voice(8000, 5)))
    grown = grow(Span(start=3000, end=4000), endless)
    assert grown.start >= 3000 - 440 and grown.end <= 4000 + 440


@given(start=st.integers(0, 9000), length=st.integers(0, 3000))
def test_growing_never_shrinks_a_line(start: int, length: int) -> None:
    span = Span(start=start, end=start + length)
    grown = grow(span, LOUDNESS)
    assert grown.start <= span.start and grown.end >= span.end


def test_the_window_fades_in_and_out_and_stays_within_the_sound() -> None:
    fades = window([Span(start=0, end=10), Span(start=100, end=200), Span(start=240, end=400)], 300 * MS)
    assert len(fades) == 300 * MS
    assert fades[0] == 1 and fades[150 * MS] == 1 and fades[299 * MS] == 1
    assert np.abs(np.diff(fades)).max() < 0.001
    assert fades[60 * MS] == 0


def test_speech_outside_all_lines_is_reported_and_stays() -> None:
    made = scene()
    extra = np.zeros_like(made.speech)
    place(extra, voice(900, 42), 3800)
    sound, speech = made.sound + extra[:, None], made.speech + extra
    bed = make_bed(sound, list(made.lines.values()), Oracle(speech))
    (found,) = bed.unclaimed
    assert abs(found.start - 3800) < 150 and abs(found.end - 4700) < 150
    assert np.array_equal(bed.sound[3900 * MS : 4600 * MS], sound[3900 * MS : 4600 * MS])


def test_music_with_no_speech_outside_lines_reports_nothing() -> None:
    assert BED.unclaimed == ()


def test_an_episode_without_lines_is_its_own_bed() -> None:
    bed = make_bed(MADE.sound, [], Oracle(MADE.speech))
    assert np.array_equal(bed.sound, MADE.sound)
    assert not bed.speech.any() and len(bed.speech) == RATE * 8


def test_the_faint_image_a_separator_leaves_is_taken_off_too() -> None:
    speech, played = voice(2000, 1), music(2000, 0.001)[:, 0]
    rest = played + speech * np.float32(0.1)
    cleaned = quieter(rest, speech)
    assert np.dot(cleaned, speech) < 0.3 * np.dot(rest, speech)


def test_music_far_above_the_speech_is_left_alone() -> None:
    played = music(2000, 0.1)[:, 0]
    cleaned = quieter(played, voice(2000, 1) * np.float32(0.01))
    assert np.corrcoef(cleaned, played)[0, 1] > 0.999
