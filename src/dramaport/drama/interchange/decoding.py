"""From a file's bytes to text, whatever tool saved it. A guess that could be wrong is refused instead.

UTF-8 and UTF-16 are certain: their bytes prove them. Chinese tools also save GB 18030 and Big5, which have no mark. They are
taken only where what comes out reads as Chinese, with a warning: the legacy encodings of other languages fail that test.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from dramaport.errors import BadInput

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

#: The commonest characters of spoken Chinese, simplified and traditional.
_COMMONEST = frozenset("的一是不了人我在有他这來来你们們上到大个個说說就那要和也去吧吗嗎好没這")

#: Least share of them among the Chinese characters. Measured: micro-drama lines 0.30, a subtitle file 0.35, classical
#: tales 0.09 to 0.20; a book of tales in Big5 read as GB 18030 0.004 and in GB 18030 read as Big5 0.001; Korean in EUC-KR
#: read as GB 18030 0.007, Japanese in EUC-JP and Shift JIS 0. The one-byte encodings of Western Europe, Thai, Turkish,
#: Arabic and Cyrillic do not decode at all.
_COMMON = 0.04

#: Without a mark, by Python's name and the one people know. Windows and Hong Kong extend Big5 each in its own way.
_LEGACY = {"gb18030": "GB 18030", "cp950": "Big5", "big5hkscs": "Big5"}

#: A book without empty lines and digits has no zeros that show it to be UTF-16; what it reads as does.
_UNPROVED = (*_LEGACY, "utf-16-le", "utf-16-be")


@dataclass(frozen=True)
class Decoded:
    """A file's text, `\\n` its only line end; the encoding it was in (Python's name); what to tell its owner."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """A file's text, `\\n` its only line end, and warnings. Raises BadInput for what is empty or not text."""
    found = decoded(data, name)
    return found.text, found.warnings


def decoded(data: bytes, name: str) -> Decoded:
    """As `decode`, with the encoding."""
    if not data.strip(b"\x00 \t\r\n"):
        raise BadInput(f"{name} is empty; export it again")
    encoding, text = _decoded(data, name)
    if "\x00" in text:
        raise BadInput(f"{name} is not a text file; give the file your tool exported")
    known = _LEGACY.get(encoding)
    warnings = (f"{name} is saved as {known}; save it as UTF-8 to be sure",) if known else ()
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), encoding, warnings)


def _decoded(data: bytes, name: str) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _try(data[len(mark) :], encoding)
            if text is None:
                raise BadInput(f"{name} is marked as {encoding} but is damaged; save it again as UTF-8")
            return encoding, text
    for encoding in ("utf-8", *_unmarked_utf16(data)):
        text = _try(data, encoding)
        if text is not None and "\x00" not in text:
            return encoding, text
    for encoding in _UNPROVED:
        text = _try(data, encoding)
        if text is not None and reads_as_chinese(text):
            return encoding, text
    raise BadInput(f"{name}: its encoding cannot be told; save it as UTF-8")


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _unmarked_utf16(data: bytes) -> tuple[str, ...]:
    """UTF-16 without a mark: line ends and digits leave a zero in every second byte of theirs."""
    head = data[:4000]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 4 * even and odd > len(head) / 20:
        return ("utf-16-le",)
    if even > 4 * odd and even > len(head) / 20:
        return ("utf-16-be",)
    return ()


def reads_as_chinese(text: str) -> bool:
    """Whether the commonest characters are as common among its Chinese ones as in Chinese of any age."""
    chinese = [character for character in text if "\u4e00" <= character <= "\u9fff"]
    common = sum(1 for character in chinese if character in _COMMONEST)
    return common > 0 and common >= _COMMON * len(chinese)
