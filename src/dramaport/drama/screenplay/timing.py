"""How long a script lasts before anything is recorded, and how many pages it is: the one place that says so.

Speech is `drama.speech_rate`'s estimate; the rest is what the beats say of themselves.
"""

from __future__ import annotations

import math
from typing import Final

from dramaport.drama.screenplay.values import ActionBeat, Beat, Episode, LineBeat, Scene, ScreenBeat
from dramaport.drama.speech_rate import estimate

#: A page is an eighth eight times over, and plays for about a minute: the trade's rule of thumb for scheduling.
EIGHTHS_A_PAGE: Final = 8
_PAGE_MS: Final = 60_000


def line_ms(line: LineBeat, language: str) -> int:
    """Milliseconds a line takes, its pause before it included; a line said together with another takes none of its own."""
    if line.dual:
        return 0
    return round(line.pause * 1000) * (not line.overlap) + estimate(line.text, language)


def beat_ms(beat: Beat, language: str) -> int:
    """Milliseconds a beat takes; a sound rings under what follows."""
    match beat:
        case LineBeat():
            return line_ms(beat, language)
        case ActionBeat() | ScreenBeat():
            return round(beat.seconds * 1000)
        case _:
            return 0


def scene_ms(scene: Scene, language: str) -> int:
    return sum(beat_ms(beat, language) for beat in scene.beats)


def episode_ms(episode: Episode, language: str) -> int:
    return sum(scene_ms(scene, language) for scene in episode.scenes)


def eighths(scene: Scene, language: str) -> int:
    """Pages of a scene in eighths, at least one."""
    return max(1, math.ceil(scene_ms(scene, language) * EIGHTHS_A_PAGE / _PAGE_MS))
