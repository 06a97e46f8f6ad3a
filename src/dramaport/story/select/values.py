"""What a score card says: figures with the words of the novel they rest on, and what could not be judged."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from pydantic import Field

from dramaport.drama.values import Value
from dramaport.story.select.people import Person, Spot
from dramaport.story.values import Evidence


class Coverage(Value):
    """How much of the novel the figures rest on."""

    chapters: int
    chapters_read: int
    characters: int
    characters_read: int

    @property
    def whole(self) -> bool:
        return self.characters_read == self.characters

    def __str__(self) -> str:
        if self.whole:
            return f"read whole: {self.chapters} chapter{'' if self.chapters == 1 else 's'}, {self.characters:,} characters"
        share = 100 * self.characters_read / self.characters
        return (
            f"read {self.chapters_read} of {self.chapters} chapters, {self.characters_read:,} of "
            f"{self.characters:,} characters ({share:.1f} %), taken at equal distances"
        )


class Figure(Value):
    """One measure. `value` is None where it cannot be judged, and `how` says why; else `how` says how it was found."""

    id: str
    name: str
    value: float | None
    unit: str = ""
    how: str
    evidence: tuple[Evidence, ...] = ()


class Fit(Value):
    """How a market's known taste meets the novel, 0 to 1; None where no fact with a source is known or its signal is missing."""

    market: str
    score: float | None
    because: tuple[str, ...] = ()


class Cost(Value):
    """What a production may cost: the estimate where a rate is known, and for each tier how much a minute may cost to stay below it."""

    production: str
    minutes: float
    estimate: Decimal | None
    currency: str
    because: str
    ceilings: dict[str, Decimal] = Field(default_factory=dict)


class Overlap(Value):
    """What a novel shares with another story."""

    other: str
    score: float
    shared: tuple[str, ...] = ()


class Compares(Protocol):
    """Holds a text against the slate. `story.sameness` is one; without any the card says that nobody compared."""

    def __call__(self, text: str) -> Sequence[Overlap]: ...


class Card(Value):
    """A novel's score card."""

    title: str
    coverage: Coverage
    figures: tuple[Figure, ...]
    people: tuple[Person, ...]
    places: tuple[Spot, ...]
    costs: tuple[Cost, ...]
    fits: tuple[Fit, ...]
    overlaps: tuple[Overlap, ...] = ()
    unjudged: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def figure(self, id: str) -> Figure:
        """The figure of this id; KeyError for none."""
        found = {figure.id: figure for figure in self.figures}
        return found[id]
