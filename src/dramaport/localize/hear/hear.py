"""Hearing an episode: the recogniser's words, tidied, without loops and inventions, as lines and not as paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.ai.abilities import Heard, Recognizer
from dramaport.ai.recognize import silero
from dramaport.drama.values import Span
from dramaport.localize.hear.clean import tidied, without_inventions, without_repeats
from dramaport.localize.hear.split import split
from dramaport.media.audio import Pcm

#: Raised when the answers change.
VERSION = 2


def hear(pcm16k: Pcm, recognizer: Recognizer, language: str) -> tuple[Heard, ...]:
    """What is said in `pcm16k` (mono, 16 kHz), in order of time; no utterance crosses a pause."""
    length = len(pcm16k) * 1000 // silero.RATE
    return cleaned(recognizer.recognize(pcm16k, language), speech_spans(pcm16k), language, length)


def speech_spans(pcm16k: Pcm) -> tuple[Span, ...]:
    """Where somebody speaks, by Silero VAD."""
    return tuple(Span(start=start, end=end) for start, end in silero.speech_ranges(pcm16k))


def cleaned(heard: Sequence[Heard], speech: Sequence[Span], language: str, length: int) -> tuple[Heard, ...]:
    """Tidy times and characters, take out loops, split at pauses, drop inventions. `length` is the episode's, in ms."""
    whole = without_repeats(tidied(heard, language, length))
    lines = [line for utterance in whole for line in split(utterance, language)]
    return tuple(without_inventions(without_repeats(lines), speech))
