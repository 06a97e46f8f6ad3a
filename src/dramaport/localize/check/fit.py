"""Does every line have a voice, and does it fit where the line stands?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.localize.check.thresholds import DEFAULT, Thresholds
from dramaport.localize.check.values import Issue, Severity
from dramaport.localize.speak.values import Spoken
from dramaport.localize.speak.voicecheck import WrongVoice


def voiced(lines: Sequence[str], spoken: Sequence[Spoken], language: str) -> tuple[Issue, ...]:
    """Gate `voice`: each line that is to be dubbed has a clip with sound in it."""
    with_sound = {clip.line for clip in spoken if clip.duration > 0}
    return tuple(
        Issue(
            gate="voice",
            severity=Severity.ERROR,
            line=line,
            language=language,
            message="the line has no voice; translate it or choose another voice",
        )
        for line in lines
        if line not in with_sound
    )


def right_voice(wrong: Sequence[WrongVoice], language: str) -> tuple[Issue, ...]:
    """Gate `voice`: no clip sounds like another voice than its character's. An ear decides, so it only warns."""
    return tuple(
        Issue(
            gate="voice",
            severity=Severity.WARNING,
            line=each.line,
            language=language,
            message=f"sounds like {each.sounds_like} instead of {each.voice}; listen to it, and choose a voice again",
            measure=each.margin,
        )
        for each in wrong
    )


def fit(
    spoken: Sequence[Spoken], starts: Mapping[str, int], episode_ms: int, language: str, limits: Thresholds = DEFAULT
) -> tuple[Issue, ...]:
    """Gate `fit`: no voice is hurried beyond the tempo allowed, stands in the next line, or is cut by the episode's
    end.

    `starts` says where each clip is placed, in ms.
    """
    found: list[Issue] = []
    for clip in spoken:
        if clip.tempo > limits.tempo:
            message = f"spoken at {clip.tempo:.2f} times its natural tempo; shorten the translation"
            found.append(_issue(clip, language, Severity.ERROR, message, clip.tempo))
        if clip.overrun > limits.overrun_warning:
            severity = Severity.ERROR if clip.overrun > limits.overrun_error else Severity.WARNING
            message = f"{clip.overrun} ms too long; shorten the translation"
            found.append(_issue(clip, language, severity, message, clip.overrun))
        beyond = starts[clip.line] + clip.duration - episode_ms
        if beyond > 0:
            message = f"the episode ends {beyond} ms before the line does; shorten the translation"
            found.append(_issue(clip, language, Severity.ERROR, message, beyond))
    return tuple(found)


def _issue(clip: Spoken, language: str, severity: Severity, message: str, measure: float) -> Issue:
    return Issue(gate="fit", severity=severity, line=clip.line, language=language, message=message, measure=measure)
