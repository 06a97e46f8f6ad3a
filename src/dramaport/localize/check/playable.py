"""Gate `playable`: what was found in the streams of a release, judged. Pure; `streams` does the looking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dramaport.localize.check.streams import StreamFacts
from dramaport.localize.check.thresholds import DEFAULT, Thresholds
from dramaport.localize.check.values import Issue, Severity


def playable(
    video: Sequence[StreamFacts], audio: StreamFacts, duration: int, language: str, limits: Thresholds = DEFAULT
) -> tuple[Issue, ...]:
    """All renditions play to their end, start together, last `duration` ms, and can be switched every two seconds."""
    found = [fault for stream in (*video, audio) for fault in _faults(stream, duration, limits)]
    starts = [stream.start for stream in video if stream.fault is None]
    if starts and audio.fault is None and abs(audio.start - min(starts)) > limits.start:
        found.append((f"sound starts {audio.start - min(starts)} ms after the picture", audio.start - min(starts)))
    return tuple(
        Issue(
            gate="playable",
            severity=Severity.ERROR,
            language=language,
            message=f"{message}; package the episode again",
            measure=measure,
        )
        for message, measure in found
    )


def _faults(stream: StreamFacts, duration: int, limits: Thresholds) -> Iterator[tuple[str, float | None]]:
    if stream.fault is not None:
        yield f"{stream.name}: {stream.fault}", None
        return
    if abs(stream.end - duration) > limits.duration:
        yield f"{stream.name} ends at {stream.end} ms instead of {duration}", stream.end
    if not stream.closed:
        yield f"{stream.name} has a key frame that needs pictures before it", None
    odd = [gop for gop in stream.gops if abs(gop - limits.gop) > limits.gop_tolerance]
    if odd:
        yield f"{stream.name} has key frames {odd[0]} ms apart instead of {limits.gop}", odd[0]
