"""The voices: each line spoken by its character's voice, pitched, whispered or shouted, with its speech measured."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, resample_poly, sosfilt

from dramaport.ai.abilities import Speaker
from dramaport.drama.screenplay.values import Delivery, LineBeat, Role
from dramaport.errors import Missing
from dramaport.media.audio import Pcm

RATE = 48_000

_BEFORE, _AFTER = round(0.03 * RATE), round(0.09 * RATE)  # kept about the speech for soft ends
_HOP = RATE // 100
_FLOOR_DB = -38.0  # speech is where a frame of 10 ms is louder than this under the clip's loudest

#: RMS of the speech in dBFS: a whisper is quieter than talk and a shout louder, but less so than in life.
_LEVEL_DB = {Delivery.NORMAL: -20.0, Delivery.WHISPER: -24.0, Delivery.SHOUT: -16.5}
_PACE = {Delivery.NORMAL: 1.0, Delivery.WHISPER: 0.94, Delivery.SHOUT: 1.04}
_RAISED = {Delivery.NORMAL: 0.0, Delivery.WHISPER: 0.0, Delivery.SHOUT: 1.0}  # semitones

_FFT, _STEP = 2048, 512  # 43 ms and 11 ms at 48 kHz
_ENVELOPE = 64  # cepstral coefficients kept: the throat's shape without the pitch (quefrency under 1.4 ms)
_BREATH, _VOICED = 0.82, 0.30  # how much of a whisper is breath, and how much voice is left in it


@dataclass(frozen=True)
class Take:
    """One spoken line at 48 kHz, mono; speech runs from sample `start` to `end` of it."""

    pcm: Pcm
    start: int
    end: int

    @property
    def duration(self) -> int:
        """The speech in whole milliseconds."""
        return max(1, round((self.end - self.start) * 1000 / RATE))


def speak_line(beat: LineBeat, role: Role, speaker: Speaker) -> Take:
    """Say a line. The pitch is shifted by resampling, and the voice asked for the pace that makes up for it.

    Raises Missing where the voice gives no sound.
    """
    ratio = 2 ** ((role.pitch + _RAISED[beat.delivery]) / 12)
    clip = speaker.speak(beat.text, role.voice_id, speed=role.speed * _PACE[beat.delivery] / ratio)
    pcm = resampled(clip.pcm, clip.rate, ratio)
    if not len(pcm) or float(np.abs(pcm).max()) < 1e-4:
        raise Missing(f"{beat.id}: the voice {role.voice!r} gave no sound for {beat.text!r}; choose another voice")
    return measured(_delivered(pcm, beat.delivery))


def resampled(pcm: Pcm, rate: int, ratio: float) -> Pcm:
    """At 48 kHz, higher in pitch and shorter by `ratio`."""
    step = Fraction(RATE / (rate * ratio)).limit_denominator(240)
    return np.asarray(resample_poly(pcm, step.numerator, step.denominator), np.float32)


def measured(pcm: Pcm) -> Take:
    """Find the speech in a clip, cut what lies far outside, and soften the ends."""
    frames = len(pcm) // _HOP
    if frames < 2:
        return Take(pcm, 0, len(pcm))
    power = np.square(pcm[: frames * _HOP]).reshape(frames, _HOP).mean(axis=1)
    loud = np.flatnonzero(power > power.max() * 10 ** (_FLOOR_DB / 10))
    start, end = int(loud[0]) * _HOP, (int(loud[-1]) + 1) * _HOP
    first, last = max(0, start - _BEFORE), min(len(pcm), end + _AFTER)
    cut = pcm[first:last].copy()
    rise, fall = min(start - first, len(cut)), min(last - end, len(cut))
    cut[:rise] *= np.linspace(0, 1, rise, dtype=np.float32)
    cut[len(cut) - fall :] *= np.linspace(1, 0, fall, dtype=np.float32)
    return Take(cut, start - first, end - first)


def _delivered(pcm: Pcm, delivery: Delivery) -> Pcm:
    match delivery:
        case Delivery.WHISPER:
            pcm = whispered(pcm)
        case Delivery.SHOUT:
            pcm = _shouted(pcm)
        case Delivery.NORMAL:
            pass
    return _levelled(pcm, _LEVEL_DB[delivery])


def _levelled(pcm: Pcm, level_db: float) -> Pcm:
    """Bring the loud half of the frames to a level, which pauses inside the line do not change."""
    frames = max(1, len(pcm) // _HOP)
    power = np.sort(np.square(np.resize(pcm, frames * _HOP)).reshape(frames, _HOP).mean(axis=1))
    rms = float(np.sqrt(power[frames // 2 :].mean()))
    return np.asarray(pcm * (10 ** (level_db / 20) / max(rms, 1e-6)), np.float32)


def whispered(pcm: Pcm) -> Pcm:
    """Breath shaped by the mouth: noise takes the place of the pitch under the smoothed spectrum of each frame.

    The spectrum is smoothed in the cepstrum (Oppenheim & Schafer, "Discrete-Time Signal Processing", on homomorphic
    filtering).
    A little voice stays in it, as actors leave some in a stage whisper, which keeps tones and words apart.
    """
    window = np.hanning(_FFT + 1)[:-1].astype(np.float32)
    padded = np.pad(pcm, (_FFT, 2 * _FFT))
    starts = range(0, len(padded) - _FFT, _STEP)
    spectra = np.fft.rfft(np.stack([padded[at : at + _FFT] for at in starts]) * window, axis=1)
    logs = np.log(np.abs(spectra) + 1e-6)
    cepstra = np.fft.irfft(logs, axis=1)
    cepstra[:, _ENVELOPE : _FFT - _ENVELOPE + 1] = 0
    smooth = np.exp(np.fft.rfft(cepstra, axis=1).real)
    noise = np.random.default_rng(len(pcm)).uniform(-np.pi, np.pi, spectra.shape)
    frames = np.fft.irfft(smooth * np.exp(1j * noise), axis=1) * window
    breath = np.zeros(len(padded))
    for at, frame in zip(starts, frames, strict=True):
        breath[at : at + _FFT] += frame
    breath = breath[_FFT : _FFT + len(pcm)]
    breath *= _rms(pcm) / max(_rms(breath), 1e-6)
    mixed = _BREATH * breath + _VOICED * pcm
    return np.asarray(sosfilt(butter(2, 350, "highpass", fs=RATE, output="sos"), mixed), np.float32)


def _shouted(pcm: Pcm) -> Pcm:
    """A pressed voice: more of 1.5 to 5 kHz, and soft saturation in place of peaks."""
    bright = sosfilt(butter(1, (1500, 5000), "bandpass", fs=RATE, output="sos"), pcm)
    pressed = pcm + 0.9 * bright
    return np.asarray(np.tanh(pressed * (0.35 / max(_rms(pressed), 1e-6))), np.float32)


def _rms(pcm: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(pcm))))
