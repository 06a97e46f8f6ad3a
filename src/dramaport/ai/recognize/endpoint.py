"""A recogniser behind an OpenAI-compatible `/audio/transcriptions` endpoint."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from dramaport.ai.abilities import Heard, Word
from dramaport.ai.door import Door, DoorClosed, Endless, Patience, Reply
from dramaport.errors import BadInput, DramaportError
from dramaport.media.audio import Pcm, wav_bytes

#: Raised when the answers change.
VERSION = 1

RATE: Final = 16_000
_TIMEOUT_S: Final = 300.0
#: The API takes 25 MB. A piece this long is 19 MB of 16-bit sound.
_PIECE_S: Final = 600
#: An answer without probabilities: as sure as Whisper base is of a line it mostly gets right.
_PROBABILITY: Final = 0.7


class RecognizerRefused(DramaportError):
    """The endpoint gave no transcript. The text says why, and what to change."""


def _list(value: object) -> object:
    return [] if value is None else value


class _Word(BaseModel):
    word: str
    start: float = Field(ge=0)
    end: float = Field(ge=0)


class _Segment(BaseModel):
    text: str
    start: float = Field(ge=0)
    end: float = Field(ge=0)
    avg_logprob: float | None = None


class _Transcript(BaseModel):
    """`verbose_json` as the API describes it; unknown fields are left alone."""

    segments: Annotated[list[_Segment], BeforeValidator(_list)] = []
    words: Annotated[list[_Word], BeforeValidator(_list)] = []


class EndpointRecognizer:
    """Recognises through `url` (the part before `/audio/transcriptions`).

    Retries 429 and 5xx answers and broken connections with doubling waits, or with the wait the endpoint asks for. The
    endpoint must give `verbose_json` with segments; word times are used where it has them.
    """

    def __init__(
        self,
        url: str,
        model: str,
        key: str = "",
        *,
        timeout: float = _TIMEOUT_S,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"the hearing endpoint {url!r} is no address; it starts with https://")
        self._url = url.rstrip("/") + "/audio/transcriptions"
        self._model = model
        self._door = Door(self._url, key, Patience(timeout), sleep=sleep)

    @property
    def identity(self) -> str:
        return f"endpoint/{VERSION}:{self._url}:{self._model}"

    def recognize(self, pcm: Pcm, language: str) -> tuple[Heard, ...]:
        """Utterances in order of time. Raises RecognizerRefused where the endpoint gives no transcript."""
        step = _PIECE_S * RATE
        heard: list[Heard] = []
        for first in range(0, len(pcm), step):
            piece = pcm[first : first + step]
            transcript = self._transcript(piece, language.split("-")[0].lower())
            heard.extend(_utterances(transcript, first * 1000 // RATE, len(piece) * 1000 // RATE))
        return tuple(heard)

    def _transcript(self, pcm: Pcm, language: str) -> _Transcript:
        form: Mapping[str, str | list[str]] = {
            "model": self._model,
            "language": language,
            "response_format": "verbose_json",
            "temperature": "0",
            "timestamp_granularities[]": ["word", "segment"],
        }
        answer = self._post(form, wav_bytes(pcm, RATE))
        try:
            return _Transcript.model_validate_json(answer.body)
        except ValidationError as error:
            raise RecognizerRefused(
                f"{self._url}: the answer is no verbose_json transcript ({error.errors()[0]['msg']}); "
                "choose a model that gives segments with times"
            ) from error

    def _post(self, form: Mapping[str, str | list[str]], sound: bytes) -> Reply:
        try:
            answer = self._door.post(data=form, files={"file": ("episode.wav", sound, "audio/wav")})
        except (DoorClosed, Endless) as error:
            raise RecognizerRefused(f"{self._url}: {error}; try again later or choose another recogniser") from error
        if not answer.good:
            raise RecognizerRefused(f"{self._url}: {_refusal(answer)}")
        return answer


def _utterances(transcript: _Transcript, offset: int, length: int) -> tuple[Heard, ...]:
    """One utterance a segment, each with the words whose middle lies in it; all times inside the piece."""

    def ms(seconds: float) -> int:
        return offset + min(length, round(seconds * 1000))

    made = []
    for segment in transcript.segments:
        start, end = ms(segment.start), ms(max(segment.start, segment.end))
        sure = min(1.0, math.exp(segment.avg_logprob)) if segment.avg_logprob is not None else _PROBABILITY
        inside = [word for word in transcript.words if segment.start <= (word.start + word.end) / 2 < segment.end]
        words = tuple(Word(ms(w.start), ms(max(w.start, w.end)), w.word, sure) for w in inside)
        made.append(Heard(start, end, segment.text.strip(), words or _spread(segment.text, start, end, sure), sure))
    return tuple(made)


def _spread(text: str, start: int, end: int, probability: float) -> tuple[Word, ...]:
    """Words for a segment that came without: its parts, each as long as its share of the letters."""
    spaced = text.split()
    parts: Sequence[str] = spaced if len(spaced) > 1 or text.isascii() else tuple("".join(spaced))
    total = sum(map(len, parts))
    words, said = [], 0
    for part in parts:
        begin, said = said, said + len(part)
        words.append(
            Word(start + (end - start) * begin // total, start + (end - start) * said // total, part, probability)
        )
    return tuple(words)


def _refusal(answer: Reply) -> str:
    if answer.status in (401, 403):
        return f"the key was refused ({answer.status}); check DRAMAPORT_HEAR_KEY"
    return f"answered {answer.status} {answer.words}".rstrip()
