"""Real captions, read by the embedded reader: clips that lie beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.read_error import CLIPS, Clip, letters_wrong
from dramaport.ai.read.rapid import RapidReader
from dramaport.localize.read import read_captions


@pytest.fixture(scope="module")
def reader() -> RapidReader:
    return RapidReader()


@pytest.mark.models
@pytest.mark.slow
@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name.split(".")[0])
def test_every_caption_of_the_shared_clips_is_read(clip: Clip, reader: RapidReader, shared_data: Path) -> None:
    read = read_captions(shared_data / "video" / clip.name, reader, clip.language)
    assert letters_wrong([line.text for line in read.lines], clip.lines) <= 0.03
    assert len(read.lines) == len(clip.lines)
    assert read.screens == ()


@pytest.mark.models
@pytest.mark.slow
def test_real_captions_are_timed_to_two_frames(reader: RapidReader, shared_data: Path) -> None:
    """The clip's frames are named with the times their captions change: 0.416, 1.166, 1.541 and 2.541 s, at 24 fps."""
    read = read_captions(shared_data / "video" / "zh_animation_1920x800_3s.mp4", reader)
    seen = [time for line in read.lines for time in (line.span.start, line.span.end)]
    assert seen == pytest.approx([0, 416, 416, 1166, 1541, 2541], abs=84)
