"""The values of comparing stories."""

from __future__ import annotations

from enum import StrEnum

from dramaport.drama.values import Value


class Passage(Value):
    """A sentence of a story and where it stands: a beat's id, "E03 synopsis", or "byte 1200"."""

    where: str
    text: str


class Story(Value):
    """Something that can be compared: a novel, a plan, a script or a synopsis, as sentences in order."""

    name: str
    passages: tuple[Passage, ...]


class Telling(StrEnum):
    """How a cue stands in a sentence."""

    TOLD = "told"
    DENIED = "denied"  # "he has not lost his memory"
    SUPPOSED = "supposed"  # "as if he had lost his memory"
    MENTIONED = "mentioned"  # the word in quotation marks, or a title


class Occurrence(Value):
    """One cue of a motif found in one sentence."""

    motif: str
    cue: str
    telling: Telling
    passage: Passage


class SharedMotif(Value):
    """A motif both stories tell, with the sentences that tell it. `also_in` counts the other stories of the slate that do."""

    motif: str
    zh: str
    en: str
    note: str = ""
    also_in: int = 0
    here: tuple[Passage, ...]
    there: tuple[Passage, ...]


class Alike(Value):
    """Two sentences that say much the same: by meaning (a cosine) or by the same characters in a row."""

    here: Passage
    there: Passage
    cosine: float | None = None
    copied: str = ""


class Verdict(StrEnum):
    NEAR_COPY = "near copy"
    SHARES = "shares motifs"
    APART = "apart"


class Likeness(Value):
    """What a story shares with one of the slate. `meaning` is None where nothing was compared by meaning."""

    story: str
    verdict: Verdict
    motifs: tuple[SharedMotif, ...] = ()
    alike: tuple[Alike, ...] = ()
    copied: float = 0.0
    meaning: float | None = None
