"""What a translator is asked, and what counts as an answer. Pure: nothing is called here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dramaport.ai.abilities import Answer, Ask, Scene
from dramaport.drama.speech_rate import estimate, units_within
from dramaport.drama.values import Address, Line, LineKind, Term
from dramaport.localize.bible.address import listeners
from dramaport.localize.bible.check import broken
from dramaport.localize.bible.occur import occurring
from dramaport.localize.speak.fit import allowed
from dramaport.localize.translate.faults import fault
from dramaport.localize.translate.memory import Memory

#: Slots below this get no budget (ms): there a budget only forbids sense, and the dub may borrow from the pause behind
#: it (PersoDub's rule).
_LEAST_BUDGET = 1000


@dataclass(frozen=True)
class Brief:
    """What is the same for every ask of one scene. `speakers`: line id to character id; `names`: that to a name."""

    source: str
    language: str
    terms: tuple[Term, ...]  # the approved ones
    context: tuple[Line, ...]  # every line of the scene, in order
    memory: Memory
    address: tuple[Address, ...] = ()
    speakers: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)
    synopsis: str = ""

    def speaker(self, line: Line) -> str:
        """The name of who says a line; a character's id where it has none, "" where nobody is known."""
        character = self.speakers.get(line.id, "")
        return self.names.get(character, character)


@dataclass(frozen=True)
class Judged:
    """What one answer is worth: the candidates that may stand, or the first that may not and why."""

    candidates: tuple[str, ...] = ()
    problem: str = ""
    breaks: tuple[str, ...] = ()  # terms that `candidates` break; otherwise they are sound


def budgets(lines: Sequence[Line], until: int | None = None) -> dict[str, int]:
    """How long the spoken translation of each line may last, in ms: its slot and what the dub may borrow behind it.

    `lines` are one episode's; `until` is its length. Written lines and slots under a second have no budget.
    """
    spoken = sorted((line for line in lines if line.kind is LineKind.SPEECH), key=lambda line: line.span.start)
    found: dict[str, int] = {}
    for index, line in enumerate(spoken):
        following = (other.span.start for other in spoken[index + 1 :] if other.span.start >= line.span.end)
        end = next(following, until if until is not None else line.span.end)
        limit = allowed(line.span.duration, max(0, end - line.span.end))
        if limit >= _LEAST_BUDGET:
            found[line.id] = limit
    return found


def scene_of(wanted: Iterable[Line], brief: Brief, problems: Mapping[str, str] | None = None) -> Scene:
    """The scene to send. `problems` says what was wrong with the last answer for a line."""
    said_to = listeners(brief.context, brief.speakers)
    return Scene(
        source=brief.source,
        target=brief.language,
        asks=tuple(_ask(line, brief, said_to.get(line.id, ""), (problems or {}).get(line.id, "")) for line in wanted),
        context=tuple((line.id, brief.speaker(line), line.text) for line in brief.context),
        synopsis=brief.synopsis,
    )


def _ask(line: Line, brief: Brief, listener: str, problem: str) -> Ask:
    mentioned = [term for term in occurring(brief.terms, line.text, brief.source) if term.targets.get(brief.language)]
    pair = (brief.speakers.get(line.id, ""), listener)
    budget = brief.budgets.get(line.id)
    return Ask(
        id=line.id,
        text=line.text,
        speaker=brief.speaker(line),
        budget=budget,
        terms=tuple((term.source, term.targets[brief.language][0]) for term in mentioned),
        notes=tuple(_notes(line, brief, mentioned, pair, budget, problem)),
    )


def _notes(
    line: Line, brief: Brief, terms: Sequence[Term], pair: tuple[str, str], budget: int | None, problem: str
) -> Iterable[str]:
    if problem:
        yield f"your last answer was refused: {problem}"
    if line.kind is LineKind.SCREEN:
        yield "written on screen, nobody says it"
    for term in terms:
        first, *rest = term.targets[brief.language]
        others = [form for form in rest if form.casefold() != first.casefold()]
        also = f"; as good: {' or '.join(others)}" if others else ""
        if term.optional or also:
            yield f"{term.source}{' may be left out' if term.optional else ''}{also}"
    for entry in brief.address:
        if (entry.speaker, entry.listener) == pair:
            yield f"said to {brief.names.get(entry.listener, entry.listener)}, {entry.form} address"
    if budget is not None:
        yield f"at most {max(2, round(units_within(budget, brief.language)))} syllables"
    for source, target in brief.memory.examples(line.text, brief.language):
        yield f"translated before: {source} = {target}"


def judge(line: Line, answer: Answer | None, brief: Brief) -> Judged:
    """Keep the candidates that are translations; of those, the ones that keep the bible where any does."""
    if answer is None or not answer.candidates:
        return Judged(problem="no translation came back")
    problems = [fault(line.text, text, brief.source, brief.language, brief.terms) for text in answer.candidates]
    sound = [text.strip() for text, problem in zip(answer.candidates, problems, strict=True) if not problem]
    if not sound:
        return Judged(problem=problems[0])
    breaks = {text: broken(line.text, text, brief.terms, brief.language, brief.source) for text in sound}
    keeping = tuple(text for text in sound if not breaks[text])
    if keeping:
        return Judged(candidates=by_length(keeping, brief.language))
    terms = breaks[sound[0]]
    wanted = "; ".join(f"{term.source} must be {' or '.join(term.targets[brief.language])}" for term in terms)
    return Judged(
        candidates=by_length(sound, brief.language), problem=wanted, breaks=tuple(term.source for term in terms)
    )


def by_length(candidates: Sequence[str], language: str) -> tuple[str, ...]:
    """The first candidate, then those that take less time to say than it, longest first; each once."""
    first, *others = dict.fromkeys(candidates)
    limit = estimate(first, language)
    shorter = sorted(
        (text for text in others if estimate(text, language) < limit), key=lambda t: -estimate(t, language)
    )
    return (first, *shorter)


def too_long(candidates: Sequence[str], budget: int | None, language: str) -> bool:
    """Whether even the shortest candidate will probably not fit its budget."""
    return budget is not None and min(estimate(text, language) for text in candidates) > budget
