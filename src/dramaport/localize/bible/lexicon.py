"""The word lists that proposals are made from: lexicon.toml for Chinese, kinship.toml for what kin is called."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources
from typing import Any

from dramaport.drama.values import Value


class Kin(Value):
    """Words for one degree of kinship, and the usual word in each language."""

    words: tuple[str, ...]
    optional: bool
    targets: dict[str, tuple[str, ...]]


@functools.cache
def kinship() -> dict[str, Kin]:
    """By each Chinese word."""
    table: dict[str, Kin] = {}
    for entry in _read("kinship.toml")["kin"]:
        words, optional = tuple(entry.pop("words")), bool(entry.pop("optional", False))
        kin = Kin(words=words, optional=optional, targets={tag: tuple(forms) for tag, forms in entry.items()})
        table.update(dict.fromkeys(words, kin))
    return table


@functools.cache
def words(name: str) -> frozenset[str]:
    """A list of lexicon.toml whose entries are parted by spaces."""
    return frozenset(str(_read("lexicon.toml")[name]).split())


@functools.cache
def surnames() -> frozenset[str]:
    return characters("surnames") | words("double_surnames")


@functools.cache
def characters(name: str) -> frozenset[str]:
    """A list of lexicon.toml whose entries are single characters."""
    return frozenset("".join(str(_read("lexicon.toml")[name]).split()))


@functools.cache
def surname_readings() -> dict[str, str]:
    return dict(_read("lexicon.toml")["surname_readings"])


def surname_of(name: str) -> str:
    """The surname a Chinese name begins with, "" where it begins with none."""
    return next((name[:length] for length in (2, 1) if len(name) > length and name[:length] in surnames()), "")


@functools.cache
def called() -> re.Pattern[str]:
    """A surname or a full name with a rank or a courtesy behind it: 林总, 沈师傅, 赵叔. Groups: name, rank."""
    ranks = sorted(words("titles") | words("courtesy"), key=lambda word: (-len(word), word))
    double = "|".join(sorted(words("double_surnames")))
    single = "".join(sorted(name for name in surnames() if len(name) == 1))
    return re.compile(f"({double}|[{single}])({'|'.join(ranks)})")


@functools.cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text("utf-8"))
