"""What is said in an episode: a recogniser's words, cut into utterances and cleaned of what nobody said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from dramaport.ai.abilities import Heard, Recognizer, Word
from dramaport.ai.recognize.han import simplified
from dramaport.ai.recognize.loops import without_loops
from dramaport.ai.recognize.silero import speech_ranges
from dramaport.drama.values import Span
from dramaport.media.audio import Pcm

VERSION = 1

#: A pause between words that ends an utterance. Lines of a drama follow each other after 200 ms and more; pauses inside a
#: line are shorter than 300 ms in nine of ten of the sample's lines.
_PAUSE_MS = 300
_ENDS = "。！？!?…"

#: What recognisers trained on subtitled video say over silence and music: credits, and thanks for watching.
_NOT_SAID = re.compile(
    r"字幕(由|志愿|提供|组)|请不吝点赞|明镜与点点|优优独播|thank(s| you) for watching|subtitles by|amara\.org",
    re.IGNORECASE,
)
_NOT_WORDS = re.compile(r"[\W_]+")


def hear(pcm16k: Pcm, recognizer: Recognizer, language: str) -> tuple[Heard, ...]:
    """The utterances of an episode (mono, 16 kHz), in order of time; Chinese in simplified characters."""
    return cleaned(recognizer.recognize(pcm16k, language), language)


def speech_spans(pcm16k: Pcm) -> tuple[Span, ...]:
    """Where somebody speaks (Silero VAD), in order and apart from each other."""
    return tuple(Span(start=start, end=end) for start, end in speech_ranges(pcm16k))


def cleaned(heard: Sequence[Heard], language: str) -> tuple[Heard, ...]:
    """Utterances cut at pauses and sentence ends, without loops and without what is only said over silence."""
    cut = [part for utterance in heard for part in utterances(utterance.words)]
    said = [part for part in cut if not _NOT_SAID.search(part.text) and _NOT_WORDS.sub("", part.text)]
    once = [said[place] for place in without_loops([_NOT_WORDS.sub("", part.text) for part in said])]
    return tuple(_simple(part) for part in once) if language.startswith("zh") else tuple(once)


def utterances(words: Sequence[Word]) -> Iterator[Heard]:
    """The words of a window as utterances."""
    current: list[Word] = []
    for word in words:
        if current and (word.start - current[-1].end >= _PAUSE_MS or current[-1].text.rstrip()[-1:] in _ENDS):
            yield _utterance(current)
            current = []
        current.append(word)
    if current:
        yield _utterance(current)


def _utterance(words: Sequence[Word]) -> Heard:
    sure = float(np.mean([word.probability for word in words]))
    text = "".join(word.text for word in words).strip()
    return Heard(words[0].start, words[-1].end, text, tuple(words), round(sure, 4))


def _simple(heard: Heard) -> Heard:
    words = tuple(Word(word.start, word.end, simplified(word.text), word.probability) for word in heard.words)
    return Heard(heard.start, heard.end, simplified(heard.text), words, heard.confidence)
