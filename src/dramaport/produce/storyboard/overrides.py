"""What the director wants otherwise: a file of wishes by shot id. What stands there wins over every rule.

["E01.006"]
framing = "close"
move = "rush"
[["E01.006".figures]]
character = "lin_wan"
x = 0.4
right = true
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from pydantic import Field, TypeAdapter, ValidationError

from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.produce.storyboard.props import PROPS
from dramaport.produce.storyboard.values import Angle, Figure, Framing, Move, Shot, Treatment


class Wish(Value):
    """What is given replaces what the plan says."""

    framing: Framing | None = None
    angle: Angle | None = None
    move: Move | None = None
    treatment: Treatment | None = None
    figures: tuple[Figure, ...] | None = Field(default=None, max_length=3)
    prop: str | None = None


Overrides = dict[str, Wish]

_WISHES = TypeAdapter(dict[str, Wish])


def read_overrides(file: Path) -> Overrides:
    """The director's file. Raises BadInput naming the file and the key of the first thing that is wrong."""
    try:
        wishes = _WISHES.validate_python(tomllib.loads(file.read_text("utf-8")))
    except FileNotFoundError as error:
        raise BadInput(f"{file.name} is not there") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{file.name} is not UTF-8; save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{file.name} is not valid TOML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{file.name}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from error
    for name, wish in wishes.items():
        if wish.prop is not None and wish.prop not in PROPS:
            raise BadInput(f"{file.name}: {name}.prop: no prop is called {wish.prop!r}; use one of {' '.join(PROPS)}")
    return wishes


def directed(shots: Sequence[Shot], wishes: Overrides, episode: str) -> tuple[Shot, ...]:
    """The shots as the director wants them. Raises BadInput for a wish about a shot of this episode that there is not."""
    known = {shot.id for shot in shots}
    for name in wishes:
        if name.startswith(f"{episode}.") and name not in known:
            raise BadInput(
                f"the director's file speaks of {name}, but {episode} has no such shot; it has {' '.join(sorted(known))}"
            )
    return tuple(
        shot.model_copy(update=wishes[shot.id].model_dump(exclude_none=True) | _figures(wishes[shot.id]))
        if shot.id in wishes
        else shot
        for shot in shots
    )


def _figures(wish: Wish) -> dict[str, object]:
    return {} if wish.figures is None else {"figures": wish.figures}
