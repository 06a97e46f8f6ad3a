"""The sets: one kit for all, by time of day and weather."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from dramaport.drama.screenplay.values import TimeOfDay, Weather
from dramaport.produce.pictures.sets.moods import Mood, mood_of
from dramaport.produce.pictures.sets.outdoors import PAINTERS
from dramaport.produce.pictures.sets.rooms import ROOMS, car, painter
from dramaport.produce.pictures.values import Plates

Painter = Callable[[Mood, np.random.Generator], Plates]


@dataclass(frozen=True)
class Set:
    """A set: who paints it, whether the sky is above it, and the hour and weather it has where the scene names none."""

    paint: Painter
    outdoors: bool = False
    time: TimeOfDay = TimeOfDay.DAY
    weather: Weather = Weather.CLEAR
    drawn_as: str = ""  # another set whose shapes it has

    def mood(self, time: TimeOfDay, weather: Weather) -> Mood:
        """A plain clear day is what a script that says nothing has: there the set's own hour counts."""
        if (time, weather) == (TimeOfDay.DAY, Weather.CLEAR):
            time, weather = self.time, self.weather
        return mood_of(time, weather)


SETS: dict[str, Set] = {
    **{name: Set(painter(name)) for name in ROOMS},
    "car": Set(car),
    **{name: Set(paint, outdoors=True) for name, paint in PAINTERS.items()},
}
#: Sets at the hour and in the weather they were first seen in.
SETS |= {
    "night_river": Set(PAINTERS["river"], True, TimeOfDay.NIGHT, Weather.RAIN, "river"),
    "dawn_river": Set(PAINTERS["river"], True, TimeOfDay.DAWN, Weather.CLEAR, "river"),
    "old_street": Set(PAINTERS["street_old"], True, TimeOfDay.DUSK, Weather.CLEAR, "street_old"),
    "ferry_house": Set(painter("ferry_house"), False, TimeOfDay.NIGHT, Weather.RAIN),
}


@lru_cache(maxsize=3)
def paint_set(name: str, time: TimeOfDay, weather: Weather) -> Plates:
    """A set as it always looks at this hour. Its layers are shared: they are not to be written to."""
    found = SETS[name]
    seed = zlib.crc32((found.drawn_as or name).encode())
    return found.paint(found.mood(time, weather), np.random.default_rng(seed))
