"""A script that can be produced: what `drama.screenplay` lets through, and every set, sound and caption known here."""

from __future__ import annotations

from pathlib import Path

from dramaport.drama.screenplay import Episode, Screenplay, load_screenplay
from dramaport.drama.screenplay.values import Beat, LineBeat, SoundBeat
from dramaport.errors import BadInput
from dramaport.produce.animatic.effects import EFFECTS
from dramaport.produce.pictures.sets import SETS
from dramaport.produce.words import LONGEST_CAPTION, caption_text


def load_script(folder: Path) -> Screenplay:
    """Read a script and check that it can be made. Raises BadInput naming the file and the key of what cannot."""
    return producible(load_screenplay(folder))


def producible(play: Screenplay) -> Screenplay:
    """The script itself. Raises BadInput for a set, a sound or a caption that nobody here can make."""
    for at, place in enumerate(play.places):
        _known_set(set_of(play, place.id), f"drama.toml: places[{at}].set")
    for name, episode in play.episodes.items():
        _check(play, episode, f"script/{name}.toml: ")
    return play


def set_of(play: Screenplay, place: str) -> str:
    """The name of the set a place is drawn as."""
    return play.place(place).set or place


def _check(play: Screenplay, episode: Episode, name: str) -> None:
    """The one scene of the short form has no key of its own in the file."""
    for at, scene in enumerate(episode.scenes):
        key = name if len(episode.scenes) == 1 else f"{name}scenes[{at}]."
        _known_set(set_of(play, scene.place), f"{key}place")
        for number, beat in enumerate(scene.beats):
            _check_beat(beat, f"{key}beats[{number}]")


def _check_beat(beat: Beat, key: str) -> None:
    if isinstance(beat, LineBeat) and beat.caption and len(caption_text(beat.text)) > LONGEST_CAPTION:
        raise BadInput(f"{key}.text: its caption is longer than {LONGEST_CAPTION} characters; split the line")
    if isinstance(beat, SoundBeat) and beat.effect not in EFFECTS:
        raise BadInput(f"{key}.effect: no sound is called {beat.effect!r}; use one of {' '.join(sorted(EFFECTS))}")


def _known_set(name: str, key: str) -> None:
    if name not in SETS:
        raise BadInput(f"{key}: no set is called {name!r}; use one of {' '.join(sorted(SETS))}")
