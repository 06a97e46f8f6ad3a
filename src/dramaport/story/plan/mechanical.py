"""The planner without a model: it balances lengths and stops where the text looks tense. It understands nothing and says so.

What it fills in is quoted from the novel: the hook is an episode's first sentence, the cliffhanger its last. Kinds are the kinds of
the marks found there; threads, turns and synopses it leaves empty, because nothing on the surface of a text tells them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from dramaport.drama.screenplay.values import Thread
from dramaport.errors import BadInput
from dramaport.story.manuscript import Boundary, between
from dramaport.story.plan.cues import Cues, Cut, rate, usual_cues
from dramaport.story.plan.cuts import choose_cuts
from dramaport.story.plan.planner import Filled, Ground
from dramaport.story.plan.stretches import Stretch, episode_id
from dramaport.story.select.people import people_of, places_of, present
from dramaport.story.values import EpisodePlan

VERSION: Final = 1

#: Characters of a sentence that are quoted as an episode's hook or cliffhanger.
_QUOTED: Final = 60

#: As many whole sentences as fit.
_SENTENCES = re.compile(r".*[。！？!?…][”’」』\"]*", re.DOTALL)

_NOTE: Final = (
    "planned without a model: lengths are balanced and cuts stand where the text looks tense; hooks and cliffhangers are quoted, "
    "their kinds are those of marks on the surface, and synopses, threads and turns are for a person or a model to say"
)


@dataclass(frozen=True)
class MechanicalPlanner:
    """Cuts by dynamic programming over the sentence ends of a stretch."""

    cues: Cues = field(default_factory=usual_cues)

    @property
    def identity(self) -> str:
        return f"mechanical/{VERSION}"

    def fill(
        self,
        ground: Ground,
        stretch: Stretch,
        before: Sequence[EpisodePlan],  # noqa: ARG002 - who reads surfaces alone has no memory
        threads: Sequence[Thread],  # noqa: ARG002
    ) -> Filled:
        text = ground.manuscript
        start, end = text.char(stretch.start), text.char(stretch.end)
        chapter_ends = frozenset(text.char(chapter.end) for chapter in ground.novel.chapters)
        inner = between(text.boundaries(chapter_ends), start, end)
        *cuts, final = rate(text, [*inner, Boundary(at=end)], self.cues)
        weight = text.weight
        positions = [int(weight[cut.at] - weight[start]) for cut in cuts]
        chosen = choose_cuts(positions, [cut.score for cut in cuts], int(weight[end] - weight[start]), stretch.count)
        if chosen is None:
            raise BadInput(
                f"the text for {episode_id(stretch.first)} and on has {len(cuts) + 1} places where a sentence ends: "
                f"ask for at most {len(cuts) + 1} episodes of it"
            )
        ends = [*(cuts[index] for index in chosen), final]
        names = [person.name for person in people_of(text)]
        places = [spot.name for spot in places_of(text)]
        made, at = [], start
        for number, cut in enumerate(ends, stretch.first):
            made.append(self._episode(ground, number, at, cut, names, places))
            at = cut.at
        return Filled(episodes=tuple(made), notes=(_NOTE,))

    def _episode(
        self, ground: Ground, number: int, start: int, cut: Cut, names: Sequence[str], places: Sequence[str]
    ) -> EpisodePlan:
        text, flat = ground.manuscript, ground.manuscript.flat
        first, beyond = flat.of(_past_heading(ground, start)), flat.of(cut.at)
        opening = flat.text[first : min(first + _QUOTED, beyond)]
        whole = _SENTENCES.match(opening)
        opening = whole[0] if whole else opening
        cue = self.cues.strongest(flat, first, first + len(opening))
        evidence = [text.evidence(found.start, found.end) for found in (cue, cut.cue) if found is not None]
        ending = flat.text[max(flat.of(cut.sentence), beyond - _QUOTED, first) : beyond]
        return EpisodePlan(
            id=episode_id(number),
            title=f"第{number}集" if ground.novel.language == "zh" else f"Episode {number}",
            hook=_one_line(opening),
            hook_kind=cue.kind if cue else None,
            cliffhanger=_one_line(ending),
            cliffhanger_kind=cut.cue.kind if cut.cue else None,
            source=ground.span(start, cut.at),
            cast=present(names, text, start, cut.at),
            places=present(places, text, start, cut.at),
            evidence=tuple(evidence),
        )


def _past_heading(ground: Ground, start: int) -> int:
    """`start`, or where a chapter's text begins that is headed right there."""
    text = ground.manuscript
    first, _ = text.stretch(start)
    bodies = {text.char(chapter.start): text.char(chapter.body) for chapter in ground.novel.chapters}
    return next((body for at, body in bodies.items() if at <= first < body), start)


def _one_line(words: str) -> str:
    return " ".join(words.split())
