"""Proving a plan: a covered caption that can still be read is covered more strongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from dramaport.ai.abilities import Reader
from dramaport.localize.cover.apply import cover_patch, masks
from dramaport.localize.cover.values import CoverMode, CoverPlan, Patch
from dramaport.localize.read.frames import Frame, Plane, frames, pixels
from dramaport.localize.read.text import bare
from dramaport.localize.read.values import CaptionLine, Captions
from dramaport.media.probe import probe

#: A cover holds when no more than this share of the old characters can be read in it.
_READABLE: Final = 0.1
#: What is not read this surely, nobody reads.
_SURE: Final = 0.5
#: Around a patch, in heights, the reader sees some of the picture.
_AROUND: Final = 1.0

_STRONGER: Final = {CoverMode.INPAINT: CoverMode.BLUR, CoverMode.BLUR: CoverMode.BAND}


def proven(video: Path, captions: Captions, plan: CoverPlan, reader: Reader) -> CoverPlan:
    """The plan with a stronger mode wherever the covered middle frame of a caption still shows its old characters."""
    holes = masks(video, plan.patches)
    patches = list(plan.patches)
    for frame, number, line in _middles(video, captions, patches):
        while (stronger := _STRONGER.get(patches[number].mode)) is not None:
            if remaining(line.text, _read(frame, patches[number], holes[number], reader)) <= _READABLE:
                break
            patches[number] = patches[number].model_copy(update={"mode": stronger})
            holes[number] = None
    return CoverPlan(patches=tuple(patches))


def remaining(old: str, found: str) -> float:
    """The share of the old text's characters that are found again, in their order."""
    letters = bare(old)
    if not letters:
        return 0.0
    same = SequenceMatcher(None, letters, bare(found), autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(letters)


def _middles(video: Path, captions: Captions, patches: Sequence[Patch]) -> Iterator[tuple[Frame, int, CaptionLine]]:
    """For each patch with a caption, the frame in the middle of the caption's time, in one pass over the video."""
    due: list[tuple[int, int, CaptionLine]] = []
    for number, patch in enumerate(patches):
        line = max(captions.lines, key=lambda one: one.span.overlap(patch.span), default=None)
        if line is not None and line.span.overlap(patch.span):
            due.append(((line.span.start + line.span.end) // 2, number, line))
    due.sort(key=lambda one: one[0])
    if not due:
        return
    for frame in frames(video, probe(video), skip="NONREF"):
        while due and frame.at >= due[0][0]:
            _, number, line = due.pop(0)
            yield frame, number, line
        if not due:
            return


def _read(frame: Frame, patch: Patch, mask: Plane | None, reader: Reader) -> str:
    covered = replace(frame, y=frame.y.copy(), u=frame.u.copy(), v=frame.v.copy())
    cover_patch(covered, patch, mask, 0)
    left, top, right, bottom = pixels(patch.box, frame.size)
    reach = round(_AROUND * (bottom - top))
    width, height = frame.size
    part = (max(0, left - reach), max(0, top - reach), min(width, right + reach), min(height, bottom + reach))
    return "".join(r.text for r in reader.read(covered.picture(part)) if r.score >= _SURE)
