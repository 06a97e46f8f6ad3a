"""A novel's record from its source: title, variant, chapters, warnings."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from dramaport.errors import BadInput
from dramaport.story.intake.chapters import find_chapters
from dramaport.story.intake.headings import candidate
from dramaport.story.intake.source import Source
from dramaport.story.intake.variant import language_of, variant_of
from dramaport.story.values import Novel

#: Lines at the head of a file in which its title is looked for.
_HEAD_LINES = 20
_LONGEST_TITLE = 80

_TOLD_TITLE = re.compile(r"(?:书名|書名|作品名|title)\s*[:：]\s*(.+)", re.IGNORECASE)
#: A first line of a few characters with a blank one after it is a title, unless it is a chapter's.
_ALONE = re.compile(r"[ \t\u3000]*([\w·：:\- ]{1,20})[ \t\u3000]*\n[ \t\u3000]*\n")
_BRACKETED = re.compile(r"《([^《》]{1,40})》")


def novel_of(source: Source, name: str, title: str) -> tuple[Novel, bytes]:
    """The record and the bytes of `novel.txt`. Raises BadInput for headings without a text."""
    data = source.text.encode()
    found = find_chapters(source.text, source.headings, source.parts, title)
    if not any(data[chapter.body : chapter.end].strip() for chapter in found.chapters):
        raise BadInput(f"{title} holds headings and no text between them; give the file with the whole novel")
    novel = Novel(
        name=name,
        title=title,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        encoding=source.encoding,
        variant=variant_of(source.text),
        language=language_of(source.text),
        chapters=found.chapters,
        warnings=(*source.warnings, *found.warnings),
    )
    return novel, data


def title_of(source: Source, path: Path) -> str:
    """The title a file gives itself, in its metadata or its first lines; else its file's name."""
    if source.title:
        return " ".join(source.title.split())[:_LONGEST_TITLE]
    head = [" ".join(line.split()) for line in source.text.split("\n", _HEAD_LINES)[:_HEAD_LINES]]
    for line in head:
        if told := _TOLD_TITLE.match(line):
            return told[1].strip("《》 ")[:_LONGEST_TITLE]
    first = next((line for line in head if line), "")
    bracketed = _BRACKETED.match(first)
    if bracketed:
        return bracketed[1].strip()
    alone = _ALONE.match(source.text.lstrip("\n\ufeff"))
    return alone[1].strip() if alone and candidate(alone[1], 0) is None else path.stem
