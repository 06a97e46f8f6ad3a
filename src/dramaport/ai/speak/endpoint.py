"""A voice vendor behind an OpenAI-compatible `/audio/speech` endpoint."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import httpx
import numpy as np

from dramaport.ai.abilities import Clip, Voice
from dramaport.ai.speak.sound import polished
from dramaport.errors import BadInput, DramaportError
from dramaport.media.audio import Pcm, decode

RATE = 24_000
VERSION = 1
Format = Literal["wav", "mp3", "pcm"]

_TIMEOUT_S = 60.0
_TRIES = 5
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 30.0
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
        self._sleep = sleep
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._client = httpx.Client(headers=headers, timeout=timeout, follow_redirects=False)

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
        wait = _FIRST_WAIT_S
        for turn in range(1, _TRIES + 1):
            try:
                answer = self._client.post(self._url, json=asked)
            except httpx.TransportError as error:
                trouble, advised = f"no answer ({type(error).__name__})", None
            else:
                if answer.is_success:
                    return _sound(answer)
                trouble, advised = _refusal(answer), _advised_wait(answer)
                if answer.status_code != 429 and answer.status_code < 500:
                    raise EndpointRefused(f"{self._url}: {trouble}")
            if turn < _TRIES:
                self._sleep(min(_LONGEST_WAIT_S, advised if advised is not None else wait))
                wait *= 2
        raise EndpointRefused(f"{self._url}: {trouble}, {_TRIES} times; try again later or choose another speaker")

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


def _sound(answer: httpx.Response) -> bytes:
    if not answer.content or len(answer.content) > _LARGEST_ANSWER:
        raise EndpointRefused(f"{answer.url}: {len(answer.content)} bytes of sound; check the model and the format")
    if answer.headers.get("content-type", "").startswith(("application/json", "text/")):
        raise EndpointRefused(f"{answer.url}: answered with text instead of sound; check the address")
    return answer.content


def _refusal(answer: httpx.Response) -> str:
    if answer.status_code in (401, 403):
        return f"the key was refused ({answer.status_code}); check DRAMAPORT_SPEAK_KEY"
    words = " ".join(answer.text.split())[:200]
    return f"answered {answer.status_code} {words}".rstrip()


def _advised_wait(answer: httpx.Response) -> float | None:
    """The seconds of a Retry-After header; None where it is absent or a date."""
    advised = answer.headers.get("retry-after", "")
    return float(advised) if advised.isdigit() else None
