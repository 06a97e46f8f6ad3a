"""Every gate over one episode in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dramaport.ai.abilities import SentenceEncoder
from dramaport.build.engine import Done, Engine
from dramaport.build.step import Work, step
from dramaport.drama.decisions import binding
from dramaport.drama.values import Line, LineKind, Span, Term, Translation, Value
from dramaport.localize.bible.check import violations
from dramaport.localize.check import fit, sound, verdict
from dramaport.localize.check.playable import playable
from dramaport.localize.check.text import VERSION as TEXT_VERSION
from dramaport.localize.check.text import text_issues
from dramaport.localize.check.values import Issue, Severity
from dramaport.localize.mix.values import APP
from dramaport.localize.pipeline import providers
from dramaport.localize.pipeline.values import Facts, MixedSound, Release, Season
from dramaport.localize.speak.voicecheck import WrongVoice


class Issues(Value):
    issues: tuple[Issue, ...]


@step("text", TEXT_VERSION, Issues)
def text_step(
    _: Work,
    *,
    lines: Sequence[Line],
    translations: Mapping[str, Translation],
    terms: Sequence[Term],
    source: str,
    language: str,
    encoder: SentenceEncoder,
) -> Issues:
    return Issues(issues=text_issues(lines, translations, encoder, language, source, terms))


def check_release(
    engine: Engine,
    release: Release,
    lines: Sequence[Line],
    season: Season,
    source: str,
    facts: Facts,
    *,
    unclaimed: Sequence[Span] = (),
    wrong: Sequence[WrongVoice] = (),
) -> tuple[Issue, ...]:
    """What the gates say, the worst first. What could not be made at all is an error of its own.

    `unclaimed` is where the bed holds speech outside all lines, `wrong` the clips that sound like another voice. The
    pictures are judged with the releases, when they are there.
    """
    language = release.language
    spoken = [line for line in lines if line.kind is LineKind.SPEECH]
    starts = {line.id: line.span.start for line in spoken}
    found: list[Issue] = [_untranslated(line, reason, language) for line, reason in release.failed.items()]
    if facts.sound:  # where nobody is heard, nobody knows whose voice it would be: such an episode is subtitled only
        found += fit.voiced(
            [line.id for line in spoken if line.id not in release.failed], list(release.spoken.values()), language
        )
    found += fit.right_voice(wrong, language)
    found += fit.fit(list(release.spoken.values()), starts, facts.duration, language)
    found += verdict.bible(violations(lines, release.translations, season.bible, language, source))
    if release.subtitles is not None:
        found += verdict.subtitles(release.subtitles.violations, language)
    if release.mixed is not None:
        found += _sound(release.mixed, facts, language, silent=not facts.sound and not release.spoken)
    found += sound.unclaimed(unclaimed, language)
    found += _text(engine, release, lines, season, source)
    return tuple(sorted(found, key=lambda issue: (issue.severity is Severity.WARNING, issue.gate, issue.line or "")))


def _sound(mixed: MixedSound, facts: Facts, language: str, *, silent: bool) -> tuple[Issue, ...]:
    report = mixed.report
    if silent:
        return playable((), mixed.stream, facts.duration, language)
    return (
        *sound.leak(report, language),
        *sound.over_bed(report, language),
        *sound.loudness(report.lufs, APP, language),
        *sound.true_peak(report.highest_peak, language),
        *playable((), mixed.stream, facts.duration, language),
    )


def _text(engine: Engine, release: Release, lines: Sequence[Line], season: Season, source: str) -> tuple[Issue, ...]:
    outcome = engine.run(
        text_step,
        "text",
        lines=[line for line in lines if line.id in release.translations],
        translations=release.translations,
        terms=binding(season.bible),
        source=source,
        language=release.language,
        encoder=providers.encoder(),
    )
    return outcome.value.issues if isinstance(outcome, Done) else ()


def _untranslated(line: str, reason: str, language: str) -> Issue:
    return Issue(gate="translation", severity=Severity.ERROR, line=line, language=language, message=reason)
