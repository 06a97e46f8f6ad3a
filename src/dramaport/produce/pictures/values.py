"""What pictures are made of: layers at their depth, people with faces that move, and the light of a place."""

from __future__ import annotations

from dataclasses import dataclass

from dramaport.produce.pictures.paint import Layer


@dataclass(frozen=True)
class Light:
    """How a place lights people: colours of what comes from everywhere, from the front, and from behind.

    `side` is where the front light comes from: −1 the left, 1 the right.
    """

    ambient: str = "#a8a8b0"
    key: str = "#ffffff"
    rim: str = "#ffffff"
    strength: float = 1.0
    side: float = 1.0
    rim_strength: float = 1.0


@dataclass(frozen=True)
class Patch:
    """A part of a cel in another state, and its place on it in pixels."""

    left: int
    top: int
    layer: Layer


@dataclass(frozen=True)
class Cel:
    """Somebody cut out: `crown` and `foot` are points of the layer, `head` the pixels from crown to chin.

    `lips` are mouths from closed to wide open, `lids` eyes from open to shut; both empty where no face is seen.
    """

    layer: Layer
    head: float
    crown: tuple[float, float]
    foot: tuple[float, float]
    lips: tuple[Patch, ...] = ()
    lids: tuple[Patch, ...] = ()


@dataclass(frozen=True)
class Plates:
    """A place in layers, from the farthest to the nearest; each is larger than the frame, so that a camera can move.

    `ground` is where people's feet stand and `horizon` where water or floor begins, as fractions of the height.
    """

    far: Layer
    near: Layer | None
    light: Light
    ground: float = 0.9
    water: float | None = None
    flicker: float = 0.0
