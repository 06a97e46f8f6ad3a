"""What a model can do, one small Protocol each. Knows nothing of dramas; every ability has a replaceable provider.

Sound goes in and out as float32 arrays (see `media.audio`), pictures as BGR uint8 arrays of shape (height, width, 3),
times are milliseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from dramaport.media.audio import Pcm

Picture = NDArray[np.uint8]
Vectors = NDArray[np.float32]


class Provider(Protocol):
    """What all providers share. `identity` names the model and every setting that changes its answers; it goes into build keys."""

    @property
    def identity(self) -> str: ...


@dataclass(frozen=True)
class Word:
    start: int
    end: int
    text: str
    probability: float


@dataclass(frozen=True)
class Heard:
    """One recognised utterance."""

    start: int
    end: int
    text: str
    words: tuple[Word, ...]
    confidence: float  # 0..1


class Recognizer(Provider, Protocol):
    """Speech to text."""

    def recognize(self, pcm: Pcm, language: str) -> tuple[Heard, ...]:
        """Utterances in `pcm` (mono, 16 kHz), in order of time."""
        ...


@dataclass(frozen=True)
class Reading:
    """One row of text found in a picture; the box is x, y, width, height in pixels."""

    text: str
    score: float
    box: tuple[float, float, float, float]


class Reader(Provider, Protocol):
    """Text in pictures."""

    def read(self, picture: Picture) -> tuple[Reading, ...]:
        """Every row of text in the picture."""
        ...

    def read_row(self, picture: Picture) -> Reading:
        """The text of a picture that holds exactly one row."""
        ...


class VoiceEmbedder(Provider, Protocol):
    """Who speaks, as a unit vector."""

    def embed(self, pcm: Pcm) -> Vectors:
        """A unit vector for one stretch of speech (mono, 16 kHz)."""
        ...

    def embed_all(self, pieces: Sequence[Pcm]) -> Vectors:
        """A unit vector for each of several stretches, shape (len(pieces), dimensions); cheaper than one by one."""
        ...


class SpeechSeparator(Provider, Protocol):
    """Speech apart from what lies under it."""

    def speech(self, pcm: Pcm) -> Pcm:
        """The speech in `pcm` (mono, 48 kHz), sample for sample in time with it."""
        ...


class SentenceEncoder(Provider, Protocol):
    """Meaning as a unit vector, comparable across languages."""

    def languages(self) -> frozenset[str]: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions)."""
        ...


@dataclass(frozen=True)
class Ask:
    """One line to translate: its id, text, who says it, the longest good duration and the terms that must appear."""

    id: str
    text: str
    speaker: str = ""
    budget: int | None = None  # milliseconds the spoken translation may last
    terms: tuple[tuple[str, str], ...] = ()  # (source form, required target form)
    notes: tuple[str, ...] = ()  # forms of address, or what was wrong with the last answer


@dataclass(frozen=True)
class Scene:
    """Lines to translate with the whole scene as context. `context` lists (id, speaker, text) of every line of the scene in order."""

    source: str
    target: str
    asks: tuple[Ask, ...]
    context: tuple[tuple[str, str, str], ...] = ()
    synopsis: str = ""


@dataclass(frozen=True)
class Answer:
    """Candidates for one ask, best first. Never empty."""

    id: str
    candidates: tuple[str, ...]


class TranslationRefused(Exception):
    """The provider gave no usable answer (timeout, 429 after retries, broken ids). The text says what happened."""


class Translator(Provider, Protocol):
    """Text from one language to another."""

    def can(self, source: str, target: str) -> bool: ...

    def quality(self, source: str, target: str) -> Literal["draft", "usable", "good"]: ...

    def translate(self, scene: Scene) -> tuple[Answer, ...]:
        """An answer for each ask, each id exactly once. Raises TranslationRefused."""
        ...


@dataclass(frozen=True)
class Voice:
    """A voice for one language. `quality`: native, accented (a voice of another language) or robotic (formant synthesis)."""

    id: str  # "kokoro:af_heart", "espeak:vi+f3"
    language: str
    gender: Literal["female", "male"]
    age: Literal["child", "young", "adult", "elder"]
    quality: Literal["native", "accented", "robotic"]


@dataclass(frozen=True)
class Clip:
    """Spoken sound without silence at its ends."""

    pcm: Pcm
    rate: int


class Speaker(Provider, Protocol):
    """Text to speech."""

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Voices for a language, best first; empty where it cannot speak it."""
        ...

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        """Say `text`. Equal arguments give equal samples, in any order of calls."""
        ...
