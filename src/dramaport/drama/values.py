"""The values of a drama. All are immutable, serialise to JSON, and mean the same in every arrow.

Times are whole milliseconds from the start of the episode. Boxes are fractions of the upright frame (0..1), so they
hold for every rendition. Language tags are BCP 47.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Value(BaseModel):
    """Base of all values: frozen, and strict about unknown fields so that a misspelt key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(Value):
    """A half-open stretch of time `[start, end)` in milliseconds."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Span:
        if self.end < self.start:
            raise ValueError(f"span ends at {self.end} ms before it starts at {self.start} ms")
        return self

    @property
    def duration(self) -> int:
        return self.end - self.start

    def overlap(self, other: Span) -> int:
        """Milliseconds both spans share; 0 when they do not touch."""
        return max(0, min(self.end, other.end) - max(self.start, other.start))


class Box(Value):
    """A rectangle as fractions of the upright frame: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def right(self) -> float:
        return self.x + self.w


class LineKind(StrEnum):
    SPEECH = "speech"
    SCREEN = "screen"  # text in the picture that nobody says: a phone message, a name card, a sign


class Origin(StrEnum):
    """Where a line's text comes from."""

    CAPTION = "caption"  # read from the picture, no speech recognised under it
    HEARD = "heard"  # recognised speech, no caption
    BOTH = "both"  # caption text, confirmed and timed by speech
    SCRIPT = "script"
    PERSON = "person"  # somebody edited it


class Line(Value):
    """One line of one episode: something said, or text on screen, in the source language."""

    id: str  # "E01.003": episode and number in order of time
    episode: str  # "E01"
    kind: LineKind = LineKind.SPEECH
    span: Span  # when it is said (speech) or seen (screen)
    text: str
    origin: Origin
    confidence: float = Field(ge=0, le=1)
    heard: str | None = None  # what the recogniser made of it, where that differs from `text`
    caption: Span | None = None  # when its caption stands in the picture
    box: Box | None = None  # where its caption or screen text stands
    overlaps: bool = False  # it is said while another line is said


class Gender(StrEnum):
    FEMALE = "female"
    MALE = "male"


class Age(StrEnum):
    CHILD = "child"
    YOUNG = "young"
    ADULT = "adult"
    ELDER = "elder"


class Character(Value):
    """Somebody who speaks. `voices` maps a language tag to a voice id of a speaking provider."""

    id: str  # ascii slug, or "C3" while nobody has named the cluster
    name: str
    gender: Gender
    age: Age = Age.ADULT
    voices: dict[str, str] = Field(default_factory=dict)
    lines: int = 0
    named: bool = False  # a person gave the name


class TermKind(StrEnum):
    NAME = "name"
    KINSHIP = "kinship"
    TITLE = "title"
    PLACE = "place"
    ADDRESS = "address"
    THING = "thing"


class TermState(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class Term(Value):
    """One entry of the series bible.

    `targets` maps a language tag to the accepted forms, the preferred one first. An `optional` term may be left out of
    a translation (kinship words where the language drops them), but where something stands for it, it is one of these.
    """

    source: str
    kind: TermKind
    targets: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    optional: bool = False
    note: str = ""
    state: TermState = TermState.PROPOSED


class Address(Value):
    """How one character addresses another; decides du/Sie, tu/vous, です/だ and their kin."""

    speaker: str
    listener: str
    form: str  # "formal" | "familiar"
    note: str = ""


class Bible(Value):
    """What must stay the same over the whole season."""

    terms: tuple[Term, ...] = ()
    address: tuple[Address, ...] = ()


class Draft(StrEnum):
    """Who made a translation."""

    PERSON = "person"
    MEMORY = "memory"  # exact match in a translation memory
    FUZZY = "fuzzy"  # close match, adapted or taken with a warning
    MACHINE = "machine"


class Translation(Value):
    """One line in one language. `shorter` are alternatives for a tight slot, longest first."""

    line: str  # the line's id
    language: str
    text: str
    shorter: tuple[str, ...] = ()
    draft: Draft
    by: str = ""  # provider or person
    flags: tuple[str, ...] = ()  # what review should look at: "term:沈渡", "distance", "fuzzy:0.87" …


class Cue(Value):
    """One subtitle: what stands on screen, when, already broken into rows."""

    span: Span
    rows: tuple[str, ...]
    line_ids: tuple[str, ...] = ()
    kind: LineKind = LineKind.SPEECH

    @property
    def text(self) -> str:
        return "\n".join(self.rows)
