"""Captions are covered where and when they stand, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.ai.abilities import Picture, Reading
from dramaport.drama.values import Box, Span
from dramaport.localize.cover import CoverMode, CoverPlan, Patch, covered_frames, look, plan_cover
from dramaport.localize.cover.fill import fill
from dramaport.localize.cover.look import grown
from dramaport.localize.cover.plan import choose, remaining, texture
from dramaport.localize.cover.strokes import stroke_mask
from dramaport.localize.read import CaptionLine, Captions, ScreenText, read_captions
from dramaport.localize.read.frames import even, frames, pixels
from dramaport.media.probe import probe
from localize.read.read_making import RATE, ColourReader, Shown, write_clip

FRAME = 1000 // RATE
TEXT = "Wake up!"
FIRST, LAST, COUNT = 15, 40, 60


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", [Shown(TEXT, FIRST, LAST, 0)], COUNT)


@pytest.fixture(scope="module")
def captions(clip: Path) -> Captions:
    return read_captions(clip, ColourReader({0: TEXT}), "en")


@pytest.mark.parametrize("mode", [None, *CoverMode])
def test_a_covered_caption_cannot_be_read_again(clip: Path, captions: Captions, mode: CoverMode | None) -> None:
    """A band lets a little of a caption's colour through, but none of its strokes."""
    cover = plan_cover(look(clip, captions), mode)
    box = captions.lines[0].box
    for frame in covered_frames(clip, cover):
        left, top, right, bottom = pixels(box, frame.size)
        if FIRST <= round(frame.at * RATE / 1000) < LAST:
            assert texture(frame.y[top:bottom, left:right]) < 8


def test_only_the_captions_box_and_time_are_touched(clip: Path, captions: Captions) -> None:
    cover = plan_cover(look(clip, captions))
    (patch,) = cover.plan.patches
    for plain, covered in zip(frames(clip, probe(clip)), covered_frames(clip, cover), strict=True):
        changed = (plain.packed() != covered.packed()).any()
        assert changed == (patch.span.start <= plain.at < patch.span.end)
        left, top, right, bottom = even(pixels(patch.box, plain.size))
        for before, after, by in ((plain.y, covered.y, 1), (plain.u, covered.u, 2), (plain.v, covered.v, 2)):
            differs = before != after
            differs[top // by : bottom // by, left // by : right // by] = False
            assert not differs.any()


def test_the_patch_holds_the_caption_with_its_fades(clip: Path, captions: Captions) -> None:
    (line,), (patch,) = captions.lines, plan_cover(look(clip, captions)).plan.patches
    assert patch.span.start < line.span.start < line.span.end < patch.span.end
    assert patch.box.x < line.box.x and patch.box.right > line.box.right


def test_a_patch_ends_at_a_cut(clip: Path, captions: Captions) -> None:
    cut = captions.lines[0].span.end
    (patch,) = plan_cover(look(clip, captions, [cut])).plan.patches
    assert patch.span.end == cut


def test_screens_stay(clip: Path) -> None:

    sign = ScreenText(span=Span(start=0, end=1000), text="渡口", score=0.9, box=Box(x=0.1, y=0.1, w=0.3, h=0.05))
    assert plan_cover(look(clip, Captions(screens=(sign,)))).plan.patches == ()


def test_covering_twice_gives_the_same_planes(clip: Path, captions: Captions) -> None:
    covers = [plan_cover(look(clip, captions)) for _ in range(2)]
    twice = zip(*(covered_frames(clip, cover) for cover in covers), strict=True)
    assert all((one.packed() == other.packed()).all() for one, other in twice)


class Stubborn(ColourReader):
    """Reads the caption until its box is dark."""

    def __init__(self) -> None:
        super().__init__({})

    def read(self, picture: Picture) -> tuple[Reading, ...]:
        middle = picture[picture.shape[0] // 3 : 2 * picture.shape[0] // 3]
        return (Reading(TEXT, 0.9, (0, 0, 10, 10)),) if middle.mean() > 50 else ()


def test_a_cover_that_can_still_be_read_is_made_stronger(clip: Path, captions: Captions) -> None:
    (patch,) = plan_cover(look(clip, captions), reader=Stubborn()).plan.patches
    assert patch.mode is CoverMode.BAND


def test_a_cover_that_holds_is_left_as_it_is(clip: Path, captions: Captions) -> None:
    seen = look(clip, captions)
    assert plan_cover(seen, reader=ColourReader({0: TEXT})).plan == plan_cover(seen).plan


def test_what_a_person_chose_is_not_proven(clip: Path, captions: Captions) -> None:
    (patch,) = plan_cover(look(clip, captions), CoverMode.INPAINT, Stubborn()).plan.patches
    assert patch.mode is CoverMode.INPAINT


def test_what_remains_is_counted_in_order() -> None:
    assert remaining("这只铜铃，哪儿来的？", "这只哪儿") == pytest.approx(0.5)
    assert remaining("我下去！", "爷爷") == 0.0
    assert remaining("……", "……") == 0.0


@given(st.lists(st.floats(min_value=0, max_value=30), max_size=8))
def test_the_gentlest_mode_is_for_smooth_pictures(textures: list[float]) -> None:
    mode = choose(textures)
    assert mode is (CoverMode.BLUR if textures and np.median(textures) > 6 else CoverMode.INPAINT)


UNIT = st.floats(min_value=0, max_value=1)


@given(UNIT, UNIT, UNIT, UNIT)
def test_a_grown_box_holds_the_box_and_stays_inside(x: float, y: float, w: float, h: float) -> None:
    box = Box(x=x, y=y, w=min(w, 1 - x), h=min(h, 1 - y))
    out = grown(box)
    assert 0 <= out.x <= box.x and 0 <= out.y <= box.y
    assert box.right - 1e-9 <= out.right <= 1 + 1e-9 and box.bottom - 1e-9 <= out.bottom <= 1 + 1e-9


def test_strokes_are_what_stays_while_the_picture_moves() -> None:
    random = np.random.default_rng(5)
    areas = []
    for _ in range(8):
        area = cv2.GaussianBlur(random.integers(60, 160, (40, 200)).astype(np.uint8), (0, 0), 6)
        cv2.putText(area, "Abc", (60, 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 6)
        cv2.putText(area, "Abc", (60, 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 2)
        areas.append(np.asarray(area, np.uint8))
    mask = stroke_mask(areas)
    letters = np.zeros((40, 200), np.uint8)
    cv2.putText(letters, "Abc", (60, 30), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 255, 6)
    assert (mask[letters > 0] > 0).mean() > 0.98
    assert mask[:, :40].mean() == 0


def test_a_slope_is_filled_as_a_slope() -> None:
    """What goes on behind the hole, from above to below, is kept."""
    slope = np.repeat(np.linspace(40, 200, 60, dtype=np.uint8)[:, None], 90, axis=1)
    spoiled = slope.copy()
    spoiled[20:40] = 255
    filled = fill(spoiled, slice(20, 40), np.full((20, 90), 255, np.uint8))
    assert np.abs(filled.astype(int) - slope).max() <= 12


def test_a_plan_survives_its_file() -> None:
    plan = CoverPlan(patches=(Patch(span=Span(start=0, end=1), box=Box(x=0, y=0, w=1, h=1), mode=CoverMode.BLUR),))
    assert CoverPlan.model_validate_json(plan.model_dump_json()) == plan


def test_a_line_without_a_frame_of_its_own_is_covered_whole(clip: Path) -> None:
    """A caption too short for the sparse look at its strokes."""
    line = CaptionLine(span=Span(start=600, end=610), text="No.", score=0.9, box=Box(x=0.3, y=0.7, w=0.4, h=0.06))
    cover = plan_cover(look(clip, Captions(lines=(line,))), CoverMode.INPAINT)
    assert len(list(covered_frames(clip, cover))) == COUNT
