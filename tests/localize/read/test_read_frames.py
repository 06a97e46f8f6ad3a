"""Frames come upright, at the times they are shown, in the colours they have."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dramaport.drama.values import Box
from dramaport.errors import BadInput
from dramaport.localize.read.frames import Frame, even, fractions, frames, pixels
from dramaport.media.ffmpeg import ffmpeg, source, target
from dramaport.media.probe import probe
from localize.read.read_making import HEIGHT, WIDTH, Shown, pictures, write_clip

SHOWN = [Shown("Wake up!", 0, 20, 0)]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", SHOWN, 20)


def every(path: Path, most: float | None = None) -> list[Frame]:
    return list(frames(path, probe(path), most))


def test_each_frame_has_its_time(clip: Path) -> None:
    assert [frame.at for frame in every(clip)] == [40 * n for n in range(20)]


def test_fewer_frames_can_be_had(clip: Path) -> None:
    assert [frame.at for frame in every(clip, 12.5)] == [80 * n for n in range(10)]


def test_the_colours_are_those_drawn(clip: Path) -> None:
    drawn = next(iter(pictures(SHOWN, 1)))
    assert np.abs(every(clip)[0].picture().astype(int) - drawn).mean() < 3


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_rotation_flag_is_obeyed(clip: Path, tmp_path: Path, turned: int) -> None:
    flagged = tmp_path / "turned.mp4"
    ffmpeg(["-display_rotation", str(turned), *source(clip), "-c", "copy", "-f", "mp4", target(flagged)])
    first, plain = every(flagged)[0], every(clip)[0]
    assert first.size == ((HEIGHT, WIDTH) if turned != 180 else (WIDTH, HEIGHT))
    assert np.array_equal(first.y, np.rot90(plain.y, turned // 90))


def test_a_start_time_is_no_delay(clip: Path, tmp_path: Path) -> None:
    stream = tmp_path / "stream.ts"
    ffmpeg([*source(clip), "-c", "copy", "-f", "mpegts", target(stream)])
    assert every(stream)[0].at == 0


def test_odd_sizes_and_other_formats_come_as_even_planes(clip: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.mkv"
    coded = ["-vf", "scale=181:321", "-pix_fmt", "yuv444p", "-c:v", "libx264", "-f", "matroska", target(odd)]
    ffmpeg([*source(clip), *coded])
    frame = every(odd)[0]
    assert frame.size == (180, 320)
    assert frame.picture().shape == (320, 180, 3)


def test_what_is_no_video_is_said(tmp_path: Path, clip: Path) -> None:
    text = tmp_path / "E01.mp4"
    text.write_text("not a video")
    with pytest.raises(BadInput, match=r"E01\.mp4"):
        list(frames(text, probe(clip)))


@given(st.sampled_from([False, True]), st.tuples(*[st.integers(min_value=30, max_value=220)] * 3))
def test_a_colour_survives_its_matrix(bt709: bool, colour: tuple[int, int, int]) -> None:
    """Y, U, V by the standards' own formulas (ITU-R BT.601, BT.709, limited range), back by `picture`."""
    red, blue = (0.2126, 0.0722) if bt709 else (0.299, 0.114)
    b, g, r = (c / 255 for c in colour)
    luma = red * r + (1 - red - blue) * g + blue * b
    u, v = (b - luma) / (2 * (1 - blue)), (r - luma) / (2 * (1 - red))
    planes = [np.full(shape, round(value), np.uint8) for shape, value in
              (((4, 4), 16 + 219 * luma), ((2, 2), 128 + 224 * u), ((2, 2), 128 + 224 * v))]  # fmt: skip
    seen = Frame(0, planes[0], planes[1], planes[2], bt709).picture()[0, 0].astype(int)
    assert np.abs(seen - np.asarray(colour)).max() <= 4


UNIT = st.floats(min_value=0, max_value=1)


@given(UNIT, UNIT, UNIT, UNIT, st.integers(min_value=0, max_value=40))
def test_a_box_in_pixels_holds_the_box_and_stays_inside(x: float, y: float, w: float, h: float, margin: int) -> None:
    box = Box(x=x, y=y, w=min(w, 1 - x), h=min(h, 1 - y))
    left, top, right, bottom = pixels(box, (720, 1280), margin)
    assert 0 <= left <= box.x * 720 + 1e-6
    assert box.right * 720 - 1e-6 <= right <= 720
    assert 0 <= top <= box.y * 1280 + 1e-6
    assert box.bottom * 1280 - 1e-6 <= bottom <= 1280


@given(
    st.tuples(*[st.integers(min_value=0, max_value=500)] * 2), st.tuples(*[st.integers(min_value=1, max_value=200)] * 2)
)
def test_areas_and_boxes_are_the_same_thing(corner: tuple[int, int], size: tuple[int, int]) -> None:
    area = (corner[0], corner[1], corner[0] + size[0], corner[1] + size[1])
    box = fractions(area, (720, 1280))
    assert (box.x * 720, box.bottom * 1280) == (pytest.approx(area[0]), pytest.approx(area[3]))
    assert all(edge % 2 == 0 for edge in even(area))
