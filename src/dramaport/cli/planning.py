"""What a run would do, found out before any work: from a dry run, the memories, and who translates and speaks here."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dramaport.build.schedule import StillDamaged
from dramaport.build.store import Damaged
from dramaport.cli import lost
from dramaport.cli.context import House
from dramaport.cli.forecast import (
    Episode,
    LanguagePlan,
    Plan,
    Speech,
    spoken_seconds,
    unread_count,
    unread_seconds,
)
from dramaport.cli.season import Run
from dramaport.drama.decisions import Decided, binding, fold
from dramaport.drama.repository import Drama
from dramaport.drama.values import Line, LineKind
from dramaport.errors import Missing
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.site import Site
from dramaport.localize.pipeline.source_steps import probe_step
from dramaport.localize.pipeline.translating import load_memory
from dramaport.localize.translate.memory import Memory
from dramaport.localize.translate.plan import Coverage, Price, Verdict, can_translate, coverage


def refuse_untranslatable(house: House, dry: Run, tags: Sequence[str]) -> None:
    """Raise Missing, before any work, for a language that nothing and nobody can translate."""
    known = _Known.of(house, dry)
    for tag in tags:
        verdict = known.verdict(tag)
        if not verdict.can:
            raise Missing(f"{verdict.message}: {'; or '.join(verdict.ways)}")


def measure(house: House, drama: Drama) -> None:
    """Look at the files' headers, so that a plan knows their lengths. A file is looked at once.

    Raises Missing naming an original that is damaged or gone.
    """
    site = Site(house.store, house.settings.work, drama.id)
    for footage in drama.episodes:
        try:
            # The job's ledger stays as it is: nothing of the job itself has run.
            site.engine(f"sound/{footage.code}").run(probe_step, "probe", video=footage.video)
        except Damaged as error:
            raise lost.named(StillDamaged((footage.video,)), drama, ()) from error


def make_plan(house: House, dry: Run, tags: Sequence[str]) -> Plan:
    """The plan of a run into `tags`, from the dry run of it."""
    known = _Known.of(house, dry)
    episodes = tuple(known.episode(footage.code) for footage in dry.drama.episodes)
    plans = tuple(known.language(tag, episodes) for tag in tags)
    return Plan(episodes, plans, house.settings.workers or os.cpu_count() or 1)


@dataclass(frozen=True)
class _Known:
    """What a dry run and the decisions tell. `todos` are the stale slots of each job, by the job's name."""

    dry: Run
    decided: Decided
    memory: Memory
    todos: Mapping[str, frozenset[str]]
    _looked_up: dict[str, Mapping[str, Coverage]] = field(default_factory=dict)

    @classmethod
    def of(cls, house: House, dry: Run) -> _Known:
        decided = fold(dry.log, dry.season.lines)
        slots: dict[str, set[str]] = defaultdict(set)
        for todo in dry.account.todos:
            slots[todo.job.partition("/")[2]].add(todo.slot)
        memory = load_memory(house.store, decided.memories, dry.drama.source)
        return cls(dry, decided, memory, {job: frozenset(found) for job, found in slots.items()})

    def stale(self, job: str) -> frozenset[str]:
        return self.todos.get(job, frozenset())

    def episode(self, code: str) -> Episode:
        """Which stages an episode goes through again: those that are stale, and all that rest on them."""
        facts = self.dry.facts(code)
        sounding = facts is None or facts.sound
        hear, read = bool(self.stale(f"sound/{code}")), bool(self.stale(f"picture/{code}"))
        unread = code in self.dry.season.incomplete
        wanted = {
            "hear": hear and sounding,
            "read": read,
            "voices": sounding and (unread or bool(self.stale(f"source/{code}"))),
            "bed": sounding and (unread or bool(self.stale(f"bed/{code}"))),
            "pictures": read or facts is None or bool(self.stale(f"ladder/{code}")),
        }
        minutes = facts.duration / 60_000 if facts else 0.0
        return Episode(code, minutes, frozenset(name for name, runs in wanted.items() if runs), not unread)

    def language(self, tag: str, episodes: Sequence[Episode]) -> LanguagePlan:
        """What a language asks for over all episodes."""
        lines = [line for episode in episodes for line in self._lines(episode)]
        unread = sum(unread_count(episode.minutes) for episode in episodes if not episode.read)
        people = self.decided.translations.get(tag, {})
        held = self._held(tag)
        stale = [line for line in lines if self._runs("translate", line, tag)]
        spoken = [line for line in lines if self._runs("translate", line, tag) or self._runs("speak", line, tag)]
        spoken = [line for line in spoken if line.kind is LineKind.SPEECH]
        voices = providers.speaker(tag).voices(tag)
        return LanguagePlan(
            tag=tag,
            lines=len(lines) + unread,
            people=sum(line.id in people for line in lines),
            held=_together(held[line.id] for line in lines if line.id not in people),
            asked=tuple(line for line in stale if held[line.id].missing),
            unread=unread,
            verdict=self.verdict(tag),
            embedded=not providers.settings().translate_url,
            speech=Speech(
                len(spoken) + unread,
                spoken_seconds(spoken) + unread_seconds(unread),
                voices[0].id.partition(":")[0] if voices else "",
            ),
            finish=tuple(episode.minutes for episode in episodes if self._unfinished(episode, tag)),
            price=_price(),
        )

    def verdict(self, tag: str) -> Verdict:
        """Whether the language can be translated. A memory is enough where the lines are not all known yet."""
        source = self.dry.drama.source
        people = self.decided.translations.get(tag, {})
        held = _together(each for line, each in self._held(tag).items() if line not in people)
        found = providers.translator(source, tag)
        verdict = can_translate(source, tag, held, [found] if found else [])
        may = tag == source or bool(people) or (bool(self.dry.season.incomplete) and self.memory.knows(tag))
        if verdict.can or not may:
            return verdict
        return verdict.model_copy(update={"can": True, "message": "what the memory and people hold", "ways": ()})

    def _lines(self, episode: Episode) -> tuple[Line, ...]:
        return self.dry.season.of(episode.code) if episode.read else ()

    def _held(self, tag: str) -> Mapping[str, Coverage]:
        """What the memory holds of each line, by its id. Looked up once a language: likeness takes its time."""
        if tag not in self._looked_up:
            names = [term.source for term in binding(self.dry.season.bible)]
            lines = self.dry.season.lines
            self._looked_up[tag] = {line.id: coverage([line], self.memory, tag, names) for line in lines}
        return self._looked_up[tag]

    def _runs(self, step: str, line: Line, tag: str) -> bool:
        return f"{step}/{line.id}" in self.stale(f"language/{line.episode}/{tag}")

    def _unfinished(self, episode: Episode, tag: str) -> bool:
        return "bed" in episode.once or not episode.read or bool(self.stale(f"language/{episode.code}/{tag}"))


def _together(each: Iterable[Coverage]) -> Coverage:
    found = list(each)
    return Coverage(
        lines=sum(one.lines for one in found),
        exact=sum(one.exact for one in found),
        near=sum(one.near for one in found),
    )


def _price() -> Price | None:
    """The prices the settings name; None for the usual ones."""
    chosen = providers.settings()
    if chosen.translate_price_in is None or chosen.translate_price_out is None:
        return None
    return Price(
        input=chosen.translate_price_in,
        output=chosen.translate_price_out,
        currency=chosen.translate_currency,
        source="your settings",
    )


def named(verdict: Verdict) -> str:
    """Who translates, in short: a model's name and how good it is; nobody where only the memory is there."""
    if verdict.by is None:
        return "–"
    _, colon, rest = verdict.by.partition(":")
    name = rest.rpartition(":")[0].partition("@")[0] if colon else verdict.by
    return f"{name} ({verdict.quality})" if verdict.quality else name


def in_words(plan: Plan) -> Iterator[str]:
    """What the tables leave to say."""
    unread = sum(not episode.read for episode in plan.episodes)
    yield f"{len(plan.episodes)} episodes, {plan.minutes:.1f} minutes of footage, {len(plan.languages)} languages"
    if unread:
        yield (
            f"{unread} episodes have not been read yet: their lines are estimated from their length (≈), "
            "and counted as if no memory held them"
        )
    for each in plan.languages:
        if each.missing and each.verdict.by is None:
            yield f"{each.tag}: nobody here translates; lines that no memory holds will be listed"
    paid = next((each.tokens.price for each in plan.languages if each.tokens.money), None)
    if paid is not None:
        yield f"{paid.input:g} in and {paid.output:g} {paid.currency} out for a million tokens: {paid.source} {paid.date}".rstrip()
