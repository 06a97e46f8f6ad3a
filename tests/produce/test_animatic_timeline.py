"""Where beats fall in time, how captions follow the speech, and where an episode cuts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.screenplay.values import Beat, LineBeat, ScreenBeat, SoundBeat, Style
from dramaport.produce.timeline import (
    FRAME,
    HOLD,
    LEAD_IN,
    OVERLAP,
    caption_spans,
    lay_out,
    overlapped,
)


def line(
    number: int, *, character: str = "a", pause: float = 0.3, overlap: bool = False, caption: bool = True
) -> LineBeat:
    return LineBeat(
        kind="line",
        id=f"E01.{number:03}",
        character=character,
        text="话",
        pause=pause,
        overlap=overlap,
        caption=caption,
    )


def screen(number: int, style: Style, seconds: float = 2.0, text: str = "字") -> ScreenBeat:
    return ScreenBeat(kind="screen", id=f"E01.{number:03}", style=style, text=text, seconds=seconds)


def sound(effect: str) -> SoundBeat:
    return SoundBeat(kind="sound", effect=effect)


def test_a_line_starts_its_pause_after_the_one_before() -> None:
    first, second = line(1, pause=0.2), line(2, pause=0.5)
    timeline = lay_out([[first, second]], {first.id: 1000, second.id: 700})
    assert timeline.lines[0].span.start == LEAD_IN + 200
    assert timeline.lines[1].span.start == pytest.approx(timeline.lines[0].span.end + 500, abs=FRAME)
    assert timeline.duration >= timeline.lines[1].span.end + HOLD


def test_an_overlapping_line_starts_400_ms_before_the_other_ends() -> None:
    first, second, third = line(1), line(2, overlap=True), line(3)
    timeline = lay_out([[first, second, third]], {first.id: 1500, second.id: 200, third.id: 500})
    assert timeline.lines[1].span.start == pytest.approx(timeline.lines[0].span.end - OVERLAP, abs=FRAME)
    assert timeline.lines[2].span.start == pytest.approx(timeline.lines[0].span.end + 300, abs=FRAME), (
        "it waits for the later of both ends"
    )
    assert overlapped(timeline.lines) == {first.id, second.id}


def test_a_short_line_is_heard_before_it_is_cut_off() -> None:
    first, second = line(1), line(2, overlap=True)
    timeline = lay_out([[first, second]], {first.id: 300, second.id: 900})
    assert timeline.lines[1].span.start == pytest.approx(timeline.lines[0].span.start + 150, abs=FRAME)


def test_a_phone_message_stops_the_talk_and_a_card_does_not() -> None:
    said = line(2, pause=0.0)
    phone = lay_out([[screen(1, Style.PHONE), said]], {said.id: 500})
    card = lay_out([[screen(1, Style.CARD), said]], {said.id: 500})
    assert phone.lines[0].span.start > phone.screens[0].span.end
    assert card.lines[0].span.start < card.screens[0].span.end


def test_screens_never_stand_together_and_are_seen_to_their_end() -> None:
    timeline = lay_out([[line(1), screen(2, Style.CARD), screen(3, Style.SIGN, 4.0)]], {"E01.001": 400})
    first, second = (shown.span for shown in timeline.screens)
    assert second.start > first.end
    assert timeline.duration >= second.end


BEATS = st.lists(
    st.one_of(
        st.builds(
            lambda pause, overlap, caption, who: line(0, pause=pause, overlap=overlap, caption=caption, character=who),
            st.floats(0, 2),
            st.booleans(),
            st.booleans(),
            st.sampled_from("abcde"),
        ),
        st.builds(lambda style, seconds: screen(0, style, seconds), st.sampled_from(Style), st.floats(0.5, 4)),
        st.builds(sound, st.sampled_from(["door", "water"])),
    ),
    min_size=1,
    max_size=16,
)


def numbered(beats: list[Beat]) -> list[Beat]:
    """Give every beat its own id and make the first line one that overlaps nothing."""
    seen = False
    out: list[Beat] = []
    for number, beat in enumerate([line(0), *beats]):
        if isinstance(beat, LineBeat):
            beat = beat.model_copy(update={"id": f"E01.{number:03}", "overlap": beat.overlap and seen})
            seen = True
        elif isinstance(beat, ScreenBeat):
            beat = beat.model_copy(update={"id": f"E01.{number:03}"})
        out.append(beat)
    return out


@given(BEATS.map(numbered), st.integers(0, 2**20))
def test_captions_stand_with_their_speech_one_at_a_time(beats: list[Beat], seed: int) -> None:
    rng = np.random.default_rng(seed)
    timeline = lay_out([beats], {beat.id: int(rng.integers(150, 3000)) for beat in beats if isinstance(beat, LineBeat)})
    spans = caption_spans(timeline.lines)
    by_id = {said.beat.id: said for said in timeline.lines}
    assert set(spans) == {name for name, said in by_id.items() if said.beat.caption}
    for name, span in spans.items():
        speech = by_id[name].span
        assert span.start % FRAME == span.end % FRAME == 0
        assert 0 <= speech.start - span.start <= 80
        assert span.end - speech.end <= 120
        assert span.duration > 0
        if not overlapped(timeline.lines) & {name}:
            later = [other.start for other in spans.values() if other.start > span.start]
            assert span.end >= speech.end or span.end in later
    ordered = sorted(spans.values(), key=lambda span: span.start)
    assert all(before.end <= after.start for before, after in pairwise(ordered))
