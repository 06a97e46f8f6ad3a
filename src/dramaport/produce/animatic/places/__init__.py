"""The places of a drama, painted once an episode at a larger size than the frame; the camera moves over them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from dramaport.produce.animatic.places.rooms import ferry_house, hospital, office
from dramaport.produce.animatic.places.scenery import HEIGHT, WIDTH, Scenery
from dramaport.produce.animatic.places.street import old_street
from dramaport.produce.animatic.places.waters import dawn_river, night_river
from dramaport.produce.animatic.script import Place

__all__ = ["HEIGHT", "OUTDOORS", "WIDTH", "Scenery", "paint_place"]

OUTDOORS = frozenset({Place.NIGHT_RIVER, Place.OLD_STREET, Place.DAWN_RIVER})

_PAINTERS: dict[Place, Callable[[np.random.Generator], Scenery]] = {
    Place.NIGHT_RIVER: night_river,
    Place.FERRY_HOUSE: ferry_house,
    Place.OFFICE: office,
    Place.HOSPITAL: hospital,
    Place.OLD_STREET: old_street,
    Place.DAWN_RIVER: dawn_river,
}


@lru_cache(maxsize=2)
def paint_place(place: Place) -> Scenery:
    """The place, the same in every episode, as a set is. Its layers are shared: they are not to be written to."""
    return _PAINTERS[place](np.random.default_rng(zlib.crc32(place.encode())))
