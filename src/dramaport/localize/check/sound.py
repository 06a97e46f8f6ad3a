"""Gates over what was measured on a mix, and on what the encoder made of it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from dramaport.drama.values import Span
from dramaport.localize.check.thresholds import DEFAULT, Thresholds
from dramaport.localize.check.values import Issue, Severity
from dramaport.localize.mix.values import MixReport, Profile


def leak(report: MixReport, language: str, limits: Thresholds = DEFAULT) -> tuple[Issue, ...]:
    """Gate `leak`: no original speech is heard under the dub, in any line or throughout."""
    found: list[Issue] = []
    for line, decibel in report.leak.items():
        if decibel > limits.line_leak_warning:
            severity = Severity.ERROR if decibel > limits.line_leak_error else Severity.WARNING
            message = f"the original voice is heard {_below(decibel)} the dub; check the line's times"
            found.append(_issue("leak", severity, language, message, decibel, line))
    middle = median(report.leak.values()) if report.leak else None
    if middle is not None and middle > limits.leak_error:
        message = f"the original voices are heard {_below(middle)} the dub throughout; make the bed again"
        found.append(_issue("leak", Severity.ERROR, language, message, round(middle, 2)))
    return tuple(found)


def _below(decibel: float) -> str:
    return f"{abs(decibel):.0f} dB {'below' if decibel <= 0 else 'above'}"


def over_bed(report: MixReport, language: str, limits: Thresholds = DEFAULT) -> tuple[Issue, ...]:
    """Gate `over_bed`: every voice can be followed over music and effects."""
    found: list[Issue] = []
    for line, decibel in report.over_bed.items():
        if decibel < limits.over_bed_warning:
            severity = Severity.ERROR if decibel < limits.over_bed_error else Severity.WARNING
            message = f"the voice stands only {decibel:.0f} dB over the music; speak the line again or louder"
            found.append(_issue("over_bed", severity, language, message, decibel, line))
    return tuple(found)


def loudness(lufs: float, profile: Profile, language: str, limits: Thresholds = DEFAULT) -> tuple[Issue, ...]:
    """Gate `loudness`: the integrated loudness meets the profile."""
    if abs(lufs - profile.lufs) <= limits.loudness:
        return ()
    message = f"{lufs:.1f} LUFS instead of {profile.lufs:.0f} for {profile.name}; mix again"
    return (_issue("loudness", Severity.ERROR, language, message, lufs),)


def true_peak(decibel: float, language: str, limits: Thresholds = DEFAULT) -> tuple[Issue, ...]:
    """Gate `true_peak`: nothing clips in a player's converter."""
    if decibel <= limits.true_peak:
        return ()
    message = f"true peak {decibel:.1f} dBTP, {limits.true_peak:.0f} is the most; mix again"
    return (_issue("true_peak", Severity.ERROR, language, message, decibel),)


def unclaimed(spans: Sequence[Span], language: str) -> tuple[Issue, ...]:
    """Gate `unclaimed`: somebody seems to speak where no line stands. A laugh or a song may stay; a missed line may
    not.
    """
    return tuple(
        _issue(
            "unclaimed",
            Severity.WARNING,
            language,
            f"somebody speaks at {span.start / 1000:.1f} s where no line stands; add the line if it is one",
            span.duration,
        )
        for span in spans
    )


def _issue(
    gate: str, severity: Severity, language: str, message: str, measure: float, line: str | None = None
) -> Issue:
    return Issue(gate=gate, severity=severity, line=line, language=language, message=message, measure=measure)
