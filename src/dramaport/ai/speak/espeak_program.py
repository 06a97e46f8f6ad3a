"""A program of its own around the espeak-ng library: JSON lines in, JSON lines out.

espeak-ng is under the GPL, so Dramaport never loads it into its own process. This file imports nothing of Dramaport
and is started with two arguments, the library and its data folder. A request is one of

    {"do": "phonemes", "voice": "en-us", "text": "…"}                   ->  {"phonemes": "…"}
    {"do": "speech", "voice": "vi+f3", "rate": 175, "pitch": 50, "text": "…"}
                                                                        ->  {"rate": 22050, "pcm": "<base64, 16-bit>"}

and what cannot be done is answered with {"error": "…"}. Sounds of one symbol are tied with `^`.
"""

from __future__ import annotations

import base64
import ctypes
import json
import sys
from typing import Any

_RETRIEVAL_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_IPA = 0x02
_TIE = 0x80 | ord("^") << 8
_RATE = 1  # espeakRATE, words a minute
_VOLUME = 2  # espeakVOLUME, 0..200
_PITCH = 3  # espeakPITCH, 0..100

#: At the default, 100, two thirds of the variants clip.
_QUIET = 50

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class Refused(Exception):
    """The library would not do it."""


class Espeak:
    """The library, loaded and ready."""

    def __init__(self, library: str, data: str) -> None:
        self._lib = ctypes.CDLL(library)
        self._lib.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self._lib.espeak_Synth.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_uint,
            ctypes.c_int,
            ctypes.c_uint,
            ctypes.c_uint,
            ctypes.c_void_p,
            ctypes.c_void_p,
        ]
        self._pcm = bytearray()
        self._callback = _CALLBACK(self._collect)
        self.rate: int = self._lib.espeak_Initialize(_RETRIEVAL_SYNCHRONOUS, 0, data.encode(), _DONT_EXIT)
        if self.rate <= 0:
            raise Refused("the espeak-ng data cannot be read")
        self._lib.espeak_SetSynthCallback(self._callback)
        # Breath noise comes from rand(), which the library seeds with the time: f3 never sounded alike twice.
        self._lib.espeak_ng_SetRandSeed(ctypes.c_long(1))

    def phonemes(self, voice: str, text: str) -> str:
        self._choose(voice)
        rest = ctypes.c_char_p(text.encode() + b"\0")
        pointer = ctypes.pointer(rest)
        clauses = []
        while rest.value is not None:
            clauses.append(self._lib.espeak_TextToPhonemes(pointer, _UTF8, _IPA | _TIE).decode())
        return " ".join(clause for clause in clauses if clause)

    def speech(self, voice: str, rate: int, pitch: int, text: str) -> bytes:
        self._choose(voice)
        self._pcm.clear()
        for parameter, value in ((_RATE, rate), (_VOLUME, _QUIET), (_PITCH, pitch)):
            self._lib.espeak_SetParameter(parameter, value, 0)
        spoken = text.encode() + b"\0"
        if self._lib.espeak_Synth(spoken, len(spoken), 0, 1, 0, _UTF8, None, None) != 0:
            raise Refused("the text could not be spoken")
        self._lib.espeak_Synchronize()
        return bytes(self._pcm)

    def _choose(self, voice: str) -> None:
        if self._lib.espeak_SetVoiceByName(voice.encode()) != 0:
            raise Refused(f"there is no voice {voice!r}")

    def _collect(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._pcm.extend(ctypes.string_at(samples, count * 2))
        return 0


def answer(espeak: Espeak, asked: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request."""
    if asked["do"] == "phonemes":
        return {"phonemes": espeak.phonemes(asked["voice"], asked["text"])}
    pcm = espeak.speech(asked["voice"], asked["rate"], asked["pitch"], asked["text"])
    return {"rate": espeak.rate, "pcm": base64.b64encode(pcm).decode()}


def main(library: str, data: str) -> None:
    """Answer requests until standard input ends."""
    espeak = Espeak(library, data)
    for line in sys.stdin:
        try:
            said = answer(espeak, json.loads(line))
        except (Refused, KeyError, ValueError) as error:
            said = {"error": str(error)}
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:3])
