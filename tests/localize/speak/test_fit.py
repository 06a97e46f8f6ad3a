"""Fitting a line into its slot, with a speaker whose lengths are written down."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dramaport.ai.abilities import Clip, Voice
from dramaport.errors import BadInput
from dramaport.localize.speak.fit import MOST_TEMPO, RATE, allowed, at_rate, at_tempo, fit_line, milliseconds


class Scripted:
    """Says each text in the time its script gives."""

    identity = "scripted"

    def __init__(self, lengths: dict[str, int], rate: int = 24_000) -> None:
        self.lengths, self.rate = lengths, rate
        self.said: list[tuple[str, float]] = []

    def voices(self, language: str) -> tuple[Voice, ...]:
        return ()

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        self.said.append((text, speed))
        length = self.lengths[text] / speed
        t = np.arange(round(length * self.rate / 1000)) / self.rate
        return Clip(np.sin(2 * np.pi * 220 * t).astype(np.float32) * np.float32(0.2), self.rate)


def fit(speaker: Scripted, texts: list[str], slot: int, room: int = 0):
    return fit_line("E01.001", texts, "v", slot, room, speaker)


def test_a_text_that_fits_is_spoken_once_at_its_own_speed() -> None:
    speaker = Scripted({"long": 1900, "short": 900})
    spoken, pcm = fit(speaker, ["long", "short"], 2000)
    assert (spoken.text_index, spoken.tempo, spoken.overrun, spoken.flags) == (0, 1.0, 0, ())
    assert speaker.said == [("long", 1.0)]
    assert len(pcm) == round(1.9 * RATE)


def test_a_line_borrows_from_the_pause_behind_it_but_keeps_a_gap() -> None:
    assert allowed(1000, 0) == 1000
    assert allowed(1000, 200) == 1120  # 80 ms stay silent
    assert allowed(1000, 5000) == 1400  # at most 400 ms …
    assert allowed(4000, 5000) == 5000  # … or a quarter of a long slot
    assert allowed(1000, -300) == 1000  # the next line already speaks: nothing to borrow


def test_a_shorter_text_comes_before_a_higher_tempo() -> None:
    speaker = Scripted({"a long text": 2200, "a short one": 1900})
    spoken, _ = fit(speaker, ["a long text", "a short one"], 2000)
    assert (spoken.text, spoken.text_index, spoken.tempo) == ("a short one", 1, 1.0)
    assert spoken.flags == ("shorter:1",)


def test_a_text_that_cannot_fit_by_its_letters_is_not_spoken() -> None:
    """Neither would be in time at its own speed: the first is hurried, and the second take is saved."""
    speaker = Scripted({"too long by half": 2100, "too long by a half": 2050})
    spoken, _ = fit(speaker, ["too long by half", "too long by a half"], 1900)
    assert speaker.said == [("too long by half", 1.0)]
    assert spoken.tempo == pytest.approx(1.1, abs=0.02)


def test_where_no_tempo_helps_the_shortest_text_is_tried() -> None:
    speaker = Scripted({"much too long for it": 4000, "still too long": 2700, "and still too long": 3400})
    spoken, _ = fit(speaker, ["much too long for it", "and still too long", "still too long"], 1500)
    assert spoken.text == "still too long"
    assert len(speaker.said) == 2


def test_a_so_called_shorter_text_that_lasts_longer_is_not_taken() -> None:
    speaker = Scripted({"long": 2200, "worse": 2600})
    spoken, _ = fit(speaker, ["long", "worse"], 2000)
    assert spoken.text == "long"
    assert spoken.tempo == pytest.approx(1.1, abs=0.02)


def test_the_tempo_is_what_is_needed_and_costs_no_second_take() -> None:
    speaker = Scripted({"long": 2160})
    spoken, pcm = fit(speaker, ["long"], 2000)
    assert speaker.said == [("long", 1.0)]
    assert 1.07 <= spoken.tempo <= MOST_TEMPO
    assert spoken.fits
    assert len(pcm) <= 2.02 * RATE


def test_beyond_the_highest_tempo_the_line_is_whole_and_flagged_with_its_overrun() -> None:
    spoken, pcm = fit(Scripted({"long": 3000}), ["long"], 2000)
    assert MOST_TEMPO - 0.02 <= spoken.tempo <= MOST_TEMPO
    assert spoken.overrun == pytest.approx(3000 / MOST_TEMPO - 2000, abs=50)
    assert f"overrun:{spoken.overrun}" in spoken.flags
    assert len(pcm) == pytest.approx(3.0 / MOST_TEMPO * RATE, rel=0.02)  # nothing is cut


def test_a_short_line_is_never_slowed_down() -> None:
    spoken, _ = fit(Scripted({"no": 300}), ["no"], 3000)
    assert (spoken.duration, spoken.tempo) == (300, 1.0)


def test_a_text_without_a_sound_is_flagged_and_empty() -> None:
    spoken, pcm = fit(Scripted({"…": 0}), ["…"], 500)
    assert spoken.flags == ("silent",)
    assert len(pcm) == 0


def test_a_silent_alternative_never_wins_over_a_long_text() -> None:
    spoken, _ = fit(Scripted({"long": 3000, "…": 0}), ["long", "…"], 1000)
    assert spoken.text == "long"


@pytest.mark.parametrize("texts", [[], [""], ["  "]])
def test_a_line_without_text_is_refused_with_its_id(texts: list[str]) -> None:
    with pytest.raises(BadInput, match=r"E01\.001"):
        fit(Scripted({}), texts, 1000)


def test_an_overshoot_nobody_hears_costs_neither_words_nor_tempo() -> None:
    speaker = Scripted({"long": 2020, "short": 900})
    spoken, _ = fit(speaker, ["long", "short"], 2000)
    assert (spoken.text_index, spoken.tempo, spoken.overrun) == (0, 1.0, 0)


def test_every_voice_comes_out_at_24_khz() -> None:
    clip = Scripted({"x": 1000}, rate=22_050).speak("x", "v")
    pcm = at_rate(clip)
    assert len(pcm) == RATE
    assert pcm.dtype == np.float32
    peak = np.fft.rfft(pcm).__abs__().argmax()
    assert peak == 220  # the pitch is kept


def test_tempo_keeps_the_pitch_and_gives_equal_samples() -> None:
    pcm = Scripted({"x": 2000}).speak("x", "v").pcm
    first, again = at_tempo(pcm, RATE, 1.1), at_tempo(pcm, RATE, 1.1)
    assert np.array_equal(first, again)
    assert len(pcm) / len(first) == pytest.approx(1.1, abs=0.015)
    middle = first[4800:28800]
    assert np.abs(np.fft.rfft(middle)).argmax() == pytest.approx(220, abs=3)


@settings(max_examples=30, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 6000), min_size=1, max_size=3),
    slot=st.integers(1, 6000),
    room=st.integers(-500, 3000),
)
def test_no_line_is_cut_hurried_too_much_or_called_fitting_when_it_is_not(
    lengths: list[int], slot: int, room: int
) -> None:
    texts = ["a" * length for length in lengths]  # a letter a millisecond
    spoken, pcm = fit(Scripted(dict(zip(texts, lengths, strict=True)), rate=1000), texts, slot, room)
    assert spoken.natural == lengths[spoken.text_index]
    assert spoken.tempo <= MOST_TEMPO + 0.05  # at 1,000 samples a second the tempo filter is coarse
    assert spoken.duration >= spoken.natural / MOST_TEMPO - 40
    if min(lengths) <= allowed(slot, room):
        assert spoken.tempo == 1.0
    assert spoken.fits == (spoken.duration <= spoken.limit + 20)
    assert abs(len(pcm) / RATE * 1000 - spoken.duration) <= 1


def test_milliseconds_round_to_the_nearest() -> None:
    assert milliseconds(Clip(np.zeros(24_012, dtype=np.float32), 24_000)) == 1000
    assert milliseconds(Clip(np.zeros(24_013, dtype=np.float32), 24_000)) == 1001
