"""Which voice speaks for which character in a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.ai.abilities import Voice
from dramaport.drama.values import Character

#: A character with at least this share of the lines is a lead, and so are the two of each gender who say most.
_LEAD_SHARE = 0.10

_AGES = ("child", "young", "adult", "elder")


def assign_voices(
    characters: Sequence[Character], voices: Sequence[Voice], keep: Mapping[str, str] | None = None
) -> dict[str, str]:
    """A voice id for each character; empty where the language has no voice.

    Characters come in order of first appearance, so one who appears later never changes an earlier one's voice.
    People's choices (`keep`) stand. Each takes the best voice of its gender that nobody has; when all are taken, the
    one whose holders say least, so that two leads share a voice only when there is no other.
    """
    known = {voice.id for voice in voices}
    chosen = {character: voice for character, voice in (keep or {}).items() if voice in known}
    if not voices:
        return chosen
    leads = leads_of(characters)
    lines = {character.id: character.lines for character in characters}
    for character in characters:
        if character.id in chosen:
            continue
        fitting = [voice for voice in voices if voice.gender == character.gender] or list(voices)
        ranked = sorted(fitting, key=lambda voice: (_apart(voice.age, character.age), voices.index(voice)))
        chosen[character.id] = min(ranked, key=lambda voice: _taken(voice.id, chosen, leads, lines)).id
    return chosen


def leads_of(characters: Sequence[Character]) -> frozenset[str]:
    """The characters an audience would name."""
    total = sum(character.lines for character in characters) or 1
    by_lines = sorted(characters, key=lambda character: (-character.lines, character.id))
    first = {
        character.id for gender in ("female", "male") for character in [c for c in by_lines if c.gender == gender][:2]
    }
    return frozenset(first | {c.id for c in characters if c.lines >= _LEAD_SHARE * total})


def _taken(voice: str, chosen: Mapping[str, str], leads: frozenset[str], lines: Mapping[str, int]) -> tuple[bool, int]:
    """How bad it is to share a voice: with a lead is worst, then with whoever says most."""
    holders = [character for character, own in chosen.items() if own == voice]
    return (any(holder in leads for holder in holders), sum(1 + lines.get(holder, 0) for holder in holders))


def _apart(voice: str, character: str) -> int:
    return abs(_AGES.index(voice) - _AGES.index(character))
