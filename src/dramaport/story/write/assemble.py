"""An episode of the script made of a writer's answer, and back. Names become ids, beats get their numbers here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from dramaport.drama.screenplay.files import checked_episode
from dramaport.drama.screenplay.values import (
    ActionBeat,
    Beat,
    Episode,
    LineBeat,
    ScreenBeat,
    Screenplay,
    SourceSpan,
    Thread,
)
from dramaport.errors import BadInput
from dramaport.story.prompts.answers import ActionAnswer, BeatAnswer, EpisodeAnswer, LineAnswer, SceneAnswer


def assembled(answer: EpisodeAnswer, id: str, play: Screenplay, source: SourceSpan | None) -> Episode:
    """The checked episode. Raises BadInput naming the first thing in the answer that does not fit the drama."""
    told: dict[str, Any] = answer.model_dump(mode="json", exclude={"scenes"})
    numbers = _numbers(id, answer)
    scenes = [
        _scene(scene, f"{id}.S{at}", f"{int(id[1:])}-{at}", play, numbers) for at, scene in _counted(answer.scenes)
    ]
    if source is not None:
        told["source"] = source.model_dump()
    return checked_episode(id, told | {"scenes": scenes}, play, id)


def faults(answer: EpisodeAnswer, id: str, play: Screenplay) -> tuple[str, ...]:
    """What does not fit the drama, in words for the writer: every name that is in no list, else the first thing wrong."""
    people = {role.name for role in play.characters}
    threads = {thread.id for thread in play.threads}
    beats = [beat for scene in answer.scenes for beat in scene.beats]
    found = [
        *_unknown("who", (name for beat in beats for name in _acting(beat)), people),
        *_unknown("opens/closes", (one for beat in beats for one in (*beat.opens, *beat.closes)), threads),
    ]
    if play.places:
        found += _unknown("place", (scene.place for scene in answer.scenes), {place.name for place in play.places})
    if found:
        return tuple(found)
    try:
        assembled(answer, id, play, None)
    except BadInput as error:
        return (str(error),)
    return ()


def as_answer(episode: Episode, play: Screenplay) -> dict[str, Any]:
    """An episode as a writer tells it, without ids: what `revise` is shown."""
    names = {role.id: role.name for role in play.characters}
    told = episode.model_dump(mode="json", exclude_defaults=True, exclude={"scenes", "source", "notes"})
    scenes = []
    for scene in episode.scenes:
        row = scene.model_dump(mode="json", exclude_defaults=True, exclude={"id", "number", "beats", "extras"})
        beats = [_told_back(beat, names) for beat in scene.beats]
        scenes.append(row | {"place": play.place(scene.place).name, "beats": beats})
    return told | {"scenes": scenes}


def threads_used(episode: Episode, threads: Iterable[Thread]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Ids of the threads an episode opens and closes, in the drama's order."""
    opened = {id for beat in episode.beats for id in beat.opens}
    closed = {id for beat in episode.beats for id in beat.closes}
    known = [thread.id for thread in threads]
    return tuple(id for id in known if id in opened), tuple(id for id in known if id in closed)


def _numbers(id: str, answer: EpisodeAnswer) -> Iterator[str]:
    """Ids of beats in the order of the answer.

    What is said or read is numbered first, then what is done: translations are named by the former, and an
    action that comes or goes shall rename none of them.
    """
    beats = [beat for scene in answer.scenes for beat in scene.beats if beat.kind != "sound"]
    said = sum(beat.kind != "action" for beat in beats)
    first = {"said": iter(range(1, said + 1)), "done": iter(range(said + 1, len(beats) + 1))}
    for beat in beats:
        yield f"{id}.{next(first['done' if beat.kind == 'action' else 'said']):03}"


def _scene(scene: SceneAnswer, id: str, number: str, play: Screenplay, numbers: Iterator[str]) -> dict[str, Any]:
    told = scene.model_dump(mode="json", exclude={"beats", "place"})
    places = {place.name: place.id for place in play.places}
    people = {role.name: role.id for role in play.characters}
    beats = [_beat(beat, people, numbers) for beat in scene.beats]
    return told | {"id": id, "number": number, "place": places.get(scene.place, scene.place), "beats": beats}


def _beat(beat: BeatAnswer, people: Mapping[str, str], numbers: Iterator[str]) -> dict[str, Any]:
    told = beat.model_dump(mode="json")
    if beat.kind != "sound":
        told["id"] = next(numbers)
    if isinstance(beat, LineAnswer):
        told["character"] = people.get(told.pop("who"), beat.who)
    if isinstance(beat, ActionAnswer):
        told["acting"] = [
            {"character": people.get(one.who, one.who), "emotion": one.emotion, "pose": one.pose} for one in beat.acting
        ]
    return told


def _told_back(beat: Beat, names: Mapping[str, str]) -> dict[str, Any]:
    told = beat.model_dump(mode="json", exclude_defaults=True, exclude={"id", "note", "character", "acting"})
    told = {"kind": beat.kind} | told
    match beat:
        case LineBeat():
            told["who"] = names[beat.character]
        case ActionBeat():
            acting = [one.model_dump(mode="json", exclude_defaults=True) for one in beat.acting]
            told["acting"] = [{"who": names[one.pop("character")], **one} for one in acting]
        case ScreenBeat():
            told["seconds"] = beat.seconds
    return told


def _acting(beat: BeatAnswer) -> tuple[str, ...]:
    if isinstance(beat, LineAnswer):
        return (beat.who,)
    return tuple(one.who for one in beat.acting) if isinstance(beat, ActionAnswer) else ()


def _unknown(key: str, names: Iterable[str], known: Iterable[str]) -> list[str]:
    listed = set(known)
    wrong = [name for name in dict.fromkeys(names) if name not in listed]
    return [f"{key}: {name!r} is not in the list; use one of {', '.join(sorted(listed)) or '(none)'}" for name in wrong]


def _counted(scenes: Iterable[SceneAnswer]) -> Iterator[tuple[int, SceneAnswer]]:
    return iter(enumerate(scenes, 1))
