"""Whisper (OpenAI, MIT) through faster-whisper and CTranslate2, without a network.

Each window is decoded once, at temperature 0 and without the text before it: sampling and carried-over text are where
Whisper's loops come from, and without them equal sound gives equal words. For Chinese the beam's best hypotheses are
weighed again with word frequencies (n-best rescoring). Measured on the two shared clips with texts: 3 wrong of 26
characters without, 2 with; on 60 sentences spoken by eight Kokoro voices the error falls by 3-7 % of itself.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dramaport.ai import models
from dramaport.ai.abilities import Heard, Word
from dramaport.ai.recognize.han import likelihood, simplified
from dramaport.ai.recognize.loops import looping
from dramaport.ai.recognize.silero import speech_ranges
from dramaport.ai.recognize.windows import Window, windows
from dramaport.errors import BadInput
from dramaport.media.audio import Pcm

#: Raised when the answers change.
VERSION = 1

_MODEL = "whisper-base"
_BEAM: Final = 5
#: The weight of the word frequencies. On the 60 spoken sentences everything from 0.1 to 0.7 gave the same gain.
_WORD_WEIGHT: Final = 0.2
#: Whisper's own rule for "nobody speaks here" (`transcribe.py`).
_NO_SPEECH: Final = 0.6
_UNSURE: Final = -1.0
#: Nobody says more tokens a second: Mandarin at 8 syllables is 12-20.
_TOKENS_A_SECOND: Final = 20
_TOKENS_AT_LEAST: Final = 16
#: The second try after a loop.
_NO_REPEAT: Final = 3
_REPEAT_COST: Final = 1.2
_FRAMES: Final = 3000

#: What leads Whisper to simplified characters and punctuation.
_PROMPTS: Final = {"zh": "以下是普通话的句子。"}


@dataclass(frozen=True)
class Hypothesis:
    """One way to hear a window: its tokens, their text, and the mean log-probability of a token."""

    tokens: tuple[int, ...]
    text: str
    score: float


class WhisperRecognizer:
    """The Recognizer of the embedded default: Whisper base, int8. The network is loaded on first use."""

    def __init__(self, threads: int = 2) -> None:
        self._threads = threads

    @property
    def identity(self) -> str:
        return f"{models.identity(_MODEL)}/{VERSION}"

    def recognize(self, pcm: Pcm, language: str) -> tuple[Heard, ...]:
        """One utterance a window of up to 20 s, its words inside the stretches of speech. Raises BadInput, Missing."""
        tokenizer = self._tokenizer(language.split("-")[0].lower())
        heard = (self._window(window, pcm, tokenizer) for window in windows(speech_ranges(pcm), pcm))
        return tuple(utterance for utterance in heard if utterance is not None)

    def _window(self, window: Window, pcm: Pcm, tokenizer: Any) -> Heard | None:
        sound = self._encoded(window.sound(pcm))
        best = self._decoded(sound, tokenizer, window.length)
        if best is not None and looping(best.text):
            best = self._decoded(sound, tokenizer, window.length, careful=True)
        if best is None or not best.text.strip():
            return None
        (aligned,) = self._network.find_alignment(tokenizer, [list(best.tokens)], sound, [window.length // 10])
        words = _words(aligned, window)
        if not words:
            return None
        sure = float(np.mean([word.probability for word in words]))
        return Heard(words[0].start, words[-1].end, "".join(word.text for word in words).strip(), words, sure)

    def _encoded(self, sound: Pcm) -> Any:
        features = self._network.feature_extractor(sound)[:, :_FRAMES]
        silence = np.full((features.shape[0], _FRAMES - features.shape[1]), features.min(), np.float32)
        return self._network.encode(np.concatenate([features, silence], axis=1)[None])

    def _decoded(self, sound: Any, tokenizer: Any, length: int, *, careful: bool = False) -> Hypothesis | None:
        """The best hypothesis; None where the model says that nobody speaks. `careful` is the try after a loop."""
        prompt = "" if careful else _PROMPTS.get(tokenizer.language_code, "")
        asked = self._network.get_prompt(tokenizer, tokenizer.encode(prompt), without_timestamps=True)
        room = _TOKENS_AT_LEAST + _TOKENS_A_SECOND * length // 1000
        (answer,) = self._network.model.generate(
            sound,
            [asked],
            beam_size=_BEAM,
            num_hypotheses=_BEAM,
            max_length=min(self._network.max_length, len(asked) + room),
            no_repeat_ngram_size=_NO_REPEAT if careful else 0,
            repetition_penalty=_REPEAT_COST if careful else 1.0,
            return_scores=True,
            return_no_speech_prob=True,
        )
        hypotheses = [
            Hypothesis(tuple(tokens), tokenizer.decode(tokens), score)
            for tokens, score in zip(answer.sequences_ids, answer.scores, strict=True)
        ]
        if answer.no_speech_prob > _NO_SPEECH and hypotheses[0].score < _UNSURE:
            return None
        return chosen(hypotheses) if tokenizer.language_code == "zh" else hypotheses[0]

    @functools.cached_property
    def _network(self) -> Any:
        from faster_whisper import WhisperModel

        folder = models.folder(_MODEL)
        return WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=self._threads, local_files_only=True
        )

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        if language not in self._network.supported_languages:
            raise BadInput(f"Whisper does not know the language {language!r}: name the language that is spoken")
        return Tokenizer(self._network.hf_tokenizer, multilingual=True, task="transcribe", language=language)


def chosen(hypotheses: Sequence[Hypothesis]) -> Hypothesis:
    """The Chinese hypothesis that is best by sound and words together, among those as long as the first.

    A word model likes short texts, so hypotheses of another length do not compete: rescoring swaps characters and never
    drops or adds one.
    """
    first = hypotheses[0]
    rivals = [one for one in hypotheses if _letters(one) == _letters(first)]
    return max(rivals, key=lambda one: one.score * len(first.tokens) + _WORD_WEIGHT * likelihood(one.text))


def _letters(hypothesis: Hypothesis) -> int:
    return sum(letter.isalnum() for letter in simplified(hypothesis.text))


def _words(aligned: Sequence[dict[str, Any]], window: Window) -> tuple[Word, ...]:
    """The aligned words in the episode's time. Punctuation belongs to the word before it."""
    words: list[Word] = []
    for found in aligned:
        text = found["word"]
        if not any(letter.isalnum() for letter in text):
            if words:
                words[-1] = Word(words[-1].start, words[-1].end, words[-1].text + text.strip(), words[-1].probability)
            continue
        start, end = window.placed(found["start"] * 1000, found["end"] * 1000)
        start = max(start, words[-1].end if words else 0)
        words.append(Word(start, max(start, end), text, round(float(found["probability"]), 4)))
    return tuple(words)
