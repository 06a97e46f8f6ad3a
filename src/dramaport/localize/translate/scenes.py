"""Cutting an episode's lines into scenes: what a translator reads at once."""

from __future__ import annotations

from collections.abc import Sequence

from dramaport.drama.values import Line

#: A pause that ends a scene by itself, and the shorter one that does where the picture changes in it (ms). In the
#: sample, lines of one scene lie 200 to 500 ms apart; real seasons have 47 lines in 98 s, so a pause of 4 s is rare and
#: means something.
_PAUSE, _PAUSE_AT_CUT = 4000, 1500
#: Longer scenes are parted at their widest pause. Models misnumber the end of long lists: PersoDub saw it from 40 lines
#: on and asks for 6.
LONGEST = 14
#: A scene is not parted nearer than this to its ends.
_SHORTEST_PART = 3


def cut_scenes(lines: Sequence[Line], cuts: Sequence[int] = (), longest: int = LONGEST) -> tuple[tuple[Line, ...], ...]:
    """Scenes of at most `longest` lines, in order, each line in exactly one; never across episodes.

    `cuts` are the times (ms) at which the shot changes, of the episode all lines are from. The texts of the lines play
    no part, so that editing one does not move the scenes.
    """
    scenes: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.episode, line.span.start, line.id)):
        if scenes and not _parts(scenes[-1], line, cuts):
            scenes[-1].append(line)
        else:
            scenes.append([line])
    return tuple(part for scene in scenes for part in _halved(tuple(scene), longest))


def _parts(scene: Sequence[Line], line: Line, cuts: Sequence[int]) -> bool:
    if scene[-1].episode != line.episode:
        return True
    end = max(before.span.end for before in scene)
    pause = line.span.start - end
    if pause >= _PAUSE:
        return True
    return pause >= _PAUSE_AT_CUT and any(end <= cut <= line.span.start for cut in cuts)


def _halved(scene: tuple[Line, ...], longest: int) -> list[tuple[Line, ...]]:
    """Part a long scene at its widest pause until every part is short enough."""
    if len(scene) <= longest:
        return [scene]
    margin = min(_SHORTEST_PART, longest, len(scene) // 2)
    places = range(margin, len(scene) - margin + 1)
    at = max(places, key=lambda i: (scene[i].span.start - scene[i - 1].span.end, -abs(2 * i - len(scene))))
    return [*_halved(scene[:at], longest), *_halved(scene[at:], longest)]
