"""Gates on time: how long lines, beats and episodes are. All times are estimates of `drama.screenplay.timing`."""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Iterator

from dramaport.drama.screenplay.values import ActionBeat, LineBeat, ScreenBeat, SoundBeat
from dramaport.drama.speech_rate import estimate
from dramaport.story.gates.case import SCRIPT, Case, Timed
from dramaport.story.gates.values import Gate, Need, Spot

_WIDE = frozenset({"W", "F"})
_EVEN = Need("three written episodes to compare", lambda case: len(case.episodes) >= 3)


def columns(text: str) -> int:
    """Display columns: a full-width character is two, a combining mark none."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in _WIDE else 1
        for letter in text
        if not unicodedata.combining(letter)
    )


def _line_seconds(case: Case) -> Iterator[Spot]:
    for timed, line in case.lines():
        seconds = estimate(line.text, case.language) / 1000
        if seconds > case.limits["line_seconds_max"]:
            yield timed.spot(f"{seconds:.1f} s")


def _caption_length(case: Case) -> Iterator[Spot]:
    for timed, line in case.lines():
        if line.caption and columns(line.text) > case.limits["caption_columns_max"]:
            yield timed.spot(f"{columns(line.text)} columns")


def _screen_seconds(case: Case) -> Iterator[Spot]:
    for timed in case.beats():
        if isinstance(timed.beat, ScreenBeat):
            needed = columns(timed.beat.text) / case.limits["screen_columns_per_second"]
            if timed.beat.seconds < needed:
                yield timed.spot(f"stands {timed.beat.seconds:g} s, reading it takes {needed:.1f} s")


def _beat_seconds(case: Case) -> Iterator[Spot]:
    for timed in case.beats():
        if isinstance(timed.beat, ActionBeat | ScreenBeat) and timed.seconds > case.limits["beat_seconds_max"]:
            yield timed.spot(f"{timed.seconds:g} s")


def _episode_seconds(case: Case) -> Iterator[Spot]:
    least, most = case.limits["episode_seconds_min"], case.limits["episode_seconds_max"]
    for name, seconds in case.seconds.items():
        if not least <= seconds <= most:
            yield Spot(episode=name, quote=case.episodes[name].title, found=f"{seconds:.0f} s")


def _episode_even(case: Case) -> Iterator[Spot]:
    middle = statistics.median(case.seconds.values())
    for name, seconds in case.seconds.items():
        if abs(seconds / middle - 1) * 100 > case.limits["episode_stray_percent"]:
            found = f"{seconds:.0f} s, the others are about {middle:.0f} s"
            yield Spot(episode=name, quote=case.episodes[name].title, found=found)


def _dialogue_share(case: Case) -> Iterator[Spot]:
    least, most = case.limits["dialogue_percent_min"], case.limits["dialogue_percent_max"]
    for name, timeline in case.timelines.items():
        said = sum(estimate(timed.beat.text, case.language) for timed in timeline if isinstance(timed.beat, LineBeat))
        percent = said / 10 / case.seconds[name]
        if not least <= percent <= most:
            yield Spot(episode=name, quote=case.episodes[name].title, found=f"{percent:.0f} % is speech")


def _beat_rate(case: Case) -> Iterator[Spot]:
    for name, timeline in case.timelines.items():
        beats = sum(not isinstance(timed.beat, SoundBeat) for timed in timeline)
        each = case.seconds[name] / beats
        if each > case.limits["seconds_a_beat_max"]:
            yield Spot(episode=name, quote=case.episodes[name].title, found=f"a beat every {each:.1f} s")


def _scene_action(case: Case) -> Iterator[Spot]:
    for name, episode in case.episodes.items():
        for scene in episode.scenes:
            actions = sum(isinstance(beat, ActionBeat) for beat in scene.beats)
            if actions < case.limits["actions_a_scene_min"]:
                yield Spot(episode=name, scene=scene.id, quote=scene.place, found=f"{actions} action beats")


def _monologue(case: Case) -> Iterator[Spot]:
    for timeline in case.timelines.values():
        for run in _runs(timeline):
            seconds = (run[-1].end - run[0].start) / 1000
            if seconds > case.limits["monologue_seconds_max"]:
                yield run[0].spot(f"one voice for {seconds:.0f} s")


def _runs(timeline: tuple[Timed, ...]) -> Iterator[list[Timed]]:
    """Stretches in which one voice alone is heard and nothing else is shown."""
    run: list[Timed] = []
    for timed in timeline:
        if isinstance(timed.beat, SoundBeat):
            continue
        if run and not _same_voice(run[-1], timed):
            yield run
            run = []
        if isinstance(timed.beat, LineBeat):
            run.append(timed)
    if run:
        yield run


def _same_voice(one: Timed, other: Timed) -> bool:
    return (
        isinstance(one.beat, LineBeat)
        and isinstance(other.beat, LineBeat)
        and one.beat.character == other.beat.character
    )


GATES = (
    Gate(
        "line-seconds", "a line lasts at most {line_seconds_max} s when it is spoken",
        "cut the line, or give half of it to a look or to somebody's answer",
        "shuohao script/line-length, in seconds of speech instead of characters", _line_seconds, (SCRIPT,),
    ),
    Gate(
        "caption-length", "a line that is captioned has at most {caption_columns_max} columns",
        "cut the line, or make two of it",
        "shuohao script/line-length", _caption_length, (SCRIPT,),
    ),
    Gate(
        "screen-seconds", "a text on screen stands long enough to be read at {screen_columns_per_second} columns a second",
        "shorten the text, or let it stand longer",
        "ours", _screen_seconds, (SCRIPT,),
    ),
    Gate(
        "beat-seconds", "nothing is shown without a cut for more than {beat_seconds_max} s",
        "tell it in two beats, each with something new to see",
        "shuohao storyboard/segment-cap", _beat_seconds, (SCRIPT,),
    ),
    Gate(
        "episode-seconds", "an episode lasts {episode_seconds_min} to {episode_seconds_max} s",
        "move a scene to the next episode, or cut; where it is short, play a turn out",
        "shuohao script/duration, storyboard/ep-duration", _episode_seconds, (SCRIPT,),
    ),
    Gate(
        "episode-even", "no episode strays more than {episode_stray_percent} % from the middle one's length",
        "move a scene across the episode's border",
        "shuohao script/duration, measured against the drama itself", _episode_even, (SCRIPT, _EVEN),
    ),
    Gate(
        "dialogue-share", "speech fills {dialogue_percent_min} to {dialogue_percent_max} % of an episode",
        "turn a line into something seen; where hardly anybody speaks, let somebody want something aloud",
        "ours", _dialogue_share, (SCRIPT,),
    ),
    Gate(
        "beat-rate", "something new is said or shown every {seconds_a_beat_max} s on average",
        "break the long beats up, or cut them",
        "shuohao storyboard/cut-length", _beat_rate, (SCRIPT,),
    ),
    Gate(
        "scene-action", "a scene shows at least {actions_a_scene_min} action beats",
        "write what is seen: a scene of lines alone is a radio play",
        "shuohao script/has-action", _scene_action, (SCRIPT,),
    ),
    Gate(
        "monologue", "nobody speaks alone for more than {monologue_seconds_max} s",
        "let somebody answer, or show what is talked of",
        "ours", _monologue, (SCRIPT,),
    ),
)  # fmt: skip
