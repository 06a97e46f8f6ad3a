"""The values on the way from a novel to a script: the imported text, its chapters, and the plan that cuts it into episodes.

All offsets are bytes of `novel.txt` (UTF-8, LF), half open `[start, end)`, and lie between whole characters.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field, model_validator

from dramaport.drama.screenplay.values import HookKind, Label, SourceSpan, Thread
from dramaport.drama.values import Value

__all__ = [
    "Chapter",
    "ChapterKind",
    "EpisodePlan",
    "Evidence",
    "HookKind",
    "Novel",
    "Plan",
    "SourceSpan",
    "Turn",
    "Variant",
    "Wall",
    "WallCandidate",
]


class Variant(StrEnum):
    """How Chinese is written."""

    SIMPLIFIED = "hans"
    TRADITIONAL = "hant"
    OTHER = "other"  # another language, or too little that tells them apart


class ChapterKind(StrEnum):
    FRONT = "front"  # what stands before the first heading: title, blurb, a word of the author
    VOLUME = "volume"  # a heading over chapters: 第一卷, Part One
    CHAPTER = "chapter"


class Chapter(Value):
    """A stretch of the novel. Chapters tile the text: each begins where the one before ends, the first at 0.

    The heading is `[start, body)`, the text that belongs to it `[body, end)`.
    """

    title: str
    kind: ChapterKind = ChapterKind.CHAPTER
    start: int = Field(ge=0)
    body: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Chapter:
        if not self.start <= self.body <= self.end:
            raise ValueError(f"chapter {self.title!r} has its bytes out of order")
        return self


class Novel(Value):
    """An imported novel. `sha256` and `size` are those of `novel.txt`; `encoding` is what the given file was saved in."""

    name: str
    title: str
    sha256: str
    size: int = Field(ge=1)
    encoding: str
    variant: Variant
    language: str  # BCP 47
    chapters: tuple[Chapter, ...] = Field(min_length=1)
    warnings: tuple[str, ...] = ()


class Evidence(Value):
    """Words of the novel that a figure or a claim rests on, and where they stand."""

    quote: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Turn(Value):
    """A change an episode brings about: `label` is turn, reversal or payoff."""

    label: Label
    text: str


class EpisodePlan(Value):
    """One planned episode. `hook` is the opening's reason to stay, `cliffhanger` the end's reason to come back.

    `cast` and `places` are names as the source writes them; `opens` and `closes` are ids of the plan's threads. What nobody
    has said is empty or None, and is never counted as a fault of the story.
    """

    id: str  # "E01"
    title: str
    synopsis: str = ""
    hook: str = ""
    hook_kind: HookKind | None = None
    cliffhanger: str = ""
    cliffhanger_kind: HookKind | None = None
    source: SourceSpan
    opens: tuple[str, ...] = ()
    closes: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    evidence: tuple[Evidence, ...] = ()


class WallCandidate(Value):
    """A place the wall could stand: after `free` free episodes. `facts` say in words what the score is made of."""

    free: int = Field(ge=1)
    score: float = Field(ge=0, le=1)
    facts: tuple[str, ...] = ()


class Wall(Value):
    """Where paying begins: the first `free` episodes cost nothing. `judged` is False where the story did not say enough
    (no threads, no kinds of cliffhanger) and the position is the trade's custom alone."""

    free: int = Field(ge=1)
    reason: str
    judged: bool = True
    candidates: tuple[WallCandidate, ...] = ()


class Plan(Value):
    """A novel cut into episodes. Episodes tile the planned stretch without a gap; `made_by` names the planner."""

    name: str
    novel_sha256: str
    made_by: str
    episodes: tuple[EpisodePlan, ...] = Field(min_length=1)
    threads: tuple[Thread, ...] = ()
    wall: Wall | None = None
    notes: tuple[str, ...] = ()  # what the planner could not say or do

    def episode(self, id: str) -> EpisodePlan | None:
        return next((episode for episode in self.episodes if episode.id == id), None)
