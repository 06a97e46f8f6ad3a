"""XML in and out, safely: no entities, no network, no characters XML cannot hold."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import IO
from xml.etree.ElementTree import Element, ParseError, indent, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from dramaport.errors import BadInput

#: What XML 1.0 (2.2) has no place for.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: Inline elements that hold a tool's own codes and no text (TMX 1.4b and XLIFF 1.2).
_CODES = frozenset({"bpt", "ept", "it", "ph", "ut", "x", "bx", "ex"})

_UNREADABLE = (ParseError, DefusedXmlException, ValueError, LookupError)


def clean(text: str) -> str:
    """`text` without the characters XML cannot hold, and with `\\n` as its only line end."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def child(parent: Element, tag: str, text: str = "", **attributes: str) -> Element:
    """A new last child of `parent`; the underscores of attribute names stand for `-`."""
    made = Element(tag, {name.replace("_", "-"): clean(value) for name, value in attributes.items()})
    made.text = clean(text) or None
    parent.append(made)
    return made


def document(root: Element) -> bytes:
    """The document in UTF-8, indented where that adds nothing to text."""
    indent(root)
    written: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written.split(b"?>\n", 1)[-1] + b"\n"


def parsed(data: bytes, name: str) -> Element:
    """The root of a document. Raises BadInput for what is empty, ill-formed, or declares entities."""
    if not data.strip(b"\x00 \t\r\n"):
        raise BadInput(f"{name} is empty; export it again")
    try:
        root: Element = fromstring(data)
    except _UNREADABLE as error:
        raise _bad(name, error) from error
    return root


def elements(stream: IO[bytes], tags: Collection[str], name: str) -> Iterator[Element]:
    """The elements with one of the local names, as they are read. Each is gone when the next is asked for."""
    open_elements: list[Element] = []
    try:
        for event, element in iterparse(stream, events=("start", "end")):
            if event == "start":
                open_elements.append(element)
                continue
            open_elements.pop()
            if local(element) in tags:
                yield element
                element.clear()
                if open_elements:
                    open_elements[-1].remove(element)
    except _UNREADABLE as error:
        raise _bad(name, error) from error


def _bad(name: str, error: Exception) -> BadInput:
    if isinstance(error, DefusedXmlException):
        return BadInput(f"{name} declares entities, which are not read; save it without a document type")
    where = getattr(error, "position", None)
    at = f" at line {where[0]}" if where else ""
    return BadInput(f"{name} is not well-formed XML{at}; export it again from your tool")


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """An attribute's value whatever its namespace (`xml:lang` is `lang`); "" where it is missing."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def find(element: Element, tag: str) -> Element | None:
    """The first child with a local name."""
    return next((each for each in element if local(each) == tag), None)


def plain(element: Element | None) -> str:
    """The text of an element, inline codes left out and what inline markup encloses kept."""
    if element is None:
        return ""
    out, waiting = [], [(element, False)]
    while waiting:
        each, done = waiting.pop()
        if done:
            out.append(each.tail or "")
            continue
        if local(each) in _CODES and each is not element:
            continue
        out.append(each.text or "")
        for inner in reversed(list(each)):
            waiting += [(inner, True), (inner, False)]
    return "".join(out)
