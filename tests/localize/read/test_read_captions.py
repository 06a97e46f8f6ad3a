"""A whole clip is read: captions with their times, other text apart, logos left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from dramaport.errors import BadInput
from dramaport.localize.read import Captions, read_captions
from localize.read.read_making import RATE, ColourReader, Shown, write_clip

FRAME = 1000 // RATE
LINES = [
    Shown("Wake up!", 10, 45, 0),
    Shown("Who is it?", 45, 80, 1, "Hkmnopq"),
    Shown("No.", 95, 105, 0, "No"),
    Shown("Who is it?", 120, 150, 1, "Hkmnopq"),
]
SIGN = Shown("Ferry closed", 60, 115, 2, "Xyzxyzx", y=150, size=0.8)
LOGO = Shown("Star Film", 0, 160, 3, "Star", x=300, y=40, size=0.7)
TEXTS = {0: "Wake up!", 1: "Who is it?", 2: "Ferry closed", 3: "Star Film"}


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Captions:
    clip = write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", [*LINES, SIGN, LOGO], 160, cuts=[70])
    return read_captions(clip, ColourReader(TEXTS), "en")


def test_every_line_is_found_with_its_frames(read: Captions) -> None:
    spans = [(line.span.start // FRAME, line.span.end // FRAME) for line in read.lines]
    assert spans == [(line.first, line.last) for line in LINES]


def test_other_text_is_apart_and_timed_to_a_fifth_of_a_second(read: Captions) -> None:
    (sign,) = read.screens
    assert sign.text == "Ferry closed"
    assert sign.span.start == pytest.approx(60 * FRAME, abs=200)
    assert sign.span.end == pytest.approx(115 * FRAME, abs=200)


def test_the_logo_is_ignored_and_said_to_be(read: Captions) -> None:
    assert all("Star" not in one.text for one in (*read.lines, *read.screens))
    (logo,) = read.ignored
    assert logo.x > 0.7 and logo.y < 0.1


def test_the_strip_holds_the_lines(read: Captions) -> None:
    assert read.strip is not None
    assert read.strip.y < 470 / 640 < read.strip.bottom


def test_a_clip_without_text_reads_as_nothing(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "bare.mp4", [], 30)
    assert read_captions(clip, ColourReader({}), "zh") == Captions()


def test_what_is_no_video_is_said(tmp_path: Path) -> None:
    text = tmp_path / "第一集 '1'.mp4"
    text.write_text("not a video")
    with pytest.raises(BadInput, match="第一集"):
        read_captions(text, ColourReader({}), "zh")


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", LINES[:2], 90)
    assert read_captions(clip, ColourReader(TEXTS), "en") == read_captions(clip, ColourReader(TEXTS), "en")
