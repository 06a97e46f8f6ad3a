"""Kokoro-82M through onnxruntime: nine languages as trained, and more with the accent of another language's voice.

The int8 export has no random nodes (none of a Random… type), and its samples depend neither on the number
of threads nor on what was spoken before: `tests/ai/speak/test_kokoro.py` proves both. They may differ between kinds of
CPU. Inputs: tokens (1, n) with 0 at both ends, style (1, 256), speed (1,); sound comes at 24 kHz.

Cost on one core of a server CPU with VNNI: 0.47 to 0.53 s a second of speech with one thread, 0.29 to 0.30 with two.
Two lines at once with one thread each are faster than one after the other with two. Memory settings, denormals and
spinning change nothing, and the convolutions (62 % of the time) are no slower in int8 than in float.
"""

from __future__ import annotations

import functools
import re
import threading
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from dramaport.ai import models
from dramaport.ai.abilities import Clip, Voice
from dramaport.ai.speak.phonemes import READABLE, phonemes
from dramaport.ai.speak.phonemes.symbols import LONGEST, numbers
from dramaport.ai.speak.sound import polished, trimmed
from dramaport.ai.speak.voices import KOKORO_LANGUAGES, kokoro_voices
from dramaport.errors import BadInput
from dramaport.media.audio import Pcm

RATE = 24_000
VERSION = 1
_PAUSE_S = 0.12  # between the pieces of a text too long for one input
_SLOWEST, _FASTEST = 0.5, 2.0


class KokoroSpeaker:
    """The embedded neural voices. Models load on first use; one instance may be shared between threads."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._lock = threading.Lock()
        self._session: ort.InferenceSession | None = None

    @property
    def identity(self) -> str:
        return f"kokoro/{VERSION}:{models.identity('kokoro-82m')}:{models.identity('kokoro-voices')}"

    def voices(self, language: str) -> tuple[Voice, ...]:
        """Voices for a language, best first; empty where Kokoro cannot speak it."""
        return kokoro_voices(language)

    def speak(self, text: str, voice: str, speed: float = 1.0) -> Clip:
        """Say `text`. A text without anything to say gives an empty clip. Raises BadInput for an unknown voice."""
        language, style = parsed(voice)
        if not _SLOWEST <= speed <= _FASTEST:
            raise BadInput(f"speed {speed} is outside {_SLOWEST} to {_FASTEST}: shorten the line instead")
        pieces = [trimmed(self._say(piece, style, speed), RATE) for piece in fitting(phonemes(text, language))]
        return Clip(polished(_joined(pieces), RATE), RATE)

    def _say(self, said: str, style: str, speed: float) -> Pcm:
        tokens = np.array([[0, *numbers(said), 0]], dtype=np.int64)
        inputs = {
            "tokens": tokens,
            "style": style_table(style)[len(said) - 1][None],
            "speed": np.array([speed], dtype=np.float32),
        }
        return np.asarray(self._loaded().run(None, inputs)[0], dtype=np.float32).reshape(-1)

    def _loaded(self) -> ort.InferenceSession:
        with self._lock:
            if self._session is None:
                self._session = _session(models.folder("kokoro-82m") / "kokoro-v1.0.int8.onnx", self._threads)
            return self._session


def _session(path: Path, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


_VOICE = re.compile(r"kokoro:(?:(?P<language>[a-zA-Z-]+)/)?(?P<style>[a-z_0-9.*+]+)")
_PART = re.compile(r"(?P<name>[a-z]{2}_[a-z]+)(?:\*(?P<share>\d(?:\.\d+)?))?")


def parsed(voice: str) -> tuple[str, str]:
    """The language and the style of a voice id. Without a language it is the first letter's own.

    `kokoro:af_heart`, `kokoro:de/ff_siwis`, `kokoro:fr/ff_siwis*0.6+am_michael*0.4`. Raises BadInput for anything else.
    """
    found = _VOICE.fullmatch(voice)
    if found is None:
        raise BadInput(f"{voice!r} is not a Kokoro voice; ids look like kokoro:af_heart or kokoro:de/ff_siwis")
    style = found["style"]
    language = found["language"] or KOKORO_LANGUAGES.get(style[0], "")
    if language not in READABLE:
        raise BadInput(f"{voice!r}: Kokoro cannot read {language or style!r}; ids look like kokoro:de/ff_siwis")
    return ("en-GB" if language == "en" and style[0] == "b" else language), style


@functools.cache
def style_table(style: str) -> NDArray[np.float32]:
    """The style vectors of a voice or a blend, shape (510, 256): row n-1 is for n phonemes."""
    total = np.zeros((LONGEST, 256), dtype=np.float32)
    for part in style.split("+"):
        found = _PART.fullmatch(part)
        path = models.folder("kokoro-voices") / f"{found['name']}.bin" if found else None
        if found is None or path is None or not path.is_file():
            raise BadInput(f"there is no Kokoro voice {part!r}; `voices` lists them")
        total += np.float32(found["share"] or 1) * np.fromfile(path, dtype="<f4").reshape(LONGEST, 256)
    return total


def fitting(said: str) -> list[str]:
    """`said` in pieces of at most 510 phonemes, cut after a mark where there is one, else at a space."""
    pieces = []
    while len(said) > LONGEST:
        head = said[:LONGEST]
        cut = max((head.rfind(mark + " ") + 1 for mark in ".!?…;,:—"), default=0) or head.rfind(" ")
        cut = cut if cut > 0 else LONGEST
        pieces.append(said[:cut].strip())
        said = said[cut:].strip()
    return [piece for piece in (*pieces, said) if piece]


def _joined(pieces: list[Pcm]) -> Pcm:
    pause = np.zeros(round(_PAUSE_S * RATE), dtype=np.float32)
    parts = [part for piece in pieces for part in (pause, piece)][1:]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
