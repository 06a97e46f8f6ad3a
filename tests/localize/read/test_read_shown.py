"""Which rows seen on screen are text, and which belong together."""

from __future__ import annotations

import numpy as np
import pytest

from dramaport.drama.values import Box, Span
from dramaport.localize.read.screens import Mark, Track
from dramaport.localize.read.shown import screen_texts
from dramaport.localize.read.values import CaptionLine, ScreenText

ASPECT = 720 / 1280
MARK = Mark.at(np.zeros((40, 40), np.uint8), (5, 5, 35, 20))


def track(
    text: str, box: tuple[float, float, float, float], start: int = 1000, end: int = 3000, score: float = 0.95
) -> Track:
    x, y, w, h = box
    return Track(start, end, Box(x=x, y=y, w=w, h=h), [(text, score)], MARK)


def shown(*tracks: Track, lines: tuple[CaptionLine, ...] = (), marks: tuple[str, ...] = ()) -> tuple[ScreenText, ...]:
    return screen_texts(tracks, lines, marks, "zh", ASPECT)


def texts(*tracks: Track) -> list[str]:
    return [one.text for one in shown(*tracks)]


def test_rows_of_one_size_are_one_sentence() -> None:
    rows = track("你在哪儿？", (0.3, 0.28, 0.25, 0.04)), track("你妈急坏了。", (0.3, 0.33, 0.30, 0.04))
    assert texts(*rows) == ["你在哪儿？你妈急坏了。"]


def test_a_name_over_its_title_is_set_apart() -> None:
    assert texts(track("沈渡", (0.1, 0.16, 0.2, 0.06)), track("渡口船工", (0.1, 0.23, 0.2, 0.03))) == ["沈渡，渡口船工"]


def test_columns_read_with_the_name_first_and_else_from_right_to_left() -> None:
    name, title = track("林晚", (0.06, 0.15, 0.12, 0.12)), track("来找弟弟的人", (0.18, 0.15, 0.10, 0.21))
    assert texts(title, name) == ["林晚，来找弟弟的人"]
    right, left = track("月落乌啼", (0.5, 0.2, 0.1, 0.3)), track("江枫渔火", (0.38, 0.2, 0.1, 0.3))
    assert texts(left, right) == ["月落乌啼江枫渔火"]


def test_rows_of_different_times_are_different_texts() -> None:
    assert len(texts(track("沈渡", (0.1, 0.16, 0.2, 0.05)), track("赵成", (0.1, 0.22, 0.2, 0.05), 5000, 7000))) == 2


@pytest.mark.parametrize("notice", ["@小河短剧", "AI生成", "版权所有 翻版必究", "本故事纯属虚构"])
def test_notices_are_left_out(notice: str) -> None:
    assert texts(track(notice, (0.1, 0.5, 0.3, 0.03))) == []


def test_marks_are_left_out() -> None:
    assert shown(track("星河剧场", (0.1, 0.5, 0.3, 0.03)), marks=("星河剧场",)) == ()


@pytest.mark.parametrize(
    "doubtful",
    [
        track("一", (0.1, 0.3, 0.05, 0.04)),
        track("NAZA", (0.1, 0.3, 0.15, 0.04)),
        track("渡口停运", (0.1, 0.3, 0.3, 0.04), 1000, 1200),
        track("渡口停运", (0.1, 0.3, 0.3, 0.04), score=0.6),
    ],
    ids=["one character", "another script", "too short", "unsure"],
)
def test_what_is_doubtful_is_left_out(doubtful: Track) -> None:
    assert texts(doubtful) == []


def test_a_caption_is_not_reported_twice() -> None:
    line = CaptionLine(span=Span(start=900, end=2900), text="我下去！", score=0.9, box=Box(x=0.3, y=0.7, w=0.4, h=0.05))
    assert shown(track("我下去", (0.3, 0.7, 0.4, 0.05)), lines=(line,)) == ()
