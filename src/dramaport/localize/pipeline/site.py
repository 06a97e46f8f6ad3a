"""Where jobs run: the store, a folder for work under way, and whether anything is to be run at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dramaport.build.engine import Engine
from dramaport.build.store import Store


@dataclass(frozen=True)
class Site:
    """Given to every job; it can travel to a worker on another machine."""

    store: Store
    work: Path
    drama: str  # the drama's id: ledgers are kept under it
    dry: bool = False

    def engine(self, job: str) -> Engine:
        """A fresh engine for one job."""
        return Engine(self.store, self.work, f"{self.drama}/{job}", dry=self.dry)
