"""A little drama and the true graph over it, for tests of the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dramaport.build.store import open_store
from dramaport.drama.decisions import Decision
from dramaport.drama.repository import Drama, Footage
from dramaport.localize.pipeline.graph import run_season
from dramaport.localize.pipeline.site import Site


@dataclass(frozen=True)
class Little:
    """One episode of a few seconds, in a store of its own."""

    site: Site
    drama: Drama

    @classmethod
    def make(cls, video: Path, folder: Path) -> Little:
        store = open_store(str(folder / "store"), folder / "cache")
        footage = Footage(code="E01", file="E01.mp4", video=store.put(video))
        site = Site(store, folder / "work", "d1")
        return cls(site, Drama(id="d1", title="渡口", source="zh", episodes=(footage,)))

    def run(self, *languages: str, dry: bool = False, log: tuple[Decision, ...] = ()) -> Mapping[str, Any]:
        """The results of all jobs by name; into English where no language is given."""
        site = Site(self.site.store, self.site.work, self.drama.id, dry)
        return run_season(site, self.drama, log, languages or ("en",), workers=1)
