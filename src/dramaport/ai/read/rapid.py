"""Text in pictures with PP-OCRv6 (small) through RapidOCR and onnxruntime, on the CPU.

What was measured on drawn captions of 34-58 px in 720x1280, 540x960 and 1280x720 frames: a detector input of 640 px on
the long side finds the same rows as one of 960 at a third of the time, and rows down to 11 px high in that input; the
default (`min` 736) takes ten times as long for the same text.
"""

from __future__ import annotations

import functools
from typing import Any, Final

import numpy as np
from rapidocr import RapidOCR

from dramaport.ai import models
from dramaport.ai.abilities import Picture, Reading

_MODEL = "pp-ocr"
_DETECTOR = "PP-OCRv6_det_small.onnx"
_RECOGNISER = "PP-OCRv6_rec_small.onnx"

#: Raised when the answers change.
VERSION = 1

#: The longest side of a picture the detector sees, in pixels; larger pictures are scaled down to it, none is scaled up.
_LONGEST_SIDE: Final = 640


#: A picture this many times higher than wide holds a column.
_COLUMN: Final = 1.5


class RapidReader:
    """The Reader of the embedded default. The networks are loaded on first use.

    One engine per mode: the switches of a single call stay set for the calls after it in RapidOCR 3.10.
    """

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads

    @property
    def identity(self) -> str:
        return f"{models.identity(_MODEL)}/{VERSION}"

    def read(self, picture: Picture) -> tuple[Reading, ...]:
        """Every row of text in the picture, from top to bottom. The order of equal heights is left to right."""
        found = self._finder(picture)
        if found.boxes is None or found.txts is None or found.scores is None:
            return ()
        rows = zip(found.boxes, found.txts, found.scores, strict=True)
        return tuple(Reading(text, float(score), _upright(box)) for box, text, score in rows)

    def read_row(self, picture: Picture) -> Reading:
        """The text of a picture that holds exactly one row; the box is the whole picture.

        A column of characters is laid on its side, as RapidOCR does with the columns it detects: PP-OCR was taught so.
        """
        height, width = picture.shape[:2]
        found = self._row_reader(np.rot90(picture) if height >= _COLUMN * width else picture)
        text, score = (found.txts[0], float(found.scores[0])) if found.txts else ("", 0.0)
        return Reading(text, score, (0.0, 0.0, float(width), float(height)))

    @functools.cached_property
    def _finder(self) -> RapidOCR:
        return RapidOCR(params=self._settings())

    @functools.cached_property
    def _row_reader(self) -> RapidOCR:
        return RapidOCR(params={**self._settings(), "Global.use_det": False})

    def _settings(self) -> dict[str, Any]:
        folder = models.folder(_MODEL)
        return {
            "Global.log_level": "error",
            "Global.use_cls": False,  # captions stand upright
            "Global.text_score": 0.0,  # the caller judges by the score
            "Det.limit_type": "max",
            "Det.limit_side_len": _LONGEST_SIDE,
            # Named files are loaded as they are; without names RapidOCR would look for them on the network.
            "Det.model_path": str(folder / _DETECTOR),
            "Rec.model_path": str(folder / _RECOGNISER),
            "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
        }


def _upright(box: np.ndarray[Any, Any]) -> tuple[float, float, float, float]:
    """The upright rectangle round four corners: x, y, width, height."""
    left, top = box.min(axis=0)
    right, bottom = box.max(axis=0)
    return float(left), float(top), float(right - left), float(bottom - top)
