"""Places and people painted by a model elsewhere. Each picture is asked for once: by place and hour, by person and emotion.

So a character is the same picture in all episodes, and what was paid for is never paid for again: answers are kept in a
folder under the digest of what was asked, before anything else is done with them.
"""

from __future__ import annotations

import os
import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from dramaport.build.digest import digest_of
from dramaport.drama.screenplay.values import Emotion, Pose
from dramaport.drama.values import Value
from dramaport.produce.pictures.cutout import cel_from, cut_out, plates_from, read_picture
from dramaport.produce.pictures.drawn.pen import Drawn
from dramaport.produce.pictures.paint import Layer
from dramaport.produce.pictures.provider import PersonAsk, PlaceAsk
from dramaport.produce.pictures.values import Cel, Light, Plates


class Request(Value):
    """One picture asked for. `clear` asks for a transparent or plain background."""

    prompt: str
    avoid: str = "text, letters, watermark, logo, frame, collage"
    width: int
    height: int
    clear: bool = False
    seed: int = 0


class Painter(Protocol):
    """Somebody who paints from words: an endpoint. The identity names the model and its settings."""

    @property
    def identity(self) -> str: ...

    def paint(self, request: Request) -> bytes:
        """An image file's bytes. Raises DramaportError where it cannot be had."""
        ...


_STYLE = "flat cel-shaded illustration of a modern Chinese animated drama, clean outlines, soft light"
_FEELINGS = {
    Emotion.NEUTRAL: "calm face", Emotion.JOY: "smiling broadly", Emotion.TENDERNESS: "gentle smile", Emotion.SORROW: "crying, grieving",
    Emotion.ANGER: "furious, teeth bared", Emotion.FEAR: "terrified, wide eyes", Emotion.SURPRISE: "astonished, mouth open",
    Emotion.CONTEMPT: "sneering, one brow raised", Emotion.RESOLVE: "determined, firm look",
}  # fmt: skip
_POSES = {
    Pose.STAND: "standing", Pose.SIT: "sitting on a stool", Pose.KNEEL: "kneeling", Pose.LIE: "lying on the ground", Pose.WALK: "walking",
    Pose.RUN: "running", Pose.POINT: "pointing ahead", Pose.REACH: "reaching out with both arms",
        Pose.HOLD: "holding something before the chest",
    Pose.EMBRACE: "arms opened to embrace", Pose.TURN_AWAY: "seen from behind", Pose.PHONE: "holding a phone to the ear",
}  # fmt: skip


class Painted:
    """Pictures from a painter; things are drawn by our pen."""

    def __init__(self, painter: Painter, kept: Path) -> None:
        self._painter, self._kept = painter, kept
        self._drawn = Drawn()
        self._locks: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()
        self._layer = lru_cache(maxsize=64)(self._read)

    @property
    def identity(self) -> str:
        return f"painted/1/{self._painter.identity}+{self._drawn.identity}"

    def place(self, ask: PlaceAsk) -> Plates:
        """The place without people; its light is that of the drawn set of the hour."""
        where = "exterior" if ask.setting == "ext" else "interior"
        looks = ask.look or ask.set.replace("_", " ")
        prompt = (
            f"{_STYLE}. Empty {where}, no people: {ask.name}, {looks}; {ask.time}, {ask.weather} weather; "
            "vertical composition, floor in the lower quarter"
        )
        layer = self._layer(Request(prompt=prompt, width=896, height=1536, seed=_seed(ask.id)), False)
        return plates_from([layer], self._drawn.place(ask).light)

    def person(self, ask: PersonAsk, light: Light) -> Cel:
        role = ask.role
        told = f"{role.age} {role.gender}, {role.look}" if role.look else f"{role.age} {role.gender}"
        prompt = (
            f"{_STYLE}. One person alone, whole body from head to shoes, three-quarter view looking to the right, plain white background: "
            f"{role.name}, {told}; {_FEELINGS[ask.emotion]}, {_POSES[ask.pose]}"
        )
        layer = self._layer(Request(prompt=prompt, width=768, height=1536, clear=True, seed=_seed(role.id)), True)
        return cel_from(layer, ask, light)

    def thing(self, name: str, light: Light) -> Layer:
        return self._drawn.thing(name, light)

    def _read(self, request: Request, cut: bool) -> Layer:
        name = f"the picture of {request.prompt[-60:]!r}"
        layer = read_picture(self._bytes(request), name)
        return cut_out(layer, name) if cut else layer

    def _bytes(self, request: Request) -> bytes:
        """The answer from the folder, else from the painter, kept before it is used. One question is never asked twice at once."""
        key = digest_of({"painter": self._painter.identity, "request": request})
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            file = self._kept / key[:2] / f"{key[2:]}.img"
            if file.is_file():
                return file.read_bytes()
            data = self._painter.paint(request)
            read_picture(data, "the answer")
            file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".paid-", delete=False) as part:
                part.write(data)
                part.flush()
                os.fsync(part.fileno())
            Path(part.name).replace(file)
            return data


def _seed(name: str) -> int:
    return int(digest_of(name)[:8], 16)
