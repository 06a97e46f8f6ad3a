"""Hearing and reading become lines: captions give the words, speech gives the time, nothing is lost or said twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Heard, Word
from dramaport.drama.values import Box, Line, LineKind, Origin, Span
from dramaport.localize.fuse import fuse
from dramaport.localize.fuse.claims import letters_of
from dramaport.localize.fuse.timing import in_turn, spoken_span
from dramaport.localize.read.values import CaptionLine, Captions, ScreenText

BOX = Box(x=0.2, y=0.7, w=0.6, h=0.05)


def span(start: int, end: int) -> Span:
    return Span(start=start, end=end)


def heard(text: str, start: int, end: int, probability: float = 0.9) -> Heard:
    step = (end - start) / len(text)
    words = tuple(
        Word(round(start + i * step), round(start + (i + 1) * step), letter, probability)
        for i, letter in enumerate(text)
    )
    return Heard(start, end, text, words, probability)


def caption(text: str, start: int, end: int, score: float = 0.9) -> CaptionLine:
    return CaptionLine(span=span(start, end), text=text, score=score, box=BOX)


def fused(said: list[Heard], *read: CaptionLine, speech: list[Span] | None = None) -> tuple[Line, ...]:
    spans = speech if speech is not None else [span(one.start, one.end) for one in said]
    return fuse("E01", said, Captions(lines=read), spans)


def test_the_caption_gives_the_words_and_speech_the_time() -> None:
    (line,) = fused([heard("爷爷水利有个人", 600, 1740)], caption("爷爷 水里有个人！", 400, 2600))
    assert (line.id, line.text, line.origin) == ("E01.001", "爷爷 水里有个人！", Origin.BOTH)
    assert line.span == span(600, 1740)
    assert line.caption == span(400, 2600)
    assert line.heard == "爷爷水利有个人"
    assert line.box == BOX


def test_what_was_heard_is_left_out_where_it_says_the_same() -> None:
    (line,) = fused([heard("别喊，把灯给我", 0, 1200)], caption("别喊 把灯给我！", 0, 1300))
    assert line.heard is None


def test_an_utterance_over_two_captions_is_divided() -> None:
    lines = fused(
        [heard("这只同灵哪儿来的我弟弟的太妍死在这清江里", 600, 5000)],
        caption("这只铜铃哪儿来的？", 560, 2500),
        caption("我弟弟的，他淹死在这青江里。", 2520, 5080),
    )
    assert [line.heard for line in lines] == ["这只同灵哪儿来的", "我弟弟的太妍死在这清江里"]


def test_speech_without_a_caption_is_a_line() -> None:
    lines = fused(
        [heard("把灯给我", 0, 1200), heard("小渡", 1500, 2100), heard("醒醒", 3000, 3600)],
        caption("把灯给我", 0, 1240),
        caption("醒醒", 2960, 3700),
    )
    assert [(line.text, line.origin) for line in lines] == [
        ("把灯给我", Origin.BOTH),
        ("小渡", Origin.HEARD),
        ("醒醒", Origin.BOTH),
    ]
    assert (lines[1].span, lines[1].caption, lines[1].box) == (span(1500, 2100), None, None)


def test_a_line_without_a_caption_is_cut_out_of_a_longer_utterance() -> None:
    lines = fused(
        [heard("把灯给我我下去孝度", 0, 2700)],
        caption("把灯给我！", 0, 1200),
        caption("我下去！", 1200, 2080),
    )
    assert [line.text for line in lines] == ["把灯给我！", "我下去！", "孝度"]


def test_two_lines_without_captions_are_parted_by_their_pause() -> None:
    lines = fused([heard("有人吗", 0, 900), heard("快走", 1300, 1900)])
    assert [(line.id, line.text) for line in lines] == [("E01.001", "有人吗"), ("E01.002", "快走")]


def test_a_mishearing_under_a_caption_is_no_line() -> None:
    (line,) = fused([heard("处交", 1000, 1800)], caption("触礁！", 900, 1900))
    assert line.origin is Origin.BOTH


def test_a_splinter_beside_a_caption_is_no_line() -> None:
    lines = fused([heard("遇把灯给我", 0, 1500)], caption("把灯给我", 500, 1500))
    assert [line.text for line in lines] == ["把灯给我"]


def test_noise_is_no_line() -> None:
    assert fused([heard("嗯啊", 0, 900, probability=0.1)]) == ()
    assert fused([heard("咚", 0, 300, probability=0.4)]) == ()


def test_a_caption_nobody_was_heard_under_is_kept_and_less_sure() -> None:
    whisper, heard_one = caption("我怕。", 0, 600, 0.9), caption("谁？", 2000, 2600, 0.9)
    silent, said = fused([heard("谁", 2000, 2500)], whisper, heard_one)
    assert (silent.origin, silent.confidence, silent.span) == (Origin.CAPTION, 0.72, span(0, 600))
    assert (said.origin, said.confidence) == (Origin.BOTH, 1.0)


def test_confidence_of_two_witnesses() -> None:
    (line,) = fused([heard("您认得这块船台", 0, 1400)], caption("您认得这块船牌", 0, 1400, 0.9))
    assert line.confidence == pytest.approx(1 - 0.1 * (1 / 7), abs=1e-3)


def test_the_same_words_twice_go_to_their_own_captions() -> None:
    lines = fused([heard("妈", 0, 400), heard("妈", 3000, 3400)], caption("妈！", 0, 500), caption("妈！", 2950, 3500))
    assert [line.span for line in lines] == [span(0, 400), span(3000, 3400)]


def test_screen_text_is_a_line_of_its_own_kind() -> None:
    captions = Captions(
        lines=(caption("谁的短信？", 3000, 4000),),
        screens=(ScreenText(span=span(500, 2500), text="沈渡，渡口船工", score=0.8, box=BOX),),
    )
    screen, spoken = fuse("E07", [], captions, [])
    assert (screen.id, screen.kind, screen.text, screen.confidence) == (
        "E07.001",
        LineKind.SCREEN,
        "沈渡，渡口船工",
        0.8,
    )
    assert (spoken.id, spoken.kind) == ("E07.002", LineKind.SPEECH)


def test_words_with_spaces_keep_them() -> None:
    said = Heard(0, 900, "", (Word(0, 300, " Who", 0.9), Word(300, 900, " sent you?", 0.9)), 0.9)
    (line,) = fused([said])
    assert line.text == "Who sent you?"


def test_a_line_cut_into_goes_on_under_the_next_caption() -> None:
    lines = fused(
        [heard("妈推我的人是赵叔胡说", 4000, 5900)],
        caption("妈 推我的人是赵叔", 4000, 5000),
        caption("胡说！", 5000, 5600),
        caption("小满看见了。", 6000, 7250),
        caption("您认得这块船牌吗？", 7600, 9500),
    )
    first, second = lines[:2]
    assert first.overlaps
    assert second.overlaps
    assert 5200 < first.span.end <= 5400


def test_lines_that_follow_each_other_do_not_overlap() -> None:
    lines = fused([heard("行我放", 0, 1200)], caption("行。", 0, 400), caption("我放。", 400, 1300))
    assert not any(line.overlaps for line in lines)
    assert lines[0].span.end <= lines[1].span.start


def test_a_caption_that_stays_long_is_cut_to_its_speech() -> None:
    assert spoken_span(span(0, 5000), [], [span(300, 1200)]) == span(300, 1200)


def test_a_caption_that_comes_late_gives_way_to_its_words() -> None:
    words = heard("你先躺下", 750, 1700).words
    assert spoken_span(span(1000, 1900), words, [span(700, 1800)]) == span(750, 1800)


def test_speech_that_runs_on_ends_with_the_caption() -> None:
    assert spoken_span(span(1000, 2000), [], [span(0, 9000)]) == span(1000, 2000)


def test_far_words_do_not_stretch_a_line() -> None:
    words = heard("你先躺下", 0, 4000).words
    assert spoken_span(span(1500, 2500), words, [span(0, 4000)]) == span(1100, 2900)


def test_one_after_the_other() -> None:
    assert in_turn(span(0, 1500), span(0, 1200), span(1300, 2000), 1000, []) == span(0, 1300)
    assert in_turn(span(0, 1500), span(0, 1600), span(1300, 2000), 1000, []) == span(0, 1500)


LETTERS = "我你他来去水里人救小"
END = 60_000


@st.composite
def episodes(draw: st.DrawFn) -> tuple[list[Heard], Captions, list[Span]]:
    """Anything a recogniser, a reader and a detector may say about an episode of a minute."""

    def spans(most: int) -> list[Span]:
        edges = sorted(draw(st.lists(st.integers(0, END), min_size=0, max_size=2 * most, unique=True)))
        return [span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]

    text = st.text(alphabet=LETTERS, min_size=1, max_size=8)
    certain = st.floats(0, 1)
    said = [heard(draw(text), each.start, each.end, draw(certain)) for each in spans(8)]
    lines = tuple(caption(draw(text), each.start, each.end, draw(certain)) for each in spans(8))
    screens = tuple(ScreenText(span=each, text=draw(text), score=0.5, box=BOX) for each in spans(2))
    return said, Captions(lines=lines, screens=screens), spans(6)


@given(episodes())
def test_lines_are_in_order_with_ids_of_their_own(episode: tuple[list[Heard], Captions, list[Span]]) -> None:
    lines = fuse("E12", *episode)
    assert [line.id for line in lines] == [f"E12.{n:03d}" for n in range(1, len(lines) + 1)]
    assert [line.span.start for line in lines] == sorted(line.span.start for line in lines)


@given(episodes())
def test_no_caption_and_no_screen_text_is_lost(episode: tuple[list[Heard], Captions, list[Span]]) -> None:
    lines = fuse("E01", *episode)
    shown = Counter((one.text, one.span) for one in episode[1].lines)
    assert Counter((line.text, line.caption) for line in lines if line.caption) == shown
    screens = Counter((one.text, one.span) for one in episode[1].screens)
    assert Counter((line.text, line.span) for line in lines if line.kind is LineKind.SCREEN) == screens


@given(episodes())
def test_no_heard_letter_is_used_twice(episode: tuple[list[Heard], Captions, list[Span]]) -> None:
    lines = fuse("E01", *episode)
    used: Counter[str] = Counter()
    for line in lines:
        if line.origin is Origin.HEARD:
            used.update(letters_of(line.text))
        elif line.origin is Origin.BOTH:
            used.update(letters_of(line.text if line.heard is None else line.heard))
    available = Counter(letter for one in episode[0] for letter in letters_of(one.text))
    assert used <= available


@given(episodes())
def test_lines_lie_inside_the_episode(episode: tuple[list[Heard], Captions, list[Span]]) -> None:
    lines = fuse("E01", *episode)
    assert all(0 <= line.span.start <= line.span.end <= END for line in lines)
    assert all(0 <= line.confidence <= 1 for line in lines)


@given(episodes())
def test_lines_that_overlap_say_so_both(episode: tuple[list[Heard], Captions, list[Span]]) -> None:
    spoken = [line for line in fuse("E01", *episode) if line.kind is LineKind.SPEECH]
    for line in spoken:
        assert line.overlaps == any(o is not line and o.span.overlap(line.span) > 100 for o in spoken)
