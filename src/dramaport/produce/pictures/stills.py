"""An artist's folder as provider. What the folder has is used; what it lacks is drawn by our pen.

places/river.png            a place; river.night.png and river.night.rain.png win where they fit
places/river.1.png, .2.png  a place in layers, the farthest first; what stands in front last, with alpha
people/lin_wan.png          a person looking right, with alpha or before a plain background
people/lin_wan.anger.png    … by emotion, by pose (lin_wan.sit.png) or both (lin_wan.anger.sit.png)
things/bell.png             a prop
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from pathlib import Path

import cv2
import numpy as np

from dramaport.build.digest import digest_file, digest_of
from dramaport.errors import BadInput
from dramaport.produce.pictures.cutout import cel_from, cut_out, plates_from, read_picture
from dramaport.produce.pictures.drawn.pen import Drawn
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.pictures.provider import PersonAsk, PlaceAsk
from dramaport.produce.pictures.values import Cel, Light, Plates

_ENDINGS = (".png", ".webp", ".jpg", ".jpeg")
_THING = 640
_MOST_LAYERS = 8


class Stills:
    """Pictures from a folder, by name."""

    def __init__(self, folder: Path) -> None:
        """Raises BadInput for a folder that is none."""
        if not folder.is_dir():
            raise BadInput(f"{folder} is no folder; it holds places/, people/ and things/")
        self._folder = folder
        self._drawn = Drawn()
        self._layer = lru_cache(maxsize=64)(self._read)

    @cached_property
    def identity(self) -> str:
        """Changes with any file of the folder."""
        files = {
            str(path.relative_to(self._folder)): digest_file(path)
            for path in sorted(self._folder.rglob("*"))
            if path.suffix.lower() in _ENDINGS
        }
        return f"stills/1/{digest_of(files)[:20]}+{self._drawn.identity}"

    def place(self, ask: PlaceAsk) -> Plates:
        drawn = self._drawn.place(ask)
        for name in (f"{ask.id}.{ask.time}.{ask.weather}", f"{ask.id}.{ask.time}", ask.id):
            numbered = (self._find("places", f"{name}.{number}") for number in range(1, _MOST_LAYERS + 1))
            layers = [path for path in (*numbered, self._find("places", name)) if path is not None]
            if layers:
                layers = layers[:-1] if len(layers) > 1 and layers[-1].stem == name else layers
                return plates_from([self._layer(path, False) for path in layers], drawn.light)
        return drawn

    def person(self, ask: PersonAsk, light: Light) -> Cel:
        name = ask.role.id
        for file in (
            f"{name}.{ask.emotion}.{ask.pose}",
            f"{name}.{ask.pose}" if ask.pose != "stand" else "",
            f"{name}.{ask.emotion}",
            name,
        ):
            if file and (path := self._find("people", file)) is not None:
                return cel_from(self._layer(path, True), ask, light)
        return self._drawn.person(ask, light)

    def thing(self, name: str, light: Light) -> Layer:
        path = self._find("things", name)
        if path is None:
            return self._drawn.thing(name, light)
        layer = self._layer(path, True)
        scale = _THING / max(layer.shape[:2])
        return np.asarray(cv2.resize(layer, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)

    def _find(self, kind: str, name: str) -> Path | None:
        return next((path for ending in _ENDINGS if (path := self._folder / kind / f"{name}{ending}").is_file()), None)

    def _read(self, path: Path, cut: bool) -> Layer:
        name = f"{path.parent.name}/{path.name}"
        layer = read_picture(path.read_bytes(), name)
        return cut_out(layer, name) if cut else layer
