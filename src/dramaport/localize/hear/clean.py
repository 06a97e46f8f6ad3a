"""Cleaning what was recognised: times in order, simplified characters, no loops, no inventions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from dramaport.ai.abilities import Heard, Word
from dramaport.ai.recognize.han import simplified
from dramaport.ai.recognize.loops import looping, without_loops
from dramaport.drama.values import Span
from dramaport.localize.read.text import tidy

#: What recognisers say where nobody speaks: the last words of the subtitle files and videos they learned from, as whole
#: utterances. Seen by users of many Whisper front ends: ufal/whisper_streaming 179, Vexa-ai/vexa 617, amical 71.
_INVENTED: Final = re.compile(
    "|".join(
        (
            r"(由)?字幕(志愿者|制作|提供|由|by|校对|翻译).*|中文字幕.*|.*amara.*",
            r"(谢谢|感谢)(大家)?(的)?(收看|观看|收听).*|下期(节目)?再见",
            r"请不吝点赞.*|.*(订阅|点赞).*(转发|打赏|频道|栏目|小铃铛).*|.*明镜.*栏目.*|未经许可不得翻唱.*|优优独播剧场.*",
            r"thank(s| you)( so much)? for (watching|listening).*|subtitles? by.*|(please )?(like and )?subscribe.*",
            r"ご視聴ありがとうございました|次の動画でお会いしましょう|시청해 ?주셔서 ?감사합니다",
            r"abone olmayı unutmayın",
            r"subtítulos (realizados )?por.*|legendas? por.*|sous titres? .*|untertitel .*",
        )
    ),
    re.IGNORECASE,
)
#: Such an utterance is believed where most of it lies in speech, at a pace people speak at, and the recogniser is sure.
_SPOKEN_SHARE: Final = 0.5
_FASTEST: Final = 10.0  # letters a second; Mandarin drama runs at 5
_SURE: Final = 0.6

_UNSPACED: Final = frozenset({"zh", "ja", "th"})
_NOT_LETTERS = re.compile(r"[\W_]+")


def letters(text: str) -> str:
    """The text's letters and figures alone."""
    return _NOT_LETTERS.sub("", text).casefold()


def joined(words: Iterable[Word], language: str) -> str:
    """The words as running text: with spaces where the language has them."""
    if language.split("-")[0] in _UNSPACED:
        return tidy("".join(word.text.strip() for word in words), language)
    return " ".join(" ".join(word.text for word in words).split())


def utterance(words: Sequence[Word], language: str) -> Heard:
    """An utterance of at least one word; its confidence is the mean of its words' probabilities."""
    sure = sum(word.probability for word in words) / len(words)
    return Heard(words[0].start, words[-1].end, joined(words, language), tuple(words), round(sure, 4))


def tidied(heard: Iterable[Heard], language: str, length: int) -> tuple[Heard, ...]:
    """In order of time, every word inside `0..length` and after the one before; loops inside an utterance said once."""
    made: list[Heard] = []
    now = 0
    for one in sorted(heard, key=lambda each: (each.start, each.end)):
        words = []
        for word in one.words or (Word(one.start, one.end, one.text, one.confidence),):
            text = simplified(word.text) if language.split("-")[0] == "zh" else word.text
            if letters(text):
                start = min(max(word.start, now), length)
                now = min(max(word.end, start), length)
                words.append(Word(start, now, text, min(1.0, max(0.0, word.probability))))
            elif words:  # punctuation belongs to the word before it
                words[-1] = replace(words[-1], text=words[-1].text.rstrip() + text.strip())
        words = [words[i] for i in without_loops([letters(word.text) for word in words])]
        if words and not looping(joined(words, language)):
            made.append(utterance(words, language))
    return tuple(made)


def without_repeats(heard: Sequence[Heard]) -> tuple[Heard, ...]:
    """Without the utterances that a loop says again."""
    return tuple(heard[i] for i in without_loops([letters(one.text) for one in heard]))


def without_inventions(heard: Iterable[Heard], speech: Sequence[Span]) -> tuple[Heard, ...]:
    """Without the phrases recognisers are known to invent, unless it is plain that somebody says them."""
    return tuple(one for one in heard if not _INVENTED.fullmatch(_plain(one.text)) or _spoken(one, speech))


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def _spoken(one: Heard, speech: Sequence[Span]) -> bool:
    span = Span(start=one.start, end=max(one.start, one.end))
    shared = sum(span.overlap(each) for each in speech)
    pace = len(letters(one.text)) * 1000 / max(1, shared)
    return shared >= _SPOKEN_SHARE * span.duration and pace <= _FASTEST and one.confidence >= _SURE
