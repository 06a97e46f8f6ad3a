"""The careful reading joins what is one line and keeps apart what is two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.values import Box, Span
from dramaport.localize.read.finish import joined, one_script
from dramaport.localize.read.values import CaptionLine

BOX = Box(x=0.3, y=0.7, w=0.4, h=0.05)


def line(start: int, end: int, text: str, score: float = 0.9) -> CaptionLine:
    return CaptionLine(span=Span(start=start, end=end), text=text, score=score, box=BOX)


def test_the_same_text_right_after_is_the_same_line() -> None:
    (one,) = joined([line(0, 500, "吓唬谁呢？"), line(500, 1500, "吓唬谁呢?")])
    assert (one.span.start, one.span.end) == (0, 1500)


def test_the_same_text_after_a_gap_is_another_line() -> None:
    assert len(joined([line(0, 500, "滚"), line(700, 1200, "滚")])) == 2


def test_a_piece_read_while_a_line_fades_belongs_to_it() -> None:
    (one,) = joined([line(0, 1000, "那晚有人满河找活口"), line(1000, 1100, "那晚有人")])
    assert one.text == "那晚有人满河找活口"
    assert one.span.end == 1100


@given(st.lists(st.sampled_from(["我走", "你走", "我走了", "走"]), min_size=1, max_size=8))
def test_different_lines_are_never_joined(texts: list[str]) -> None:
    different = [text for n, text in enumerate(texts) if n == 0 or text != texts[n - 1]]
    lines = [line(600 * n, 600 * n + 600, text) for n, text in enumerate(different)]
    assert [one.text for one in joined(lines)] == different


def test_a_stray_traditional_character_is_a_misreading() -> None:
    lines = [line(0, 1, text) for text in ["我没事", "你怕什么", "接住孩子", "快来渡口", "别信他", "別管我"]]
    assert one_script(lines, "zh")[-1].text == "别管我"


def test_a_video_in_traditional_characters_stays_so() -> None:
    lines = [line(0, 1, text) for text in ["我沒事", "妳怕什麼", "別管我"]]
    assert one_script(lines, "zh") == lines


def test_other_languages_are_left_alone() -> None:
    lines = [line(0, 1, "別れ")]
    assert one_script(lines, "ja") == lines
