"""What people decided about a story: an append-only log in the database, of which the newest entry on a subject counts.

Subjects are `plan` (the whole plan was approved), `plan/E07` (this episode's cut and content stand) and `episode/E07` (this
written episode stands). An entry holds what was accepted, whole, with its digest: whoever re-plans or re-writes
reads it here and leaves it alone, and a file somebody lost or edited can be told from it and made again.

Callers open and commit the transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import Field
from sqlalchemy import JSON, BigInteger, Column, Connection, Integer, MetaData, String, Table, insert, select

from dramaport.build.digest import digest_of
from dramaport.drama.screenplay import Episode
from dramaport.drama.values import Value
from dramaport.story.values import EpisodePlan, Plan

_log = Table(
    "story_decision",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("story", String),
    Column("subject", String),
    Column("ruling", String),
    Column("digest", String),
    Column("value", JSON),
    Column("at_ms", BigInteger),
)


class Ruling(StrEnum):
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class StoryDecision(Value):
    """One entry of the log. `digest` is `digest_of` the accepted value; a withdrawal has neither digest nor value."""

    subject: str
    ruling: Ruling
    digest: str = ""
    value: dict[str, Any] = Field(default_factory=dict)


@dataclass(frozen=True)
class Accepted:
    """What stands accepted now: the plan as it was approved, planned episodes and written ones by id."""

    plan: Plan | None = None
    planned: Mapping[str, EpisodePlan] = field(default_factory=dict)
    written: Mapping[str, Episode] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.plan or self.planned or self.written)


def accept_plan(plan: Plan) -> tuple[StoryDecision, ...]:
    """The entries that approve a plan: itself, and each of its episodes."""
    return (_accepted("plan", plan), *(accept_planned(episode) for episode in plan.episodes))


def accept_planned(episode: EpisodePlan) -> StoryDecision:
    return _accepted(f"plan/{episode.id}", episode)


def accept_written(id: str, episode: Episode) -> StoryDecision:
    return _accepted(f"episode/{id}", episode)


def withdraw(subject: str) -> StoryDecision:
    return StoryDecision(subject=subject, ruling=Ruling.WITHDRAWN)


def fold(log: Iterable[StoryDecision]) -> Accepted:
    """What the log leads to."""
    newest = {decision.subject: decision for decision in log}
    standing = {subject: entry for subject, entry in newest.items() if entry.ruling is Ruling.ACCEPTED}
    plan = standing.pop("plan", None)
    return Accepted(
        plan=Plan.model_validate(plan.value) if plan else None,
        planned={id: EpisodePlan.model_validate(entry.value) for id, entry in _below("plan/", standing)},
        written={id: Episode.model_validate(entry.value) for id, entry in _below("episode/", standing)},
    )


def decide(db: Connection, story: str, decisions: Iterable[StoryDecision], at_ms: int) -> int:
    """Append to a story's log; returns how many. What stands accepted with the same digest already is not said twice."""
    newest = {decision.subject: decision for decision in decisions_of(db, story)}
    new = [decision for decision in decisions if not _same(newest.get(decision.subject), decision)]
    if new:
        db.execute(
            insert(_log), [{**decision.model_dump(mode="json"), "story": story, "at_ms": at_ms} for decision in new]
        )
    return len(new)


def decisions_of(db: Connection, story: str) -> tuple[StoryDecision, ...]:
    """A story's whole log, oldest first."""
    rows = db.execute(select(_log).where(_log.c.story == story).order_by(_log.c.number))
    return tuple(
        StoryDecision(subject=row.subject, ruling=row.ruling, digest=row.digest, value=row.value) for row in rows
    )


def accepted(db: Connection, story: str) -> Accepted:
    """What stands accepted in a story."""
    return fold(decisions_of(db, story))


def _accepted(subject: str, value: Value) -> StoryDecision:
    told = value.model_dump(mode="json", exclude_defaults=True)
    return StoryDecision(subject=subject, ruling=Ruling.ACCEPTED, digest=digest_of(value), value=told)


def _same(old: StoryDecision | None, new: StoryDecision) -> bool:
    if old is None:
        return new.ruling is Ruling.WITHDRAWN
    return (old.ruling, old.digest) == (new.ruling, new.digest)


def _below(prefix: str, standing: Mapping[str, StoryDecision]) -> list[tuple[str, StoryDecision]]:
    return [(subject.removeprefix(prefix), entry) for subject, entry in standing.items() if subject.startswith(prefix)]
