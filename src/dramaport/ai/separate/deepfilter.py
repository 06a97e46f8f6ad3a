"""Speech apart from music and noise: DeepFilterNet3 run as three ONNX graphs over whole stretches of sound.

The published runtime walks frame by frame, as live audio must. An episode lies there whole, so the graphs are run over
thousands of frames at a time; the answers are the same and take a fraction of the time.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Final

import numpy as np
import onnxruntime as ort

from dramaport.ai import models
from dramaport.ai.separate import spectrum as sp
from dramaport.media.audio import Pcm

_MODEL = "deepfilternet3"
_ORDER: Final = 5  # frames the deep filter weighs for one bin
_LOOKAHEAD: Final = 2  # frames the network sees before it answers

#: Raised when the answers change.
VERSION = 1

#: Sound is cut into pieces to bound memory (about 0.3 GB at 20 s), each heard with the seconds before it so that the
#: recurrent layers and running means have settled.
_PIECE = 20 * sp.RATE
_WARM_UP = 3 * sp.RATE


class DeepFilterSeparator:
    """The SpeechSeparator of the embedded default. The network is loaded on first use."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads

    @property
    def identity(self) -> str:
        return f"{models.identity(_MODEL)}/{VERSION}"

    def speech(self, pcm: Pcm) -> Pcm:
        """The speech in `pcm` (mono, 48 kHz), as long as it and in time with it."""
        out = np.zeros(len(pcm), np.float32)
        for start, end, before in _pieces(len(pcm)):
            after = min(len(pcm), end + _LOOKAHEAD * sp.HOP)
            heard = self._piece(pcm[start - before : after])
            out[start:end] = heard[before : before + end - start]
        return out

    def _piece(self, pcm: Pcm) -> Pcm:
        # One frame more than the samples fill, for the second half of the last window; the look-ahead hears silence.
        frames = -(-len(pcm) // sp.HOP) + 1
        noisy = sp.analyse(pcm, frames + _LOOKAHEAD)
        gains, coefficients = self._network(noisy)
        out = noisy[:frames] * sp.spread(gains)
        out[:, : sp.FILTERED_BINS] = deep_filter(noisy[:, : sp.FILTERED_BINS], coefficients)
        return sp.synthesise(out, len(pcm))

    def _network(self, noisy: sp.Spectrum) -> tuple[sp.Features, sp.Spectrum]:
        """Band gains (frames, 32) and filter coefficients (frames, 96, 5); the two frames of look-ahead are used up."""
        encoder, gain_decoder, filter_decoder = self._graphs
        levels = sp.level_features(noisy)[None, None]
        e0, e1, e2, e3, embedding, c0, _ = encoder.run(
            None, {"feat_erb": levels, "feat_spec": sp.filter_features(noisy)[None]}
        )
        (gains,) = gain_decoder.run(["m"], {"emb": embedding, "e3": e3, "e2": e2, "e1": e1, "e0": e0})
        (raw,) = filter_decoder.run(["coefs"], {"emb": embedding, "c0": c0})
        pairs = raw[0, _LOOKAHEAD:].reshape(-1, sp.FILTERED_BINS, _ORDER, 2)
        return gains[0, 0, _LOOKAHEAD:], pairs[..., 0] + 1j * pairs[..., 1]

    @functools.cached_property
    def _graphs(self) -> tuple[ort.InferenceSession, ort.InferenceSession, ort.InferenceSession]:
        options = ort.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        # A memory arena keeps the largest piece's buffers for ever; a fresh allocation a piece costs nothing here.
        options.enable_cpu_mem_arena = False
        folder = models.folder(_MODEL)
        encoder, gains, filters = (
            ort.InferenceSession(folder / f"{name}.onnx", options, providers=["CPUExecutionProvider"])
            for name in ("enc", "erb_dec", "df_dec")
        )
        return encoder, gains, filters


def deep_filter(noisy: sp.Spectrum, coefficients: sp.Spectrum) -> sp.Spectrum:
    """Each bin as a weighted sum of itself over two frames before, itself and two frames after.

    `noisy` is (frames + 2, bins): the look-ahead included. `coefficients` is (frames, bins, 5), oldest frame first.
    """
    frames = len(coefficients)
    padded = np.concatenate([np.zeros((_ORDER - 1 - _LOOKAHEAD, noisy.shape[1]), np.complex64), noisy])
    out = np.zeros((frames, noisy.shape[1]), np.complex64)
    for tap in range(_ORDER):
        out += padded[tap : tap + frames] * coefficients[:, :, tap]
    return out


def _pieces(samples: int) -> Iterator[tuple[int, int, int]]:
    """Where each piece starts and ends, and how much of the sound before it is heard with it."""
    for start in range(0, samples, _PIECE):
        yield start, min(samples, start + _PIECE), min(start, _WARM_UP)
