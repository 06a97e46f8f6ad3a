"""Drawing text and boxes as a PNG, in a font that has Chinese."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from dramaport.errors import Missing

REGULAR, BOLD = "NotoSansSC_500Medium.ttf", "NotoSansSC_700Bold.ttf"
_INK: Final = "#1c1c1c"


@cache
def _face(file: Path, size: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise Missing(f"the font {file.name!r} cannot be opened; run: dramaport models fetch noto-sans-sc") from error


class Canvas:
    """A white sheet; places and sizes in pixels. `fonts` is the folder with Noto Sans SC."""

    def __init__(self, width: int, height: int, fonts: Path) -> None:
        self._image = Image.new("RGB", (width, height), "#ffffff")
        self._draw = ImageDraw.Draw(self._image)
        self._fonts = fonts

    def _font(self, size: int, bold: bool) -> ImageFont.FreeTypeFont:
        return _face(self._fonts / (BOLD if bold else REGULAR), size)

    def length(self, text: str, size: int, *, bold: bool = False) -> float:
        return self._font(size, bold).getlength(text)

    def box(self, x: float, y: float, width: float, height: float, fill: str, edge: str | None = None) -> None:
        self._draw.rectangle((x, y, x + width - 1, y + height - 1), fill, edge)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str) -> None:
        self._draw.line((x, y, to_x, to_y), colour)

    def text(
        self, x: float, y: float, text: str, size: int, *, bold: bool = False, colour: str = _INK, anchor: str = "lm",
        width: float | None = None,
    ) -> None:  # fmt: skip
        """One row; what is wider than `width` ends in an ellipsis."""
        face = self._font(size, bold)
        if width is not None and face.getlength(text) > width:
            while text and face.getlength(text + "…") > width:
                text = text[:-1]
            text += "…"
        self._draw.text((x, y), text, colour, face, anchor)

    def wrapped(self, text: str, width: float, size: int) -> list[str]:
        """Rows no wider than `width`, broken where three spaces stand."""
        rows: list[str] = []
        for part in text.split("   "):
            if rows and self.length(f"{rows[-1]}   {part}", size) <= width:
                rows[-1] += f"   {part}"
            else:
                rows.append(part)
        return rows

    def png(self) -> bytes:
        out = io.BytesIO()
        self._image.save(out, "PNG", optimize=True)
        return out.getvalue()
