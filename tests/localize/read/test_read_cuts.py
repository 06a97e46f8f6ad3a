"""Where a shot ends: most of the picture becomes another, and stays so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dramaport.localize.read.cuts import shot_changes

CELLS = 18 * 32
Looks = NDArray[np.float32]


def shot(seed: int, frames: int, drift: float = 0.5) -> Looks:
    """A shot in which the camera drifts."""
    random = np.random.default_rng(seed)
    start, way = random.uniform(30, 220, CELLS), random.normal(0, drift, CELLS)
    return np.asarray([start + n * way for n in range(frames)], np.float32)


def times(looks: Looks) -> list[int]:
    return [40 * n for n in range(len(looks))]


def cuts(*shots: Looks) -> tuple[int, ...]:
    looks = np.concatenate(shots)
    return shot_changes(times(looks), looks)


def test_a_shot_has_no_cut_in_it() -> None:
    assert cuts(shot(1, 50)) == ()
    assert cuts(shot(1, 1)) == ()
    assert shot_changes([], np.zeros((0, CELLS), np.float32)) == ()


def test_each_shots_first_frame_is_found() -> None:
    assert cuts(shot(1, 30), shot(2, 25), shot(3, 20)) == (1200, 2200)


def test_a_caption_that_comes_is_no_cut() -> None:
    looks = shot(1, 40)
    looks[20:, : CELLS // 6] += 90
    assert cuts(looks) == ()


def test_lightning_is_no_cut() -> None:
    looks = shot(1, 40)
    looks[20:24] = np.clip(looks[20:24] * 1.6 + 20, 0, 255)
    assert cuts(looks) == ()


def test_a_cut_is_found_in_a_shaken_picture() -> None:
    """Motion raises what a frame usually changes, and the bar with it."""
    random = np.random.default_rng(4)
    shaken = [np.asarray(s + random.normal(0, 3, s.shape), np.float32) for s in (shot(1, 30), shot(2, 30))]
    assert cuts(*shaken) == (1200,)


def test_two_cuts_lie_apart() -> None:
    """A frame of another shot in a transition is no shot."""
    assert cuts(shot(1, 30), shot(2, 1), shot(3, 30)) == (1200,)
