"""Whisper (OpenAI, MIT) through faster-whisper and CTranslate2, without a network.

Each window is decoded once, at temperature 0 and without the text before it: sampling and carried-over text are where
Whisper's loops come from, and without them equal sound gives equal words. For Chinese the beam's best hypotheses are
weighed again with word frequencies (n-best rescoring). Measured on 139 s of 60 sentences spoken by eight Kokoro
voices: character error 12.1 % without, 10.4 % with; on two real clips 3 and 2 wrong of 26 characters. The usual prompt
that asks for simplified characters and punctuation gave 11.7 % and 3, and now and then a loop: OpenCC does the first.

Whisper may also skip: it hears one line of a window and ends. Stretches of speech left with next to no words are heard
again in a window of their own.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from dramaport.ai import models
from dramaport.ai.abilities import Heard, Word
from dramaport.ai.recognize.han import likelihood, simplified
from dramaport.ai.recognize.loops import looping
from dramaport.ai.recognize.silero import speech_ranges
from dramaport.ai.recognize.windows import Piece, Window, windows
from dramaport.errors import BadInput
from dramaport.media.audio import Pcm

#: Raised when the answers change.
VERSION = 2

_MODEL = "whisper-base"
#: On the 60 sentences a beam of 5 gave 12.1 %, 8 gave 11.2 %, 10 gave 10.4 %, for a third more time than 5.
_BEAM: Final = 10
#: The weight of the word frequencies. On the 60 sentences everything from 0.1 to 0.5 gave the same gain.
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
#: A stretch of speech this long (ms) with fewer letters a second was skipped: slow drama has 3 syllables a second.
_SHORTEST_SKIP: Final = 500
_SLOWEST: Final = 1.6

#: What was heard in each piece of a window.
Found = Mapping[Piece, tuple[Word, ...]]


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
        """One utterance a stretch of speech, its words inside the stretch. Raises BadInput, Missing."""
        tokenizer = self._tokenizer(language.split("-")[0].lower())
        made = windows(speech_ranges(pcm), pcm)
        found = {piece: words for window in made for piece, words in self._heard(window, pcm, tokenizer).items()}
        return tuple(_utterance(found[piece]) for piece in sorted(found, key=lambda piece: piece.start))

    def _heard(self, window: Window, pcm: Pcm, tokenizer: Any) -> Found:
        """The words of each piece of a window; what was skipped is heard again, in ever smaller windows."""
        found = self._decode(window, pcm, tokenizer)
        if len(window.pieces) == 1:
            return found
        skipped = [piece for piece in window.pieces if _skipped(piece, found.get(piece, ()))]
        if len(skipped) == len(window.pieces):
            half = len(skipped) // 2
            groups = [skipped[:half], skipped[half:]]
        else:
            groups = [skipped] if skipped else []
        for group in groups:
            again = windows([(piece.start, piece.end) for piece in group], pcm)
            for part in again:
                second = self._heard(part, pcm, tokenizer)
                found = {**{p: w for p, w in found.items() if not _among(p, part)}, **second}
        return found

    def _decode(self, window: Window, pcm: Pcm, tokenizer: Any) -> Found:
        """The words of each piece of a window, as far as one pass of the decoder finds any."""
        sound = self._encoded(window.sound(pcm))
        best = self._decoded(sound, tokenizer, window.length)
        if best is not None and looping(best.text):
            best = self._decoded(sound, tokenizer, window.length, careful=True)
        if best is None or not best.text.strip():
            return {}
        (aligned,) = self._network.find_alignment(tokenizer, [list(best.tokens)], sound, [window.length // 10])
        return _words(aligned, window)

    def _encoded(self, sound: Pcm) -> Any:
        features = self._network.feature_extractor(sound)[:, :_FRAMES]
        silence = np.full((features.shape[0], _FRAMES - features.shape[1]), features.min(), np.float32)
        return self._network.encode(np.concatenate([features, silence], axis=1)[None])

    def _decoded(self, sound: Any, tokenizer: Any, length: int, *, careful: bool = False) -> Hypothesis | None:
        """The best hypothesis; None where the model says that nobody speaks. `careful` is the try after a loop."""
        asked = self._network.get_prompt(tokenizer, [], without_timestamps=True)
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


def _words(aligned: Sequence[dict[str, Any]], window: Window) -> Found:
    """The aligned words in the episode's time, by piece. Punctuation belongs to the word before it."""
    found: dict[Piece, list[Word]] = {}
    last: list[Word] = []
    for each in aligned:
        text = each["word"]
        if not any(letter.isalnum() for letter in text):
            if last:
                last[-1] = replace(last[-1], text=last[-1].text + text.strip())
            continue
        piece, (start, end) = window.placed(each["start"] * 1000, each["end"] * 1000)
        last = found.setdefault(piece, [])
        last.append(Word(start, end, text, round(float(each["probability"]), 4)))
    return {piece: tuple(words) for piece, words in found.items()}


def _skipped(piece: Piece, words: Sequence[Word]) -> bool:
    """Whether a piece holds too few letters to be what was said in it."""
    spoken = sum(letter.isalnum() for word in words for letter in word.text)
    length = piece.end - piece.start
    return length >= _SHORTEST_SKIP and spoken * 1000 < _SLOWEST * length


def _among(piece: Piece, window: Window) -> bool:
    return any(other.start <= piece.start < other.end for other in window.pieces)


def _utterance(words: Sequence[Word]) -> Heard:
    sure = float(np.mean([word.probability for word in words]))
    return Heard(words[0].start, words[-1].end, "".join(word.text for word in words).strip(), tuple(words), sure)
