"""Gates on names: each is written one way, and no two are easily taken for each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from typing import Final

from pypinyin import lazy_pinyin
from rapidfuzz.distance import Levenshtein

from dramaport.drama.screenplay.values import Role, SoundBeat
from dramaport.story.gates.case import SCRIPT, Case
from dramaport.story.gates.values import Gate, Need, Spot

_HAN: Final = re.compile(r"[\u3400-\u9fff]{2,}\Z")
_WORD: Final = re.compile(r"[^\W\d_]+", re.UNICODE)
#: What follows a surname, or stands before a name, when people call each other.
_TITLES: Final = re.compile("总|董|师傅|先生|小姐|太太|夫人|老师|医生|大夫|律师|警官|叔|姨|伯|婶|哥|姐|爷|奶|家")
_PETS: Final = "小老阿"
#: A word of a name this short is too common to be told from another word by one letter.
_LATIN_LETTERS: Final = 4


def spoken_of(name: str, text: str) -> bool:
    """Whether a text calls somebody by this name: the whole of it, the given name, a pet name, or surname and title."""
    if not _HAN.match(name):
        words = {word.casefold() for word in _WORD.findall(text)}
        return any(word.casefold() in words for word in _WORD.findall(name) if len(word) > 1)
    given = name[1:] if len(name) > 2 else name
    forms = [name, given, *(pet + letter for pet in _PETS for letter in name[1:]), *(pet + name[0] for pet in "小老")]
    return any(form in text for form in forms) or any(
        letter == name[0] and _TITLES.match(text, at + 1) for at, letter in enumerate(text)
    )


def _texts(case: Case) -> Iterator[Spot]:
    """Everything a script says, with its place."""
    for told in case.told:
        for text in (told.title, told.synopsis, told.hook, told.cliffhanger):
            yield Spot(episode=told.id, quote=text, found="")
    for timed in case.beats():
        if not isinstance(timed.beat, SoundBeat):
            yield timed.spot("")


def _name_forms(case: Case) -> Iterator[Spot]:
    proper = [role.name for role in case.roles] + [place.name for place in (case.play.places if case.play else ())]
    for spot in _texts(case):
        for role in case.roles:
            for other in _misspelt(role.name, spot.quote, proper):
                yield spot.model_copy(update={"found": f"{other}, which reads like {role.name}"})


def _misspelt(name: str, text: str, proper: list[str]) -> Iterator[str]:
    if _HAN.match(name):
        yield from _homophones(name, text, proper)
        return
    known = {word.casefold() for one in proper for word in _WORD.findall(one)}
    for mine in (word for word in _WORD.findall(name) if len(word) >= _LATIN_LETTERS):
        for word in _WORD.findall(unicodedata.normalize("NFC", text)):
            near = Levenshtein.distance(word, mine, score_cutoff=1) == 1
            if near and word[:1].isupper() and word.casefold() not in known and word != mine + "s":
                yield word


def _homophones(name: str, text: str, proper: list[str]) -> Iterator[str]:
    """Stretches of a text that sound like the name, share a character with it in its place, and are no other name."""
    sound = lazy_pinyin(name)
    for at in range(len(text) - len(name) + 1):
        other = text[at : at + len(name)]
        if other == name or not any(mine == its for mine, its in zip(name, other, strict=True)):
            continue
        if _HAN.match(other) and lazy_pinyin(other) == sound and not any(other in one for one in proper):
            yield other


def _names_apart(case: Case) -> Iterator[Spot]:
    for one, other in combinations(case.roles, 2):
        if _alike(one, other):
            yield Spot(quote=f"{one.name} / {other.name}", found=f"{one.id} and {other.id} look or sound the same")


def _alike(one: Role, other: Role) -> bool:
    if _HAN.match(one.name) and _HAN.match(other.name):
        return lazy_pinyin(one.name) == lazy_pinyin(other.name)
    return Levenshtein.distance(one.name.casefold(), other.name.casefold(), score_cutoff=1) <= 1


def _look_names(case: Case) -> Iterator[Spot]:
    for name, look in _looks(case).items():
        for role in case.roles:
            if role.name in look:
                yield Spot(quote=look, found=f"the look of {name} names {role.name}")


def _looks(case: Case) -> dict[str, str]:
    places = {place.id: place.look for place in (case.play.places if case.play else ())}
    return {name: look for name, look in ({role.id: role.look for role in case.roles} | places).items() if look}


_LOOKS = Need("looks of characters or places", lambda case: bool(_looks(case)))

GATES = (
    Gate(
        "name-forms", "every name is written one way throughout",
        "write it as the cast list does; if it is somebody else, add them to the cast",
        "ours", _name_forms, (SCRIPT,),
    ),
    Gate(
        "names-apart", "no two of the cast have names that look or sound the same",
        "rename one of them",
        "ours", _names_apart, (SCRIPT,),
    ),
    Gate(
        "look-names", "the look of a person or a place names nobody",
        "describe what is seen: a picture model makes of a name what it likes",
        "shuohao art/no-names, art/no-people, storyboard/prompt-no-names", _look_names, (_LOOKS,),
    ),
)  # fmt: skip
