"""Finding motifs in sentences. A cue counts where its parts stand close together and the sentence really tells it.

What this can: leave out what is denied ("他没有失忆"), supposed ("仿佛失忆"), or only named ("《失忆》", the word in quotation marks).
What it cannot: understand. A motif told in words the lexicon does not list is missed, irony is taken at its word, and a
denial further off than its clause is not seen. So a motif is a hint with its evidence, for a person to read.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import resources
from typing import Final

import opencc

from dramaport.drama.values import Value
from dramaport.story.sameness.values import Occurrence, Passage, Telling

#: Parts of a cue stand this close: about two clauses of Chinese, or of English words.
_CHARACTERS_APART: Final = 24
_WORDS_APART: Final = 12

_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_CLAUSE: Final = re.compile(r"[，,；;：:、]")
_WORD: Final = re.compile(r"[a-z]+(?:['’-][a-z]+)*")
_TITLE: Final = re.compile(r"《[^》]*》")
#: Quotation marks around a few characters name a word; around more, somebody speaks.
_NAMED: Final = re.compile(r"[“「『‘\"]([^”」』’\"。！？!?，,]{1,6})[”」』’\"]")
_TWICE_DENIED: Final = re.compile(r"不得不|不能不|不会不|无不|莫不|没有不|是不是|有没有|会不会|要不是")
_DENIED: Final = re.compile(
    r"(?:没有|没(?![想料人])|不是|并非|从未|未曾|不曾|不再|绝不|毫无|别再|别想|不(?![料久幸惜断顾管过仅但光知觉禁由得论])"
    r"|未(?![婚来必])|非(?![要得常但])|无(?![情意数奈论端辜]))\w{0,3}\Z"
)
_SUPPOSED: Final = re.compile(
    r"如果|假如|要是|倘若|若是|仿佛|好像|犹如|宛如|就像|据说|传说|谣传|听说|幻想|想象|是不是|有没有|会不会|难道"
)
_EN_DENIED: Final = frozenset({"not", "never", "no", "without", "nor", "neither", "cannot"})
_EN_SUPPOSED: Final = frozenset({"if", "imagine", "imagines", "supposedly", "rumoured", "rumored", "pretend"})
_ENDINGS: Final = ("s", "es", "d", "ed", "ing", "'s", "’s")


class Cue(Value):
    """Parts that must stand together; a part is a choice of words. Cues of several parts, and marked ones, weigh 2."""

    text: str
    parts: tuple[tuple[str, ...], ...]
    weight: int


class Motif(Value):
    """One motif of the lexicon. `note` names a rule of story/rules it may touch."""

    id: str
    zh: str
    en: str
    cues: tuple[Cue, ...]
    cues_en: tuple[Cue, ...]
    note: str = ""


@functools.cache
def lexicon() -> dict[str, Motif]:
    """The motifs of motifs.toml by id, in its order."""
    text = resources.files(__package__).joinpath("motifs.toml").read_text("utf-8")
    return {
        told["id"]: Motif.model_validate(told | {key: tuple(map(_cue, told[key])) for key in ("cues", "cues_en")})
        for told in tomllib.loads(text)["motif"]
    }


def _cue(text: str) -> Cue:
    parts = tuple(tuple(part.split("|")) for part in text.rstrip("!").split())
    return Cue(text=text.rstrip("!"), parts=parts, weight=2 if len(parts) > 1 or text.endswith("!") else 1)


def occurrences(passage: Passage) -> Iterator[Occurrence]:
    """Every cue of every motif in a sentence, with how it is told there."""
    if _HAN.search(passage.text):
        yield from _chinese(passage)
    else:
        yield from _english(passage)


def simplified(text: str) -> str:
    """Chinese in simplified characters, so that cues are written once."""
    return str(_converter().convert(text))


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _chinese(passage: Passage) -> Iterator[Occurrence]:
    text = simplified(passage.text)
    places: dict[str, list[tuple[int, int]]] = {}
    for word in _words():
        if word in text:
            places[word] = [found.span() for found in re.finditer(re.escape(word), text)]
    for motif, cue in _possible(places.keys()):
        parts = [[span for word in part for span in places.get(word, ())] for part in cue.parts]
        found = _together(parts, _CHARACTERS_APART)
        if found:
            telling = _best(_telling(text, spans) for spans in found)
            yield Occurrence(motif=motif, cue=cue.text, telling=telling, passage=passage)


@functools.cache
def _words() -> tuple[str, ...]:
    """Every word that a Chinese cue may hold."""
    return tuple(
        dict.fromkeys(word for motif in lexicon().values() for cue in motif.cues for part in cue.parts for word in part)
    )


@functools.cache
def _cues_with() -> Mapping[str, tuple[tuple[str, Cue], ...]]:
    """The cues whose first part may be a word."""
    found: defaultdict[str, list[tuple[str, Cue]]] = defaultdict(list)
    for motif in lexicon().values():
        for cue in motif.cues:
            for word in dict.fromkeys(cue.parts[0]):
                found[word].append((motif.id, cue))
    return {word: tuple(cues) for word, cues in found.items()}


def _possible(words: Collection[str]) -> list[tuple[str, Cue]]:
    """The cues all of whose parts are among the words, in the lexicon's order."""
    first = {(motif, cue.text): (motif, cue) for word in words for motif, cue in _cues_with().get(word, ())}
    order = {motif: at for at, motif in enumerate(lexicon())}
    fit = [pair for pair in first.values() if all(any(word in words for word in part) for part in pair[1].parts)]
    return sorted(fit, key=lambda pair: (order[pair[0]], pair[1].text))


def _english(passage: Passage) -> Iterator[Occurrence]:
    words = _WORD.findall(passage.text.casefold())
    places: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for at, word in enumerate(words):
        for form in _forms(word):
            places[form].append((at, at + 1))
    for motif in lexicon().values():
        for cue in motif.cues_en:
            found = _together(
                [[span for form in part for span in places.get(form, ())] for part in cue.parts], _WORDS_APART
            )
            if found:
                telling = _best(_english_telling(words, spans) for spans in found)
                yield Occurrence(motif=motif.id, cue=cue.text, telling=telling, passage=passage)


def _forms(word: str) -> list[str]:
    """The word, and what it may be an ending's form of."""
    return [word, *(word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))]


def _together(places: Sequence[Sequence[tuple[int, int]]], apart: int) -> list[tuple[tuple[int, int], ...]]:
    """One place of each part, for every place of the first: the nearest of each other part, apart from each other and near."""
    found = []
    for first in places[0] if all(places) else ():
        spans = [first]
        for others in places[1:]:
            free = [span for span in others if all(span[1] <= taken[0] or span[0] >= taken[1] for taken in spans)]
            if not free:
                break
            spans.append(min(free, key=lambda span: abs(span[0] - first[0])))
        if len(spans) == len(places) and max(span[1] for span in spans) - min(span[0] for span in spans) <= apart:
            found.append(tuple(spans))
    return found


_ORDER: Final = (Telling.TOLD, Telling.SUPPOSED, Telling.DENIED, Telling.MENTIONED)


def _best(tellings: Iterator[Telling]) -> Telling:
    return min(tellings, key=_ORDER.index)


def _telling(text: str, spans: Sequence[tuple[int, int]]) -> Telling:
    hidden = [m.span() for m in _TITLE.finditer(text)] + [m.span() for m in _NAMED.finditer(text)]
    plain = _TWICE_DENIED.sub(lambda found: "＿" * len(found[0]), text)
    for start, end in spans:
        if any(left <= start and end <= right for left, right in hidden):
            return Telling.MENTIONED
    first = min(start for start, _ in spans)
    before = _CLAUSE.split(text[:first])[-1]
    if any(_DENIED.search(_CLAUSE.split(plain[:start])[-1]) for start, _ in spans):
        return Telling.DENIED
    return Telling.SUPPOSED if _SUPPOSED.search(before) else Telling.TOLD


def _english_telling(words: Sequence[str], spans: Sequence[tuple[int, int]]) -> Telling:
    first = min(start for start, _ in spans)
    near = words[max(0, first - 3) : first]
    if any(word in _EN_DENIED or word.endswith("n't") for word in near):
        return Telling.DENIED
    return Telling.SUPPOSED if _EN_SUPPOSED.intersection(words[:first]) else Telling.TOLD
