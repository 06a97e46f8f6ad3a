"""Beats from elements: who says what, what is seen, and what is remembered of it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar

from pypinyin import lazy_pinyin

from dramaport.drama.interchange.screenplay import meta
from dramaport.drama.interchange.screenplay.compose import EXTENSIONS, shown_name
from dramaport.drama.interchange.screenplay.elements import Element, Kind
from dramaport.drama.screenplay.values import (
    Acting,
    ActionBeat,
    Beat,
    Channel,
    Delivery,
    Emotion,
    Label,
    LineBeat,
    Pose,
    Role,
    ScreenBeat,
    SoundBeat,
    Style,
)
from dramaport.drama.values import Age, Gender

_EXTENSION: Final = re.compile(r"\s*[(（]([^()（）]*)[)）]\s*\Z")
_CHANNELS: Final = {word: channel for words in EXTENSIONS.values() for channel, word in words.items()} | {
    "OS": Channel.OFF, "OC": Channel.OFF, "O.C.": Channel.OFF, "VO": Channel.VOICE_OVER, "画外音": Channel.OFF,
    "内心": Channel.VOICE_OVER, "独白": Channel.VOICE_OVER,
}  # fmt: skip
_CONTINUED: Final = frozenset({"CONT'D", "CONT’D", "CONTD", "CONT", "续"})
_BETWEEN_HANZI: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\u9fff\uff00-\uffef])")
_LONGEST_SCREEN: Final = 48
_UNNAMED: Final = "somebody"
E_ = TypeVar("E_", bound=StrEnum)


@dataclass(frozen=True)
class Item:
    """One thing on the page: its elements, what its notes remember, and what people noted."""

    elements: tuple[Element, ...]
    meta: dict[str, str]
    people: tuple[str, ...]

    @staticmethod
    def of(elements: Sequence[Element], notes: Sequence[str]) -> Item:
        read = [(note, meta.read(note)) for note in notes]
        fields: dict[str, str] = {}
        for _, told in read:
            fields |= told or {}
        people = tuple(meta.said(note) for note, told in read if told is None)
        return Item(tuple(elements), fields, tuple(" ".join(note.split("\n")) for note in people if note.strip()))

    @property
    def kind(self) -> Kind:
        return self.elements[0].kind

    @property
    def text(self) -> str:
        return joined([self.elements[0].text])

    @property
    def number(self) -> str:
        return self.elements[0].number


@dataclass
class Speaking:
    """The people of a drama, found by the name on the page; whoever is not there is added."""

    roles: dict[str, Role]
    language: str
    added: list[str] = field(default_factory=list)

    def find(self, name: str, remembered: str = "") -> str:
        """The id of who bears a name. `remembered` counts while the name is still that person's."""
        if remembered in self.roles and shown_name(self.roles[remembered]) == name:
            return remembered
        for role in self.roles.values():
            if name in (role.name, shown_name(role)) or name == role.name.upper():
                return role.id
        made = slug(name, self.roles)
        self.roles[made] = Role(id=made, name=name, gender=Gender.FEMALE, age=Age.ADULT)
        self.added.append(name)
        return made


def beat_of(item: Item, speaking: Speaking) -> tuple[list[Beat], list[str]]:
    """The beats an item is, and what of it a drama has no place for."""
    if item.kind is Kind.CHARACTER:
        return _spoken(item, speaking)
    told = _told(item)
    if "sound" in item.meta and re.fullmatch(r"[a-z][a-z0-9_]*", item.meta["sound"]):
        return [SoundBeat(kind="sound", effect=item.meta["sound"], **told)], []
    if not any(letter.isalnum() for letter in item.text):
        return [], [f"{item.kind}: {item.text}"] if item.text else []
    seconds = _seconds(item)
    if item.kind is Kind.CENTERED and len(item.text) <= _LONGEST_SCREEN:
        style = _one_of(Style, item.meta.get("screen"), Style.SIGN)
        shown = min(10.0, seconds or 2.0)
        return [
            ScreenBeat(kind="screen", id=item.meta.get("id", ""), style=style, text=item.text, seconds=shown, **told)
        ], []
    acting = tuple(_acting(word, speaking) for word in item.meta.get("acting", "").split(",") if word)
    beat = ActionBeat(kind="action", id=item.meta.get("id", ""), text=item.text, seconds=seconds or 2.0, **told)
    return [beat.model_copy(update={"acting": tuple(one for one in acting if one)})], []


def _spoken(item: Item, speaking: Speaking) -> tuple[list[Beat], list[str]]:
    name, channel = _who(item.text)
    words = joined([element.text for element in item.elements if element.kind in (Kind.DIALOGUE, Kind.LYRICS)])
    manner = joined([element.text for element in item.elements if element.kind is Kind.PARENTHETICAL])
    if not name and not words:
        return [], []
    who = speaking.find(name or _UNNAMED, item.meta.get("who", ""))
    told = _told(item)
    if not any(letter.isalnum() for letter in words):  # a silence, or a sigh
        text = f"{name or _UNNAMED}：{words or manner or '……'}"
        return [ActionBeat(kind="action", id="", text=text, acting=(Acting(character=who),), **told)], []
    line = LineBeat(
        kind="line",
        id=item.meta.get("id", ""),
        character=who,
        text=words,
        manner=manner,
        channel=channel,
        delivery=_one_of(Delivery, item.meta.get("delivery"), Delivery.NORMAL),
        emotion=_one_of(Emotion, item.meta.get("emotion"), Emotion.NEUTRAL),
        caption=item.meta.get("caption") != "no",
        overlap=item.meta.get("overlap") == "yes",
        dual=item.elements[0].dual,
        pause=_number(item.meta.get("pause"), 0, 5, 0.3),
        **told,
    )
    return [line], []


def _who(text: str) -> tuple[str, Channel]:
    """Name and channel from `沈渡 (画外)`; `(CONT'D)` says nothing new, any other extension stays in the name."""
    channel = Channel.ON
    while found := _EXTENSION.search(text):
        word = found[1].strip().upper()
        if word in _CHANNELS:
            channel = _CHANNELS[word]
        elif word not in _CONTINUED:
            break
        text = text[: found.start()]
    return " ".join(text.split()), channel


def joined(texts: Sequence[str]) -> str:
    """Rows of one text as one row: words are parted by a space, hanzi by none."""
    rows = [row.strip() for text in texts for row in text.split("\n") if row.strip()]
    text = "\n".join(rows)
    return _BETWEEN_HANZI.sub("", text).replace("\n", " ")


def _told(item: Item) -> dict[str, Any]:
    labels = tuple(Label(word) for word in item.meta.get("labels", "").split(",") if word in set(Label))
    return {
        "labels": labels,
        "opens": tuple(filter(None, item.meta.get("opens", "").split(","))),
        "closes": tuple(filter(None, item.meta.get("closes", "").split(","))),
        "note": " ".join(item.people),
    }


def _acting(word: str, speaking: Speaking) -> Acting | None:
    character, emotion, pose = [*word.split(":"), "", ""][:3]
    if character not in speaking.roles:
        return None
    return Acting(
        character=character,
        emotion=_one_of(Emotion, emotion, Emotion.NEUTRAL),
        pose=_one_of(Pose, pose, Pose.STAND),
    )


def _seconds(item: Item) -> float | None:
    return _number(item.meta["seconds"], 0.5, 30, 2) if "seconds" in item.meta else None


def _number(text: str | None, least: float, most: float, otherwise: float) -> float:
    try:
        number = float(text or "")
    except ValueError:
        return otherwise
    return number if least <= number <= most else otherwise


def _one_of(kind: type[E_], word: str | None, otherwise: E_) -> E_:
    return kind(word) if word in set(kind) else otherwise


def slug(name: str, taken: Container[str]) -> str:
    """An ascii id from a name in any script: 渡口 becomes du_kou."""
    words = "_".join(lazy_pinyin(name)).lower()
    base = re.sub(r"[^a-z0-9]+", "_", words).strip("_")[:40] or "somebody"
    base = base if base[0].isalpha() else f"n_{base}"
    return next(made for n in range(1, 10_000) if (made := base if n == 1 else f"{base}_{n}") not in taken)
