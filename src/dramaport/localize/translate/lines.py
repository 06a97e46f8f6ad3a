"""Translating lines: from memory where people did it before, from a model under the contract, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.ai.abilities import Answer, TranslationRefused, Translator
from dramaport.ai.translate import TranslatorUnavailable
from dramaport.drama.decisions import binding
from dramaport.drama.values import Bible, Draft, Line, Translation, Value
from dramaport.localize.bible.check import broken
from dramaport.localize.translate.contract import Brief, Judged, judge, scene_of, too_long
from dramaport.localize.translate.faults import fault
from dramaport.localize.translate.memory import Match, Memory

VERSION = 2

#: Times a refused line is asked again with what was wrong, before it is asked alone.
_MOST_REASKS = 2


class Failure(Value):
    """A line without a translation, and why. `passing`: the reason may be gone next time (no answer in time).

    No failure is ever kept as an answer. A passing one also stands before second-best answers, a text that breaks the
    bible, which would be kept and never asked for again.
    """

    line: str
    language: str
    reason: str
    passing: bool = False


def translate_lines(
    wanted: Sequence[Line],
    scene: Sequence[Line],
    memory: Memory,
    bible: Bible,
    translator: Translator | None,
    language: str,
    source: str = "zh",
    *,
    speakers: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    budgets: Mapping[str, int] | None = None,
    synopsis: str = "",
) -> dict[str, Translation | Failure]:
    """A translation or a failure for each line of `wanted`, by id, in their order.

    `scene` are all lines of the scene, for context; only `wanted` are asked for. `speakers` maps a line's id to a
    character's id, `names` that to a name, `budgets` a line's id to the ms its spoken translation may last (see
    `contract.budgets`). Every text returned has passed `faults.fault`; one that breaks the bible is flagged "term:" and
    the term. Nothing else is ever put in a translation's place.
    """
    brief = Brief(
        source=source,
        language=language,
        terms=binding(bible),
        context=tuple(scene),
        memory=memory,
        address=bible.address,
        speakers=speakers or {},
        names=names or {},
        budgets=budgets or {},
        synopsis=synopsis,
    )
    results: dict[str, Translation | Failure] = {}
    for line in wanted:
        if (known := remembered(line, brief)) is not None:
            results[line.id] = known
    rest = [line for line in wanted if not _settled(results.get(line.id))]
    if rest and translator is not None and translator.can(source, language):
        for line_id, made in _Conversation(translator, brief).run(rest).items():
            # A remembered text with a flag beats nothing, but not an answer that may come next time.
            if isinstance(made, Translation) or made.passing or line_id not in results:
                results[line_id] = made
    missing = "not in the translation memory, and no translator knows"
    for line in wanted:
        results.setdefault(
            line.id, Failure(line=line.id, language=language, reason=f"{missing} {source} to {language}")
        )
    return {line.id: results[line.id] for line in wanted}


def _settled(result: Translation | Failure | None) -> bool:
    """Whether nothing better is to be looked for. A remembered text that breaks the bible is translated anew."""
    return isinstance(result, Translation) and not any(flag.startswith("term:") for flag in result.flags)


def remembered(line: Line, brief: Brief) -> Translation | None:
    """The memory's translation of a line, without forms that break the bible; None where it has none."""
    names = tuple(term.source for term in brief.terms)
    exact = brief.memory.exact(line, brief.language)
    match = exact or brief.memory.near(line, brief.language, names)
    if match is None:
        return None
    sound = [text for text in match.targets if not fault(line.text, text, brief.source, brief.language, brief.terms)]
    if not sound:
        return None
    meant = line.text if exact else match.source  # a misread name is judged by what it was
    breaks = {text: broken(meant, text, brief.terms, brief.language, brief.source) for text in sound}
    forms = [text for text in sound if not breaks[text]] or sound
    return Translation(
        line=line.id,
        language=brief.language,
        text=forms[0],
        shorter=tuple(forms[1:]),
        draft=Draft.MEMORY if exact else Draft.FUZZY,
        by="memory",
        flags=(*_match_flags(match, exact is not None), *(f"term:{term.source}" for term in breaks[forms[0]])),
    )


def _match_flags(match: Match, exact: bool) -> tuple[str, ...]:
    if exact:
        return ("ambiguous",) if match.rivals else ()
    return (f"fuzzy:{match.score:.2f}",)


class _Conversation:
    """Asking one translator for the lines of one scene, again where an answer was refused."""

    def __init__(self, translator: Translator, brief: Brief) -> None:
        self._translator = translator
        self._brief = brief
        self._draft = translator.quality(brief.source, brief.language) == "draft"
        self._breaking: dict[str, Judged] = {}  # sound answers that break the bible, in case nothing better comes
        self._problems: dict[str, str] = {}
        self._unavailable = ""

    def run(self, lines: Sequence[Line]) -> dict[str, Translation | Failure]:
        """First all lines together, then only the refused ones, at last each of those alone."""
        good: dict[str, Judged] = {}
        for _ in range(1 + _MOST_REASKS):
            pending = [line for line in lines if line.id not in good]
            if not pending or self._unavailable or not self._round(pending, good):
                break
        for line in lines if len(lines) > 1 else ():
            if line.id not in good and not self._unavailable:
                self._round([line], good)
        if not self._draft and not self._unavailable:
            self._shorten(lines, good)
        return {line.id: self._result(line, good.get(line.id)) for line in lines}

    def _round(self, lines: Sequence[Line], good: dict[str, Judged]) -> bool:
        """Ask once for `lines`; False where the translator refused the scene as a whole."""
        answers = self._answers(lines)
        for line in lines if answers is not None else ():
            judged = judge(line, (answers or {}).get(line.id), self._brief)
            if not judged.problem:
                good[line.id] = judged
            else:
                self._problems[line.id] = judged.problem
                if judged.breaks:
                    self._breaking.setdefault(line.id, judged)
        return answers is not None

    def _answers(self, lines: Sequence[Line]) -> dict[str, Answer] | None:
        try:
            answers = self._translator.translate(scene_of(lines, self._brief, self._problems))
        except TranslatorUnavailable as refusal:
            self._unavailable = str(refusal)
            return None
        except TranslationRefused as refusal:
            self._problems.update({line.id: str(refusal) for line in lines})
            return None
        return {answer.id: answer for answer in answers}

    def _shorten(self, lines: Sequence[Line], good: dict[str, Judged]) -> None:
        """Ask once more for lines that will not fit their time; what comes back only adds shorter forms."""
        budgets, language = self._brief.budgets, self._brief.language
        long = [
            line
            for line in lines
            if (j := good.get(line.id)) and too_long(j.candidates, budgets.get(line.id), language)
        ]
        if not long:
            return
        self._problems = {line.id: f"too long to be said in time: {good[line.id].candidates[-1]}" for line in long}
        for line_id, answer in (self._answers(long) or {}).items():
            line = next((line for line in long if line.id == line_id), None)
            if line is None:
                continue
            forms = (*good[line_id].candidates, *answer.candidates)
            again = judge(line, Answer(line_id, forms), self._brief)
            if not again.problem:
                good[line_id] = again

    def _result(self, line: Line, judged: Judged | None) -> Translation | Failure:
        language = self._brief.language
        if judged is None and self._unavailable:
            return Failure(line=line.id, language=language, reason=self._unavailable, passing=True)
        judged = judged or self._breaking.get(line.id)
        if judged is None:
            reason = self._problems.get(line.id, "no translation came back")
            return Failure(line=line.id, language=language, reason=reason)
        return Translation(
            line=line.id,
            language=language,
            text=judged.candidates[0],
            shorter=judged.candidates[1:],
            draft=Draft.MACHINE,
            by=self._translator.identity,
            flags=(*(("draft",) if self._draft else ()), *(f"term:{term}" for term in judged.breaks)),
        )
