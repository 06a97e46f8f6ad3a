"""Scripted models in the places of real ones, and a tiny drama they can work on: a whole localisation in seconds.

They come in through the doors the real ones come through (`pipeline.providers` and `ai.speak`), so everything else is
the program as it is. All are deterministic: equal sound or text gives equal answers in every process.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from unittest import mock

import numpy as np
from PIL import ImageFont

from dramaport.ai import speak
from dramaport.ai.abilities import Answer, Clip, Heard, Picture, Reading, Scene, Vectors, Voice, Word
from dramaport.drama.languages import LANGUAGES
from dramaport.localize.pipeline import providers
from dramaport.media.audio import Pcm
from dramaport.media.ffmpeg import BITEXACT, ffmpeg, target

#: What is said, a line a second, and what it means.
SCRIPT = {
    "爷爷水里有人": {"en": "Grandpa, someone's out there!", "es": "¡Abuelo, hay alguien en el agua!"},
    "别喊把灯给我": {"en": "Quiet. Give me the lamp.", "es": "Silencio. Dame la lámpara."},
    "我下去": {"en": "I'm going in.", "es": "Voy a bajar."},
    "快走": {"en": "Run, now!", "es": "¡Corre ya!"},
    "你是谁": {"en": "Who are you?", "es": "¿Quién eres?"},
}
_SPEECH_RATE, _VOICE_RATE = 16_000, 24_000


class ScriptedRecognizer:
    """Hears a line of the script in each second of any sound."""

    identity = "scripted recognizer"

    def recognize(self, pcm: Pcm, language: str) -> tuple[Heard, ...]:
        texts = list(SCRIPT)
        return tuple(_said(texts[i % len(texts)], 1000 * i + 100) for i in range(len(pcm) // _SPEECH_RATE))


def _said(text: str, start: int) -> Heard:
    words = tuple(Word(start + 100 * i, start + 100 * i + 100, letter, 0.9) for i, letter in enumerate(text))
    return Heard(start, words[-1].end, text, words, 0.9)


class ScriptedReader:
    """Reads nothing anywhere."""

    identity = "scripted reader"

    def read(self, picture: Picture) -> tuple[Reading, ...]:
        return ()

    def read_row(self, picture: Picture) -> Reading:
        return Reading("", 0.0, (0, 0, picture.shape[1], picture.shape[0]))


class ScriptedEmbedder:
    """Every sound is a voice of its own."""

    identity = "scripted embedder"

    def embed(self, pcm: Pcm) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(pcm.tobytes()).digest()[:8])
        vector = np.random.default_rng(seed).standard_normal(64).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), np.float32)

    def embed_all(self, pieces: Sequence[Pcm]) -> Vectors:
        return np.stack([self.embed(piece) for piece in pieces])


class ScriptedSeparator:
    """All sound is speech: nothing of the original stays under the dub."""

    identity = "scripted separator"

    def speech(self, pcm: Pcm) -> Pcm:
        return pcm


class ScriptedEncoder:
    """All texts mean the same."""

    identity = "scripted encoder"

    def languages(self) -> frozenset[str]:
        return frozenset(LANGUAGES)

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.full((len(texts), 4), 0.5, np.float32)


class ScriptedTranslator:
    """Knows the script in English and Spanish."""

    identity = "scripted translator"

    def can(self, source: str, target: str) -> bool:
        return source == "zh" and target in ("en", "es")

    def quality(self, source: str, target: str) -> Literal["draft", "usable", "good"]:
        return "usable"

    def translate(self, scene: Scene) -> tuple[Answer, ...]:
        return tuple(Answer(ask.id, (SCRIPT[ask.text][scene.target],)) for ask in scene.asks)


class ScriptedSpeaker:
    """Hums for as long as a text takes to say."""

    identity = "scripted speaker"

    def voices(self, language: str) -> tuple[Voice, ...]:
        genders: tuple[Literal["female", "male"], ...] = ("female", "male")
        return tuple(Voice(f"scripted:{gender}", language, gender, "adult", "native") for gender in genders)

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        time = np.arange(round(len(text) * 0.02 * _VOICE_RATE / speed)) / _VOICE_RATE
        hertz = 220 if voice.endswith(":female") else 120
        return Clip((0.3 * np.sin(2 * np.pi * hertz * time)).astype(np.float32), _VOICE_RATE)


class ScriptedFont:
    """The small Latin font that comes inside Pillow."""

    identity = "scripted font"
    _folder = tempfile.TemporaryDirectory(prefix="dramaport-font-")

    def path(self) -> Path:
        font = Path(self._folder.name) / "font.ttf"
        if not font.is_file():
            font.write_bytes(ImageFont.load_default(20).font_bytes)  # type: ignore[union-attr]
        return font


@contextmanager
def scripted() -> Iterator[None]:
    """Scripted models for the length of a block."""
    translator, speaker = ScriptedTranslator(), ScriptedSpeaker()
    with (
        mock.patch.multiple(
            providers,
            recognizer=ScriptedRecognizer,
            reader=ScriptedReader,
            embedder=ScriptedEmbedder,
            separator=ScriptedSeparator,
            encoder=ScriptedEncoder,
            font=lambda language: ScriptedFont(),
            translator=lambda source, language: translator if translator.can(source, language) else None,
        ),
        mock.patch.object(speak, "embedded", lambda threads=1: {"scripted": speaker}),
    ):
        yield


def film(path: Path, seconds: float = 3, hertz: int = 440) -> Path:
    """A real little video: moving pictures 72 wide and 128 high, 8 a second, and a tone."""
    picture = f"testsrc2=size=72x128:rate=8:duration={seconds}"
    tone = f"sine=frequency={hertz}:sample_rate=48000:duration={seconds}"
    streams = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg([*streams, *coded, *BITEXACT, "-f", "mp4", target(path)])
    return path
