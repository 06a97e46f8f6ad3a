"""Which voice speaks for which character in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dramaport.ai.abilities import Voice
from dramaport.drama.values import Character

_AGES: Final = ("child", "young", "adult", "elder")


def assign_voices(
    characters: Sequence[Character], voices: Sequence[Voice], keep: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A voice id for each character; empty where the language has no voice. `voices` come best first.

    Characters choose in order of first appearance, so one who appears later never changes an earlier one's voice.
    People's choices (`keep`, character id to voice id) stand, as far as the language has the voice. Each takes a voice
    of its gender that nobody has, the nearest in age; when all are taken, the one whose busiest holder says least. So
    the two of a gender who say most never share a voice where the language has two of it.
    """
    known = {voice.id for voice in voices}
    chosen = {character: voice for character, voice in (keep or {}).items() if voice in known}
    if not voices:
        return chosen
    lines = {character.id: character.lines for character in characters}
    for character in characters:
        if character.id in chosen:
            continue
        fitting = [voice for voice in voices if voice.gender == character.gender] or list(voices)
        by_age = sorted(fitting, key=lambda voice: _years_apart(voice, character))
        chosen[character.id] = min(by_age, key=lambda voice: _claim(voice.id, chosen, lines)).id
    return chosen


def _claim(voice: str, chosen: Mapping[str, str], lines: Mapping[str, int]) -> tuple[int, int]:
    """How strongly a voice is somebody else's already: the most lines a holder says, and how many hold it."""
    held = [lines.get(character, 0) for character, own in chosen.items() if own == voice]
    return (1 + max(held) if held else 0, len(held))


def _years_apart(voice: Voice, character: Character) -> int:
    return abs(_AGES.index(voice.age) - _AGES.index(character.age))
