"""What a writer is told about an episode: its plan, its stretch of the novel word for word, and what is around it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dramaport.drama.screenplay.values import Episode, LineBeat, Screenplay, Thread
from dramaport.story.values import EpisodePlan, Plan

#: Lines of the episode before that are shown: enough to go on from.
_LAST_LINES: Final = 4

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Context:
    """Everything a prompt of one episode may show. `before` is the script of the episode before, where there is one."""

    play: Screenplay
    plan: Plan
    episode: EpisodePlan
    text: bytes
    seconds: int
    before: Episode | None = None

    @property
    def at(self) -> int:
        """The episode's place in the plan, from 0."""
        return self.plan.episodes.index(self.episode)

    @property
    def source(self) -> str:
        """The episode's stretch of the novel."""
        return self.text[self.episode.source.start : self.episode.source.end].decode()


def common_inputs(context: Context) -> dict[str, str | int]:
    """What all prompts about one episode are given."""
    play = context.play
    return {
        "episode": context.at + 1,
        "seconds": context.seconds,
        "language": play.source,
        "source": context.source,
        "cast": as_rows(_told(role.name, gender=role.gender, age=role.age, note=role.note) for role in play.characters),
        "places": as_rows(_told(place.name, look=place.look) for place in play.places),
        "threads": as_rows(threads_at(context)),
    }


def neighbours(context: Context) -> str:
    """The episodes before and after, and how the one before ends as it is written."""
    episodes, at = context.plan.episodes, context.at
    rows: list[Row] = []
    if at > 0:
        lines = [beat for beat in context.before.beats if isinstance(beat, LineBeat)] if context.before else []
        said = [f"{context.play.role(line.character).name}: {line.text}" for line in lines[-_LAST_LINES:]]
        rows.append({"which": "before", **plan_row(episodes[at - 1]), **({"last_lines": said} if said else {})})
    if at + 1 < len(episodes):
        rows.append({"which": "after", **plan_row(episodes[at + 1])})
    return as_rows(rows)


def plan_row(episode: EpisodePlan) -> Row:
    """A planned episode without its offsets and evidence."""
    told = episode.model_dump(mode="json", exclude_defaults=True, exclude={"source", "evidence"})
    return {key: value for key, value in told.items() if value}


def threads_at(context: Context) -> Iterable[Row]:
    """The threads a writer may open or close here: all but those an earlier episode closed, by the plan."""
    closed = {id for episode in context.plan.episodes[: context.at] for id in episode.closes}
    opened = {id for episode in context.plan.episodes[: context.at] for id in episode.opens}
    for thread in context.play.threads:
        if thread.id not in closed:
            yield {**thread_row(thread), "state": "open" if thread.id in opened else "not yet opened"}


def thread_row(thread: Thread) -> Row:
    return thread.model_dump(mode="json", exclude_none=True)


def as_rows(rows: Iterable[Row]) -> str:
    """One JSON object a line; a dash where there is none."""
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) or "-"


def _told(name: str, **more: str) -> Row:
    return {"name": name, **{key: str(value) for key, value in more.items() if value}}
