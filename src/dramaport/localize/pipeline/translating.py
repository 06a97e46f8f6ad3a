"""An episode's lines into one language: people's words first, then the memory, then a model; each line under its own key."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dramaport.build.engine import Done, Engine, Failed
from dramaport.build.step import Step, Work
from dramaport.build.store import Artifact, Store
from dramaport.drama.decisions import Decided, Decision, DecisionKind, binding
from dramaport.drama.interchange.memory import read_memory
from dramaport.drama.languages import LANGUAGES
from dramaport.drama.repository import Drama
from dramaport.drama.values import Line, Term, Translation
from dramaport.errors import DramaportError
from dramaport.localize.bible.check import broken
from dramaport.localize.bible.occur import occurring
from dramaport.localize.bible.repair import repair
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.values import Season
from dramaport.localize.translate.contract import Brief, budgets
from dramaport.localize.translate.lines import VERSION, Failure, remembered, translate_lines
from dramaport.localize.translate.memory import Memory, MemoryEntry
from dramaport.localize.translate.scenes import cut_scenes


@dataclass(frozen=True)
class Translated:
    """Each line's translation, or why it has none."""

    texts: dict[str, Translation] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


def translate_episode(
    engine: Engine,
    store: Store,
    drama: Drama,
    season: Season,
    lines: Sequence[Line],
    decided: Decided,
    log: Sequence[Decision],
    language: str,
    cuts: tuple[int, ...],
    duration: int,
) -> Translated:
    """Translate what nobody has decided on. A line's key holds only what its translation depends on."""
    own = decided.translations.get(language, {})
    memory = load_memory(store, decided.memories, drama.source)
    names = {character.id: character.name for character in season.casting.characters}
    speakers = {line.id: season.casting.speaker_of.get(line.id, "") for line in lines}
    limits = budgets(lines, duration)
    earlier = earlier_forms(log, language)
    result = Translated(texts={line.id: own[line.id] for line in lines if line.id in own})
    for scene in cut_scenes(lines, cuts):
        brief = Brief(
            source=drama.source, language=language, terms=binding(season.bible), context=scene, memory=memory,
            address=season.bible.address, speakers=speakers, names=names, budgets=limits,
            synopsis=drama.title,
        )  # fmt: skip
        _translate_scene(engine, [line for line in scene if line.id not in own], brief, season, earlier, result)
    return result


def _translate_scene(
    engine: Engine,
    wanted: Sequence[Line],
    brief: Brief,
    season: Season,
    earlier: Mapping[str, tuple[str, ...]],
    result: Translated,
) -> None:
    by_slot = {f"translate/{line.id}": line for line in wanted}
    known = {line.id: _mended(line, remembered(line, brief), brief, earlier) for line in wanted}
    items = {slot: _inputs(line, known[line.id], brief, earlier) for slot, line in by_slot.items()}

    def together(_: Work, slots: Sequence[str]) -> Iterator[tuple[str, Translation | DramaportError]]:
        lines = [by_slot[slot] for slot in slots]
        settled = {line.id: found for line in lines if (found := known[line.id]) is not None and _keeps(found)}
        rest = [line for line in lines if line.id not in settled]
        made: dict[str, Translation | Failure] = dict(settled)
        if rest:
            made |= translate_lines(
                rest, brief.context, brief.memory, season.bible, providers.translator(brief.source, brief.language),
                brief.language, brief.source, speakers=brief.speakers, names=brief.names,
                budgets=brief.budgets, synopsis=brief.synopsis,
            )  # fmt: skip
        for slot in slots:
            answer = made[by_slot[slot].id]
            yield slot, (DramaportError(answer.reason) if isinstance(answer, Failure) else answer)

    for slot, outcome in engine.batch(_TRANSLATE, items, together).items():
        line = by_slot[slot]
        if isinstance(outcome, Done):
            result.texts[line.id] = outcome.value
        elif isinstance(outcome, Failed):
            result.failed[line.id] = outcome.reason


def _never(_: Work, **__: object) -> Translation:
    raise RuntimeError("lines are translated by scenes")


_TRANSLATE = Step("translate", VERSION, Translation, _never)


def _inputs(
    line: Line, known: Translation | None, brief: Brief, earlier: Mapping[str, tuple[str, ...]]
) -> dict[str, object]:
    """What the translation of a line depends on. Context and model count only where the memory does not answer."""
    terms = occurring(brief.terms, line.text, brief.source)
    inputs: dict[str, object] = {
        "text": line.text,
        "language": brief.language,
        "terms": {term.source: _forms(term, brief.language, earlier) for term in terms},
    }
    if known is not None and _keeps(known):
        return inputs | {"memory": known}
    return inputs | {
        "memory": known,
        "translator": providers.translator(brief.source, brief.language),
        "scene": [(other.id, brief.speakers.get(other.id, ""), other.text) for other in brief.context],
        "budget": brief.budgets.get(line.id),
        "address": [entry for entry in brief.address if entry.speaker == brief.speakers.get(line.id)],
    }


def _forms(term: Term, language: str, earlier: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
    return {
        "forms": term.targets.get(language, ()),
        "earlier": earlier.get(term.source, ()),
        "optional": term.optional,
    }


def _keeps(translation: Translation) -> bool:
    return not any(flag.startswith("term:") for flag in translation.flags)


def _mended(
    line: Line, known: Translation | None, brief: Brief, earlier: Mapping[str, tuple[str, ...]]
) -> Translation | None:
    """A remembered text whose term people have changed since, with the new form in the old one's place."""
    if known is None or _keeps(known):
        return known
    texts = [known.text, *known.shorter]
    flags = [flag for flag in known.flags if not flag.startswith("term:")]
    for term in broken(line.text, known.text, brief.terms, brief.language, brief.source):
        forms = earlier.get(term.source, ())
        mended = [repair(text, forms, term.targets[brief.language][0], brief.language) for text in texts]
        if mended[0] is None:
            return known
        texts = [new for new in mended if new is not None]
        flags.append(f"repaired:{term.source}")
    sound = [text for text in texts if not broken(line.text, text, brief.terms, brief.language, brief.source)]
    if not sound:
        return known
    return known.model_copy(update={"text": sound[0], "shorter": tuple(sound[1:]), "flags": tuple(flags)})


def earlier_forms(log: Sequence[Decision], language: str) -> dict[str, tuple[str, ...]]:
    """For each term, the forms it was to have in the language before its newest decision."""
    forms: dict[str, list[str]] = {}
    for decision in log:
        if decision.kind is DecisionKind.TERM:
            term = Term.model_validate(decision.value)
            forms.setdefault(term.source, []).extend(term.targets.get(language, ()))
    newest = {d.subject: Term.model_validate(d.value) for d in log if d.kind is DecisionKind.TERM}
    return {
        source: tuple(dict.fromkeys(form for form in all_forms if form not in newest[source].targets.get(language, ())))
        for source, all_forms in forms.items()
        if source in newest
    }


def load_memory(store: Store, memories: tuple[Artifact, ...], source: str) -> Memory:
    """The drama's translation memory, read once in a process."""
    return _memory(store.url, tuple(memories), source, _Held(store))


@dataclass(frozen=True)
class _Held:
    """Carries the store past the cache, which goes by its address alone."""

    store: Store

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held)


@functools.lru_cache(maxsize=8)
def _memory(_: str, memories: tuple[Artifact, ...], source: str, held: _Held) -> Memory:
    entries: list[MemoryEntry] = []
    for artifact in memories:
        with held.store.open(artifact).open("rb") as stream:
            entries += [
                MemoryEntry(source=found.source, targets=found.targets, context=found.context)
                for found in read_memory(stream, "the translation memory", source, LANGUAGES)
            ]
    return Memory(entries, source)
