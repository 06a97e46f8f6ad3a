"""Whether a plan traces back to its novel, byte for byte."""

from __future__ import annotations

import hashlib
from itertools import pairwise

from dramaport.story.values import Plan


def untraced(plan: Plan, data: bytes) -> tuple[str, ...]:
    """What does not fit the novel's bytes: another text, a gap or an overlap, a cut inside a character, words or evidence that do not
    stand where the plan says. Empty for a plan that traces back whole."""
    if hashlib.sha256(data).hexdigest() != plan.novel_sha256:
        return ("the plan was made for another text",)
    faults = []
    for before, after in pairwise(plan.episodes):
        if before.source.end != after.source.start:
            faults.append(f"{after.id} begins at byte {after.source.start}, {before.id} ends at {before.source.end}")
    for episode in plan.episodes:
        span = episode.source
        words = span.last_words.encode()
        if span.text != plan.novel_sha256 or not 0 <= span.start < span.end <= len(data):
            faults.append(f"{episode.id} has no place in this text")
        elif not words.strip() or data[span.end - len(words) : span.end] != words:
            faults.append(f"{episode.id}: its last words do not stand before byte {span.end}")
        elif not (_whole(data, span.start) and _whole(data, span.end)):
            faults.append(f"{episode.id} is cut inside a character")
        faults += [
            f"{episode.id}: {evidence.quote!r} does not stand at byte {evidence.start}"
            for evidence in episode.evidence
            if data[evidence.start : evidence.end] != evidence.quote.encode()
        ]
    return tuple(faults)


def _whole(data: bytes, at: int) -> bool:
    """Whether `at` lies between two UTF-8 characters: continuation bytes are 10xxxxxx."""
    return at in (0, len(data)) or data[at] & 0xC0 != 0x80
