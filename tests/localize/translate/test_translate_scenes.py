"""Scenes hold every line once, in order, end at pauses, and never grow too long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from translate_making import line

from dramaport.drama.values import Line
from dramaport.localize.translate.scenes import cut_scenes


def ids(scenes: tuple[tuple[Line, ...], ...]) -> list[list[int]]:
    return [[int(one.id[-3:]) for one in scene] for scene in scenes]


def test_a_long_pause_ends_a_scene_and_a_short_one_where_the_shot_changes() -> None:
    lines = [line(1, "甲", start=0), line(2, "乙", start=2000), line(3, "丙", start=5500), line(4, "丁", start=12_000)]
    assert ids(cut_scenes(lines)) == [[1, 2, 3], [4]]
    assert ids(cut_scenes(lines, [4000])) == [[1, 2], [3], [4]]
    assert ids(cut_scenes(lines, [1700])) == [[1, 2, 3], [4]]  # a cut in talk is no end


def test_a_line_said_over_another_does_not_hide_the_pause_after_both() -> None:
    lines = [line(1, "甲", start=0, length=6000), line(2, "乙", start=500), line(3, "丙", start=7000)]
    assert ids(cut_scenes(lines)) == [[1, 2, 3]]


def test_a_long_scene_is_parted_at_its_widest_pause() -> None:
    lines = [line(n, "甲", start=n * 1800 + (900 if n > 9 else 0)) for n in range(1, 17)]
    assert ids(cut_scenes(lines, longest=14)) == [list(range(1, 10)), list(range(10, 17))]


def test_no_scene_reaches_into_the_next_episode() -> None:
    assert ids(cut_scenes([line(1, "甲", episode="E01"), line(2, "乙", episode="E02")])) == [[1], [2]]


def test_no_lines_no_scenes() -> None:
    assert cut_scenes([]) == ()


@given(
    st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 3000)), max_size=60),
    st.lists(st.integers(0, 200_000), max_size=20),
    st.integers(1, 16),
)
def test_every_line_is_in_exactly_one_scene_of_bounded_length(
    steps: list[tuple[int, int]], cuts: list[int], longest: int
) -> None:
    lines, at = [], 0
    for number, (step, length) in enumerate(steps, start=1):
        at += step
        lines.append(line(number, "甲", start=at, length=length))
    scenes = cut_scenes(lines, cuts, longest)
    assert [one for scene in scenes for one in scene] == lines
    assert all(1 <= len(scene) <= longest for scene in scenes)


@given(st.lists(st.text(max_size=5), min_size=2, max_size=20))
def test_what_is_said_does_not_move_the_scenes(texts: list[str]) -> None:
    lines = [line(number, text) for number, text in enumerate(texts)]
    other = [one.model_copy(update={"text": "改"}) for one in lines]
    assert ids(cut_scenes(lines)) == ids(cut_scenes(other))
