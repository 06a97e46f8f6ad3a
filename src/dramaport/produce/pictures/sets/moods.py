"""What hour and weather do to a place: its sky, its light, its haze, what falls from above."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dramaport.drama.screenplay.values import TimeOfDay, Weather
from dramaport.produce.pictures.values import Light


@dataclass(frozen=True)
class Mood:
    """Colours are codes; `tint` multiplies what is outdoors, `room` what is indoors before its lamps are lit."""

    time: TimeOfDay
    weather: Weather
    sky: tuple[tuple[float, str], ...]
    cloud: str
    clouds: float
    haze: str
    hazy: float
    tint: str
    room: str
    lamps: float  # 0..1: how much light comes from lamps
    orb: tuple[float, float, float, str] | None  # the sun or the moon: x, y, radius, colour
    light: Light

    @property
    def dark(self) -> bool:
        return self.time is TimeOfDay.NIGHT

    @property
    def wet(self) -> bool:
        return self.weather in (Weather.RAIN, Weather.STORM)

    def indoors(self, ambient: str, key: str, side: float) -> Light:
        """The light of a room that has lamps of colour `key`."""
        out = self.light
        if self.lamps > 0.5:
            return Light(ambient, _towards(key, "#ffffff", 0.42), out.rim, 1.06, side, 0.9)
        return Light(out.ambient if self.time is not TimeOfDay.DAY else "#b4b6bc", out.key, out.rim, 0.98, side, 0.8)


_CLEAR = {
    TimeOfDay.DAY: Mood(
        TimeOfDay.DAY, Weather.CLEAR, ((0, "#4f93d2"), (0.3, "#8fc0e6"), (0.52, "#dcebf2"), (1, "#c8d4d8")), "#ffffff", 0.75,
        "#d5e4ec", 0.25, "#fffaf2", "#fbf7f0", 0.0, (0.80, 0.20, 0.07, "#fff8dc"), Light("#aab4c4", "#fff4e2", "#ffffff", 0.98, 1.0, 0.7),
    ),
    TimeOfDay.DAWN: Mood(
        TimeOfDay.DAWN, Weather.CLEAR, ((0, "#5f7fb8"), (0.2, "#a9a5c8"), (0.38, "#f3b69c"), (0.52, "#ffe2ac"), (1, "#c98f70")),
        "#ffd9c4", 0.6, "#f0cdb8", 0.4, "#ecd0c4", "#e6d2cc", 0.15, (0.30, 0.76, 0.085, "#fff2d0"),
        Light("#a892ac", "#ffdcb0", "#ffe8c4", 0.98, -1.0, 1.0),
    ),
    TimeOfDay.DUSK: Mood(
        TimeOfDay.DUSK, Weather.CLEAR, ((0, "#27356a"), (0.22, "#6a5a8a"), (0.40, "#e08a62"), (0.52, "#ffcb8a"), (1, "#6a5058")),
        "#ff9c78", 0.55, "#d89a84", 0.38, "#d8a494", "#dcb49c", 0.55, (0.66, 0.80, 0.09, "#ffe0a8"),
        Light("#96788e", "#ffbe84", "#ffb070", 0.98, 1.0, 1.1),
    ),
    TimeOfDay.NIGHT: Mood(
        TimeOfDay.NIGHT, Weather.CLEAR, ((0, "#050b1e"), (0.25, "#0e2346"), (0.52, "#2e5878"), (1, "#10203a")), "#5b80a6", 0.5,
        "#3a5a7c", 0.4, "#6f84b4", "#8680a0", 1.0, (0.72, 0.28, 0.062, "#f4f1de"), Light("#8496bc", "#ffe0bc", "#a8cbff", 1.02, 1.0, 1.15),
    ),
}  # fmt: skip


def mood_of(time: TimeOfDay, weather: Weather) -> Mood:
    """The mood of an hour in a weather: clouds close the sky, fog and snow pale it, storm darkens it."""
    clear = _CLEAR[time]
    night = time is TimeOfDay.NIGHT
    match weather:
        case Weather.CLEAR:
            return clear
        case Weather.RAIN:
            veil, share, light = ("#3a4a60", 0.35, 0.95) if night else ("#8795a2", 0.62, 0.88)
            hazy, clouds = 0.5, 0.8
        case Weather.STORM:
            veil, share, light = ("#222c40", 0.5, 0.9) if night else ("#4e5868", 0.75, 0.82)
            hazy, clouds = 0.55, 1.0
        case Weather.SNOW:
            veil, share, light = ("#5a6c8c", 0.4, 1.0) if night else ("#cfd8e2", 0.7, 1.0)
            hazy, clouds = 0.55, 0.5
        case Weather.FOG:
            veil, share, light = ("#55657a", 0.55, 0.95) if night else ("#cdd3d6", 0.8, 0.95)
            hazy, clouds = 0.85, 0.25
    seen = clear.orb if night and weather is not Weather.STORM else None
    lit = clear.light
    return replace(
        clear,
        weather=weather,
        sky=tuple((at, _towards(code, veil, share)) for at, code in clear.sky),
        cloud=_towards(clear.cloud, veil, 0.5),
        clouds=clouds,
        haze=_towards(clear.haze, veil, 0.6),
        hazy=hazy,
        tint=_towards(clear.tint, veil, 0.3 if night else 0.38),
        room=_towards(clear.room, veil, 0.25),
        lamps=max(clear.lamps, 0.45 if share < 0.7 else 0.6),
        orb=seen,
        light=replace(
            lit,
            ambient=_towards(lit.ambient, veil, 0.4),
            key=_towards(lit.key, veil, 0.25),
            strength=lit.strength * light,
        ),
    )


def _towards(code: str, other: str, share: float) -> str:
    parts = ((int(code[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)
