"""Ducking: deep enough under each voice, no deeper than needed, and never jumping."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.values import Span
from dramaport.localize.mix.duck import duck

QUIET = np.full(1000, -60.0)
LOUD = np.full(1000, -20.0)
OVER = 8.0


def test_untouched_where_nobody_speaks() -> None:
    curve = duck(QUIET, [Span(start=4000, end=5000)], [], OVER)
    assert np.all(curve[:350] == 0) and np.all(curve[600:] == 0)


def test_under_an_original_line_the_bed_steps_back_nine_decibels_even_when_quiet() -> None:
    assert np.all(duck(QUIET, [Span(start=4000, end=5000)], [], OVER)[400:500] == -9)


def test_a_loud_bed_is_brought_under_the_voice() -> None:
    curve = duck(LOUD, [], [(Span(start=4000, end=5000), -24.0)], OVER)
    assert np.allclose(curve[400:500], -12)


def test_a_dub_over_quiet_untouched_sound_costs_it_little() -> None:
    assert duck(QUIET, [], [(Span(start=4000, end=5000), -24.0)], OVER).min() == -3


def test_the_bed_never_steps_back_further_than_eighteen_decibels() -> None:
    assert duck(np.full(1000, 0.0), [], [(Span(start=4000, end=5000), -40.0)], OVER).min() == -18


def test_between_two_close_lines_the_bed_stays_down() -> None:
    close = [Span(start=3000, end=4000), Span(start=4300, end=5000)]
    apart = [Span(start=3000, end=4000), Span(start=5500, end=6000)]
    assert np.all(duck(QUIET, close, [], OVER)[300:500] == -9)
    assert duck(QUIET, apart, [], OVER)[400:550].max() == 0


def test_the_bed_is_down_before_the_voice_starts() -> None:
    curve = duck(LOUD, [], [(Span(start=4000, end=5000), -24.0)], OVER)
    assert curve[399] < -10 and curve[400] == -12


@given(
    starts=st.lists(st.integers(0, 12_000), max_size=8),
    length=st.integers(0, 3000),
    level=st.floats(-60, 0),
)
def test_the_curve_never_lifts_and_never_jumps(starts: list[int], length: int, level: float) -> None:
    spans = [Span(start=start, end=start + length) for start in starts]
    curve = duck(LOUD, spans, [(span, level) for span in spans], OVER)
    assert np.all(curve <= 0)
    assert np.all(np.diff(curve) <= 0.3 + 1e-9) and np.all(np.diff(curve) >= -1.0 - 1e-9)


def test_no_sound_at_all_is_no_trouble() -> None:
    assert len(duck(np.zeros(0), [], [], OVER)) == 0
