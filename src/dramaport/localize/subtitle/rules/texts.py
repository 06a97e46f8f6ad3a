"""Rules on how text is written: characters, marks, quotation marks, digits, directions. All are mended mechanically."""

# ruff: noqa: ARG002 (the rules share their signatures; not every one needs every argument)
from __future__ import annotations

import re
import unicodedata

from dramaport.localize.subtitle.profile import Profile
from dramaport.localize.subtitle.rules.base import TextRule
from dramaport.localize.subtitle.text import BIDI_CONTROLS, visible

_NTTS = "Netflix Timed Text Style Guide"

_SPACES = " \u00a0\u202f"
_JOINERS = frozenset("\u200c\u200d")  # shape Arabic and Indic letters, and join emoji
_TAG = re.compile(r"</?(?:i|b|u|s|font|c|v|lang|ruby|rt|span)(?:[.\s][^<>\n]*)?>|\{\\[^{}\n]*\}", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<br\s*/?>|\\[Nn](?=\S)", re.IGNORECASE)


class Controls(TextRule):
    id = "controls"
    text = "No control or invisible character, composed Unicode (NFC); joiners stay, directions only right to left."
    source = "Unicode TR #15 and #36"

    def amend(self, text: str, profile: Profile) -> str:
        kept = _JOINERS | BIDI_CONTROLS if profile.language.direction == "rtl" else _JOINERS
        clean = (
            c
            for c in text.replace("\t", " ").replace("\r", " ")
            if c == "\n" or c in kept or unicodedata.category(c) not in {"Cc", "Cf", "Cs"}
        )
        return unicodedata.normalize("NFC", "".join(clean))


class Markup(TextRule):
    id = "markup"
    text = "A cue is plain text: no tags, no override codes, so no italics, which ar, hi, ko, th and zh forbid anyway."
    source = f"{_NTTS}: italics; SubtitleEdit NetflixCheckItalics"

    def amend(self, text: str, profile: Profile) -> str:
        before = None
        while before != text:  # taking one tag out can leave another: <<i>b>
            before = text
            text = _TAG.sub("", _BREAK_TAG.sub(" ", text))
        return text


class Ellipsis(TextRule):
    id = "ellipsis"
    text = "An ellipsis is the one character U+2026, once."
    source = f"{_NTTS}: continuity"

    def amend(self, text: str, profile: Profile) -> str:
        return re.sub(r"[.…⋯‥]{2,}|[⋯‥]|。{2,}|・{3,}", "…", text)


class RepeatedMarks(TextRule):
    id = "repeated-marks"
    text = "One question or exclamation mark, or one of each; never more."
    source = f"{_NTTS}: punctuation"

    def amend(self, text: str, profile: Profile) -> str:
        return re.sub(r"[!?！？؟]{2,}", lambda run: "".join(dict.fromkeys(run[0])), text)


class Marks(TextRule):
    """Machine translation leaves Chinese marks in other languages and ASCII marks in Chinese, Japanese and Arabic."""

    id = "marks"
    text = "Commas, stops and question marks are those of the language's own script."
    source = "Unicode CLDR, punctuation exemplars"

    def amend(self, text: str, profile: Profile) -> str:
        wanted = dict(profile.marks)
        if profile.language.script not in {"han", "kana"}:
            text = "".join(chr(ord(c) - 0xFEE0) if "！" < c <= "～" and c.isalnum() else c for c in text)
        native = any(not c.isascii() and c.isalpha() for c in text) or profile.language.script in {"latin", "cyrillic"}
        out = []
        for k, mark in enumerate(text):
            own = wanted.get(mark)
            if own is None or not native or _in_a_number(text, k):
                out.append(mark)
                continue
            follows = text[k + 1 : k + 2]
            spaced = not mark.isascii() and own in ",.?!:;" and follows.isalnum()
            out.append(f"{own} " if spaced else own)
        return "".join(out)


def _in_a_number(text: str, k: int) -> bool:
    """Whether an ASCII mark stands inside a number, a time or a Latin word: 1,000  3:30  a.m."""
    before, after = text[k - 1 : k], text[k + 1 : k + 2]
    inside = bool(before) and before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    abbreviated = text[k] == "." and bool(before) and before.isascii() and before.isalnum()
    return text[k].isascii() and (inside or abbreviated)


class Stops(TextRule):
    id = "stops"
    text = "No full stop or comma at the end in zh, ja and ko; in ja spaces stand for those inside."
    source = f"{_NTTS}: zh, ja, ko, punctuation"

    def amend(self, text: str, profile: Profile) -> str:
        if not profile.stops:
            return text
        text = re.sub(rf"[{re.escape(profile.stops)}\s]+(?=[」』”’）\s]*$)", "", text)
        for mark, space in profile.inner:
            text = re.sub(rf"{mark}[ \u3000]*(?=[」』\n])|{mark}$", "", text)
            text = re.sub(rf"{mark}[ \u3000]*", space, text)
        return text


class Whitespace(TextRule):
    id = "whitespace"
    text = "No space at a row's ends, before a mark or doubled; no empty row."
    source = "SubtitleEdit NetflixCheckWhiteSpace"

    def amend(self, text: str, profile: Profile) -> str:
        spaces = "\u00a0\u202f" + ("\u3000" if profile.east_asian else "")
        text = "".join(" " if c.isspace() and c not in f"\n{spaces}" else c for c in text)
        marks = "".join(mark for mark in ",.!?;:。，！？、；：،؛؟।" if mark not in profile.space_before)
        text = re.sub(rf"(?<=[^\s«–—-])[{_SPACES}]+([{marks}])(?![\w.])", r"\1", text)
        text = re.sub(r" *\u3000[ \u3000]*", "\u3000", text)
        text = re.sub(r" {2,}", " ", text)
        rows = (row.strip() for row in text.split("\n"))
        return "\n".join(row for row in rows if row)


class Spacing(TextRule):
    id = "spacing"
    text = "French: a no-break space before ? ! : ; » and after «."
    source = f"{_NTTS}: fr; Imprimerie nationale"

    def amend(self, text: str, profile: Profile) -> str:
        if not profile.space_before:
            return text
        marks = profile.space_before.replace("»", "")
        text = re.sub(rf"(?<=[^\s{marks}«(¿¡–—-])[{_SPACES}]*([{marks}])(?=[\s{marks}»\")…]|$)", "\u00a0\\1", text)
        text = re.sub(rf"([{marks}])\u00a0(?=[{marks}])", r"\1", text)
        text = re.sub(rf"(?<=[^\s«–—-])[{_SPACES}]*»", "\u00a0»", text)
        return re.sub(rf"«[{_SPACES}]*(?=[^\s»])", "«\u00a0", text)


#: Pairs of double quotation marks that other languages use (CLDR delimiters).
_PAIRS = ("“”", "„“", "„”", "«»", "»«", "「」", "””", "＂＂")


class Quotes(TextRule):
    id = "quotes"
    text = "Double quotation marks are the language's own pair; straight ones become that pair."
    source = "Unicode CLDR, delimiters; Netflix for fr, ar and ja"

    def amend(self, text: str, profile: Profile) -> str:
        opening, closing = profile.quotes
        text = re.sub(r"(^|[\s(\[{¿¡—–-])\"(?=\S)", rf"\g<1>{opening}", text)
        text = text.replace('"', closing)
        for pair in _PAIRS:
            if set(pair) != {opening, closing}:
                inside = f"[^{pair}{opening}{closing}]"
                text = re.sub(rf"{pair[0]}({inside}+){pair[1]}", rf"{opening}\1{closing}", text)
        return text


class Digits(TextRule):
    id = "digits"
    text = "Digits are 0-9, half width; in ja a single digit is full width."
    source = f"{_NTTS}: numbers"

    def amend(self, text: str, profile: Profile) -> str:
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)
        if profile.language.script != "kana":
            return plain
        return re.sub(r"(?<![\d.,:/A-Za-z%-])\d(?![\d.,:/A-Za-z%-])", lambda found: chr(ord(found[0]) + 0xFEE0), plain)


_LATIN = "A-Za-z\u00c0-\u024f"
_RUN = re.compile(rf"[{_LATIN}](?:[{_LATIN}0-9 .,'’&@/+-]*[{_LATIN}0-9])?")


class Direction(TextRule):
    """Players take a row's direction from its first strong letter (UAX #9, P2); isolates do not count for that."""

    id = "direction"
    text = "Right to left: Latin runs are isolated, and a row that does not begin right to left carries a mark."
    source = "Unicode UAX #9; Netflix ar"

    def amend(self, text: str, profile: Profile) -> str:
        if profile.language.direction != "rtl":
            return text
        return "\n".join(self._row(row) for row in text.split("\n"))

    @staticmethod
    def _row(row: str) -> str:
        bare = "".join(c for c in row if c not in BIDI_CONTROLS)
        isolated = _RUN.sub(lambda run: f"\u2066{run[0]}\u2069", bare)
        outside = _RUN.sub("", bare)
        right_to_left = any(unicodedata.bidirectional(c) in {"R", "AL"} for c in outside)
        return isolated if right_to_left or not visible(bare) else f"\u200f{isolated}"
