"""Gates on the words of a translation: is it one, in the right language, and does it mean what the source means?

Meaning is compared by the angle between sentence vectors. That is a coarse instrument: it tells another sentence from a
translation, not a good translation from a fair one, and a free translation of two words (我坐。, "So be it.") may lie
as far off as a wrong one. So only extremes block a release, and most of the strength lies in comparing lines with each
other: an exchanged pair shows even where each of the two alone would pass.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dramaport.ai.abilities import SentenceEncoder
from dramaport.drama.languages import LANGUAGES
from dramaport.drama.values import Draft, Line, Term, Translation
from dramaport.localize.check.values import Issue, Severity
from dramaport.localize.translate.faults import fault

VERSION = 1

Cosines = NDArray[np.float32]


@dataclass(frozen=True)
class Meaning:
    """Limits on cosines between a source's and a translation's vector.

    Measured with Universal Sentence Encoder v3 on the sample's 112 lines in 11 languages and on 200 lines each of
    isometric-slt en–de, en–es, en–fr, en–it, all by people (`bench/translate_sample.py`). Taken together the limits
    list 1.6 % of right translations and block 0.4 %; of neighbours exchanged they block 99.7 %, of lines shifted by one
    97.7 %, of lines from another episode 70 %, and list 94 % of those.
    """

    #: Below `alien` a translation is blocked, below `far` it is listed.
    alien: float = 0.10
    far: float = 0.25
    #: Two lines near each other whose translations fit better exchanged, by this much in sum. Of 4,000 right pairs none
    #: does; exchanged ones nearly all.
    exchanged: float = 0.20
    #: A translation that fits another line near it better than its own, by this much. 0.3 % of right lines do.
    shifted: float = 0.20
    #: How far an exchange is looked for, in lines either way.
    reach: int = 5


MEANING = Meaning()


def wording(
    lines: Sequence[Line],
    translations: Mapping[str, Translation],
    language: str,
    source: str = "zh",
    terms: Sequence[Term] = (),
) -> tuple[Issue, ...]:
    """Gates `translated` and `wording`: every line has a translation; none is empty, the source, a machine's excuse, in
    another language.

    Lines are judged alone. What a person wrote is never blocked for its wording, only listed.
    """
    found = []
    for line in lines:
        translation = translations.get(line.id)
        if translation is None:
            message = f"no translation into {LANGUAGES[language].name}; translate it, or remove the line"
            found.append(_issue("translated", Severity.ERROR, line.id, language, message))
            continue
        if problem := fault(line.text, translation.text, source, language, terms):
            found.append(_issue("wording", _severity(translation), line.id, language, f"{problem}; translate it again"))
    return tuple(found)


def meaning(
    lines: Sequence[Line],
    translations: Mapping[str, Translation],
    encoder: SentenceEncoder,
    language: str,
    source: str = "zh",
    limits: Meaning = MEANING,
) -> tuple[Issue, ...]:
    """Gate `meaning`: each translation lies near its source, and nearer than its neighbours'.

    `lines` are one episode's in order of time. Where the encoder does not know one of the languages, one warning says
    that nothing was compared, and nothing is judged.
    """
    unknown = {source, language} - encoder.languages()
    if unknown:
        names = " and ".join(sorted(LANGUAGES[tag].name for tag in unknown))
        message = f"meaning was not compared: {encoder.identity} does not know {names}"
        return (_issue("meaning", Severity.WARNING, None, language, message),)
    pairs = [
        (line, translations[line.id])
        for line in lines
        if line.id in translations and translations[line.id].text.strip()
    ]
    if not pairs:
        return ()
    near = (
        np.asarray(encoder.encode([line.text for line, _ in pairs]))
        @ np.asarray(encoder.encode([translation.text for _, translation in pairs])).T
    )
    own = np.diag(near)
    exchanged, shifted = _exchanged(near, own, limits), _shifted(near, own, limits)
    found = []
    for index, (line, translation) in enumerate(pairs):
        partner = exchanged.get(index, shifted.get(index))
        if partner is not None:
            severity = _severity(translation, sure=index in exchanged)
            message = f"reads like the translation of {pairs[partner][0].id}; compare the two"
        elif own[index] < limits.far:
            severity = _severity(translation, sure=False) if own[index] < limits.alien else Severity.WARNING
            message = "far from the source's meaning; read it again"
        else:
            continue
        found.append(_issue("meaning", severity, line.id, language, message, float(own[index])))
    return tuple(found)


def text_issues(
    lines: Sequence[Line],
    translations: Mapping[str, Translation],
    encoder: SentenceEncoder,
    language: str,
    source: str = "zh",
    terms: Sequence[Term] = (),
) -> tuple[Issue, ...]:
    """All gates on words for one episode in one language; a line that is no translation is not compared by meaning."""
    words = wording(lines, translations, language, source, terms)
    bad = {issue.line for issue in words}
    rest = [line for line in lines if line.id not in bad]
    return (*words, *meaning(rest, translations, encoder, language, source))


def _neighbours(index: int, count: int, reach: int) -> list[int]:
    return [j for j in range(max(0, index - reach), min(count, index + reach + 1)) if j != index]


def _exchanged(near: Cosines, own: Cosines, limits: Meaning) -> dict[int, int]:
    """Lines whose translations fit better exchanged. `near[i, j]` is source i against translation j."""
    found: dict[int, int] = {}
    for i in range(len(own)):
        gains = {j: float(near[i, j] + near[j, i] - own[i] - own[j]) for j in _neighbours(i, len(own), limits.reach)}
        best = max(gains, key=gains.__getitem__, default=None)
        if best is not None and gains[best] >= limits.exchanged:
            found[i] = best
    return found


def _shifted(near: Cosines, own: Cosines, limits: Meaning) -> dict[int, int]:
    """Lines whose translation fits another line near them better than their own."""
    found: dict[int, int] = {}
    for i in range(len(own)):
        best = max(_neighbours(i, len(own), limits.reach), key=lambda j: float(near[j, i]), default=None)
        if best is not None and near[best, i] - own[i] >= limits.shifted:
            found[i] = best
    return found


def _severity(translation: Translation, *, sure: bool = True) -> Severity:
    """What people decided for this line is never blocked; a memory's exact match, people's words for the same text,
    only by sure evidence.
    """
    if translation.draft is Draft.PERSON or (translation.draft is Draft.MEMORY and not sure):
        return Severity.WARNING
    return Severity.ERROR


def _issue(
    gate: str, severity: Severity, line: str | None, language: str, message: str, measure: float | None = None
) -> Issue:
    rounded = None if measure is None else round(measure, 2)
    return Issue(gate=gate, severity=severity, line=line, language=language, message=message, measure=rounded)
