"""A voice vendor behind an OpenAI-compatible `/audio/speech` endpoint."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from dramaport.ai.abilities import Clip, Voice
from dramaport.ai.door import Door, DoorClosed, Endless, Patience, Reply
from dramaport.ai.speak.sound import polished
from dramaport.errors import BadInput, DramaportError
from dramaport.media.audio import Pcm, decode

RATE = 24_000
VERSION = 1
Format = Literal["wav", "mp3", "pcm"]

_TIMEOUT_S = 60.0
_LARGEST_ANSWER = 64 * 1024 * 1024
_PREFIX = "endpoint:"


class EndpointRefused(DramaportError):
    """The endpoint gave no sound. The text says why, and what to change."""


class EndpointSpeaker:
    """Speaks through `url` (the part before `/audio/speech`).

    `names` are the vendor's voices with gender and age (see `named_voices`); they are offered for every language.
    Retries 429 and 5xx answers and broken connections with doubling waits. Equal arguments give equal samples only as
    far as the vendor keeps to that; the build keeps the first answer.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        names: Sequence[Voice] = (),
        *,
        response_format: Format = "wav",
        timeout: float = _TIMEOUT_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"the speaking endpoint {url!r} is no address; it starts with https://")
        self._url = url.rstrip("/") + "/audio/speech"
        self._model = model
        self._names = tuple(names)
        self._format = response_format
        self._door = Door(self._url, key, Patience(timeout), most_bytes=_LARGEST_ANSWER, sleep=sleep)

    @property
    def identity(self) -> str:
        return f"endpoint/{VERSION}:{self._url}:{self._model}:{self._format}"

    def voices(self, language: str) -> tuple[Voice, ...]:
        """The vendor's voices, as voices of `language`."""
        return tuple(Voice(voice.id, language, voice.gender, voice.age, voice.quality) for voice in self._names)

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        """Say `text`. Raises EndpointRefused where the endpoint gives no sound after its tries."""
        name = voice.removeprefix(_PREFIX)
        asked = {"model": self._model, "voice": name, "input": text, "response_format": self._format, "speed": speed}
        return Clip(polished(self._decoded(self._post(asked)), RATE), RATE)

    def _post(self, asked: dict[str, object]) -> bytes:
        try:
            answer = self._door.post(json=asked)
        except (DoorClosed, Endless) as error:
            raise EndpointRefused(f"{self._url}: {error}; try again later or choose another speaker") from error
        if not answer.good:
            raise EndpointRefused(f"{self._url}: {_refusal(answer)}")
        return self._sound(answer)

    def _sound(self, answer: Reply) -> bytes:
        if not answer.body:
            raise EndpointRefused(f"{self._url}: 0 bytes of sound; check the model and the format")
        if answer.headers.get("content-type", "").startswith(("application/json", "text/")):
            raise EndpointRefused(f"{self._url}: answered with text instead of sound; check the address")
        return answer.body

    def _decoded(self, sound: bytes) -> Pcm:
        if self._format == "pcm":  # 16-bit little endian at 24 kHz, mono, by the API's description
            return np.frombuffer(sound[: len(sound) // 2 * 2], dtype="<i2").astype(np.float32) / np.float32(32768)
        with tempfile.TemporaryDirectory(prefix="dramaport-") as folder:
            path = Path(folder) / f"answer.{self._format}"
            path.write_bytes(sound)
            return decode(path, RATE)


def named_voices(listed: str) -> tuple[Voice, ...]:
    """The voices of a list such as `nova:female:adult,echo:male:elder`. Raises BadInput."""
    voices = []
    for entry in filter(None, (part.strip() for part in listed.split(","))):
        name, gender, age = (*entry.split(":"), "", "")[:3]
        match gender, age or "adult":
            case ("female" | "male") as gender, ("child" | "young" | "adult" | "elder") as age if name:
                voices.append(Voice(_PREFIX + name, "", gender, age, "native"))
            case _:
                raise BadInput(f"the voice {entry!r} is not name:gender:age, as in nova:female:adult")
    return tuple(voices)


def _refusal(answer: Reply) -> str:
    if answer.status in (401, 403):
        return f"the key was refused ({answer.status}); check DRAMAPORT_SPEAK_KEY"
    return f"answered {answer.status} {answer.words}".rstrip()
