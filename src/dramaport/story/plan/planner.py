"""A novel → a plan: whatever planner cuts it, episodes tile the chosen stretch, and every cut is words that stand there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from dramaport.drama.screenplay.values import SourceSpan, Thread
from dramaport.drama.values import Value
from dramaport.errors import BadInput, DramaportError
from dramaport.story.manuscript import Manuscript
from dramaport.story.plan.anchors import Anchors
from dramaport.story.plan.stretches import Stretch, episode_id, open_stretches
from dramaport.story.plan.tracing import untraced
from dramaport.story.plan.wall import place_wall
from dramaport.story.values import Chapter, ChapterKind, EpisodePlan, Novel, Plan

#: The longest dramas have some 100 episodes; ids have room for 999.
MOST_EPISODES: Final = 999

#: Spoken hanzi of an episode: 47 lines of 6.6 (median of the dramas the house measured, see the design). An episode cut from
#: less source than that asks its writer to invent.
_SPOKEN: Final = 310


@dataclass(frozen=True)
class Ground:
    """What planners work on: the novel and its text, ready to be searched."""

    novel: Novel
    manuscript: Manuscript
    anchors: Anchors

    @staticmethod
    def of(novel: Novel, data: bytes) -> Ground:
        manuscript = Manuscript(data)
        return Ground(novel, manuscript, Anchors(manuscript))

    def span(self, start: int, end: int) -> SourceSpan:
        """The span of characters `[start, end)`, with its last words."""
        words = self.anchors.last_words(end)
        text = self.manuscript
        return SourceSpan(text=self.novel.sha256, start=text.byte(start), end=text.byte(end), last_words=words)


class Filled(Value):
    """A stretch cut into episodes; threads that are new in it."""

    episodes: tuple[EpisodePlan, ...]
    threads: tuple[Thread, ...] = ()
    notes: tuple[str, ...] = ()


class Planner(Protocol):
    """Cuts a stretch. `identity` goes into the plan as who made it."""

    @property
    def identity(self) -> str: ...

    def fill(
        self, ground: Ground, stretch: Stretch, before: Sequence[EpisodePlan], threads: Sequence[Thread]
    ) -> Filled:
        """Exactly `stretch.count` episodes that tile it. `before` are the plan's episodes that come earlier. Raises BadInput."""
        ...


def make_plan(
    ground: Ground,
    planner: Planner,
    episodes: int,
    chapters: tuple[int, int] | None = None,
    kept: Mapping[str, EpisodePlan] | None = None,
    threads: Sequence[Thread] = (),
) -> Plan:
    """Plan `episodes` episodes over the novel, or over its chapters number `chapters[0]` to `chapters[1]`.

    `kept` are accepted episodes, `threads` those they open and close: both go over as they are. Raises BadInput where the text
    has too few places to cut, or what is accepted leaves no room.
    """
    if not 1 <= episodes <= MOST_EPISODES:
        raise BadInput(f"a plan has 1 to {MOST_EPISODES} episodes; dramas have 60 to 100")
    start, end = chosen_stretch(ground, chapters)
    standing = kept or {}
    open_ = open_stretches(start, end, episodes, tuple(standing.values()), ground.novel.sha256)
    planned = dict(standing)
    named = {name for episode in standing.values() for name in (*episode.opens, *episode.closes)}
    known = [thread for thread in threads if thread.id in named]
    notes: list[str] = []
    for stretch in open_:
        before = [planned[id] for id in sorted(planned, key=_number) if _number(id) < stretch.first]
        filled = planner.fill(ground, stretch, before, known)
        planned |= {episode.id: episode for episode in filled.episodes}
        known += filled.threads
        notes += [note for note in filled.notes if note not in notes]
    plan = Plan(
        name=ground.novel.name,
        novel_sha256=ground.novel.sha256,
        made_by=planner.identity,
        episodes=tuple(planned[episode_id(number)] for number in range(1, episodes + 1)),
        threads=tuple(known),
        notes=(*_thin(ground, start, end, episodes), *notes),
    )
    plan = plan.model_copy(update={"wall": place_wall(plan)})
    if faults := untraced(plan, ground.manuscript.text.encode()):
        raise DramaportError(f"the plan does not trace back to the novel and is not kept: {faults[0]}")
    return plan


def chosen_stretch(ground: Ground, chapters: tuple[int, int] | None) -> tuple[int, int]:
    """Bytes of the chosen chapters, numbered from 1 as `story import` lists them; without a choice all but the front matter."""
    listed = [chapter for chapter in ground.novel.chapters if chapter.kind is ChapterKind.CHAPTER]
    text = ground.manuscript
    if chapters is None:
        first, last = _after_front(ground.novel.chapters), ground.novel.chapters[-1]
    else:
        low, high = chapters
        if not 1 <= low <= high <= len(listed):
            raise BadInput(f"{ground.novel.name} has chapters 1 to {len(listed)}; choose some of them, such as 2-5")
        first, last = listed[low - 1], listed[high - 1]
    start, end = text.stretch(text.char(first.start), text.char(last.end))
    return text.byte(start), text.byte(end)


def _after_front(chapters: Sequence[Chapter]) -> Chapter:
    return next((chapter for chapter in chapters if chapter.kind is not ChapterKind.FRONT), chapters[0])


def _thin(ground: Ground, start: int, end: int, episodes: int) -> list[str]:
    text = ground.manuscript
    length = int(text.weight[text.char(end)] - text.weight[text.char(start)])
    if ground.novel.language not in ("zh", "ja") or length >= _SPOKEN * episodes:
        return []
    return [
        f"an episode gets {length // episodes} characters of the source, fewer than are spoken in one (about {_SPOKEN}): its writer "
        f"must invent, or plan at most {max(1, length // _SPOKEN)} episodes"
    ]


def _number(id: str) -> int:
    return int(id[1:])
