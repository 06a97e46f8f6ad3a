"""Pictures from outside made fit to be used: read safely, people cut out, sizes and faces' places found."""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from dramaport.errors import BadInput
from dramaport.produce.pictures.paint import Layer, colour
from dramaport.produce.pictures.provider import PersonAsk
from dramaport.produce.pictures.sets.board import HEIGHT, WIDTH
from dramaport.produce.pictures.values import Cel, Light, Plates

#: More than an endpoint or an artist delivers; a picture that unpacks to more is refused.
LARGEST = 40_000_000  # pixels
_FORMATS = ("PNG", "JPEG", "WEBP")
_TOLERANCE = 18  # steps of 255 a plain background may vary
_FILLS = (0.04, 0.97)  # share of the picture that somebody cut out fills at least and at most
_HEADS = 6.4  # head heights of a whole person, where nothing says more


def read_picture(data: bytes, name: str) -> Layer:
    """A layer of an image file's bytes. Raises BadInput for what is no PNG, JPEG or WebP, damaged or far too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
                if opened.width * opened.height > LARGEST or min(opened.size) < 64:
                    raise BadInput(
                        f"{name}: {opened.width}x{opened.height} pixels; give at least 64 a side"
                        f" and at most {LARGEST // 1_000_000} million in all"
                    )
                rgba = np.asarray(opened.convert("RGBA"), np.float32)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise BadInput(f"{name} is no picture that can be read; give a PNG, JPEG or WebP file") from error
    alpha = rgba[..., 3:]
    return np.asarray(np.dstack([rgba[..., 2::-1] * alpha / 255, alpha]) + 0.5, np.uint8)


def fitted(layer: Layer) -> Layer:
    """Scaled and cropped about its middle to the size of a set."""
    high, wide = layer.shape[:2]
    scale = max(WIDTH / wide, HEIGHT / high)
    size = (max(WIDTH, round(wide * scale)), max(HEIGHT, round(high * scale)))
    grown = cv2.resize(layer, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = (size[0] - WIDTH) // 2, (size[1] - HEIGHT) // 2
    return np.ascontiguousarray(grown[top : top + HEIGHT, left : left + WIDTH])


def plates_from(layers: list[Layer], light: Light) -> Plates:
    """A place from an artist's layers, the farthest first; the last of several stands in front of people."""
    far = fitted(layers[0])
    for layer in layers[1:-1]:
        far = _over(far, fitted(layer))
    far[..., 3] = 255
    return Plates(far, fitted(layers[-1]) if len(layers) > 1 else None, light, ground=0.905)


def _over(below: Layer, above: Layer) -> Layer:
    keep = 255 - above[..., 3:].astype(np.uint16)
    return (below * keep // 255 + above).astype(np.uint8)


def cut_out(layer: Layer, name: str) -> Layer:
    """Somebody without what is behind them: by the picture's own alpha, else by its plain background.

    Raises BadInput where neither leaves a person.
    """
    if layer[..., 3].min() < 128:
        cut = layer
    else:
        mask = np.zeros((layer.shape[0] + 2, layer.shape[1] + 2), np.uint8)
        plain = np.ascontiguousarray(layer[..., :3])
        for corner in ((0, 0), (layer.shape[1] - 1, 0)):
            cv2.floodFill(
                plain,
                mask,
                corner,
                (0, 0, 0),
                (_TOLERANCE,) * 3,
                (_TOLERANCE,) * 3,
                cv2.FLOODFILL_MASK_ONLY | (255 << 8),
            )
        alpha = cv2.GaussianBlur(cv2.erode(255 - mask[1:-1, 1:-1], np.ones((3, 3), np.uint8)), (0, 0), 0.8)
        cut = np.dstack([cv2.multiply(layer[..., k], alpha, scale=1 / 255) for k in range(3)] + [alpha])
    filled = float((cut[..., 3] > 40).mean())
    if not _FILLS[0] <= filled <= _FILLS[1]:
        raise BadInput(f"{name} shows nobody before a plain or clear background; give a picture with alpha")
    rows, columns = np.flatnonzero(cut[..., 3].max(axis=1) > 40), np.flatnonzero(cut[..., 3].max(axis=0) > 40)
    return np.ascontiguousarray(cut[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def cel_from(layer: Layer, ask: PersonAsk, light: Light) -> Cel:
    """A whole person, looking right in the picture, as the shot needs them: sized by the head, turned, in the place's light."""
    heads = 4.6 if ask.role.age == "child" else _HEADS
    scale = ask.head * heads / layer.shape[0]
    size = (max(2, round(layer.shape[1] * scale)), max(2, round(layer.shape[0] * scale)))
    shown = cv2.resize(layer, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    tint = colour(light.ambient) * 0.5 + colour(light.key) * light.strength * 0.5
    shown[..., :3] = np.minimum(shown[..., :3] * np.clip(tint * 1.12, 0, 1.1), shown[..., 3:]).astype(np.uint8)
    if not ask.right:
        shown = cv2.flip(shown, 1)
    top = shown[: max(2, ask.head), :, 3].sum(axis=0).astype(np.float64)
    middle = float((top * np.arange(len(top))).sum() / max(1.0, top.sum()))
    kept = shown[: min(size[1], (ask.rows + 1) * ask.head)]
    return Cel(np.asarray(kept, np.uint8), ask.head, (middle, 0.0), (size[0] / 2, float(size[1])))
