"""The shot list as JSON, and as a contact sheet: one picture a shot with what stands behind it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dramaport.produce.storyboard.values import Shot

_WIDE, _HIGH, _NOTE, _GAP = 270, 480, 92, 14
_COLUMNS = 5


def shot_list(shots: Sequence[Shot]) -> str:
    """The shots as JSON text, in order, with their lengths in seconds beside their spans."""
    rows = [{**shot.model_dump(mode="json"), "seconds": round(shot.span.duration / 1000, 2)} for shot in shots]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def contact_sheet(shots: Sequence[Shot], pictures: Sequence[NDArray[np.uint8]], font: Path, file: Path) -> None:
    """Write a PNG of all shots. `pictures` are BGR, one a shot, upright."""
    rows = -(-len(shots) // _COLUMNS)
    size = (_COLUMNS * (_WIDE + _GAP) + _GAP, rows * (_HIGH + _NOTE + _GAP) + _GAP)
    sheet = Image.new("RGB", size, (24, 26, 32))
    pen, face, small = ImageDraw.Draw(sheet), ImageFont.truetype(str(font), 19), ImageFont.truetype(str(font), 15)
    for number, (shot, picture) in enumerate(zip(shots, pictures, strict=True)):
        x = _GAP + number % _COLUMNS * (_WIDE + _GAP)
        y = _GAP + number // _COLUMNS * (_HIGH + _NOTE + _GAP)
        thumb = cv2.cvtColor(cv2.resize(picture, (_WIDE, _HIGH), interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2RGB)
        sheet.paste(Image.fromarray(thumb), (x, y))
        pen.text((x, y + _HIGH + 6), f"{number + 1}  {shot.id}", (240, 236, 226), face)
        pen.text(
            (x, y + _HIGH + 32),
            f"{shot.framing} · {shot.move} · {shot.span.duration / 1000:.1f} s",
            (196, 200, 208),
            small,
        )
        about = shot.treatment.value if shot.treatment.value != "plain" else shot.angle.value
        pen.text(
            (x, y + _HIGH + 52), f"{about} · {', '.join(shot.seen) or shot.prop or ''}"[:34], (196, 200, 208), small
        )
        pen.text((x, y + _HIGH + 71), shot.why[:38], (150, 156, 168), small)
    sheet.save(file, optimize=False)
