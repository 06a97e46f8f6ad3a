"""An EPUB's text in reading order: OCF container → package document → spine → XHTML (EPUB 3.3, sections 4 and 5).

Nothing is unpacked to a disk. The archive says how large it is, and is not believed: reading stops at a limit.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dramaport.errors import BadInput

#: Text of all documents together, and of one. The longest web novels have some 75 MB.
_LARGEST: Final = 128 << 20
_LARGEST_PART: Final = 32 << 20
_MOST_PARTS: Final = 20_000

_OCF = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ENC = "{http://www.w3.org/2001/04/xmlenc#}"

_HEADINGS = frozenset({"h1", "h2", "h3"})
_BLOCKS = _HEADINGS | {"p", "div", "br", "li", "tr", "section", "article", "blockquote", "h4", "h5", "h6", "hr", "body"}
_SILENT = frozenset({"head", "script", "style", "rt", "rp", "nav", "svg"})
_LEFT_OPEN = frozenset({"rt", "rp", "head"})  # HTML lets their end tags be left out


@dataclass(frozen=True)
class Book:
    """An EPUB's text, one line a paragraph. Offsets are characters: lines marked as headings, and first lines of documents."""

    title: str
    text: str
    headings: tuple[int, ...]
    parts: tuple[int, ...]
    warnings: tuple[str, ...]


def read_epub(data: bytes, name: str) -> Book:
    """Raises BadInput naming the file for what is no EPUB, is locked, or holds no text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(_Shelf(archive, name), name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise BadInput(f"{name} is a damaged archive; get it again") from error
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise BadInput(f"{name} is no sound EPUB ({type(error).__name__}); save the book as .txt") from error


class _Shelf:
    """The archive's documents, read within limits."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._left = _LARGEST
        self._files = {info.filename: info for info in archive.infolist()}

    def has(self, path: str) -> bool:
        return path in self._files

    def read(self, path: str) -> bytes:
        """A document's bytes. Raises BadInput for one that is not there, is locked, or is larger than any chapter."""
        info = self._files.get(path)
        if info is None:
            raise BadInput(f"{self._name} names {path!r}, which is not in it; get it again")
        if info.flag_bits & 1:
            raise BadInput(f"{self._name} is locked with a password; give one that is not")
        with self._archive.open(info) as file:
            data = file.read(min(_LARGEST_PART, self._left) + 1)
        self._left -= len(data)
        if len(data) > _LARGEST_PART or self._left < 0:
            raise BadInput(f"{self._name} unpacks to more than a novel holds; it is refused")
        return data


def _read(shelf: _Shelf, name: str) -> Book:
    if not shelf.has("META-INF/container.xml"):
        raise BadInput(f"{name} is an archive but no EPUB; give a .txt or .epub")
    container = fromstring(shelf.read("META-INF/container.xml"))
    root = container.find(f".//{_OCF}rootfile")
    if root is None:
        raise BadInput(f"{name} names no package document; get it again")
    package_path = _inside("", root.get("full-path", ""), name)
    package = fromstring(shelf.read(package_path))
    spine = _spine(package, package_path, name)
    _refuse_locked(shelf, spine, name)
    title = package.find(f".//{_DC}title")
    text, headings, parts = [], [], []
    warnings: list[str] = []
    length = 0
    for path in spine:
        if not shelf.has(path):
            warnings.append(f"{name} names {path!r}, which is not in it: that part is missing")
            continue
        page = _page(shelf.read(path))
        if page.text.strip():
            parts.append(length)
            headings += [length + at for at in page.headings]
            text.append(page.text)
            length += len(page.text)
    if not any(letter.isalnum() for part in text for letter in part):
        raise BadInput(f"{name} holds no text (its pages may be pictures); give one with text")
    found = title.text.strip() if title is not None and title.text else ""
    return Book(found, "".join(text), tuple(headings), tuple(parts), tuple(warnings))


def _spine(package: Element, at: str, name: str) -> list[str]:
    """Paths of the documents in reading order."""
    items = {item.get("id", ""): item for item in package.iter(f"{_OPF}item")}
    refs = [ref.get("idref", "") for ref in package.iter(f"{_OPF}itemref") if ref.get("linear") != "no"]
    if len(refs) > _MOST_PARTS:
        raise BadInput(f"{name} has {len(refs)} parts; no novel has, so it is refused")
    found = [items[ref] for ref in refs if ref in items]
    texts = [item for item in found if "html" in item.get("media-type", "") and item.get("properties") != "nav"]
    if not texts:
        raise BadInput(f"{name} lists no text in its spine; save the book as .txt")
    return [_inside(posixpath.dirname(at), item.get("href", ""), name) for item in texts]


def _inside(folder: str, href: str, name: str) -> str:
    """A path in the archive. Raises BadInput for one that leads out of it."""
    path = posixpath.normpath(posixpath.join(folder, unquote(href.split("#", 1)[0])))
    if not href or path.startswith(("/", "..")) or "\\" in path or ":" in path:
        raise BadInput(f"{name} names the path {href!r}, which leads out of it; it is refused")
    return path


def _refuse_locked(shelf: _Shelf, spine: list[str], name: str) -> None:
    """Publishers' locks encrypt the text and say so; an obfuscated font locks nothing."""
    if not shelf.has("META-INF/encryption.xml"):
        return
    told = fromstring(shelf.read("META-INF/encryption.xml"))
    locked = {unquote(ref.get("URI", "")) for ref in told.iter(f"{_ENC}CipherReference")}
    if locked & set(spine):
        raise BadInput(f"{name} is locked by its shop (DRM); ask the publisher for one that is not")


@dataclass(frozen=True)
class _Text:
    text: str
    headings: tuple[int, ...]


def _page(data: bytes) -> _Text:
    parser = _Page()
    parser.feed(data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "replace"))
    parser.close()
    return parser.found()


class _Page(HTMLParser):
    """An XHTML document's paragraphs. Many that are sold are not well formed, so it is read as a browser would."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[str, bool]] = []
        self._words: list[str] = []
        self._heading = False
        self._silent: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the base's signature
        if tag in _SILENT:
            self._silent.add(tag)
        elif tag in _BLOCKS:
            self._silent -= _LEFT_OPEN
            self._end_line()
            self._heading = self._heading or tag in _HEADINGS

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _BLOCKS:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        self._silent.discard(tag)
        if tag == "ruby":
            self._silent -= _LEFT_OPEN
        if tag in _BLOCKS:
            self._end_line()
            self._heading = self._heading and tag not in _HEADINGS

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._words.append(data)

    def found(self) -> _Text:
        """One line a paragraph, a blank line round headings."""
        self._end_line()
        text, headings, length = [], [], 0
        for line, heading in self._lines:
            if heading:
                headings.append(length)
            whole = f"{line}\n\n" if heading else f"{line}\n"
            text.append(whole)
            length += len(whole)
        return _Text("".join([*text, "\n"]) if text else "", tuple(headings))

    def _end_line(self) -> None:
        line = " ".join("".join(self._words).split())
        self._words = []
        if line:
            self._lines.append((line, self._heading))
