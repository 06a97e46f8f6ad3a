"""The requests of an episode: the first writing, and the mending of what the gates found."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from dramaport.ai.write import Request
from dramaport.drama.screenplay.values import Episode
from dramaport.story.prompts import Prompt, prompt
from dramaport.story.prompts.answers import EpisodeAnswer
from dramaport.story.write.assemble import as_answer, faults
from dramaport.story.write.context import Context, as_rows, common_inputs, neighbours, plan_row

#: Tokens of an episode's answer: some for its frame, some for each second. The sample's twelve, labelled, take 99 to 112 for
#: the frame and 18 to 26 a second (three bytes a token); they tell no actions, for which a few more are added.
_FRAME: Final = 150
_A_SECOND: Final = 30
#: An answer may be three times as long before it counts as one that does not end.
_ROOM: Final = 3
#: Two takes of a scene should differ; mending should not.
_WRITING, _MENDING = 0.8, 0.2


def write_request(context: Context, take: int = 1) -> Request[EpisodeAnswer]:
    """The request for an episode. Another `take` asks for the same with another seed."""
    asked = prompt("write-episode", context.play.source)
    inputs = common_inputs(context)
    plan = as_rows([plan_row(context.episode)])
    return _request(asked, context, {**inputs, "plan": plan, "neighbours": neighbours(context)}, _WRITING, take)


def revise_request(
    context: Context, episode: Episode, findings: Sequence[str], take: int = 1
) -> Request[EpisodeAnswer]:
    """The request to mend an episode."""
    asked = prompt("revise", context.play.source)
    script = json.dumps(as_answer(episode, context.play), ensure_ascii=False)
    return _request(
        asked, context, {**common_inputs(context), "script": script, "findings": "\n".join(findings)}, _MENDING, take
    )


def expected_tokens(seconds: int) -> int:
    """What an episode's answer usually takes."""
    return _FRAME + _A_SECOND * seconds


def _request(
    asked: Prompt, context: Context, inputs: dict[str, str | int], temperature: float, take: int
) -> Request[EpisodeAnswer]:
    id, play = context.episode.id, context.play
    return Request(
        asked.name,
        asked.render(**inputs),
        EpisodeAnswer,
        subject=id,
        max_tokens=_ROOM * expected_tokens(context.seconds),
        temperature=temperature,
        seed=take,
        check=lambda answer: faults(answer, id, play),
    )
