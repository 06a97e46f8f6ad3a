"""What is known of the best there can be."""

from __future__ import annotations

from pydantic import Field, model_validator

from dramaport.drama.values import Value


class Proof(Value):
    """A cost that was found, and a cost below which there is none. Both in minor units, or an instance's own."""

    value: int = Field(ge=0)
    bound: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Proof:
        if self.bound > self.value:
            raise ValueError(f"a bound of {self.bound} stands above the value of {self.value}")
        return self

    @property
    def proved(self) -> bool:
        return self.value == self.bound

    @property
    def gap(self) -> float:
        """How much dearer the found one may be than the best there is, as a fraction of the bound."""
        if self.proved:
            return 0.0
        return (self.value - self.bound) / self.bound if self.bound else float("inf")
