"""What gates look at: a script, a plan or both, as one story told episode by episode."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dramaport.drama.screenplay.timing import beat_ms
from dramaport.drama.screenplay.values import (
    Beat,
    Episode,
    HookKind,
    Label,
    LineBeat,
    Role,
    Scene,
    Screenplay,
    SoundBeat,
    Thread,
)
from dramaport.story.gates.limits import Limits, house_limits
from dramaport.story.gates.values import Need, Spot
from dramaport.story.values import EpisodePlan, Plan

#: Labels of beats after which things stand otherwise.
TURNS = frozenset({Label.TURN, Label.REVERSAL, Label.PAYOFF})


@dataclass(frozen=True)
class Timed:
    """A beat and when it plays, in ms from the start of its episode. A sound takes no time of its own."""

    episode: str
    scene: Scene
    beat: Beat
    start: int
    end: int

    @property
    def seconds(self) -> float:
        return (self.end - self.start) / 1000

    def spot(self, found: str) -> Spot:
        return Spot(
            episode=self.episode,
            scene=self.scene.id,
            beat="" if isinstance(self.beat, SoundBeat) else self.beat.id,
            quote="" if isinstance(self.beat, SoundBeat) else self.beat.text,
            found=found,
        )


@dataclass(frozen=True)
class Told:
    """An episode as the script tells it, or, where it is not written yet, as the plan does."""

    id: str
    title: str
    synopsis: str
    hook: str
    cliffhanger: str
    hook_kind: HookKind | None
    cliffhanger_kind: HookKind | None
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    labels: frozenset[Label]

    def spot(self, found: str, quote: str = "") -> Spot:
        return Spot(episode=self.id, quote=quote or self.title, found=found)


@dataclass(frozen=True)
class Case:
    """One story before the gates. `play` is None while nothing is written, `plan` where nobody planned."""

    play: Screenplay | None
    plan: Plan | None = None
    limits: Limits = field(default_factory=house_limits)

    @functools.cached_property
    def episodes(self) -> Mapping[str, Episode]:
        """The written episodes, in order."""
        return self.play.episodes if self.play else {}

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.play.characters if self.play else ()

    @property
    def language(self) -> str:
        return self.play.source if self.play else "zh"

    @functools.cached_property
    def told(self) -> tuple[Told, ...]:
        """Every episode, written or planned, in order."""
        planned = {episode.id: episode for episode in self.plan.episodes} if self.plan else {}
        names = sorted({*planned, *self.episodes}, key=lambda name: (len(name), name))
        return tuple(_told(name, self.episodes.get(name), planned.get(name)) for name in names)

    @property
    def judged(self) -> tuple[Told, ...]:
        """The episodes that must say what they are for: the written ones, or the planned ones while none is written."""
        return tuple(told for told in self.told if told.id in self.episodes) or self.told

    @functools.cached_property
    def threads(self) -> Mapping[str, Thread]:
        """What viewers wait for, by id; the script's word counts before the plan's."""
        known = (*(self.plan.threads if self.plan else ()), *(self.play.threads if self.play else ()))
        return {thread.id: thread for thread in known}

    @property
    def whole(self) -> bool:
        """Whether the story is told to its end: nothing planned is unwritten, or nothing is written at all."""
        return not self.episodes or all(told.id in self.episodes for told in self.told)

    @functools.cached_property
    def timelines(self) -> Mapping[str, tuple[Timed, ...]]:
        """Every beat of every written episode on its clock."""
        return {name: tuple(_timed(name, episode, self.language)) for name, episode in self.episodes.items()}

    def beats(self) -> Iterator[Timed]:
        for timeline in self.timelines.values():
            yield from timeline

    def lines(self) -> Iterator[tuple[Timed, LineBeat]]:
        for timed in self.beats():
            if isinstance(timed.beat, LineBeat):
                yield timed, timed.beat

    @functools.cached_property
    def seconds(self) -> Mapping[str, float]:
        """How long each written episode is."""
        return {name: timeline[-1].end / 1000 for name, timeline in self.timelines.items()}


SCRIPT = Need("a script: dramaport story write", lambda case: bool(case.episodes))
WHOLE = Need("the episodes to the end", lambda case: case.whole)
LABELS = Need("labels on the beats (hook, conflict, turn …)", lambda case: any(told.labels for told in case.told))
THREADS = Need("threads: what viewers wait for, opened and closed", lambda case: bool(case.threads))
KINDS = Need(
    "kinds of hooks (hook_kind, cliffhanger_kind)",
    lambda case: any(told.hook_kind or told.cliffhanger_kind for told in case.told),
)
PLAN = Need("a plan: dramaport story plan", lambda case: case.plan is not None)


def _told(name: str, written: Episode | None, planned: EpisodePlan | None) -> Told:
    """What the script says counts; where it says nothing, the plan's word stands."""

    def word(key: str) -> str:
        return str(getattr(written, key, "") or getattr(planned, key, ""))

    def kind(key: str) -> HookKind | None:
        return getattr(written, key, None) or getattr(planned, key, None)

    if written is not None:
        opens = tuple(thread for beat in written.beats for thread in beat.opens)
        closes = tuple(thread for beat in written.beats for thread in beat.closes)
        labels = frozenset(label for beat in written.beats for label in beat.labels)
    else:
        opens, closes = (planned.opens, planned.closes) if planned else ((), ())
        labels = frozenset(turn.label for turn in planned.turns) if planned else frozenset()
    return Told(
        name, word("title"), word("synopsis"), word("hook"), word("cliffhanger"),
        kind("hook_kind"), kind("cliffhanger_kind"), opens, closes, labels,
    )  # fmt: skip


def _timed(name: str, episode: Episode, language: str) -> Iterator[Timed]:
    clock = 0
    for scene in episode.scenes:
        for beat in scene.beats:
            start, clock = clock, clock + beat_ms(beat, language)
            yield Timed(name, scene, beat, start, clock)
