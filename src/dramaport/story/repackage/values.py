"""What repackaging decides and what it leaves behind."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from dramaport.drama.values import Age, Gender, Value


class Kind(StrEnum):
    """What a substitution is about."""

    NAME = "name"
    ADDRESS = "address"
    PLACE = "place"
    FOOD = "food"
    FESTIVAL = "festival"
    MONEY = "money"
    LAW = "law"
    SCHOOL = "school"
    WORK = "work"
    CUSTOM = "custom"
    THING = "thing"


class Made(StrEnum):
    """Who says so. People win over the pack."""

    PERSON = "person"
    PACK = "pack"


class Substitution(Value):
    """Wherever `source` stands in the script, `becomes` stands in the repackaged one.

    `target` is the form the market's language uses, for the series bible: translators and checkers hold to it.
    """

    source: str = Field(min_length=1)
    becomes: str = Field(min_length=1)
    target: str = ""
    kind: Kind
    reason: str = ""
    made: Made = Made.PACK


class Occurrence(Value):
    """One place where something was replaced: character offsets of `source` in the old text and of `becomes` in the new."""

    where: str  # "episodes/E01/scenes/E01.S1/beats/E01.003/text"
    at: int = Field(ge=0)
    now_at: int = Field(ge=0)
    source: str
    becomes: str


class Kept(Value):
    """Something of the story's own world that stays, and why."""

    term: str
    reason: str
    where: tuple[str, ...]


class Concern(Value):
    """Something in the story that people of the market may take amiss; a person decides."""

    where: str
    quote: str
    concern: str
    remedy: str


class Trace(Value):
    """Everything that was changed, kept and asked; with it the original can be had back from the repackaged script."""

    market: str
    pack: str  # its digest
    substitutions: tuple[Substitution, ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    kept: tuple[Kept, ...] = ()
    concerns: tuple[Concern, ...] = ()


class Keep(Value):
    """A word that stays as it is, because viewers there know it, or come for it."""

    term: str
    reason: str


class Decided(Value):
    """What people decided for a market: their substitutions, and words that stay whatever the pack says."""

    substitutions: tuple[Substitution, ...] = ()
    keep: tuple[Keep, ...] = ()


class GivenName(Value):
    """A given name in the market's writing and as the script's language writes it."""

    name: str
    written: str
    gender: Gender
    ages: tuple[Age, ...] = tuple(Age)
    classes: tuple[str, ...] = ()  # of the pack's own classes; empty: any


class FamilyName(Value):
    name: str
    written: str
    classes: tuple[str, ...] = ()


class Term(Value):
    """A word of the story's world and what stands for it in the market."""

    source: str
    becomes: str
    target: str
    kind: Kind
    reason: str = ""


class Norm(Value):
    """What is met differently there. `cues` are words by which a place in the script is found; they prove nothing."""

    id: str
    cues: tuple[str, ...]
    concern: str
    remedy: str


class Currency(Value):
    """The market's money: its code, its word in the script's language, and what one yuan is taken for at a date."""

    code: str
    written: str
    per_yuan: float = Field(gt=0)
    date: str
    source: str


class Titles(Value):
    """How a surname is addressed, in the script's language and in the market's; `{}` is the surname."""

    male: tuple[str, str]
    female: tuple[str, str]


class Pack(Value):
    """What is known of a market's culture: data that people of the market read and correct."""

    market: str
    language: str
    order: str = "given family"  # or "family given"
    joined: str = "·"  # between given and family name as the script's language writes them
    classes: tuple[str, ...] = ()
    titles: Titles
    given: tuple[GivenName, ...]
    family: tuple[FamilyName, ...]
    terms: tuple[Term, ...] = ()
    keep: tuple[Keep, ...] = ()
    norms: tuple[Norm, ...] = ()
    currency: Currency | None = None
