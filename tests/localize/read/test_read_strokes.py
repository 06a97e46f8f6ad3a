"""Strokes tell when a text came, whether it stands, and where it ends."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dramaport.localize.read.frames import Plane
from dramaport.localize.read.strokes import (
    Standing,
    Template,
    View,
    changed,
    fit_row,
    onset,
    relief,
    strokes,
)

ROW = 24
AREA = (20, 10, 140, 34)


def ground(seed: int) -> Plane:
    return np.random.default_rng(seed).integers(70, 130, (44, 160)).astype(np.uint8)


def lettered(plane: Plane, seed: int = 0, strength: float = 1.0) -> Plane:
    """Bright bars with dark rims: as much lettering as the mathematics needs."""
    out = plane.astype(np.float32)
    bars = np.random.default_rng(100 + seed).permutation(np.arange(AREA[0] + 2 + seed, AREA[2] - 4, 7))[:12]
    for x in bars:
        out[12:32, x - 2 : x + 5] = out[12:32, x - 2 : x + 5] * (1 - strength) + 15 * strength
        out[14:30, x : x + 3] = out[14:30, x : x + 3] * (1 - strength) + 240 * strength
    return out.astype(np.uint8)


def view(at: int, luma: Plane) -> View:
    now = relief(luma, ROW)
    return View(at, luma, now, strokes(now))


def template(one: View) -> Template:
    return Template(one, one.standing, [AREA], ROW)


def test_a_text_stands_over_any_picture() -> None:
    marked = template(view(0, lettered(ground(1))))
    assert all(marked.presence(view(1, lettered(ground(seed)))).stands for seed in range(2, 8))


def test_it_does_not_stand_where_there_is_none_or_another() -> None:
    marked = template(view(0, lettered(ground(1))))
    assert marked.presence(view(1, ground(2))).gone
    assert not marked.presence(view(1, lettered(ground(2), seed=3))).stands


def test_it_stands_until_it_is_half_faded() -> None:
    marked = template(view(0, lettered(ground(1))))
    assert marked.presence(view(1, lettered(ground(1), strength=0.7))).stands
    assert not marked.presence(view(1, lettered(ground(1), strength=0.25))).stands


def test_a_text_keeps_standing_when_day_turns_night_behind_it() -> None:
    day, night = np.full((44, 160), 150, np.uint8), np.full((44, 160), 30, np.uint8)
    assert template(view(0, lettered(day))).presence(view(1, lettered(night))).stands


@given(st.integers(min_value=2, max_value=10))
def test_the_onset_is_the_frame_most_strokes_came_in(first: int) -> None:
    still = ground(3)
    views = [view(40 * n, lettered(still) if n >= first else still) for n in range(14)]
    came = onset(views, 40 * 11, views[-1].standing, [AREA])
    assert came is not None
    assert came[0] == 40 * first


def test_a_cut_behind_the_text_is_not_its_onset() -> None:
    views = [view(40 * n, lettered(ground(3 if n < 8 else 9)) if n >= 4 else ground(3)) for n in range(14)]
    came = onset(views, 40 * 11, views[-1].standing, [AREA])
    assert came is not None
    assert came[0] == 160


def test_a_text_older_than_the_frames_has_no_onset() -> None:
    views = [view(40 * n, lettered(ground(n))) for n in range(10)]
    assert onset(views, 320, views[-1].standing, [AREA]) is None


def test_only_strokes_that_keep_their_place_stand() -> None:
    standing = Standing(3)
    for seed in range(4):
        mask = standing.see(relief(lettered(ground(seed)), ROW))
    text = strokes(relief(lettered(ground(3)), ROW))
    drawn = changed(relief(lettered(ground(3)), ROW), relief(ground(3), ROW))
    assert (mask & drawn).sum() > 0.8 * (text & drawn).sum()
    assert mask[:8].mean() < 0.1


def test_a_row_grows_by_a_glyph_that_came_with_it() -> None:
    came = np.zeros((44, 200), np.uint8)
    came[14:30, 60:140:2] = 1
    came[20:23, 36:54] = 1  # 一
    assert fit_row((60, 10, 140, 34), came, ROW)[0] == 36


def test_a_row_does_not_grow_into_a_picture_that_changed_all_over() -> None:
    came = np.zeros((44, 400), np.uint8)
    came[14:30, ::3] = 1
    assert fit_row((150, 10, 240, 34), came, ROW) == (150, 10, 240, 34)


def test_a_row_loses_a_long_part_that_did_not_come_with_it() -> None:
    came = np.zeros((44, 400), np.uint8)
    came[14:30, 200:300:2] = 1
    left, _, right, _ = fit_row((50, 10, 300, 34), came, ROW)
    assert 190 <= left <= 200
    assert right == 300
