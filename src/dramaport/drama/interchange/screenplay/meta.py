"""What a format has no word for, as a note: `[[id=E01.003 delivery=shout labels=hook,turn]]`.

A note is meta when every word of it is `key=value` and the first key is one of ours; any other note is a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote

_FIRST: Final = frozenset({"id", "sound", "scene", "episode"})
_WORD: Final = re.compile(r"[a-z_]+=\S*")
#: What may stand in a value as it is; everything else is percent-encoded (RFC 3986), so that a value is one word.
_SAFE: Final = ",:.|/-_+"

_NOTE: Final = "note: "


def written(fields: Iterable[tuple[str, str]]) -> str:
    """The note's text. Empty values are left out, but for the first field's."""
    words = [f"{key}={_quoted(value)}" for at, (key, value) in enumerate(fields) if value or at == 0]
    return " ".join(words)


def read(note: str) -> dict[str, str] | None:
    """The fields of a meta note; None for a person's."""
    words = note.split()
    if not words or not all(_WORD.fullmatch(word) for word in words):
        return None
    fields = {key: unquote(value) for key, _, value in (word.partition("=") for word in words)}
    return fields if next(iter(fields)) in _FIRST else None


def plain(note: str) -> str:
    """A person's note, so written that it is never taken for meta."""
    return f"{_NOTE}{note}" if read(note) is not None or note.startswith(_NOTE) else note


def said(note: str) -> str:
    """What the person wrote."""
    return note.removeprefix(_NOTE)


def _quoted(value: str) -> str:
    return "".join(
        letter if (ord(letter) > 127 and not letter.isspace() and letter.isprintable()) else quote(letter, safe=_SAFE)
        for letter in value
    )
