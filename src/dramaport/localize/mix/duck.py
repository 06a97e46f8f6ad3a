"""How far the bed steps back: enough for every voice to stand over it, and always under what was a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.ndimage import grey_closing

from dramaport.drama.values import Span
from dramaport.localize.mix.frames import FRAME_MS, Levels, frame_slice, mean_level
from dramaport.media.loudness import glide

#: Under the original's lines the bed holds what separation left of them: it steps back at least this far.
_UNDER_LINES_DB: Final = 9.0
#: A dub over untouched sound (it runs longer than its line) still gets some room.
_UNDER_DUB_DB: Final = 3.0
_DEEPEST_DB: Final = 18.0

#: The bed is down when a voice starts and comes back without haste: 12 dB in 120 ms and in 400 ms.
_FALL_DB_A_FRAME: Final = 1.0
_RISE_DB_A_FRAME: Final = 0.3
#: Between two lines closer than this the bed stays down: music that comes up for a breath is heard as pumping.
_HOLD_MS: Final = 500


def duck(bed: Levels, lines: Sequence[Span], dubs: Sequence[tuple[Span, float]], over_bed: float) -> Levels:
    """The bed's gain in dB (not above 0), every 10 ms.

    `bed` is the bed's level in the speech band every 10 ms, `lines` where the original's speech was, `dubs` where
    each dub stands with its level in dB; the bed is brought `over_bed` dB under each.
    """
    depth = np.zeros(len(bed))
    for line in lines:
        _deepen(depth, line, _UNDER_LINES_DB)
    for span, loudness in dubs:
        wanted = mean_level(bed, span) - (loudness - over_bed)
        _deepen(depth, span, min(_DEEPEST_DB, max(_UNDER_DUB_DB, wanted)))
    held = grey_closing(depth, (_HOLD_MS // FRAME_MS,)) if len(depth) else depth
    return glide(-held, _FALL_DB_A_FRAME, _RISE_DB_A_FRAME)


def _deepen(depth: Levels, span: Span, by: float) -> None:
    part = depth[frame_slice(span)]
    np.maximum(part, by, out=part)
