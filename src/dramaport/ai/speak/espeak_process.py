"""The client of `espeak_program`: starts it, asks it, and starts it again where it died.

No shell, and no GPL code in this process.
"""

from __future__ import annotations

import base64
import functools
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import espeakng_loader  # only for its paths: importing it loads no library
import numpy as np

from dramaport.errors import DramaportError
from dramaport.media.audio import Pcm

_PROGRAM = Path(__file__).with_name("espeak_program.py")
_TRIES = 2
_SPEECH_TIMEOUT_S = 60.0  # a season's longest line takes well under a second


class EspeakError(DramaportError):
    """espeak-ng could not be run, or refused a request."""


class EspeakProcess:
    """One running espeak-ng for phonemes, started on first use; safe to share between threads."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def phonemes(self, voice: str, text: str) -> str:
        """IPA of `text` without its punctuation; symbols of one sound are tied with `^`."""
        return str(self._ask({"do": "phonemes", "voice": voice, "text": text})["phonemes"])

    def close(self) -> None:
        """End the process; the next request starts a new one."""
        with self._lock:
            self._stop()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        line = json.dumps(request) + "\n"
        with self._lock:
            for _ in range(_TRIES):
                said = self._exchange(line)
                if said:
                    return _checked(said)
                self._stop()
        raise EspeakError("espeak-ng ended without an answer; reinstall espeakng-loader")

    def _exchange(self, line: str) -> str:
        """One line there and one back; empty where the process has died."""
        if self._process is None:
            self._process = subprocess.Popen(
                _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
            )
        to, back = self._process.stdin, self._process.stdout
        if to is None or back is None:  # both are pipes
            return ""
        try:
            to.write(line)
            to.flush()
            return back.readline()
        except OSError:
            return ""

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@functools.cache
def shared() -> EspeakProcess:
    """The process all speakers of this program use."""
    return EspeakProcess()


def speech(voice: str, text: str, rate: int, pitch: int) -> tuple[Pcm, int]:
    """`text` spoken at `rate` words a minute and `pitch` 0..100 (50 is the voice's own): samples and their rate.

    A fresh process each time, because the library's state (flutter, noise) runs on from clip to clip: the same line
    gave other samples after other lines. The start costs about 20 ms.
    """
    request = json.dumps({"do": "speech", "voice": voice, "rate": rate, "pitch": pitch, "text": text}) + "\n"
    try:
        done = subprocess.run(
            _command(), input=request, capture_output=True, encoding="utf-8", check=False, timeout=_SPEECH_TIMEOUT_S
        )
    except subprocess.TimeoutExpired as error:
        raise EspeakError(f"espeak-ng did not finish a line in {_SPEECH_TIMEOUT_S:.0f} s; shorten the line") from error
    said = _checked(done.stdout)
    whole = np.frombuffer(base64.b64decode(said["pcm"]), dtype="<i2")
    return whole.astype(np.float32) / np.float32(32768), int(said["rate"])


def _command() -> list[str]:
    # -I and -S: neither the environment nor site packages may reach the program; it needs the standard library only.
    library, data = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
    return [sys.executable, "-I", "-S", str(_PROGRAM), library, data]


def _checked(line: str) -> dict[str, Any]:
    if not line:
        raise EspeakError("espeak-ng ended without an answer; reinstall espeakng-loader")
    said: dict[str, Any] = json.loads(line)
    if "error" in said:
        raise EspeakError(f"espeak-ng: {said['error']}")
    return said
