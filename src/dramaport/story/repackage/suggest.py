"""Other words for lines that no longer read well after the substitutions: a model proposes them, a person decides."""

from __future__ import annotations

import json
from collections.abc import Mapping

from dramaport.ai.write import Request
from dramaport.drama.screenplay import Screenplay
from dramaport.drama.screenplay.values import LineBeat, ScreenBeat
from dramaport.story.prompts import prompt
from dramaport.story.prompts.answers import AdaptAnswer
from dramaport.story.repackage.values import Trace

_MAX_TOKENS = 3000


def adapt_request(play: Screenplay, trace: Trace, episode: str) -> Request[AdaptAnswer]:
    """The request for one episode of a repackaged script: what to mend in it, and the words that stay as they are."""
    lines = _lines(play, episode)
    asked = prompt("repackage-adapt", play.source)
    place = f"episodes/{episode}/"
    messages = asked.render(
        market=trace.market,
        language=play.source,
        episode=episode,
        lines=_rows(lines),
        substitutions=_rows({entry.source: entry.becomes for entry in trace.substitutions}),
        norms="\n".join(
            f"“{one.quote}” {one.concern}; {one.remedy}" for one in trace.concerns if one.where.startswith(place)
        )
        or "-",
    )
    return Request(
        asked.name,
        messages,
        AdaptAnswer,
        f"{trace.market} {episode}",
        max_tokens=_MAX_TOKENS,
        temperature=0.2,
        check=lambda answer: _faults(answer, lines, trace),
    )


def _faults(answer: AdaptAnswer, lines: Mapping[str, str], trace: Trace) -> tuple[str, ...]:
    """Lines that are not in the episode, and words of the old story that came back."""
    unknown = [f"no line has the id {line.id!r}" for line in answer.lines if line.id not in lines]
    back = [
        f"{line.id}: say {entry.becomes!r} and not {entry.source!r}"
        for line in answer.lines
        for entry in trace.substitutions
        if entry.source in line.text and entry.source not in lines.get(line.id, "")
    ]
    return (*unknown, *back)


def _lines(play: Screenplay, episode: str) -> dict[str, str]:
    beats = play.episode(episode).beats
    return {beat.id: beat.text for beat in beats if isinstance(beat, LineBeat | ScreenBeat)}


def _rows(told: Mapping[str, str]) -> str:
    return "\n".join(json.dumps({key: value}, ensure_ascii=False) for key, value in told.items()) or "-"
