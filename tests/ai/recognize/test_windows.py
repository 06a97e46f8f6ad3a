"""Stretches of speech share windows; every word finds its way back to the episode's time."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.recognize.windows import KEPT_SILENCE, LONGEST, Range, windows

SILENCE = np.zeros(0, np.float32)


@st.composite
def ranges(draw: st.DrawFn) -> tuple[Range, ...]:
    """Ranges of speech in order, apart from each other."""
    found, now = [], 0
    for gap, length in draw(st.lists(st.tuples(st.integers(160, 9000), st.integers(60, 30_000)), max_size=12)):
        found.append((now + gap, now + gap + length))
        now += gap + length
    return tuple(found)


@given(ranges())
def test_windows_hold_all_speech_once_and_in_order(found: tuple[Range, ...]) -> None:
    pieces = [piece for window in windows(found, SILENCE) for piece in window.pieces]
    assert sum(piece.end - piece.start for piece in pieces) == sum(end - start for start, end in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(pieces))
    assert all(any(start <= p.start and p.end <= end for start, end in found) for p in pieces)


@given(ranges())
def test_no_window_is_longer_than_the_recogniser_hears(found: tuple[Range, ...]) -> None:
    assert all(window.length <= LONGEST + KEPT_SILENCE for window in windows(found, SILENCE))


@given(ranges(), st.integers(0, LONGEST), st.integers(0, 3000))
def test_a_word_lands_inside_one_stretch_of_speech(found: tuple[Range, ...], start: int, length: int) -> None:
    for window in windows(found, SILENCE):
        piece, (first, last) = window.placed(start, start + length)
        assert piece.start <= first <= last <= piece.end


def test_long_pauses_are_cut_and_short_ones_stay() -> None:
    (window,) = windows([(1000, 2000), (2300, 3000), (9000, 9500)], SILENCE)
    assert [piece.at for piece in window.pieces] == [
        KEPT_SILENCE,
        KEPT_SILENCE + 1300,
        KEPT_SILENCE + 2000 + KEPT_SILENCE,
    ]


def test_a_word_that_begins_in_the_pause_belongs_to_what_follows() -> None:
    (window,) = windows([(1000, 2000), (5000, 6000)], SILENCE)
    after = window.pieces[1]
    piece, spoken = window.placed(window.pieces[0].until - 50, after.at + 300)
    assert (piece, spoken) == (after, (5000, 5300))


def test_a_word_that_fades_into_the_pause_stays_where_it_was_said() -> None:
    (window,) = windows([(1000, 2000), (5000, 6000)], SILENCE)
    before = window.pieces[0]
    assert window.placed(before.until - 200, before.until + 400) == (before, (1800, 2000))


def test_the_windows_sound_is_the_episodes() -> None:
    pcm = np.arange(16_000 * 4, dtype=np.float32)
    (window,) = windows([(1000, 1500), (3000, 3500)], pcm)
    sound = window.sound(pcm)
    assert len(sound) == window.length * 16
    for piece in window.pieces:
        assert np.array_equal(sound[piece.at * 16 : piece.until * 16], pcm[piece.start * 16 : piece.end * 16])


def test_a_stretch_too_long_is_cut_where_it_is_quietest() -> None:
    pcm = np.ones(16_000 * 40, np.float32)
    pcm[16_000 * 16 : 16_000 * 16 + 3200] = 0
    first, *_ = windows([(0, 40_000)], pcm)
    assert 16_000 <= first.pieces[-1].end <= 16_200
