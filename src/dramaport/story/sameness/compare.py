"""A story against the company's slate: which of its stories it comes near, what they share, and where.

Three signs, each with its evidence: the same words in a row (`copying`), the same sense in the same order (`meaning`, where there
is an encoder), the same motifs (`profile`). Only the first two call a story a near-copy: hundreds of dramas share three motifs.
"""

from __future__ import annotations

import functools
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Final

from dramaport.ai.abilities import SentenceEncoder
from dramaport.drama.values import Value
from dramaport.errors import BadInput
from dramaport.story.sameness import copying, meaning
from dramaport.story.sameness.cues import lexicon
from dramaport.story.sameness.profile import evidence, told
from dramaport.story.sameness.stories import from_text
from dramaport.story.sameness.values import Likeness, Occurrence, SharedMotif, Story, Verdict

Told = Mapping[str, tuple[Occurrence, ...]]


class Limits(Value):
    """Where likeness begins; bench/sameness.py prints what they find and what they raise falsely."""

    #: Share of the shorter story's stretches of ten characters that stand in the other.
    copied: float = 0.05
    #: Mean cosine of sentences with their nearest, what stories have in common taken off. Of 435 pairs of the reference stories
    #: the nearest have 0.199, near-copies of them in other words 0.25 and more.
    meaning: float = 0.23
    #: The same where one of the two is compared by stretches, whose vectors are means and nearer to each other. Of the 780 pairs of
    #: the 40 tales of 喻世明言 one in a hundred has more than 0.244, the most is 0.346; a copy with other names 0.595.
    meaning_long: float = 0.40
    #: Motifs two stories share before it is said; a motif that every third story of the slate tells does not count.
    motifs: int = 2
    common: float = 1 / 3


LIMITS: Final = Limits()
#: With fewer stories than this the reference stories stand in when what stories have in common is measured.
_FEW: Final = 10


def compare(
    story: Story, slate: Sequence[Story], encoder: SentenceEncoder | None = None, limits: Limits = LIMITS
) -> tuple[Likeness, ...]:
    """The likeness of a story with each of the slate, the nearest first. Without an encoder nothing is compared by meaning.

    Raises BadInput for a story without a sentence, or two of the slate with one name.
    """
    _check(story, slate)
    mine, theirs = told(story), {other.name: told(other) for other in slate}
    spread = Counter(motif for motifs in theirs.values() for motif in motifs)
    vectors = _vectors(story, slate, encoder) if encoder else {}
    print_ = copying.fingerprint(story)
    found = []
    for other in slate:
        shared = _shared(mine, theirs[other.name], spread)
        rare = [motif for motif in shared if motif.also_in + 1 <= max(1.0, limits.common * len(slate))]
        words = copying.fingerprint(other)
        share = copying.copied(print_, words)
        near = meaning.closeness(vectors[story.name], vectors[other.name]) if vectors else None
        least = limits.meaning if meaning.by_sentence(story) and meaning.by_sentence(other) else limits.meaning_long
        is_copied, is_near = share >= limits.copied, near is not None and near >= least
        verdict = Verdict.SHARES if len(rare) >= limits.motifs else Verdict.APART
        found.append(
            Likeness(
                story=other.name,
                verdict=Verdict.NEAR_COPY if is_copied or is_near else verdict,
                motifs=shared,
                alike=(
                    *(copying.examples(story, other, print_ & words) if is_copied else ()),
                    *(meaning.nearest(story, other, vectors) if is_near else ()),
                ),
                copied=round(share, 3),
                meaning=None if near is None else round(near, 3),
            )
        )
    return tuple(sorted(found, key=_rank))


@functools.cache
def reference() -> tuple[Story, ...]:
    """The reference stories, for what stories have in common."""
    text = resources.files(__package__).joinpath("reference.toml").read_text("utf-8")
    return tuple(from_text(f"reference/{told['id']}", told["text"]) for told in tomllib.loads(text)["story"])


def _check(story: Story, slate: Sequence[Story]) -> None:
    for one in (story, *slate):
        if not one.passages:
            raise BadInput(f"{one.name} holds no sentence that could be compared")
    twice = [name for name, count in Counter([story.name, *(other.name for other in slate)]).items() if count > 1]
    if twice:
        raise BadInput(f"two stories are called {twice[0]!r}; give each its own name")


def _vectors(story: Story, slate: Sequence[Story], encoder: SentenceEncoder) -> Mapping[str, meaning.Vectors]:
    """Centred vectors of all of them, and of the reference stories where the slate is small."""
    every = [story, *slate, *(reference() if len(slate) < _FEW else ())]
    return meaning.centred(meaning.encoded(every, encoder))


def _shared(mine: Told, theirs: Told, spread: Counter[str]) -> tuple[SharedMotif, ...]:
    """Motifs both tell, the rarest of the slate first."""
    both = sorted((motif for motif in mine if motif in theirs), key=lambda motif: spread[motif])
    return tuple(
        SharedMotif(
            motif=motif,
            zh=lexicon()[motif].zh,
            en=lexicon()[motif].en,
            note=lexicon()[motif].note,
            also_in=spread[motif] - 1,
            here=evidence(mine[motif]),
            there=evidence(theirs[motif]),
        )
        for motif in both
    )


def _rank(likeness: Likeness) -> tuple[int, float, float, int]:
    order = (Verdict.NEAR_COPY, Verdict.SHARES, Verdict.APART)
    return (order.index(likeness.verdict), -likeness.copied, -(likeness.meaning or 0), -len(likeness.motifs))
