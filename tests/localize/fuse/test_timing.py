"""When a captioned line is said: its caption's time, moved to where speech begins and ends."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Word
from dramaport.drama.values import Span
from dramaport.localize.fuse.timing import in_turn, spoken_span, usual_pace


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end)


def word(start: int, end: int) -> Word:
    return Word(start, end, "走", 0.9)


def test_without_speech_the_caption_is_the_time() -> None:
    assert spoken_span(span(1000, 2000), [], [span(0, 900), span(2100, 3000)]) == span(1000, 2000)


def test_speech_that_only_touches_a_caption_is_not_under_it() -> None:
    assert spoken_span(span(1000, 2000), [], [span(0, 1000), span(2000, 3000)]) == span(1000, 2000)


def test_several_stretches_of_speech_are_one_line() -> None:
    assert spoken_span(span(1000, 3000), [], [span(1200, 1500), span(2000, 2600)]) == span(1200, 2600)


def test_words_reach_over_the_edge_but_not_beyond_speech() -> None:
    assert spoken_span(span(1000, 2000), [word(800, 2300)], [span(900, 2200)]) == span(900, 2200)


def test_words_reach_back_only_to_where_the_last_caption_ended() -> None:
    assert spoken_span(span(1000, 2000), [word(700, 1500)], [span(600, 1600)], free_from=900) == span(900, 1600)
    assert spoken_span(span(1000, 2000), [word(700, 1500)], [span(600, 1600)], free_from=1200) == span(1000, 1600)


def test_usual_pace_is_the_median_of_captions_with_letters() -> None:
    assert usual_pace([span(0, 400), span(0, 900), span(0, 5000), span(0, 700)], [2, 3, 1, 0]) == 300
    assert usual_pace([], []) == 0
    assert usual_pace([span(0, 500)], [0]) == 0


def test_a_line_cut_into_goes_on_as_long_as_usual_while_somebody_speaks() -> None:
    cut, after = span(0, 1000), span(1050, 3000)
    assert in_turn(cut, cut, after, 1350, [span(0, 3000)]) == span(0, 1350)
    assert in_turn(cut, cut, after, 1350, [span(0, 1200)]) == span(0, 1200)
    assert in_turn(cut, cut, after, 9000, [span(0, 3000)]) == span(0, 1400)


def test_a_line_long_enough_is_not_stretched() -> None:
    cut, after = span(0, 1000), span(1050, 3000)
    assert in_turn(cut, cut, after, 1300, [span(0, 3000)]) == cut
    assert in_turn(cut, cut, span(1081, 3000), 2000, [span(0, 3000)]) == cut


def test_captions_at_the_same_time_stay_so() -> None:
    assert in_turn(span(0, 2000), span(0, 2000), span(1000, 3000), 100, []) == span(0, 2000)


times = st.integers(0, 60_000)
spans = st.builds(lambda one, other: span(min(one, other), max(one, other)), times, times)


@st.composite
def speech(draw: st.DrawFn) -> list[Span]:
    edges = sorted(draw(st.lists(times, max_size=12, unique=True)))
    return [span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]


@given(spans, st.lists(spans, max_size=4), speech(), times)
def test_a_line_stays_within_reach_of_its_caption(
    caption: Span, said: list[Span], spoken: list[Span], free_from: int
) -> None:
    words = [word(one.start, one.end) for one in sorted(said, key=lambda one: one.start)]
    found = spoken_span(caption, words, spoken, free_from)
    assert caption.start - 400 <= found.start <= found.end
    assert found.end <= caption.end + 400
    if not words:
        assert caption.start <= found.start <= found.end <= max(caption.end, found.start)


@given(spans, spans, spans, st.floats(0, 9000), speech())
def test_taking_turns_moves_only_the_end_and_never_before_the_start(
    said: Span, caption: Span, after: Span, usual: float, spoken: list[Span]
) -> None:
    found = in_turn(said, caption, after, usual, spoken)
    assert found.start == said.start
    assert found.end >= found.start
    assert found.end <= max(said.end, caption.end + 400)
