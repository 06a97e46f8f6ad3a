"""Culture notes: what is real in a story (a place, a dish, a craft, a feast), marked where viewers meet it first."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from dramaport.drama.screenplay import Episode, Screenplay
from dramaport.drama.screenplay.values import Beat, CultureNote, SoundBeat
from dramaport.drama.values import Value


class Entry(Value):
    """Something real: the words it is met by in a script, and what to say of it, by language."""

    term: str
    words: tuple[str, ...]
    kind: str  # place, food, craft, feast, custom, dress, art, history
    texts: dict[str, str]


@cache
def lexicon() -> tuple[Entry, ...]:
    """The entries we have: `culture.toml`."""
    told = tomllib.loads((files(__package__) / "culture.toml").read_text("utf-8"))
    return tuple(Entry.model_validate(entry) for entry in told["entry"])


def noted(play: Screenplay, entries: tuple[Entry, ...]) -> Screenplay:
    """The script with a note at the first beat of the drama that names each entry. Notes people wrote stay."""
    met = {note.term for episode in play.episodes.values() for note in episode.notes}
    episodes: dict[str, Episode] = {}
    for name, episode in play.episodes.items():
        fresh = []
        for beat in episode.beats:
            for entry in entries:
                if (
                    entry.term not in met
                    and any(word in _words(beat) for word in entry.words)
                    and not isinstance(beat, SoundBeat)
                ):
                    met.add(entry.term)
                    fresh.append(CultureNote(beat=beat.id, term=entry.term, texts=entry.texts))
        episodes[name] = episode.model_copy(update={"notes": (*episode.notes, *fresh)}) if fresh else episode
    return play.model_copy(update={"episodes": episodes})


def _words(beat: Beat) -> str:
    return "" if isinstance(beat, SoundBeat) else beat.text
