"""An encoder for measurements that compare the same sentences again and again."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dramaport.ai.abilities import SentenceEncoder, Vectors


class Remembering:
    """An encoder that reads each sentence once."""

    def __init__(self, encoder: SentenceEncoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def identity(self) -> str:
        return self._encoder.identity

    def languages(self) -> frozenset[str]:
        return self._encoder.languages()

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._known[text] for text in texts])
