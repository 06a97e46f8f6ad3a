"""A script as elements: what writers read in the words of the page, the rest in notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import tomli_w

from dramaport.drama.interchange.screenplay import meta
from dramaport.drama.interchange.screenplay.elements import Element, Kind, Paper
from dramaport.drama.interchange.screenplay.headings import heading
from dramaport.drama.screenplay.values import (
    ActionBeat,
    Beat,
    Channel,
    Delivery,
    Emotion,
    Episode,
    LineBeat,
    Pose,
    Role,
    Scene,
    ScreenBeat,
    Screenplay,
    SoundBeat,
    Weather,
)

#: What stands behind a character's name when the voice is not in the picture, by language.
EXTENSIONS = {
    "zh": {Channel.OFF: "画外", Channel.VOICE_OVER: "旁白"},
    "en": {Channel.OFF: "O.S.", Channel.VOICE_OVER: "V.O."},
}
#: What of an episode stands in its note.
EPISODE_NOTES = ("hook", "hook_kind", "cliffhanger", "cliffhanger_kind")
_PAUSE = 0.3
_BLANKED = {ord(mark): " " for mark in "()（）^*_[]\\@#"}


def compose(play: Screenplay) -> Paper:
    """The screenplay on paper. `recover` gives the same screenplay again."""
    names = Counter(shown_name(role) for role in play.characters)
    unclear = frozenset(role.id for role in play.characters if names[shown_name(role)] > 1 or not plain_name(role.name))
    elements = [
        element
        for name, episode in play.episodes.items()
        for element in (
            *_opening(name, episode),
            *(e for scene in episode.scenes for e in _scene(scene, play, unclear)),
        )
    ]
    title = (("Title", play.title), *((("Logline", play.logline),) if play.logline else ()))
    return Paper(title=title, elements=tuple(elements), data=_data(play))


def plain_name(name: str) -> bool:
    """Whether a name stands on its line as it is: no bracket that would be an extension, no mark of the format."""
    return name == " ".join(name.translate(_BLANKED).split())


def shown_name(role: Role) -> str:
    """The name as its line shows it: without the marks that mean something there."""
    return " ".join(role.name.translate(_BLANKED).split()) or role.id


def extensions(language: str) -> dict[Channel, str]:
    return EXTENSIONS.get(language, EXTENSIONS["en"])


def _opening(name: str, episode: Episode) -> Iterator[Element]:
    yield Element(kind=Kind.SECTION, text=f"{name} {episode.title}".strip())
    if episode.synopsis:
        yield Element(kind=Kind.SYNOPSIS, text=episode.synopsis)
    told = [("episode", name), *((key, getattr(episode, key) or "") for key in EPISODE_NOTES)]
    if any(value for _, value in told[1:]):
        yield Element(kind=Kind.NOTE, text=meta.written(told))


def _scene(scene: Scene, play: Screenplay, unclear: frozenset[str]) -> Iterator[Element]:
    place = play.place(scene.place)
    line = heading(scene.setting, place.name, scene.time, play.source)
    yield Element(kind=Kind.HEADING, text=line, number=scene.number)
    weather = "" if scene.weather is Weather.CLEAR else scene.weather
    fields = [("scene", scene.id), ("place", scene.place), ("weather", weather), ("extras", ",".join(scene.extras))]
    yield Element(kind=Kind.NOTE, text=meta.written(fields))
    if scene.synopsis:
        yield Element(kind=Kind.SYNOPSIS, text=scene.synopsis)
    for beat in scene.beats:
        yield from _beat(beat, play, unclear)
        if beat.note:
            yield Element(kind=Kind.NOTE, text=meta.plain(beat.note))
    if scene.transition:
        yield Element(kind=Kind.TRANSITION, text=scene.transition)


def _beat(beat: Beat, play: Screenplay, unclear: frozenset[str]) -> Iterator[Element]:
    match beat:
        case LineBeat():
            yield from _line(beat, play, unclear)
        case ActionBeat():
            yield Element(kind=Kind.ACTION, text=beat.text)
            acting = ",".join(_acting(beat))
            yield _note(beat, ("id", beat.id), ("acting", acting), ("seconds", f"{beat.seconds:g}"))
        case ScreenBeat():
            yield Element(kind=Kind.CENTERED, text=beat.text)
            yield _note(beat, ("id", beat.id), ("screen", beat.style), ("seconds", f"{beat.seconds:g}"))
        case SoundBeat():
            word = "音效：" if play.source == "zh" else "SOUND: "
            yield Element(kind=Kind.ACTION, text=f"{word}{beat.effect.replace('_', ' ')}")
            yield _note(beat, ("sound", beat.effect))


def _line(line: LineBeat, play: Screenplay, unclear: frozenset[str]) -> Iterator[Element]:
    behind = extensions(play.source).get(line.channel)
    shown = shown_name(play.role(line.character))
    yield Element(kind=Kind.CHARACTER, text=f"{shown} ({behind})" if behind else shown, dual=line.dual)
    if line.manner:
        yield Element(kind=Kind.PARENTHETICAL, text=line.manner)
    yield Element(kind=Kind.DIALOGUE, text=line.text)
    yield _note(
        line,
        ("id", line.id),
        ("who", line.character if line.character in unclear else ""),
        ("delivery", "" if line.delivery is Delivery.NORMAL else line.delivery),
        ("emotion", "" if line.emotion is Emotion.NEUTRAL else line.emotion),
        ("caption", "" if line.caption else "no"),
        ("overlap", "yes" if line.overlap else ""),
        ("pause", "" if line.pause == _PAUSE else f"{line.pause:g}"),
    )


def _acting(beat: ActionBeat) -> Iterator[str]:
    for acting in beat.acting:
        emotion = "" if acting.emotion is Emotion.NEUTRAL else acting.emotion
        pose = "" if acting.pose is Pose.STAND else acting.pose
        yield f"{acting.character}:{emotion}:{pose}".rstrip(":")


def _note(beat: Beat, *fields: tuple[str, str]) -> Element:
    told = [("labels", ",".join(beat.labels)), ("opens", ",".join(beat.opens)), ("closes", ",".join(beat.closes))]
    return Element(kind=Kind.NOTE, text=meta.written([*fields, *told]))


def _data(play: Screenplay) -> str:
    """What no page shows: the cast and its voices, places, threads, where each episode stands in the novel, culture notes."""
    drama = play.model_dump(mode="json", exclude_defaults=True, exclude={"episodes"})
    episodes = {
        name: episode.model_dump(mode="json", include={"source", "notes"}, exclude_defaults=True)
        for name, episode in play.episodes.items()
        if episode.source or episode.notes
    }
    return tomli_w.dumps(drama | ({"episodes": episodes} if episodes else {}), multiline_strings=False)
