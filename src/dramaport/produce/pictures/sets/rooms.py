"""Rooms: walls, floor, window, lamps and furniture, put together from data. The hour shows in the window and in the lamps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dramaport.produce.pictures.drawn.sketch import Points, oval
from dramaport.produce.pictures.paint import blur, colour, contrast, noise
from dramaport.produce.pictures.sets.board import HEIGHT, TALL, WIDTH, Board, shaded
from dramaport.produce.pictures.sets.furniture import DRAWS
from dramaport.produce.pictures.sets.moods import Mood
from dramaport.produce.pictures.values import Light, Plates

Item = tuple[str, float, float, float, str]  # what, x, y, size, colour

_FLOOR = 1.16  # where wall and floor meet, in widths from the top
_GROUND = 0.905  # where people stand, as a fraction of the height


@dataclass(frozen=True)
class Window:
    left: float
    top: float
    right: float
    low: float
    style: str = "panes"  # panes, lattice, glass, arch
    view: str = "trees"  # trees, city, water, sky


@dataclass(frozen=True)
class Room:
    """`wall` and `floor` as colours; `panel` is a darker dado or ""; `kind` of floor: boards, tiles, carpet, stone."""

    wall: str
    floor: str
    kind: str
    items: tuple[Item, ...]
    window: Window | None = None
    panel: str = ""
    planks: bool = False
    lamp: tuple[float, float, float] = (0.5, 0.25, 0.12)  # x, y, size of the light that fills the room
    glow: str = "#ffc27a"
    near: tuple[Item, ...] = ()
    always_lit: bool = False


ROOMS: dict[str, Room] = {
    "home_rich": Room(
        "#d9cdbb", "#8a5f44", "boards",
        (("curtain", 0.33, 1.16, 0.30, "#8a4450"), ("chandelier", 0.58, 0.16, 0.17, "#fff0c8"), ("picture", 0.83, 0.48, 0.24, "#b8c4a8"),
         ("plant", 0.95, 1.24, 0.24, "#4d7a50"), ("sofa", 0.60, 1.27, 0.5, "#7a6a86")),
        Window(0.13, 0.26, 0.53, 0.98, "panes", "trees"), "#b8a68e", lamp=(0.58, 0.24, 0.14), near=(("plant", 0.03,
            1.78, 0.42, "#2f5a3c"),),
    ),
    "home_poor": Room(
        "#a89478", "#6a5140", "boards",
        (("door", 0.84, 1.16, 0.44, "#6a4c38"), ("jars", 0.52, 0.66, 0.3, "#4a3020"), ("stove", 0.55, 1.24, 0.26,
        "#8a7a6c"), ("table", 0.22, 1.36, 0.36, "#7a5638"),
         ("pendant", 0.45, 0.20, 0.16, "#5a6a58")),
        Window(0.07, 0.40, 0.38, 0.80, "lattice", "trees"), "#8a745c", lamp=(0.45, 0.26, 0.11), glow="#ffb45e",
    ),
    "ferry_house": Room(
        "#8a6446", "#5c4332", "boards",
        (("net", 0.80, 0.05, 0.44, "#c8b894"), ("jars", 0.76, 0.72, 0.4, "#3a2417"), ("door", 0.60, 1.16, 0.36,
        "#5a3d2a"), ("table", 0.20, 1.40, 0.38, "#7a5236"),
         ("pendant", 0.55, 0.24, 0.16, "#3a2a1c")),
        Window(0.06, 0.30, 0.42, 0.80, "lattice", "water"), planks=True, lamp=(0.55, 0.31, 0.11), glow="#ffab4e",
    ),
    "bedroom": Room(
        "#c9bcc4", "#8a6a54", "boards",
        (("curtain", 0.30, 1.16, 0.26, "#7a86a8"), ("picture", 0.75, 0.42, 0.26, "#c8b0b0"), ("bed", 0.66, 1.34,
        0.50, "#7a8ab4"), ("pendant", 0.62, 0.14, 0.16, "#e8dcc8")),
        Window(0.13, 0.30, 0.47, 0.95, "panes", "sky"), "#a898a4", lamp=(0.62, 0.22, 0.11),
    ),
    "office": Room(
        "#c8d0d6", "#8c949a", "tiles",
        (("shelf", 0.88, 1.19, 0.42, "#5a4a40"), ("desk", 0.45, 1.30, 0.52, "#6b5042"), ("computer", 0.36, 1.04,
        0.16, "#7ab0d8"), ("plant", 0.06, 1.28, 0.28, "#4c7c56"),
         ("panel_light", 0.5, 0.03, 0.4, "#fdfdf6")),
        Window(0.03, 0.20, 0.68, 1.06, "glass", "city"), lamp=(0.5, 0.1, 0.2), glow="#e8f0ff",
    ),
    "hospital": Room(
        "#dce8e6", "#b4c8c4", "tiles",
        (("panel_light", 0.3, 0.04, 0.34, "#ffffff"), ("panel_light", 0.75, 0.04, 0.34, "#ffffff"), ("door", 0.86,
        1.16, 0.40, "#b48a62"), ("ward_bed", 0.36, 1.33, 0.44, "#a8c8d4"),
         ("clock", 0.62, 0.50, 0.09, "#f4f6f6")),
        Window(0.10, 0.34, 0.46, 0.86, "panes", "sky"), "#8fbdb0", lamp=(0.5, 0.1, 0.22), glow="#f0fbff", always_lit=True,
    ),
    "school": Room(
        "#e2e4d4", "#a88a68", "boards",
        (("blackboard", 0.66, 0.42, 0.62, "#2f5246"), ("clock", 0.66, 0.30, 0.07, "#f4f4f0"), ("desk", 0.70, 1.25,
        0.36, "#9a744a"), ("desk", 0.26, 1.42, 0.42, "#b0884e"),
         ("panel_light", 0.5, 0.03, 0.36, "#fdfdf6")),
        Window(0.02, 0.34, 0.28, 0.92, "panes", "trees"), "#9ab0a0", lamp=(0.5, 0.1, 0.2), glow="#fff4dc",
    ),
    "restaurant": Room(
        "#8c4a3c", "#5a4038", "tiles",
        (("lantern", 0.20, 0.16, 0.15, "#c8281e"), ("lantern", 0.82, 0.12, 0.18, "#c8281e"), ("screen", 0.80, 1.20,
        0.38, "#d8c8a4"), ("scroll", 0.52, 0.42, 0.28, "#7a2c24"),
         ("set_table", 0.40, 1.34, 0.50, "#b83a34")),
        Window(0.06, 0.38, 0.36, 0.86, "lattice", "city"), "#5a2a22", lamp=(0.5, 0.22, 0.16), glow="#ffb060", always_lit=True,
    ),
    "court": Room(
        "#b09a80", "#6a5a4e", "carpet",
        (("columns", 0.5, 1.16, 0.43, "#8a7460"), ("bench", 0.5, 1.20, 0.46, "#6a4430"), ("desk", 0.15, 1.42, 0.34,
        "#6a4834"), ("desk", 0.86, 1.42, 0.34, "#6a4834"),
         ("panel_light", 0.5, 0.03, 0.4, "#fdf8ec")),
        None, "#7a5c44", lamp=(0.5, 0.1, 0.24), glow="#fff0d4", always_lit=True,
    ),
    "wedding_hall": Room(
        "#e4c8c4", "#a8584c", "carpet",
        (("double_happiness", 0.5, 0.42, 0.36, "#b8242a"), ("curtain", 0.5, 1.16, 0.40, "#c23a40"), ("chandelier",
        0.5, 0.10, 0.22, "#fff2cc"), ("plant", 0.10, 1.26, 0.26, "#d87a90"),
         ("plant", 0.90, 1.26, 0.26, "#d87a90"), ("table", 0.5, 1.26, 0.36, "#c8343a")),
        None, "#c89890", lamp=(0.5, 0.24, 0.2), glow="#ffd08a", always_lit=True,
    ),
    "palace_hall": Room(
        "#8a3a30", "#6a5a50", "stone",
        (("screen", 0.5, 1.10, 0.66, "#c8a860"), ("throne", 0.5, 1.22, 0.30, "#d0a040"), ("columns", 0.5, 1.30,
        0.38, "#9a2c24"), ("lantern", 0.14, 0.22, 0.13, "#e8b048"),
         ("lantern", 0.86, 0.22, 0.13, "#e8b048")),
        None, "#5a2420", lamp=(0.5, 0.4, 0.22), glow="#ffbe64", always_lit=True,
    ),
    "police": Room(
        "#b8c0c6", "#7c8288", "tiles",
        (("blackboard", 0.70, 0.40, 0.44, "#e4e8ec"), ("shelf", 0.12, 1.18, 0.36, "#5c646c"), ("desk", 0.52, 1.34,
        0.50, "#7a6a5c"), ("panel_light", 0.5, 0.03, 0.36, "#f8fcff"),
         ("clock", 0.42, 0.42, 0.08, "#f4f4f0")),
        None, "#5a6a80", lamp=(0.5, 0.12, 0.18), glow="#eaf4ff", always_lit=True,
    ),
    "shop": Room(
        "#c4b090", "#8a6e54", "boards",
        (("jars", 0.30, 0.66, 0.5, "#5a3a24"), ("jars", 0.76, 0.66, 0.4, "#5a3a24"), ("door", 0.88, 1.16, 0.38,
        "#6a4a34"), ("counter", 0.38, 1.30, 0.5, "#8a5a38"),
         ("pendant", 0.4, 0.18, 0.18, "#d8c8a0")),
        None, "#9a7a58", lamp=(0.4, 0.26, 0.12), glow="#ffc880",
    ),
}  # fmt: skip


def painter(name: str) -> Callable[[Mood, np.random.Generator], Plates]:
    """The function that paints the room of this name."""
    room = ROOMS[name]

    def paint(mood: Mood, rng: np.random.Generator) -> Plates:
        return _painted(room, mood, rng)

    return paint


def _painted(room: Room, mood: Mood, rng: np.random.Generator) -> Plates:
    board = Board.filled(mood, rng, room.wall)
    _walls(board, room)
    _floor(board, room)
    if room.window is not None:
        _window(board, room, room.window)
    for name, x, y, size, code in room.items:
        DRAWS[name](board, x, y, size, code)
    lamps = max(mood.lamps, 0.75 if room.always_lit else 0.0)
    _lit(board, room, lamps)
    near = None
    if room.near:
        front = Board.clear(mood, rng)
        for name, x, y, size, code in room.near:
            DRAWS[name](front, x, y, size, code)
        front.multiply(colour(mood.room) * np.float32(0.5))
        near = front.layer
    side = 1.0 if room.window is None or (room.window.left + room.window.right) / 2 > 0.5 else -1.0
    light = mood.indoors("#8e8a90" if room.always_lit else "#8a7068", room.glow, side)
    if room.always_lit and not mood.dark:
        light = Light("#b0b0b4", "#fff6ea", "#ffffff", 0.98, side, 0.8)
    return Plates(
        board.layer, near, light, ground=_GROUND, flicker=0.5 if lamps > 0.8 and not room.always_lit else 0.05
    )


def _walls(board: Board, room: Room) -> None:
    board.grain((260, 200), 0.07)
    if room.planks:
        for at in np.arange(0, 1, 0.09):
            tone = shaded(room.wall, float(board.rng.uniform(-0.08, 0.18)))
            board.box(float(at), 0, float(at) + 0.09, _FLOOR, tone, line=0.003)
        board.grain((400, 10), 0.22, [(0, 0), (1, 0), (1, _FLOOR), (0, _FLOOR)])
    if room.panel:
        board.box(-0.1, _FLOOR - 0.30, 1.1, _FLOOR, room.panel, line=0.004)
        for at in np.arange(-0.02, 1.0, 0.17):
            board.box(
                float(at) + 0.02, _FLOOR - 0.25, float(at) + 0.15, _FLOOR - 0.06, shaded(room.panel, 0.08), line=0.002
            )
    board.box(-0.1, -0.1, 1.1, 0.045, shaded(room.wall, -0.2), line=0.003)
    board.box(-0.1, _FLOOR - 0.035, 1.1, _FLOOR, shaded(room.panel or room.wall, 0.3), line=0.003)
    board.shadow([(-0.1, 0.0), (1.1, 0.0), (1.1, 0.14), (-0.1, 0.14)], 0.22, 0.06)


def _floor(board: Board, room: Room) -> None:
    """The floor in one-point perspective: rows that widen towards the viewer."""
    board.quad([(-0.1, _FLOOR), (1.1, _FLOOR), (1.1, TALL + 0.1), (-0.1, TALL + 0.1)], room.floor, line=0)
    deep = TALL - _FLOOR
    line = shaded(room.floor, 0.22)
    if room.kind in ("tiles", "stone", "boards"):
        for k in np.linspace(-2.2, 3.2, 19 if room.kind == "boards" else 13):
            board.pen.line([(0.5 + (k - 0.5) * 0.42, _FLOOR), (0.5 + (k - 0.5) * 1.35, TALL)], line, 0.003, sharp=True)
    if room.kind in ("tiles", "stone"):
        for share in (0.05, 0.13, 0.25, 0.42, 0.66, 0.95):
            board.pen.line([(-0.1, _FLOOR + deep * share), (1.1, _FLOOR + deep * share)], line, 0.003, sharp=True)
    if room.kind == "carpet":
        board.quad([(0.26, _FLOOR), (0.74, _FLOOR), (1.1, TALL), (-0.1, TALL)], shaded(room.floor, -0.08), line=0.003)
        for k in (0.30, 0.70):
            board.pen.line([(k, _FLOOR), (0.5 + (k - 0.5) * 2.4, TALL)], "#d8b060", 0.006, sharp=True)
    area: Points = [(-0.1, _FLOOR), (1.1, _FLOOR), (1.1, TALL), (-0.1, TALL)]
    board.grain((40, 220), 0.16, area)
    board.shadow(
        [(-0.1, _FLOOR - 0.01), (1.1, _FLOOR - 0.01), (1.1, _FLOOR + 0.05), (-0.1, _FLOOR + 0.05)], 0.35, 0.025
    )


def _window(board: Board, room: Room, window: Window) -> None:
    """The frame, and outside what the hour and the weather make of the view."""
    mood, rng = board.mood, board.rng
    left, top, right, low = window.left, window.top, window.right, window.low
    board.box(left - 0.025, top - 0.025, right + 0.025, low + 0.025, shaded(room.panel or room.wall, 0.45), line=0.004)
    outside = Board.filled(mood, rng, "#000000")
    sky = outside.sky(low)
    view_of(outside, window)
    outside.daylight(sky)
    if mood.wet:
        streaks = contrast(noise(rng, HEIGHT, WIDTH, (160, 5), octaves=3), 0.55, 0.8)
        outside.shine("#b8dcff", streaks * 0.35)
    x0, x1, y0, y1 = (round(value * WIDTH) for value in (left, right, top, low))
    board.layer[y0:y1, x0:x1] = outside.layer[y0:y1, x0:x1]
    bar = shaded(room.panel or room.wall, 0.5)
    if window.style == "lattice":
        across, down = 5, 6
        for k in range(1, across):
            at = left + (right - left) * k / across
            board.box(at - 0.004, top, at + 0.004, low, bar, line=0)
        for k in range(1, down):
            at = top + (low - top) * k / down
            board.box(left, at - 0.004, right, at + 0.004, bar, line=0)
    else:
        parts = 3 if window.style == "glass" else 2
        for k in range(1, parts):
            at = left + (right - left) * k / parts
            board.box(at - 0.008, top, at + 0.008, low, bar, line=0.001)
        if window.style == "panes":
            middle = top + (low - top) * 0.42
            board.box(left, middle - 0.007, right, middle + 0.007, bar, line=0.001)
    board.box(left - 0.04, low + 0.02, right + 0.04, low + 0.05, shaded(room.wall, -0.25), line=0.003)


def view_of(outside: Board, window: Window) -> None:
    """What lies behind the glass."""
    rng, low = outside.rng, window.low
    if window.view == "city":
        towers(outside, low + 0.04, "#8ea2b6", 0.34)
        towers(outside, low + 0.04, "#66809a", 0.22)
    elif window.view == "water":
        outside.pen.fill(
            [(0, low - 0.2), (0.2, low - 0.27), (0.5, low - 0.2), (1, low - 0.24), (1, low + 0.1), (0, low + 0.1)],
            "#3c5a64",
        )
        outside.box(-0.1, low - 0.16, 1.1, low + 0.2, "#5a88a0", line=0)
        for _ in range(24):
            x, y = rng.uniform(0, 1), rng.uniform(low - 0.15, low)
            outside.pen.line([(x, y), (x + 0.06, y)], "#9cc4d4", 0.003, sharp=True)
    elif window.view == "trees":
        for _ in range(16):
            x, y, radius = rng.uniform(-0.05, 1.05), low - rng.uniform(0.0, 0.22), rng.uniform(0.06, 0.13)
            outside.pen.fill(
                oval(float(x), float(y), float(radius), float(radius) * 0.8),
                ("#5a8a54", "#4a7a4c", "#6c9a5c")[int(rng.integers(3))],
                sharp=True,
            )
    outside.far_light(low, 0.3)


def towers(board: Board, foot: float, code: str, high: float) -> None:
    """A row of tall buildings; their windows are lit where lamps are."""
    x, rng = -0.05, board.rng
    while x < 1:
        wide, top = float(rng.uniform(0.07, 0.15)), foot - high * float(rng.uniform(0.5, 1.3))
        board.box(x, top, x + wide, foot, shaded(code, float(rng.uniform(-0.12, 0.15))), line=0.0015)
        lit = 0.55 if board.mood.lamps > 0.5 else 0.12
        for row in np.arange(top + 0.015, foot - 0.01, 0.024):
            for at in np.arange(x + 0.01, x + wide - 0.012, 0.02):
                on = rng.random() < lit
                board.box(
                    float(at),
                    float(row),
                    float(at) + 0.011,
                    float(row) + 0.012,
                    "#ffe0a0" if on else shaded(code, 0.28),
                    line=0,
                )
        x += wide + float(rng.uniform(0.0, 0.03))


def _lit(board: Board, room: Room, lamps: float) -> None:
    """Daylight through the window, or the lamp's pool in a darkened room."""
    x, y, size = room.lamp
    if lamps > 0.3:
        depth = np.float32(0.62 * lamps if not room.always_lit else 0.30)
        fall = board.pool(x, y + 0.25, 0.52, 2.2)[..., None]
        dark = colour(board.mood.room) * (1 - depth)
        board.multiply(np.asarray(dark + (1.06 - dark) * fall, np.float32))
        board.lamp(x, y, size * 0.8, room.glow, 0.8 * lamps)
    else:
        board.multiply(colour(board.mood.room))
    if room.window is not None and not board.mood.dark:
        mid = (room.window.left + room.window.right) / 2
        code = board.mood.light.key
        board.shine(code, board.pool(mid, (room.window.top + room.window.low) / 2, 0.22, 2.2) * 0.32)
        fallen = blur(
            board.mask(
                [(mid - 0.12, _FLOOR + 0.08), (mid + 0.2, _FLOOR + 0.08), (mid + 0.42, TALL), (mid - 0.02, TALL)]
            ),
            14,
        )
        board.shine(code, fallen * np.float32(0.16 if lamps < 0.5 else 0.06))


def car(mood: Mood, rng: np.random.Generator) -> Plates:
    """Inside a car, seen from the bonnet: the rear window's view, seats, and the dashboard in front."""
    board = Board.filled(mood, rng, "#2a2c34")
    outside = Board.filled(mood, rng, "#000000")
    sky = outside.sky(0.8)
    towers(outside, 0.78, "#8296aa", 0.3)
    outside.box(-0.1, 0.78, 1.1, 1.2, "#5a5e66", line=0)
    outside.far_light(0.78, 0.2)
    outside.daylight(sky)
    glass = [(0.10, 0.36), (0.90, 0.36), (0.98, 0.80), (0.02, 0.80)]
    mask = board.mask(glass)[..., None]
    board.layer[..., :3] = (board.layer[..., :3] * (1 - mask) + outside.layer[..., :3] * mask).astype(np.uint8)
    board.pen.line([*glass, glass[0]], "#14151a", 0.03, sharp=True)
    board.quad([(-0.1, 0.0), (1.1, 0.0), (0.94, 0.34), (0.06, 0.34)], "#4a4c54")
    for x in (0.27, 0.73):
        board.pen.fill(
            [(x - 0.24, 1.6), (x - 0.22, 0.86), (x - 0.13, 0.74), (x + 0.13, 0.74), (x + 0.22, 0.86), (x + 0.24, 1.6)],
            "#5a4a44",
            edge="#201a18",
            line=0.006,
        )
        board.pen.fill(
            [(x - 0.1, 0.78), (x - 0.1, 0.58), (x, 0.55), (x + 0.1, 0.58), (x + 0.1, 0.78)],
            "#66544c",
            edge="#201a18",
            line=0.005,
        )
    board.multiply(colour(mood.room if mood.dark else "#f0ece6"))
    near = Board.clear(mood, rng)
    near.pen.fill(
        [(-0.1, 1.52), (0.3, 1.46), (0.7, 1.46), (1.1, 1.52), (1.1, 1.9), (-0.1, 1.9)],
        "#1c1e24",
        edge="#08080a",
        line=0.006,
    )
    near.pen.line(oval(0.26, 1.60, 0.20, 0.13), "#0e0f13", 0.035, closed=True, sharp=True)
    return Plates(board.layer, near.layer, mood.light, ground=1.12)
