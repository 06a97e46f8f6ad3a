"""Sound as numpy arrays: float32 in -1..1, shape (samples,) for mono or (samples, channels)."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dramaport.media.ffmpeg import ffmpeg, source

Pcm = NDArray[np.float32]

_FULL_SCALE = 32767


def decode(path: Path, rate: int, channels: int = 1) -> Pcm:
    """The sound of any media file at `rate` Hz: shape (samples,) for mono, (samples, channels) else.

    A file without sound gives an FfmpegError; probe first.
    """
    mix = ["-vn", "-map", "0:a:0", "-ac", str(channels), "-ar", str(rate), "-f", "f32le", "-"]
    raw = ffmpeg([*source(path), *mix], about=path.name)
    pcm = np.frombuffer(raw, dtype="<f4").astype(np.float32)
    return pcm if channels == 1 else pcm.reshape(-1, channels)


def write_wav(path: Path, pcm: Pcm, rate: int) -> None:
    """Write 16-bit PCM, clipped at full scale."""
    path.write_bytes(wav_bytes(pcm, rate))


def wav_bytes(pcm: Pcm, rate: int) -> bytes:
    """The bytes of a 16-bit WAV file."""
    whole = (np.clip(pcm, -1.0, 1.0) * _FULL_SCALE).round().astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1 if pcm.ndim == 1 else pcm.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(whole.tobytes())
    return out.getvalue()


def read_wav(path: Path) -> tuple[Pcm, int]:
    """A 16-bit WAV file's samples and rate."""
    with wave.open(str(path), "rb") as file:
        rate, channels = file.getframerate(), file.getnchannels()
        whole = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    pcm: Pcm = (whole / np.float32(_FULL_SCALE)).astype(np.float32)
    return (pcm if channels == 1 else pcm.reshape(-1, channels)), rate


def seconds(pcm: Pcm, rate: int) -> float:
    """How long the sound lasts."""
    return len(pcm) / rate
