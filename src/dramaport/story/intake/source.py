"""A novel's file → its text, whatever tool saved it. What is not text is refused by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dramaport.drama.interchange.decoding import decoded, reads_as_chinese
from dramaport.errors import BadInput
from dramaport.story.intake.epub import read_epub

#: The longest web novels known have some 25 million characters, 75 MB as UTF-8.
_LARGEST: Final = 128 << 20

#: Files that are often given in place of a text: how they begin, and what they are.
_NOT_TEXT: Final = (
    (b"%PDF", "a PDF; save its text as .txt, or get the book as .epub"),
    (b"\xd0\xcf\x11\xe0", "an old Word document; save it as plain text"),
    (b"{\\rtf", "an RTF document; save it as plain text"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive; unpack it first"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)

#: Bytes a tool broke are replaced where they are at most this share of the file; more means that it is another encoding.
_DAMAGE: Final = 0.001


@dataclass(frozen=True)
class Source:
    """The text of a novel's file. `headings` are the character offsets of lines that the file itself marks as headings,
    `parts` those at which its parts (an EPUB's documents) begin; a plain text has neither."""

    text: str
    encoding: str
    title: str = ""
    headings: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()
    warnings: tuple[str, ...] = ()


def read_source(path: Path) -> Source:
    """Read a `.txt` or `.epub`. Raises BadInput naming the file, what is wrong and the remedy."""
    try:
        if path.stat().st_size > _LARGEST:
            raise BadInput(f"{path.name} has more than {_LARGEST >> 20} MB; split it into volumes")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"{str(path)!r} is not there; give a .txt or .epub") from error
    except IsADirectoryError as error:
        raise BadInput(f"{str(path)!r} is a folder; give a .txt or .epub in it") from error
    return source_of(data, path.name)


def source_of(data: bytes, name: str) -> Source:
    """As `read_source`, for bytes. `name` is for messages."""
    if data.startswith(b"PK\x03\x04"):
        book = read_epub(data, name)
        return Source(book.text, "epub", book.title, book.headings, book.parts, book.warnings)
    for mark, what in _NOT_TEXT:
        if data.startswith(mark):
            raise BadInput(f"{name} is {what}; a novel is read from .txt or .epub")
    found = _text(data, name)
    if not any(letter.isalnum() for letter in found.text):
        raise BadInput(f"{name} holds no word; give the novel's text")
    if found.text.lstrip()[:200].lower().startswith(("<!doctype html", "<html")):
        raise BadInput(f"{name} is a web page; save its text as .txt")
    return found


def _text(data: bytes, name: str) -> Source:
    try:
        found = decoded(data, name)
    except BadInput:
        mended = _mended(data, name)
        if mended is None:
            raise
        return mended
    return Source(found.text, found.encoding, warnings=found.warnings)


def _mended(data: bytes, name: str) -> Source | None:
    """A text with a few broken bytes, each shown as U+FFFD and told of. None where it is no such text."""
    best: tuple[int, str, str] | None = None
    for encoding in ("utf-8", "gb18030", "cp950", "big5hkscs"):
        text = data.decode(encoding, "replace")
        broken = text.count("\ufffd")
        if "\x00" not in text and broken <= _DAMAGE * len(text) and reads_as_chinese(text):
            best = min(best or (broken, encoding, text), (broken, encoding, text), key=lambda found: found[0])
    if best is None:
        return None
    broken, encoding, text = best
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    line = text[: text.index("\ufffd")].count("\n") + 1
    told = f"{name} is damaged: {broken} characters cannot be read and stand as \ufffd, the first in line {line}"
    return Source(text, encoding, warnings=(told,))
