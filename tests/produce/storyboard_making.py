"""Beats and plays for tests of the storyboard and the film."""

from __future__ import annotations

from dramaport.drama.screenplay import Episode, Scene, Screenplay
from dramaport.drama.screenplay.values import (
    Acting,
    ActionBeat,
    Beat,
    Emotion,
    Label,
    LineBeat,
    Pose,
    Role,
    ScreenBeat,
    SoundBeat,
    Style,
)


def line(
    number: int,
    *,
    character: str = "a",
    pause: float = 0.3,
    overlap: bool = False,
    emotion: Emotion = Emotion.NEUTRAL,
    labels: tuple[Label, ...] = (),
) -> LineBeat:
    return LineBeat(
        kind="line",
        id=f"E01.{number:03}",
        character=character,
        text="话",
        pause=pause,
        overlap=overlap,
        emotion=emotion,
        labels=labels,
    )


def screen(number: int, style: Style, seconds: float = 2.0, text: str = "字") -> ScreenBeat:
    return ScreenBeat(kind="screen", id=f"E01.{number:03}", style=style, text=text, seconds=seconds)


def action(number: int, *acting: tuple[str, Emotion, Pose], text: str = "动") -> ActionBeat:
    people = tuple(Acting(character=who, emotion=emotion, pose=pose) for who, emotion, pose in acting)
    return ActionBeat(kind="action", id=f"E01.{number:03}", text=text, acting=people)


def sound(effect: str) -> SoundBeat:
    return SoundBeat(kind="sound", effect=effect)


def play_of(*scenes: list[Beat]) -> Screenplay:
    """An episode E01 of these scenes, with people a to e."""
    roles = tuple(
        Role.model_validate({"id": who, "name": f"人{who}", "gender": "male", "age": "adult", "voice": "zm_yunxi"})
        for who in "abcde"
    )
    made = tuple(
        Scene(id=f"E01.S{number}", place="office", beats=tuple(beats)) for number, beats in enumerate(scenes, 1)
    )
    return Screenplay(title="戏", source="zh", characters=roles, episodes={"E01": Episode(title="题", scenes=made)})


def numbered(scenes: list[list[Beat]]) -> list[list[Beat]]:
    """Give every beat its own id and begin with a line that overlaps nothing."""
    number, seen, done = 0, False, []
    for beats in scenes:
        out: list[Beat] = []
        for beat in [line(0), *beats]:
            number += 1
            if isinstance(beat, LineBeat):
                beat = beat.model_copy(update={"id": f"E01.{number:03}", "overlap": beat.overlap and seen})
                seen = True
            elif not isinstance(beat, SoundBeat):
                beat = beat.model_copy(update={"id": f"E01.{number:03}"})
            out.append(beat)
        done.append(out)
    return done
