"""What captions and screens show of a text: punctuation as Chinese micro-dramas set it, and rows.

The rule follows how mainland platforms caption dialogue: commas become a space, a full stop at the end goes, and marks
that carry tone (？！…—) stay. Compare GB/T 15834-2011 for the marks, and Netflix's Simplified Chinese Timed Text Style
Guide, which also sets no full stops or commas at line ends.
"""

from __future__ import annotations

import re

#: The most characters on one row, and in one caption: 13 hanzi at 46 px fill 83 % of a frame 720 px wide.
ROW = 13
LONGEST_CAPTION = 2 * ROW

_TONE = "？！…—"
_MARKS = "，。？！…—、；：,.?!"
_PAUSES = re.compile(r"(?:[\s，。．、；;：“”‘’\"'「」『』《》]|[.,:](?!\d))+")


def caption_text(text: str) -> str:
    """The text as its caption shows it: pauses and quotes become one space, none at the ends; ？！…— stay."""
    return _PAUSES.sub(" ", text.replace("...", "…")).strip()


def caption_rows(text: str) -> tuple[str, ...]:
    """One row up to 13 characters, else two, parted at the space nearest the middle that leaves both rows short enough.

    Without such a space the text is parted in the middle; a mark there hangs on the first row.
    """
    if len(text) <= ROW:
        return (text,)
    spaces = [at for at, letter in enumerate(text) if letter == " " and at <= ROW and len(text) - at - 1 <= ROW]
    if spaces:
        at = min(spaces, key=lambda space: (abs(2 * space + 1 - len(text)), space))
        return text[:at], text[at + 1 :]
    at = (len(text) + 1) // 2
    while at < len(text) - 1 and text[at] in _TONE:
        at += 1
    return text[:at].strip(), text[at:].strip()


def card_parts(text: str) -> tuple[str, str]:
    """A name card's name and what is said of it: parted at the first comma."""
    head, _, tail = text.partition("，")
    return head.strip(), tail.strip()


def message_parts(text: str) -> tuple[str, str]:
    """A message's sender ("" where none is given) and its words: parted at the first colon near the beginning."""
    head, colon, tail = text.partition("：")
    return (head.strip(), tail.strip()) if colon and len(head) <= 6 else ("", text.strip())


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Rows of at most `width` characters, parted after a mark where one stands in the row's later half.

    A mark never begins a row: it hangs on the row before, which may so be longer.
    """
    rows: list[str] = []
    rest = text
    while len(rest) > width:
        ends = [at + 1 for at in range(width // 2 - 1, width) if rest[at] in _MARKS]
        cut = max(ends) if ends else width
        while cut < len(rest) and rest[cut] in _MARKS:
            cut += 1
        rows.append(rest[:cut])
        rest = rest[cut:]
    return tuple([*rows, rest] if rest else rows)
