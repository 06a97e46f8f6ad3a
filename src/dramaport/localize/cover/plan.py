"""Choosing how to cover: the gentlest way that hides a caption, by what lies behind it and by reading it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

import numpy as np

from dramaport.ai.abilities import Reader
from dramaport.localize.cover.area import Area, cover_area
from dramaport.localize.cover.look import Seen
from dramaport.localize.cover.strokes import stroke_mask
from dramaport.localize.cover.values import CoverMode, CoverPlan, Patch
from dramaport.localize.read.frames import Frame, Plane
from dramaport.localize.read.text import bare

#: Fine texture (mean absolute difference of neighbouring pixels, 0..255) beyond which filled strokes stand out as smooth
#: glyphs. Night sky and water of the sample have 1 to 4, brickwork and foliage 7 to 12.
_TEXTURED: Final = 6.0

#: A mask over more of the box than this hides as well as the whole box, and the whole box looks calmer.
_NEARLY_ALL: Final = 0.9

#: A cover holds when no more than this share of the old characters can be read in it.
_READABLE: Final = 0.1
#: What is not read this surely, nobody reads.
_SURE: Final = 0.5
#: Around a patch, in heights, the reader sees some of the picture.
_AROUND: Final = 1.0

_STRONGER: Final = {CoverMode.INPAINT: CoverMode.BLUR, CoverMode.BLUR: CoverMode.BAND}


@dataclass(frozen=True)
class Cover:
    """A plan with each patch's strokes as a mask; None stands for the whole box."""

    plan: CoverPlan
    holes: tuple[Plane | None, ...] = ()


def plan_cover(seen: Sequence[Seen], mode: CoverMode | str | None = None, reader: Reader | None = None) -> Cover:
    """A patch for every caption. `mode` is a person's choice for all of them.

    Without one, a `reader` reads each covered caption again, and what it can still read is covered more strongly.
    """
    patches, holes = [], []
    for caption in seen:
        chosen = CoverMode(mode) if mode is not None else choose([texture(area) for area in caption.rings])
        patch = Patch(span=caption.span, box=caption.box, mode=chosen)
        hole = strokes_of(caption) if chosen is CoverMode.INPAINT else None
        if mode is None and reader is not None:
            patch, hole = _proven(caption, patch, hole, reader)
        patches.append(patch)
        holes.append(hole)
    return Cover(CoverPlan(patches=tuple(patches)), tuple(holes))


def choose(textures: Sequence[float]) -> CoverMode:
    """The gentlest way that hides a caption over pictures of this texture."""
    return CoverMode.BLUR if textures and float(np.median(textures)) > _TEXTURED else CoverMode.INPAINT


def texture(area: Plane) -> float:
    """How finely structured a luma area is: the mean absolute difference of neighbouring pixels."""
    if min(area.shape) < 2:
        return 0.0
    fine = area.astype(np.int16)
    return float((np.abs(np.diff(fine, axis=0)).mean() + np.abs(np.diff(fine, axis=1)).mean()) / 2)


def strokes_of(caption: Seen) -> Plane | None:
    """The mask of a caption's strokes; None where it was not seen, or where they are nearly all of its box."""
    mask = stroke_mask(caption.boxes) if caption.boxes else None
    return None if mask is None or (mask > 0).mean() > _NEARLY_ALL else mask


def remaining(old: str, found: str) -> float:
    """The share of the old text's characters that are found again, in their order."""
    letters = bare(old)
    if not letters:
        return 0.0
    same = SequenceMatcher(None, letters, bare(found), autojunk=False).get_matching_blocks()
    return sum(block.size for block in same) / len(letters)


def _proven(caption: Seen, patch: Patch, hole: Plane | None, reader: Reader) -> tuple[Patch, Plane | None]:
    """The patch, covered more strongly while its old characters can be read in the middle of its time."""
    mode = patch.mode
    while caption.middle is not None and (stronger := _STRONGER.get(mode)) is not None:
        if remaining(caption.line.text, _read(caption.middle, caption.area, mode, hole, reader)) <= _READABLE:
            break
        mode, hole = stronger, None
    return patch.model_copy(update={"mode": mode}), hole


def _read(band: Frame, area: Area, mode: CoverMode, hole: Plane | None, reader: Reader) -> str:
    covered = replace(band, y=band.y.copy(), u=band.u.copy(), v=band.v.copy())
    cover_area(covered, area, mode, hole, 0)
    left, top, right, bottom = area
    reach = round(_AROUND * (bottom - top))
    width, height = band.size
    part = (max(0, left - reach), max(0, top - reach), min(width, right + reach), min(height, bottom + reach))
    return "".join(r.text for r in reader.read(covered.picture(part)) if r.score >= _SURE)
